// SPDX-License-Identifier: Apache-2.0
// external.test.js - external tasks, by hand and by the client that others use.
import assert from 'node:assert/strict';
import * as clients from 'camunda-external-task-client-js';
import { start, process_, flow } from './weir.js';

const work = process_('work', `
  <startEvent id="start"/>${flow('start', 'do')}
  <serviceTask id="do" weir:topic="work"><extensionElements><weir:properties><weir:property name="colour" value="red"/></weir:properties></extensionElements></serviceTask>${flow('do', 'end')}<endEvent id="end"/>
  <boundaryEvent id="caught" attachedToRef="do"><errorEventDefinition errorRef="no"/></boundaryEvent>
  ${flow('caught', 'caughtEnd')}<endEvent id="caughtEnd"/>`, '<error id="no" errorCode="NO"/>');

export const before = async () => {
  const server = await start('--virtual-clock');

  await server.weir.deploy('work', { 'work.bpmn': work });
  return { server, weir: server.weir };
};
export const after = ({ server }) => server.stop();

const begin = (weir, businessKey, variables = {}) => weir.post('/process-definition/key/work/start', { businessKey, variables });
const fetchBody = (more = {}, topic = {}) => ({ workerId: 'w', maxTasks: 10, topics: [{ topicName: 'work', lockDuration: 60000, ...topic }], ...more });
const lock = (weir, more, topic) => weir.post('/external-task/fetchAndLock', fetchBody(more, topic));
const ended = async (weir, instance) => (await weir.get(`/history/process-instance/${instance.id}`)).state;

