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

export const before = async () => {
  const server = await start('--virtual-clock');

  await server.weir.deploy('apart', { 'apart.bpmn': apart, 'lead.bpmn': lead, 'notice.bpmn': notice, 'undoing.bpmn': undoing, 'ruled.bpmn': ruled });
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
    await weir.post(`/task/${task.id}/complete`, { variables: { findings: { value: 'so & so' } } }, 204);
    const report = await weir.get(`/process-instance/${instance.id}/accountability`);
    const [main, called] = report.instances;
    const step = main.steps.find(({ element }) => element === 'check');

    assert.equal(main.businessKey, 'L<1>');
    assert.match(report.log.hash, /^[0-9a-f]{64}$/);
    assert.deepEqual(step.responsibility, { managing: 'AR', providing: 'C', using: 'I' });
    assert.deepEqual([step.claimed.by, step.completed.by, step.completed.actor], ['<anna>', 'unverified:<anna>', 'unverified:<anna>']);
    assert.deepEqual(step.evidence, [{ variable: 'findings', label: '笔录 <Minutes>', value: 'so & so' }]);
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
};
