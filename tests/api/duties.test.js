// SPDX-License-Identifier: Apache-2.0
// duties.test.js - who may not do a task since he did another one is told so.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const apart = process_('apart', `
  <extensionElements><weir:exclusive groups="inspector appeal"/></extensionElements>
  <startEvent id="start"/>${flow('start', 'check')}
  <userTask id="check" weir:candidateGroups="inspector"/>${flow('check', 'investigate')}
  <userTask id="investigate" weir:separateFrom="check"/>${flow('investigate', 'hear')}
  <userTask id="hear" weir:candidateGroups="appeal"/>`);

const lead = process_('lead', `
  <startEvent id="start"/>${flow('start', 'check')}
  <userTask id="check" weir:timeLimit="5wd" weir:calendar="cn-gov" weir:timeLimitPolicy="TL-1" weir:timeLimitBasis="L2 D"><extensionElements>
    <weir:responsibility managing="AR" providing="C" using="I"/><weir:evidence variable="findings" label="笔录 &lt;Minutes&gt;"/>
    <weir:evidence variable="loss"/><weir:evidence variable="note"/><weir:evidence variable="paper"/>
  </extensionElements></userTask>${flow('check', 'call')}
  <callActivity id="call" calledElement="notice"/>`);
const notice = process_('notice', `<startEvent id="s"/>${flow('s', 't')}<userTask id="t"/>`);

const undoing = process_('undoing', `
  <startEvent id="start"/>${flow('start', 'pay')}
  <userTask id="pay"/><boundaryEvent id="undo" attachedToRef="pay"><compensateEventDefinition/></boundaryEvent>
  <association id="as" sourceRef="undo" targetRef="refund" associationDirection="One"/>
  <userTask id="refund" isForCompensation="true"/>${flow('pay', 'ship')}
  <userTask id="ship" weir:timeLimit="PT1H" weir:superior="boss" weir:timeLimitPolicy="TL-1"/>
  <boundaryEvent id="late" attachedToRef="ship"><timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition></boundaryEvent>
  ${flow('late', 'back')}<endEvent id="back"><compensateEventDefinition/></endEvent>`);

const ruled = process_('ruled', `
  <startEvent id="start"/>${flow('start', 'review')}
  <userTask id="review"><extensionElements>
    <weir:requirement at="completed" condition="=grade &lt;= found" message='="no worse than " + string(found)'/>
    <weir:inputOutput><weir:inputParameter name="found">=grade</weir:inputParameter></weir:inputOutput>
  </extensionElements></userTask>${flow('review', 'vote')}
  <userTask id="vote"><extensionElements>
    <weir:requirement condition="=count(members) &gt;= 3" message='="three members, not " + string(members)'/>
  </extensionElements></userTask>`);

const acts = process_('acts', `
  <startEvent id="start"/>${flow('start', 'fork')}<parallelGateway id="fork"/>${flow('fork', 'work')}${flow('fork', 'later')}
  <serviceTask id="work" weir:type="external" weir:topic="acts"/>
  <intermediateCatchEvent id="later"><timerEventDefinition><timeDuration>P9D</timeDuration></timerEventDefinition></intermediateCatchEvent>
  ${flow('later', 'late')}<userTask id="late"/>`);

const items = process_('items', `
  <startEvent id="start"/>${flow('start', 'fork')}<parallelGateway id="fork"/>${flow('fork', 'sign')}${flow('fork', 'each')}
  <subProcess id="each"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>
    <startEvent id="s"/>${flow('s', 'do')}<userTask id="do"/></subProcess>
  <userTask id="sign"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></userTask>`);

export const before = async () => {
  const server = await start('--virtual-clock');

  await server.weir.deploy('apart', { 'apart.bpmn': apart, 'lead.bpmn': lead, 'notice.bpmn': notice, 'undoing.bpmn': undoing, 'ruled.bpmn': ruled, 'acts.bpmn': acts, 'items.bpmn': items });
  return { server, weir: server.weir };
};
export const after = async ({ server }) => assert.equal((await server.stop()).code, 0);

const as = (user) => ({ Authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}` });
const taskOf = async (weir, instance) => (await weir.get(`/task?processInstanceId=${instance.id}`))[0];