export default {
  'a task is locked with its variables, and completed by its worker alone': async ({ weir }) => {
    const instance = await begin(weir, 'E-1', { a: { value: 1 }, b: { value: 'x' } });
    const [task] = await lock(weir, {}, { businessKey: 'E-1', variables: ['a'] });

    assert.equal(task.businessKey, 'E-1');
    assert.equal(task.workerId, 'w');
    assert.equal(task.processInstanceId, instance.id);
    assert.deepEqual(task.variables, { a: { value: 1, type: 'Integer', valueInfo: {} } });
    assert.equal(task.retries, null);
    assert.deepEqual(task.extensionProperties, {});
    assert.deepEqual(await lock(weir, { workerId: 'other' }), []);
    assert.equal((await weir.get('/external-task/count?locked=true&workerId=w')).count, 1);
    assert.deepEqual(await weir.get('/external-task/topic-names'), ['work']);
    await weir.refused('POST', `/external-task/${task.id}/complete`, 400, 'RestException', { workerId: 'other' });
    await weir.refused('POST', `/external-task/${task.id}/complete`, 400, 'RestException', {});
    await weir.post(`/external-task/${task.id}/complete`, { workerId: 'w', variables: { done: { value: true } } }, 204);
    await weir.refused('POST', `/external-task/${task.id}/complete`, 404, 'RestException', { workerId: 'w' });
    assert.equal(await ended(weir, instance), 'COMPLETED');
  },

  'what a fetch gets wrong is told': async ({ weir }) => {
    for (const [more, topic] of [[{ workerId: undefined }, {}], [{ maxTasks: -1 }, {}], [{}, { lockDuration: 0 }], [{}, { topicName: '' }]]) await weir.refused('POST', '/external-task/fetchAndLock', 400, 'RestException', fetchBody(more, topic));
    await weir.refused('POST', '/external-task/fetchAndLock', 400, 'InvalidRequestException', fetchBody({ asyncResponseTimeout: 1800001 }));
    await weir.refused('POST', '/external-task/fetchAndLock', 400, 'InvalidRequestException', fetchBody({}, { lockDuration: 'long' }));
  },

  'a topic may say which variables and which version tag the instance has': async ({ weir }) => {
    for (const [tag, color] of [['v1', 'red'], ['v2', 'red'], ['v2', 'blue']]) {
      await weir.deploy(`tag ${tag} ${color}`, { 'tagged.bpmn': process_('tagged', `<startEvent id="s"/>${flow('s', 'one')}<serviceTask id="one" weir:topic="tagged"/>`)
        .replace('<process ', `<process weir:versionTag="${tag}" `) });
      await weir.post('/process-definition/key/tagged/start', { businessKey: `${tag} ${color}`, variables: { color: { value: color }, n: { value: 1, type: 'Integer' } } });
    }
    const found = async (topic) => (await lock(weir, { maxTasks: 10 }, { topicName: 'tagged', ...topic })).map((task) => task.businessKey).sort();

    assert.deepEqual(await found({ processVariables: { color: 'green' } }), []);
    assert.deepEqual(await found({ processVariables: { colour: 'red' } }), []);
    assert.deepEqual(await found({ processDefinitionVersionTag: 'v3' }), []);
    assert.deepEqual(await found({ processDefinitionVersionTag: 'v2', processVariables: { color: 'red', n: 1 } }), ['v2 red']);
    assert.deepEqual(await found({ processVariables: { color: 'blue' } }), ['v2 blue']);
    assert.deepEqual(await found({ processDefinitionVersionTag: 'v1', processVariables: {} }), ['v1 red']);
    assert.deepEqual(await found({}), []);
  },

  'a backlog of one process does not keep the workers of another from their tasks': async ({ weir }) => {
    const many = process_('many', `<startEvent id="s"/>${flow('s', 'all')}<serviceTask id="all" weir:topic="crowd">
      <multiInstanceLoopCharacteristics weir:collection="= for i in 1..1001 return i"/></serviceTask>${flow('all', 'e')}<endEvent id="e"/>`);
    const few = process_('few', `<startEvent id="s"/>${flow('s', 'one')}<serviceTask id="one" weir:topic="crowd"/>${flow('one', 'e')}<endEvent id="e"/>`);

    await weir.deploy('crowd', { 'many.bpmn': many, 'few.bpmn': few });
    const crowd = await weir.post('/process-definition/key/many/start', {});
    const one = await weir.post('/process-definition/key/few/start', { businessKey: 'last' });

    for (const wanted of [{ processDefinitionKey: 'few' }, { businessKey: 'last' }, { processDefinitionIdIn: [one.definitionId] }]) {
      const [task] = await lock(weir, {}, { topicName: 'crowd', ...wanted });

      assert.equal(task?.processInstanceId, one.id);
      await weir.post(`/external-task/${task.id}/unlock`, undefined, 204);
    }
    for (const { id } of [crowd, one]) await weir.delete(`/process-instance/${id}`);
  },

  'only tasks of the keys and definitions that were named are taken': async ({ weir }) => {
    await begin(weir, 'E-2');
    assert.deepEqual(await lock(weir, {}, { businessKey: 'none' }), []);
    assert.deepEqual(await lock(weir, {}, { processDefinitionKeyIn: ['other'] }), []);
    const [task] = await lock(weir, {}, { processDefinitionKey: 'work', businessKey: 'E-2' });

    await weir.post(`/external-task/${task.id}/unlock`, undefined, 204);
    const [again] = await lock(weir, { workerId: 'v' });

    assert.equal(again.id, task.id);
    await weir.post(`/external-task/${task.id}/complete`, { workerId: 'v' }, 204);
  },

  'a failure does not hold a task for ages, nor give it more retries than clients can read': async ({ weir }) => {
    await begin(weir, 'E-limits');
    const [task] = await lock(weir);
    const path = `/external-task/${task.id}`;

    await weir.refused('POST', `${path}/failure`, 400, 'RestException', '{"workerId":"w","retries":1,"retryTimeout":9223372036854775807}');
    await weir.refused('POST', `${path}/failure`, 400, 'InvalidRequestException', { workerId: 'w', retries: 2 ** 31 });
    await weir.refused('PUT', `${path}/retries`, 400, 'InvalidRequestException', { retries: 2 ** 31 });
    assert.equal((await weir.get(path)).lockExpirationTime, task.lockExpirationTime);
    await weir.post(`${path}/failure`, { workerId: 'w', retries: 2 ** 31 - 1 }, 204);
    assert.equal((await weir.get(path)).retries, 2 ** 31 - 1);
    assert.equal((await lock(weir)).length, 1);
    await weir.post(`${path}/complete`, { workerId: 'w' }, 204);
  },

  'one task is locked by its id, however many wait before it': async ({ weir }) => {
    const crowd = process_('crowd', `<startEvent id="s"/>${flow('s', 't')}<serviceTask id="t" weir:topic="crowd"/>`);

    await weir.deploy('crowd', { 'crowd.bpmn': crowd });
    for (let i = 0; i < 16; i++) await Promise.all(Array.from({ length: 63 }, () => weir.post('/process-definition/key/crowd/start', {})));
    await weir.post('/clock', { advance: 'PT1S' });
    const last = await weir.post('/process-definition/key/crowd/start', {});
    const [task] = await weir.get(`/external-task?processInstanceId=${last.id}`);

    await weir.post(`/external-task/${task.id}/lock`, { workerId: 'w', lockDuration: 1000 }, 204);
    assert.equal((await weir.get(`/external-task/${task.id}`)).workerId, 'w');
  },

  'locks end by themselves, and are made longer before that': async ({ weir }) => {
    await begin(weir, 'E-3');
    const [task] = await lock(weir);
    const path = `/external-task/${task.id}`;

    await weir.refused('POST', `${path}/extendLock`, 400, 'RestException', { workerId: 'w', newDuration: 0 });
    await weir.refused('POST', `${path}/extendLock`, 400, 'RestException', { workerId: 'v', newDuration: 1000 });
    await weir.post(`${path}/extendLock`, { workerId: 'w', newDuration: 120000 }, 204);
    await weir.post('/clock', { advance: 'PT90S' });
    assert.deepEqual(await lock(weir, { workerId: 'v' }), []);
    await weir.refused('POST', `${path}/lock`, 400, 'RestException', { workerId: 'v', lockDuration: 1000 });
    await weir.post(`${path}/lock`, { workerId: 'w', lockDuration: 1000 }, 204);
    await weir.post('/clock', { advance: 'PT90S' });
    await weir.refused('POST', `${path}/extendLock`, 400, 'RestException', { workerId: 'w', newDuration: 1000 });
    await weir.post(`${path}/lock`, { workerId: 'v', lockDuration: 1000 }, 204);
    assert.equal((await weir.get(path)).workerId, 'v');
    await weir.post('/clock', { advance: 'PT90S' });
    await weir.post(`${path}/complete`, { workerId: 'v' }, 204);
  },

  'a failed task waits, is tried again, and becomes an incident': async ({ weir }) => {
    const instance = await begin(weir, 'E-4');
    const [task] = await lock(weir);
    const path = `/external-task/${task.id}`;

    await weir.refused('POST', `${path}/failure`, 400, 'RestException', { workerId: 'w', retries: -1 });
    await weir.post(`${path}/failure`, { workerId: 'w', errorMessage: 'no luck', errorDetails: 'at all', retries: 1, retryTimeout: 60000 }, 204);
    assert.deepEqual(await lock(weir), []);
    await weir.post('/clock', { advance: 'PT1M' });
    assert.deepEqual(await lock(weir, {}, { tenantIdIn: ['someone'] }), []);
    const [again] = await lock(weir, {}, { includeExtensionProperties: true, withoutTenantId: true });

    assert.deepEqual(again.extensionProperties, { colour: 'red' });

    assert.deepEqual([again.retries, again.errorMessage, again.errorDetails], [1, 'no luck', 'at all']);
    assert.equal(await weir.get(`${path}/errorDetails`), 'at all');
    await weir.post(`${path}/failure`, { workerId: 'w', errorMessage: 'again', errorDetails: 'at\nall', retries: 0, retryTimeout: 0, variables: { tried: { value: 2 } }, localVariables: { mine: { value: 1 } } }, 204);
    assert.deepEqual(await lock(weir), []);
    const [incident] = await weir.get(`/incident?processInstanceId=${instance.id}`);

    assert.equal(incident.incidentType, 'failedExternalTask');
    assert.equal(incident.incidentMessage, 'again');
    assert.equal(incident.configuration, task.id);
    assert.deepEqual(await weir.get(`/incident/${incident.id}`), incident);
    assert.equal((await weir.get('/process-instance/count?withIncident=true')).count, 1);
    assert.equal(await weir.get(`${path}/errorDetails`), 'at\nall');
    assert.deepEqual(Object.keys(await weir.get(`/process-instance/${instance.id}/variables`)).sort(), ['tried']);
    await weir.refused('PUT', `${path}/retries`, 400, 'RestException', { retries: -1 });
    await weir.put(`${path}/retries`, { retries: 3 });
    assert.equal((await weir.get('/incident/count')).count, 0);
    const [past] = await weir.get(`/history/incident?processInstanceId=${instance.id}`);

    assert.equal(past.resolved, true);
    assert.equal((await lock(weir))[0].id, task.id);
    await weir.post(`${path}/complete`, { workerId: 'w' }, 204);
  },

  'a BPMN error is caught': async ({ weir }) => {
    const instance = await begin(weir, 'E-5');
    const [task] = await lock(weir);

    await weir.refused('POST', `/external-task/${task.id}/bpmnError`, 400, 'RestException', { workerId: 'w' });
    await weir.post(`/external-task/${task.id}/bpmnError`, { workerId: 'w', errorCode: 'NO', variables: { why: { value: 'x' } } }, 204);
    const path = (await weir.get(`/history/activity-instance?processInstanceId=${instance.id}`)).map((row) => row.activityId);

    assert.ok(path.includes('caughtEnd'));
  },

  'a fetch waits for a task, and for the one it wants': async ({ weir }) => {
    const one = lock(weir, { asyncResponseTimeout: 60000 }, { businessKey: 'E-6' });
    const other = lock(weir, { asyncResponseTimeout: 60000, workerId: 'v' });

    await weir.get('/health');
    await begin(weir, 'E-7');
    const [second] = await other;

    assert.equal(second.businessKey, 'E-7');
    await begin(weir, 'E-6');
    const [first] = await one;

    assert.equal(first.businessKey, 'E-6');
    await weir.post(`/external-task/${first.id}/complete`, { workerId: 'w' }, 204);
    await weir.post(`/external-task/${second.id}/complete`, { workerId: 'v' }, 204);
    assert.deepEqual(await lock(weir, { asyncResponseTimeout: 1 }), []);
  },

  'a fetch that takes any task does not wait for those that want others': async ({ server, weir }) => {
    const left = new AbortController();
    const ends = [];
    const wait = (workerId, topic) => fetch(`${server.url}/engine-rest/external-task/fetchAndLock`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(fetchBody({ workerId, asyncResponseTimeout: 20000 }, topic)),
      signal: left.signal,
    }).then((answer) => answer.json()).then((tasks) => ends.push({ workerId, tasks }));
    const parked = async (count) => {
      while ((await weir.get('/health')).parkedCount !== count) continue;
    };
    const choosy = Array.from({ length: 100 }, (_, i) => wait(`choosy ${i}`, { businessKey: 'none' }).catch(() => {}));

    await parked(100);
    const any = wait('any', {});

    await parked(101);
    await begin(weir, 'E-9');
    await any;
    assert.equal(ends[0].workerId, 'any');
    assert.equal(ends[0].tasks[0].businessKey, 'E-9');
    left.abort();
    await Promise.all(choosy);
    await weir.post(`/external-task/${ends[0].tasks[0].id}/complete`, { workerId: 'any' }, 204);
  },

  'a fetch that waits gets a task whose lock has ended or was given up': async ({ weir }) => {
    await begin(weir, 'E-8');
    const [task] = await lock(weir);
    const waiting = lock(weir, { asyncResponseTimeout: 60000, workerId: 'v' });

    await weir.post('/clock', { advance: 'PT2M' });
    assert.equal((await waiting)[0].id, task.id);
    const again = lock(weir, { asyncResponseTimeout: 60000, workerId: 'u' });

    await weir.post(`/external-task/${task.id}/unlock`, undefined, 204);
    assert.equal((await again)[0].id, task.id);
    await weir.post(`/external-task/${task.id}/complete`, { workerId: 'u' }, 204);
  },

  'the client that others use does all of it': async ({ server, weir }) => {
    const { Client, File, Variables } = clients;
    const client = new Client({ baseUrl: weir.base, workerId: 'client', asyncResponseTimeout: 20000, interval: 1, autoPoll: false });
    const seen = [];
    const contents = [];
    const finished = new Map();
    const problems = [];
    const report = (key) => new Promise((resolve) => finished.set(key, resolve));

    for (const kind of ['error', 'complete:error', 'handleFailure:error', 'handleBpmnError:error', 'extendLock:error']) client.on(kind, (...what) => problems.push([kind, String(what.at(-1))]));
    client.on('complete:success', (task) => finished.get(task.businessKey)?.());
    client.on('handleFailure:success', (task) => finished.get(task.businessKey)?.());
    client.on('handleBpmnError:success', (task) => finished.get(task.businessKey)?.());
    client.subscribe('work', { lockDuration: 60000 }, async ({ task, taskService }) => {
      seen.push([task.businessKey, task.variables.get('kind')]);
      const file = task.variables.get('file');

      if (file) contents.push([file.filename, file.mimetype, (await file.load()).content.toString()]);
      await taskService.extendLock(task, 120000);
      if (task.variables.get('kind') === 'failure') await taskService.handleFailure(task, { errorMessage: 'no', errorDetails: 'really', retries: 0, retryTimeout: 0 });
      else if (task.variables.get('kind') === 'error') await taskService.handleBpmnError(task, 'NO', 'because', new Variables().set('why', 'x'));
      else await taskService.complete(task, new Variables().setAll({ copy: Object.assign(new File({ localPath: 'b.txt' }), { content: Buffer.from('ho') }), sum: 42, text: 'é', list: [1, 2], when: new Date(0) }));
    });
    client.start();
    const instances = {};

    for (const kind of ['complete', 'failure', 'error']) {
      const done = report(`C-${kind}`);

      instances[kind] = await begin(weir, `C-${kind}`, { kind: { value: kind, type: 'String' }, ...(kind === 'complete' && { file: { type: 'File', value: 'aGk=', valueInfo: { filename: 'a.txt', mimetype: 'text/plain' } } }) });
      await done;
    }
    client.stop();
    assert.deepEqual(problems, []);
    assert.deepEqual(seen, [['C-complete', 'complete'], ['C-failure', 'failure'], ['C-error', 'error']]);
    const values = Object.fromEntries((await weir.get(`/history/variable-instance?processInstanceId=${instances.complete.id}`)).map((row) => [row.name, row]));

    assert.equal(values.sum.value, 42);
    assert.deepEqual(contents, [['a.txt', 'text/plain', 'hi']]);
    assert.deepEqual([values.copy.type, values.copy.valueInfo.filename], ['File', 'b.txt']);
    assert.equal(await weir.get(`/history/variable-instance/${values.copy.id}/data`), 'ho');
    assert.equal(values.text.value, 'é');
    assert.equal(values.list.value, '[1,2]');
    assert.equal((await weir.get(`/incident?processInstanceId=${instances.failure.id}`))[0].incidentMessage, 'no');
    assert.ok((await weir.get(`/history/activity-instance?processInstanceId=${instances.error.id}`)).some((row) => row.activityId === 'caughtEnd'));
  },
};
