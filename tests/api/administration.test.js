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

    await weir.put(`/process-instance/${id}/suspended`, { suspended: false });
    assert.equal((await weir.post('/clock', { advance: 'PT0S' })).fired, 1);
    assert.equal((await weir.post('/external-task/fetchAndLock', fetch)).length, 1);
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
};
