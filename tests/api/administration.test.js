// SPDX-License-Identifier: Apache-2.0
// administration.test.js - what administrators do to instances and definitions.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const work = (key) => process_(key, `
  <startEvent id="start"/>${flow('start', 'fork')}<parallelGateway id="fork"/>
  ${flow('fork', 'check')}<userTask id="check" name="Check"/>
  ${flow('fork', 'pack')}<serviceTask id="pack" weir:type="external" weir:topic="${key}-pack"/>
  ${flow('fork', 'pause')}<intermediateCatchEvent id="pause"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>
  ${flow('fork', 'paid')}<intermediateCatchEvent id="paid"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>`,
  `<message id="m" name="${key}-paid"/>`);

const byMessage = (key) => process_(key, `
  <startEvent id="start"><messageEventDefinition messageRef="m"/></startEvent>${flow('start', 'wait')}<userTask id="wait"/>`,
  `<message id="m" name="${key}-begin"/>`);

const SUSPENDED = 'SuspendedEntityInteractionException';
const run = (weir, key, body = {}) => weir.post(`/process-definition/key/${key}/start`, body);
const one = async (weir, path) => {
  const rows = await weir.get(path);

  assert.equal(rows.length, 1, path);
  return rows[0];
};

export const before = async () => {
  const server = await start('--virtual-clock');

  return { server, weir: server.weir };
};
export const after = async ({ server }) => assert.equal((await server.stop()).code, 0);

export default {
  'a suspended instance refuses everybody who would let it go on': async ({ weir }) => {
    await weir.deploy('work', { 'work.bpmn': work('work') });
    const { id } = await run(weir, 'work');
    const task = await one(weir, `/task?processInstanceId=${id}`);
    const external = await one(weir, `/external-task?processInstanceId=${id}`);
    const fetch = { workerId: 'w', maxTasks: 1, topics: [{ topicName: 'work-pack', lockDuration: 1000 }] };

    assert.equal((await weir.post('/external-task/fetchAndLock', fetch)).length, 1);
    await weir.put(`/process-instance/${id}/suspended`, { suspended: true });
    await weir.refused('POST', `/task/${task.id}/complete`, 400, SUSPENDED, {});
    await weir.refused('POST', `/task/${task.id}/claim`, 400, SUSPENDED, { userId: 'anna' });
    await weir.refused('POST', `/task/${task.id}/assignee`, 400, SUSPENDED, { userId: 'anna' });
    await weir.refused('POST', `/external-task/${external.id}/complete`, 400, SUSPENDED, { workerId: 'w' });
    await weir.refused('POST', '/message', 400, 'RestException', { messageName: 'work-paid' });
    await weir.post('/clock', { advance: 'PT2H' });
    assert.deepEqual(await weir.post('/external-task/fetchAndLock', fetch), []);
    await weir.put(`/process-instance/${id}/variables/x`, { value: 1 });
    assert.equal((await weir.get(`/process-instance/${id}/variables/x`)).value, 1);

    const waiting = weir.post('/external-task/fetchAndLock', { ...fetch, asyncResponseTimeout: 60000 });

    await weir.put(`/process-instance/${id}/suspended`, { suspended: false });
    assert.equal((await waiting).length, 1);
    assert.equal((await weir.post('/clock', { advance: 'PT0S' })).fired, 1);
    await weir.post('/message', { messageName: 'work-paid' }, 204);
    await weir.post(`/task/${task.id}/complete`, {}, 204);
    await weir.post(`/external-task/${external.id}/complete`, { workerId: 'w' }, 204);
    assert.equal((await weir.get(`/history/process-instance/${id}`)).state, 'COMPLETED');
  },

  'what is suspended says so, and can be asked for': async ({ weir }) => {
    const { id } = await run(weir, 'work');
    const lists = ['/process-instance', '/task', '/external-task', '/job', '/history/process-instance'];
    const counts = async () => {
      const of = (list, word) => weir.get(`${list}/count?processInstanceId=${id}&processInstanceIds=${id}&${word}=true`);

      return Promise.all(lists.map(async (list) => [(await of(list, 'active')).count, (await of(list, 'suspended')).count]));
    };

    assert.deepEqual(await counts(), lists.map(() => [1, 0]));
    await weir.put(`/process-instance/${id}/suspended`, { suspended: true });
    assert.deepEqual(await counts(), lists.map(() => [0, 1]));
    assert.equal((await weir.get(`/process-instance/${id}`)).suspended, true);
    assert.equal((await one(weir, `/task?processInstanceId=${id}`)).suspended, true);
    assert.equal((await one(weir, `/external-task?processInstanceId=${id}`)).suspended, true);
    const job = await one(weir, `/job?processInstanceId=${id}`);

    assert.equal(job.suspended, true);
    assert.equal(job.retries, 3);
    assert.equal((await weir.get(`/history/process-instance/${id}`)).state, 'SUSPENDED');
    await weir.delete(`/process-instance/${id}?deleteReason=enough&skipCustomListeners=true&skipIoMappings=true&skipSubprocesses=true`);
    assert.equal((await weir.get(`/history/process-instance/${id}`)).state, 'EXTERNALLY_TERMINATED');
    await weir.put('/process-instance/00000000-0000-0000-0000-000000000000/suspended', { suspended: true }, 404);
    await weir.put(`/process-instance/${id}/suspended`, { suspended: true }, 404);
    await weir.refused('PUT', `/process-instance/${id}/suspended`, 400, 'InvalidRequestException', { suspended: 'yes' });
  },

  'many instances are suspended by their ids, or by their definition': async ({ weir }) => {
    await weir.deploy('many', { 'many.bpmn': work('many') });
    const ids = [];

    for (let i = 0; i < 5; i++) ids.push((await run(weir, 'many')).id);
    const suspended = async () => (await weir.get('/process-instance/count?processDefinitionKey=many&suspended=true')).count;

    await weir.put('/process-instance/suspended', { processInstanceIds: ids.slice(0, 2), suspended: true });
    assert.equal(await suspended(), 2);
    await weir.put('/process-instance/suspended', { processDefinitionKey: 'many', suspended: true });
    assert.equal(await suspended(), 5);
    const { definitionId } = await weir.get(`/process-instance/${ids[0]}`);

    await weir.put('/process-instance/suspended', { processDefinitionId: definitionId, suspended: false });
    assert.equal(await suspended(), 0);
    await weir.put('/process-instance/suspended', { processInstanceIds: [ids[0], '00000000-0000-0000-0000-000000000000'], suspended: true }, 404);
    assert.equal(await suspended(), 0);
    await weir.refused('PUT', '/process-instance/suspended', 400, 'InvalidRequestException', { suspended: true });
    await weir.put('/process-instance/suspended', { processInstanceQuery: {}, suspended: true }, 501);
  },

  'a suspended definition starts nothing': async ({ weir }) => {
    const made = await weir.deploy('held', { 'held.bpmn': work('held'), 'begun.bpmn': byMessage('begun') });
    const held = Object.values(made.deployedProcessDefinitions).find((d) => d.key === 'held');
    const running = await run(weir, 'held');

    await weir.put(`/process-definition/${held.id}/suspended`, { suspended: true });
    assert.equal((await weir.get(`/process-definition/${held.id}`)).suspended, true);
    assert.equal((await weir.get('/process-definition/count?key=held&suspended=true')).count, 1);
    await weir.refused('POST', '/process-definition/key/held/start', 400, SUSPENDED, {});
    await weir.refused('POST', `/process-definition/${held.id}/start`, 400, SUSPENDED, {});
    assert.equal((await weir.get(`/process-instance/${running.id}`)).suspended, false);
    await weir.put('/process-definition/key/held/suspended', { suspended: false });
    await run(weir, 'held');
    await weir.put('/process-definition/suspended', { processDefinitionKey: 'held', suspended: true, includeProcessInstances: true });
    assert.equal((await weir.get('/process-instance/count?processDefinitionKey=held&suspended=true')).count, 2);
    await weir.put('/process-definition/suspended', { processDefinitionId: held.id, suspended: false, includeProcessInstances: true });
    assert.equal((await weir.get('/process-instance/count?processDefinitionKey=held&suspended=true')).count, 0);

    await weir.put('/process-definition/key/begun/suspended', { suspended: true });
    await weir.refused('POST', '/message', 400, SUSPENDED, { messageName: 'begun-begin' });
    await weir.put('/process-definition/key/begun/suspended', { suspended: false });
    await weir.post('/message', { messageName: 'begun-begin' }, 204);

    await weir.put('/process-definition/key/nothing/suspended', { suspended: true }, 404);
    await weir.put('/process-definition/suspended', { suspended: true }, 400);
    await weir.put('/process-definition/key/held/suspended', { suspended: true, executionDate: '2030-01-01T00:00:00.000+0000' }, 501);
    const facts = await weir.get('/log?maxResults=1000');
    const types = facts.filter((fact) => fact.type.startsWith('definition.')).map((fact) => fact.type);

    assert.deepEqual(types.slice(0, 3), ['definition.suspended', 'definition.activated', 'definition.suspended']);
  },

  'tokens are moved by instructions, all of them or none': async ({ weir }) => {
    await weir.deploy('line', { 'line.bpmn': process_('line', `
      <startEvent id="start"/>${flow('start', 'a')}<userTask id="a"/>${flow('a', 's')}
      <subProcess id="s"><startEvent id="ss"/>${flow('ss', 'x')}<userTask id="x"/>${flow('x', 'y')}<userTask id="y"/></subProcess>
      ${flow('s', 'end')}<endEvent id="end"/>`) });
    const { id } = await run(weir, 'line');
    const modify = (instructions, status = 204) => weir.post(`/process-instance/${id}/modification`, { instructions, annotation: 'by hand' }, status);
    const tasks = async () => (await weir.get(`/task?processInstanceId=${id}`)).map((task) => task.taskDefinitionKey).sort();

    await modify([]);
    await weir.post('/process-instance/00000000-0000-0000-0000-000000000000/modification', { instructions: [] }, 404);
    await modify([{ type: 'cancel', activityId: 'a' },
      { type: 'startBeforeActivity', activityId: 'y', variables: { n: { value: 1, type: 'Integer' }, own: { value: 2, local: true } } }]);
    assert.deepEqual(await tasks(), ['y']);
    assert.equal((await weir.get(`/process-instance/${id}/variables/n`)).value, 1);
    await weir.get(`/process-instance/${id}/variables/own`, 404);
    const tree = await weir.get(`/process-instance/${id}/activity-instances`);
    const [sub] = tree.childActivityInstances;
    const [y] = sub.childActivityInstances;

    await modify([{ type: 'startTransition', transitionId: 'ss-x', ancestorActivityInstanceId: sub.id }]);
    assert.deepEqual(await tasks(), ['x', 'y']);
    const wrong = await modify([{ type: 'cancel', activityInstanceId: y.id }, { type: 'startBeforeActivity', activityId: 'nowhere' }], 400);

    assert.match(wrong.message, /instructions\[1\].*/);
    assert.match(wrong.message, /nowhere/);
    assert.deepEqual(await tasks(), ['x', 'y']);
    assert.match((await modify([{ type: 'leap' }], 400)).message, /instructions\[0\]/);
    await modify([{ type: 'cancel' }], 400);
    await modify([{ type: 'startBeforeActivity' }], 400);
    await modify([{ type: 'cancel', activityInstanceId: `x:${id}:999` }], 400);
    await modify([{ type: 'cancel', activityInstanceId: y.id }, { type: 'startAfterActivity', activityId: 'a', ancestorActivityInstanceId: tree.id }]);
    assert.deepEqual(await tasks(), ['x', 'x']);
    const [fact] = (await weir.get(`/log?processInstanceId=${id}&maxResults=1000`)).filter((f) => f.type === 'instance.modified');

    assert.equal(fact.data.annotation, 'by hand');
    await modify([{ type: 'startBeforeActivity', activityId: 'a' }, { type: 'cancel', activityId: 'a', cancelCurrentActiveActivityInstances: true },
      { type: 'cancel', activityInstanceId: id }]);
    assert.equal((await weir.get(`/history/process-instance/${id}`)).state, 'EXTERNALLY_TERMINATED');
    await modify([{ type: 'cancel', activityId: 'x' }], 404);
  },

  'an instance can start where one wants': async ({ weir }) => {
    const { id } = await run(weir, 'line', { variables: { k: { value: 3 } },
      startInstructions: [{ type: 'startBeforeActivity', activityId: 'x' }, { type: 'startTransition', transitionId: 'start-a' }] });

    assert.deepEqual((await weir.get(`/task?processInstanceId=${id}`)).map((task) => task.taskDefinitionKey).sort(), ['a', 'x']);
    assert.equal((await weir.get(`/process-instance/${id}/variables/k`)).value, 3);
    await weir.post('/process-definition/key/line/start', { startInstructions: [{ type: 'cancel', activityId: 'a' }] }, 400);
    await weir.post('/process-definition/key/line/start', { startInstructions: [{ type: 'startBeforeActivity', activityId: 'q' }] }, 400);
  },

  'an execution is told what it waits for': async ({ weir }) => {
    await weir.deploy('listen', { 'listen.bpmn': process_('listen', `
      <startEvent id="start"/>${flow('start', 'm1')}
      <intermediateCatchEvent id="m1"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>${flow('m1', 's1')}
      <intermediateCatchEvent id="s1"><signalEventDefinition signalRef="s"/></intermediateCatchEvent>${flow('s1', 'u1')}
      <userTask id="u1"/>${flow('u1', 'fork')}<parallelGateway id="fork"/>
      ${flow('fork', 'u2')}<userTask id="u2"/>${flow('fork', 'u3')}<userTask id="u3"/>`,
      '<message id="m" name="listen-m"/><signal id="s" name="listen-s"/>') });
    const { id } = await run(weir, 'listen');
    const other = await run(weir, 'listen');

    assert.equal((await weir.get(`/execution/${id}/messageSubscriptions/listen-m`)).activityId, 'm1');
    await weir.get(`/execution/${id}/messageSubscriptions/other`, 404);
    await weir.post(`/execution/${id}/messageSubscriptions/other/trigger`, {}, 404);
    await weir.post(`/execution/${id}/messageSubscriptions/listen-m/trigger`, { variables: { got: { value: 'm' } } }, 204);
    assert.equal((await weir.get(`/execution/${id}/localVariables/got`)).value, 'm');
    await weir.put(`/execution/${id}/localVariables/own`, { value: 5 });
    await weir.post(`/execution/${id}/localVariables`, { modifications: { own: { value: 6 } } }, 204);
    assert.equal((await weir.get(`/execution/${id}/localVariables`)).own.value, 6);
    await weir.post('/signal', { name: 'listen-s', executionId: other.id }, 400);
    await weir.post('/signal', { name: 'listen-s', executionId: '00000000-0000-0000-0000-000000000000' }, 404);
    await weir.post('/signal', { name: 'listen-s', executionId: id, variables: { got: { value: 's' } } }, 204);
    await weir.post(`/execution/${id}/signal`, { variables: { got: { value: 'u' } } }, 204);
    assert.equal((await weir.get(`/process-instance/${id}/variables/got`)).value, 'u');
    await weir.post(`/execution/${id}/signal`, {}, 400);
    await weir.post('/execution/00000000-0000-0000-0000-000000000000/signal', {}, 404);
    await weir.post(`/execution/u:${other.id}:999999/signal`, {}, 400);
    await weir.post(`/execution/u:${other.id}:x/signal`, {}, 404);
    await weir.post('/execution/u:00000000-0000-0000-0000-000000000000:1/signal', {}, 404);
    await weir.put(`/process-instance/${other.id}/suspended`, { suspended: true });
    await weir.refused('POST', `/execution/${other.id}/messageSubscriptions/listen-m/trigger`, 400, SUSPENDED, {});
  },

  'a definition is deleted, and the one before it is the latest again': async ({ weir }) => {
    await weir.deploy('gone', { 'gone.bpmn': work('gone') });
    const first = await weir.get('/process-definition/key/gone');

    await weir.deploy('gone', { 'gone.bpmn': work('gone') });
    const second = await weir.get('/process-definition/key/gone');
    const { id } = await run(weir, 'gone');

    assert.equal(second.version, 2);
    await weir.delete(`/process-definition/${second.id}`, 400);
    await weir.delete(`/process-definition/${second.id}?cascade=true`, 200);
    await weir.get(`/process-definition/${second.id}`, 404);
    await weir.get(`/process-definition/${second.id}/xml`, 404);
    await weir.delete(`/process-definition/${second.id}`, 404);
    assert.equal((await weir.get('/process-definition/key/gone')).id, first.id);
    assert.equal((await weir.get('/process-definition/count?key=gone')).count, 1);
    const past = await weir.get(`/history/process-instance/${id}`);

    assert.equal(past.state, 'EXTERNALLY_TERMINATED');
    assert.equal(past.processDefinitionId, second.id);
    assert.equal(past.processDefinitionName, 'The gone');
    assert.ok((await weir.get(`/history/activity-instance?processInstanceId=${id}`)).some((row) => row.activityName === 'Check'));
    await weir.delete('/process-definition/key/gone', 204);
    await weir.post('/process-definition/key/gone/start', {}, 404);
    await weir.delete('/process-definition/key/gone', 404);
  },

  'a deployment is deleted with its definitions, and its instances if one asks for that': async ({ weir }) => {
    const made = await weir.deploy('whole', { 'whole.bpmn': work('whole'), 'note.txt': 'n' });
    const { id } = await run(weir, 'whole');

    assert.ok((await weir.get('/deployment/registered')).includes(made.id));
    assert.equal((await weir.get(`/deployment/${made.id}/resources/1`)).name, 'note.txt');
    await weir.get(`/deployment/${made.id}/resources/7`, 404);
    const again = await weir.post(`/deployment/${made.id}/redeploy`, { resourceNames: ['whole.bpmn'], source: 'again' });

    assert.equal(Object.values(again.deployedProcessDefinitions)[0].version, 2);
    assert.equal(again.name, 'whole');
    assert.equal(again.source, 'again');
    assert.equal((await weir.get(`/deployment/${again.id}/resources`)).length, 1);
    await weir.post(`/deployment/${made.id}/redeploy`, { resourceIds: ['9'] }, 404);
    await weir.delete(`/deployment/${again.id}?skipCustomListeners=true&skipIoMappings=true`);
    await weir.delete(`/deployment/${made.id}`, 400);
    assert.equal((await weir.get(`/process-instance/${id}`)).ended, false);
    await weir.delete(`/deployment/${made.id}?cascade=true`);
    await weir.get(`/process-instance/${id}`, 404);
    await weir.get(`/deployment/${made.id}`, 404);
    await weir.get(`/deployment/${made.id}/resources`, 404);
    await weir.delete(`/deployment/${made.id}`, 404);
    await weir.get('/process-definition/key/whole', 404);
    const same = await weir.deploy('whole', { 'whole.bpmn': work('whole'), 'note.txt': 'n' }, { 'enable-duplicate-filtering': 'true' });

    assert.notEqual(same.id, made.id);
    assert.equal(Object.values(same.deployedProcessDefinitions)[0].version, 1);
    await run(weir, 'whole');
  },
};