export default {
  'what a model requires is asked of who completes or submits a task, and before an activity begins': async ({ weir }) => {
    const variables = { grade: { value: 2 }, members: { value: '["zhang"]', type: 'Json' } };
    const instance = await weir.post('/process-definition/key/ruled/start', { variables });
    const review = await taskOf(weir, instance);

    for (const way of ['complete', 'submit-form']) {
      const refused = await weir.post(`/task/${review.id}/${way}`, { variables: { grade: { value: 3 } } }, 400);
      assert.equal(refused.type, 'InvalidRequestException');
      assert.match(refused.message, /element 'review': no worse than 2/);
    }
    const early = await weir.post(`/task/${review.id}/complete`, { variables: { grade: { value: 1 } } }, 500);
    assert.match(early.message, /element 'vote': three members, not \["zhang"\]/);
    assert.equal((await taskOf(weir, instance)).id, review.id);
    await weir.put(`/process-instance/${instance.id}/variables/members`, { value: '["a", "b", "c"]', type: 'Json' }, 204);
    await weir.post(`/task/${review.id}/complete`, { variables: { grade: { value: 1 } } }, 204);
    assert.equal((await taskOf(weir, instance)).taskDefinitionKey, 'vote');
  },

  'a task that is separate from another one is refused to who did that, by a rule with a name': async ({ weir }) => {
    const instance = await weir.post('/process-definition/key/apart/start', {});
    const check = await taskOf(weir, instance);

    const nobody = await weir.post(`/task/${check.id}/complete`, {}, 403);
    assert.equal(nobody.type, 'AuthorizationException');
    assert.match(nobody.message, /element 'check': .*say who does the task/);
    await weir.post(`/task/${check.id}/claim`, { userId: 'anna' }, 204);
    await weir.post(`/task/${check.id}/complete`, {}, 204); // who has it did it

    const task = await taskOf(weir, instance);
    const refused = await weir.post(`/task/${task.id}/claim`, { userId: 'anna' }, 403);
    assert.equal(refused.type, 'AuthorizationException');
    assert.match(refused.message, /element 'investigate': separate-from: anna, who did check, may not do this task/);
    for (const [way, body] of [['assignee', { userId: 'anna' }], ['delegate', { userId: 'anna' }],
      ['identity-links', { userId: 'anna', type: 'assignee' }]])
      await weir.post(`/task/${task.id}/${way}`, body, 403, as('boss'));
    for (const [way, body] of [['complete', {}], ['submit-form', {}], ['resolve', {}], ['bpmnError', { errorCode: 'no' }]])
      await weir.post(`/task/${task.id}/${way}`, body, 403, as('anna'));
    await weir.post(`/task/${task.id}/complete`, {}, 204, as('bob'));

    const hear = await taskOf(weir, instance);
    const excluded = await weir.post(`/task/${hear.id}/claim`, { userId: 'anna' }, 403);
    assert.match(excluded.message, /exclusive: anna, who did check for inspector, may not act for appeal/);
    await weir.post(`/task/${hear.id}/complete`, {}, 204, as('bob'));

    const facts = await weir.get(`/log?processInstanceId=${instance.id}`);
    const done = facts.filter((fact) => fact.type === 'task.performed').map((fact) => [fact.data.element, fact.data.by]);
    assert.deepEqual(done, [['check', 'anna'], ['investigate', 'bob'], ['hear', 'bob']]);

    const noted = facts.filter((fact) => fact.type === 'task.refused');
    const tried = noted.map(({ data: { element, by, attempt } }) => [element, by, attempt.tried, attempt.rule].join(' '));
    assert.deepEqual(tried, ['check  complete named', ...['claim', 'assign', 'delegate', 'link', 'complete', 'submit', 'resolve', 'throw-error']
      .map((command) => `investigate anna ${command} separate-from`), 'hear anna claim exclusive']);
    assert.equal(noted[2].actor, 'unverified:boss');
    assert.equal(noted[2].data.reason, 'separate-from: anna, who did check, may not do this task');
  },
  'the report of an instance tells who answered, who did it and on what evidence, as data and as a page': async ({ weir }) => {
    const instance = await weir.post('/process-definition/key/lead/start', { businessKey: 'L<1>' });
    const task = await taskOf(weir, instance);

    await weir.post(`/task/${task.id}/claim`, { userId: '<anna>' }, 204);
    await weir.post(`/task/${task.id}/complete`, { variables: { findings: { value: 'so & so' }, loss: { value: 0, type: 'Long' },
      note: { value: Buffer.from('abc').toString('base64'), type: 'Bytes' } } }, 204);
    const report = await weir.get(`/process-instance/${instance.id}/accountability`);
    const [main, called] = report.instances;
    const step = main.steps.find(({ element }) => element === 'check');

    assert.equal(main.businessKey, 'L<1>');
    assert.match(report.log.hash, /^[0-9a-f]{64}$/);
    assert.deepEqual(step.responsibility, { managing: 'AR', providing: 'C', using: 'I' });
    assert.deepEqual([step.claimed.by, step.completed.by, step.completed.actor], ['<anna>', 'unverified:<anna>', 'unverified:<anna>']);
    assert.deepEqual(step.evidence, [{ variable: 'findings', label: '笔录 <Minutes>', value: 'so & so' }, { variable: 'loss', value: 0 },
      { variable: 'note', sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', size: 3 }, { variable: 'paper', isMissing: true }]);
    assert.deepEqual([step.limit.limit, step.limit.basis, step.limit.basisStatus, step.limit.isKept],
      ['5wd', 'L2 D', 'to be verified', true]);
    assert.equal(main.steps.at(-1).calls[0].instance, called.instance);
    assert.deepEqual(called.steps.map(({ element, state }) => [element, state]), [['s', 'completed'], ['t', 'active']]);

    const page = await fetch(`${weir.base}/process-instance/${instance.id}/accountability`, { headers: { Accept: 'text/html' } });
    const text = await page.text();
    assert.match(page.headers.get('content-type'), /^text\/html/);
    assert.match(text, /^<!DOCTYPE html>/);
    assert.match(text, /&lt;anna&gt;/);
    assert.ok(!/<anna>|<script|<Minutes>/.test(text));
    await weir.get(`/process-instance/${instance.id}/accountability?format=pdf`, 400);
    await weir.get('/process-instance/00000000-0000-4000-8000-000000000000/accountability', 404);
  },

  'what was interrupted, undone and late says so': async ({ weir }) => {
    const instance = await weir.post('/process-definition/key/undoing/start', {});
    const { now } = await weir.get('/clock');
    const pay = await taskOf(weir, instance);

    await weir.post(`/task/${pay.id}/complete`, {}, 204, as('anna'));
    await weir.post('/clock', { now: new Date(Date.parse(now.replace('+0000', 'Z')) + 3 * 3600e3).toISOString().replace('Z', '+0000') });
    await weir.post(`/task/${(await taskOf(weir, instance)).id}/complete`, {}, 204, as('bob'));
    const [{ steps }] = (await weir.get(`/process-instance/${instance.id}/accountability`)).instances;
    const of = (id) => steps.find(({ element }) => element === id);

    assert.deepEqual([of('pay').state, of('pay').undone.how, of('pay').undone.element], ['completed', 'compensated', 'refund']);
    assert.deepEqual([of('ship').state, of('ship').undone.how, of('ship').undone.actor], ['interrupted', 'interrupted', 'timer']);
    assert.deepEqual(of('ship').limit.events.map(({ what }) => what), ['started', 'reminded', 'overdue', 'escalated', 'ended']);
    assert.deepEqual([of('ship').limit.isKept, of('ship').limit.events[3].superior], [false, 'boss']);
    assert.equal(of('refund').completed.by, 'unverified:bob');
    assert.equal(of('ship').durationInMillis, 2 * 3600e3);
  },

  'what was refused is in the report, beside the step': async ({ weir }) => {
    const instance = await weir.post('/process-definition/key/apart/start', {});

    await weir.post(`/task/${(await taskOf(weir, instance)).id}/complete`, {}, 204, as('anna'));
    const task = await taskOf(weir, instance);
    for (let i = 0; i < 3; i++) await weir.post(`/task/${task.id}/claim`, { userId: 'anna' }, 403, as('boss'));
    await weir.post(`/task/${task.id}/claim`, { userId: 'bob' }, 204, as('boss'));
    await weir.post(`/task/${task.id}/assignee`, { userId: 'carl' }, 204, as('boss'));
    const [{ steps }] = (await weir.get(`/process-instance/${instance.id}/accountability`)).instances;
    const step = steps.find(({ element }) => element === 'investigate');
    const [{ at, position, ...refusal }, ...more] = step.refusals;

    assert.deepEqual(more, []); // the same again
    assert.deepEqual(refusal, { what: 'refused', tried: 'claim', rule: 'separate-from', reason: 'separate-from: anna, who did check, may not do this task', by: 'anna', actor: 'unverified:boss' });
    assert.match(at, /Z$/);
    assert.equal((await weir.get(`/log?processInstanceId=${instance.id}`)).find((fact) => fact.position === position).type, 'task.refused');
    assert.deepEqual(step.actions.map(({ what, from, to, actor }) => [what, from, to, actor]),
      [['claimed', undefined, 'bob', 'unverified:boss'], ['assigned', 'bob', 'carl', 'unverified:boss']]);
    const page = await (await fetch(`${weir.base}/process-instance/${instance.id}/accountability?format=html`)).text();
    assert.match(page, /被拒 <span lang="en">refused<\/span>: <b>anna<\/b>/);
  },

  'what administrators do is listed with who did it': async ({ weir }) => {
    const instance = await weir.post('/process-definition/key/acts/start', {}, 200, as('clerk'));
    const at = `/process-instance/${instance.id}`;
    const boss = as('boss');
    const [job] = await weir.post('/external-task/fetchAndLock', { workerId: 'w', maxTasks: 1, topics: [{ topicName: 'acts', lockDuration: 60000 }] });

    await weir.post(`/external-task/${job.id}/failure`, { workerId: 'w', errorMessage: 'broken', retries: 0 }, 204);
    await weir.put(`/external-task/${job.id}/retries`, { retries: 2 }, 204, boss);
    await weir.put(`${at}/variables/x`, { value: 1, type: 'Integer' }, 204, boss);
    await weir.put(`${at}/variables/long`, { value: 'x'.repeat(300) }, 204, boss);
    await weir.delete(`${at}/variables/x`, 204, boss);
    await weir.put(`${at}/suspended`, { suspended: true }, 204, boss);
    await weir.put(`${at}/suspended`, { suspended: false }, 204, boss);
    const timer = (await weir.get(`/job?processInstanceId=${instance.id}`))[0];
    await weir.put(`/job/${timer.id}/duedate`, { duedate: '2030-01-01T00:00:00.000+0000' }, 204, boss);
    await weir.post(`/job/${timer.id}/execute`, {}, 204, boss);
    await weir.post(`${at}/modification`, { instructions: [{ type: 'startBeforeActivity', activityId: 'late' }], annotation: 'why' }, 204, boss);
    await weir.delete(`${at}?deleteReason=enough`, 204, boss);
    const [main] = (await weir.get(`${at}/accountability`)).instances;
    const told = main.acts.map(({ what, element, name, value, size, reason, instructions }) => [what, element ?? name, value ?? size, reason ?? instructions]);

    assert.ok(main.acts.every(({ actor, position }) => actor === 'unverified:boss' && position > 0));
    assert.deepEqual(told.map((act) => act.filter((word) => word !== undefined)), [['incidentResolved', 'work'], ['variableSet', 'x', '1'],
      ['variableSet', 'long', 302], ['variableRemoved', 'x'], ['suspended'], ['activated'], ['dueSet', 'later'], ['firedByHand', 'later'], ['modified', 'why'], ['deleted', 'enough']]);
    assert.deepEqual(main.acts.find(({ what }) => what === 'modified').instructions, [{ startBeforeActivity: 'late' }]);
    assert.deepEqual(main.steps.find(({ element }) => element === 'work').notes.map(({ what, code, message }) => [what, code, message]),
      [['failed', undefined, 'broken'], ['incident', 'failedExternalTask', 'broken'], ['incidentResolved', undefined, undefined]]);
    assert.deepEqual([main.state, main.outcome, main.startedBy], ['ended', 'cancelled', 'unverified:clerk']);
    const page = await (await fetch(`${weir.base}${at}/accountability?format=html`)).text();
    for (const word of ['instance deleted', 'variable set', 'fired by hand', 'modified by hand', 'startBeforeActivity <code>late</code>'])
      assert.ok(page.includes(word), word);
  },

  'items that began together are told by their numbers, what is in them says in which': async ({ weir }) => {
    const instance = await weir.post('/process-definition/key/items/start', {});
    const [{ steps }] = (await weir.get(`/process-instance/${instance.id}/accountability`)).instances;

    assert.deepEqual(steps.map(({ element, item, itemCount, within }) => [element, item ?? itemCount, within && `${within.element} ${within.item}`].join(' ').trim()), [
      'start', 'sign 3', 'sign 1', 'sign 2', 'sign 3', 'each 3', 'each 1', 's  each 1', 'do  each 1', 'each 2', 's  each 2', 'do  each 2', 'each 3', 's  each 3', 'do  each 3']);
  },

  'times are told by the clock of the calendar, working time by the version that the limit was counted on': async ({ weir }) => {
    const { now } = await weir.get('/clock');
    const instance = await weir.post('/process-definition/key/lead/start', {});
    const path = `/process-instance/${instance.id}/accountability`;
    const report = await weir.get(path);
    const utc = report.instances[0].begun;
    const local = new Date(Date.parse(utc) + 8 * 3600e3).toISOString().slice(0, 16).replace('T', ' ');

    assert.equal(report.zone, 'Asia/Shanghai');
    assert.equal(Date.parse(utc), Date.parse(now.replace('+0000', 'Z')));
    assert.ok((await (await fetch(`${weir.base}${path}?format=html`)).text()).includes(`${local} +08:00`));
    const step = report.instances[0].steps.find(({ element }) => element === 'check');
    assert.deepEqual([step.calendar, step.durationInMillis, step.workingTimeInMillis, step.ended], ['cn-gov', 0, 0, undefined]);
  },

  'what was done before a calendar was corrected took as long as it took by the calendar of then': async () => {
    const server = await start('--virtual-clock', '--now', '2026-03-10T10:15:00+08:00');
    const { weir } = server;
    const office = (rest) => ({ 'office.calendar.xml': `<?xml version="1.0" encoding="UTF-8"?>
      <calendar xmlns="urn:weir:calendar" id="office" zone="Asia/Shanghai" weeklyRest="${rest}" cutOff="18:00" dayClose="18:00">
      <hours from="08:30" to="12:00"/><hours from="13:30" to="18:00"/><year number="2026" status="official" source="s"/></calendar>` });
    const stepOf = async ({ id }) => (await weir.get(`/process-instance/${id}/accountability`)).instances[0].steps.find(({ element }) => element === 'a');

    try {
      await weir.deploy('aged', { ...office('6 7'), 'aged.bpmn': process_('aged', `<startEvent id="s"/>${flow('s', 'a')}
        <userTask id="a" weir:timeLimit="5wd" weir:calendar="office-hours"/>${flow('a', 'b')}<userTask id="b"/>`) });
      const old = await weir.post('/process-definition/key/aged/start', {});
      await weir.post('/clock', { now: '2026-03-11T02:15:00.000+0000' });
      const running = await stepOf(old);
      await weir.post(`/task/${(await taskOf(weir, old)).id}/complete`, {}, 204);
      for (const rest of ['3 6 7', '2 3 6 7', '2 3 6 7', '6 7']) await weir.deploy('correction', office(rest));
      const done = await stepOf(old);
      const fresh = await stepOf(await weir.post('/process-definition/key/aged/start', {}));

      assert.deepEqual([running.workingTimeInMillis, running.ended, running.limit.isKept], [8 * 3600e3, undefined, undefined]);
      assert.deepEqual([done.workingTimeInMillis, done.limit.version, done.limit.isKept], [8 * 3600e3, 1, true]);
      assert.equal(fresh.limit.version, 4);
      for (const rest of ['3 6 7', '2 3 6 7']) { // Tuesdays and Wednesdays are free since
        await weir.deploy('correction', office(rest));
        assert.equal((await stepOf(old)).workingTimeInMillis, 8 * 3600e3);
      }
      const page = await (await fetch(`${weir.base}/process-instance/${old.id}/accountability?format=html`)).text();
      assert.match(page, /office-hours v1/);
    } finally {
      await server.stop();
    }
  },
};
