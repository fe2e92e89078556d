// SPDX-License-Identifier: Apache-2.0
// limits.test.js - time limits over HTTP: what they are, what is overdue and was, extensions, and who is told.
import assert from 'node:assert/strict';
import { Receiver } from './receiver.mjs';
import { start, flow } from './weir.js';

const process_ = (id, attributes, body) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:weir="urn:weir:bpmn" targetNamespace="t">
<message id="m" name="msg-accountability-lead"/>
<process id="${id}" isExecutable="true" ${attributes}>${body}</process></definitions>`;
const both = process_('both', 'weir:calendar="cn-gov" weir:timeLimit="60wd"', `<startEvent id="s"/>${flow('s', 'fork')}<parallelGateway id="fork"/>
  ${flow('fork', 'a')}<userTask id="a" name="Check" weir:timeLimit="3wd" weir:timeLimitPolicy="TL-2" weir:timeLimitBasis="L2" weir:superior="smo-leader"/>
  ${flow('fork', 'b')}<userTask id="b"/>${flow('b', 'stop')}<userTask id="stop" weir:suspends="a"/>
  ${flow('fork', 'c')}<userTask id="c" weir:timeLimit="10wd"/>`);
const items = process_('items', 'weir:calendar="cn-gov"', `<startEvent id="s"/>${flow('s', 'm1')}
  <userTask id="m1" weir:timeLimit="=limit"><multiInstanceLoopCharacteristics weir:collection="=limits" weir:elementVariable="limit"/></userTask>`);
const lead = process_('lead', '', `<startEvent id="s"><messageEventDefinition messageRef="m"/></startEvent>${flow('s', 'look')}<userTask id="look"/>`);
const late = process_('late', '', `<startEvent id="s"/>${flow('s', 'a')}<userTask id="a" weir:timeLimit="PT1H" weir:timeLimitPolicy="TL-3"/>`);

export async function before() {
  const server = await start('--virtual-clock', '--now', '2026-03-10T10:15:00+08:00');

  await server.weir.deploy('limits', { 'both.bpmn': both, 'items.bpmn': items, 'lead.bpmn': lead, 'late.bpmn': late });
  return { server, weir: server.weir };
}

export async function after({ server }) {
  assert.equal((await server.stop()).code, 0);
}

const begin = (weir, key, variables = {}) => weir.post(`/process-definition/key/${key}/start`, { variables });
const keys = (rows) => rows.map((row) => row.taskDefinitionKey ?? row.ownerId ?? row.processDefinitionKey).sort();
const until = (weir, now) => weir.post('/clock', { now });

export default {
  'a limit is shown as it is, gives its task a due date, and is no job': async ({ weir }) => {
    const instance = await begin(weir, 'both');
    const limits = await weir.get(`/process-instance/${instance.id}/limits`);
    const limit = limits.find(({ ownerId }) => ownerId === 'a');
    const [task] = await weir.get(`/task?processInstanceId=${instance.id}&taskDefinitionKey=a`);

    assert.deepEqual(keys(limits), ['a', 'both', 'c']);
    assert.match(limit.activityInstanceId, new RegExp(`^a:${instance.id}:`));
    assert.deepEqual({ ...limit, id: 0, activityInstanceId: 0, processDefinitionId: 0 }, {
      id: 0, activityInstanceId: 0, processDefinitionId: 0, taskId: task.id, processInstanceId: instance.id, processDefinitionKey: 'both', businessKey: null,
      ownerId: 'a', state: 'running', overdue: false, limit: '3wd', policy: 'TL-2', basis: 'L2', superior: 'smo-leader', calendar: 'cn-gov',
      calendarVersion: 1, start: '2026-03-10T02:15:00.000+0000', remind: '2026-03-13T03:42:00.000+0000', due: '2026-03-13T10:00:00.000+0000',
      dueProvisional: false, overdueWd: 0, stoppedSince: null, stops: [], extension: null,
    });
    assert.equal(task.due, '2026-03-13T10:00:00.000+0000');
    assert.deepEqual(await weir.get(`/job?processInstanceId=${instance.id}`), []);
    assert.equal((await weir.get(`/job/count?processInstanceId=${instance.id}`)).count, 0);
    assert.deepEqual(keys(await weir.get(`/time-limit?processInstanceId=${instance.id}&state=running&sortBy=due&sortOrder=asc`)), ['a', 'both', 'c']);
    assert.equal((await weir.get(`/time-limit/count?processInstanceId=${instance.id}&ownerId=c`)).count, 1);
    const tree = await weir.get(`/process-instance/${instance.id}/activity-instances`);

    assert.equal(tree.childActivityInstances.length, 3);
    assert.deepEqual(tree.childTransitionInstances, []);
    await weir.refused('GET', '/process-instance/01900000-0000-7000-8000-000000000000/limits', 404, 'InvalidRequestException');
    await weir.delete(`/process-instance/${instance.id}`);
    await weir.refused('GET', `/process-instance/${instance.id}/limits`, 404, 'InvalidRequestException');
  },

  'overdue tasks and instances are found, also in history, also while they are suspended': async ({ weir }) => {
    const instance = await begin(weir, 'both');
    const fresh = await begin(weir, 'late');
    const of = `processInstanceIdIn=${instance.id},${fresh.id}`;
    const mine = `processInstanceIds=${instance.id},${fresh.id}`;
    const past = `processInstanceId=${instance.id}`;

    assert.deepEqual(await weir.get(`/task?${of}&overdue=true`), []);
    assert.equal((await weir.get(`/task/count?${of}&overdue=false`)).count, 4);
    assert.deepEqual(await weir.get(`/process-instance?${mine}&overdue=true`), []);
    assert.deepEqual(await weir.get(`/history/task?${past}&overdue=true`), []);
    await until(weir, '2026-03-13T18:00:00.000+0800');
    assert.deepEqual(keys(await weir.get(`/task?${of}&overdue=true`)), ['a', 'a']);
    assert.deepEqual(keys(await weir.get(`/task?${past}&overdue=true`)), ['a']);
    assert.deepEqual(keys(await weir.get(`/task?${past}&overdue=false`)), ['b', 'c']);
    assert.deepEqual((await weir.get(`/process-instance?${mine}&overdue=true`)).map(({ id }) => id).sort(), [instance.id, fresh.id].sort());
    assert.deepEqual(await weir.get(`/process-instance?${mine}&overdue=false`), []);
    assert.deepEqual(keys(await weir.get(`/time-limit?${past}&overdue=true`)), ['a']);
    assert.deepEqual(keys(await weir.post('/task', { processInstanceId: instance.id, overdue: true }, 200)), ['a']);

    await weir.put(`/process-instance/${instance.id}/suspended`, { suspended: true });
    assert.deepEqual(keys(await weir.get(`/task?${past}&overdue=true`)), ['a']);
    assert.equal((await weir.get(`/process-instance/count?processInstanceIds=${instance.id}&overdue=true`)).count, 1);
    assert.deepEqual(keys(await weir.get(`/time-limit?${past}`)), ['a', 'both', 'c']);
    await weir.put(`/process-instance/${instance.id}/suspended`, { suspended: false });
    assert.deepEqual(keys(await weir.get(`/task?${past}&overdue=true`)), ['a']);

    const [task] = await weir.get(`/task?${past}&taskDefinitionKey=a`);

    await weir.post(`/task/${task.id}/complete`, {}, 204);
    assert.deepEqual(await weir.get(`/task?${past}&overdue=true`), []);
    assert.deepEqual(await weir.get(`/process-instance?processInstanceIds=${instance.id}&overdue=true`), []);
    assert.deepEqual(keys(await weir.get(`/history/task?${past}&overdue=true`)), ['a']);
    assert.deepEqual(keys(await weir.get(`/history/task?${past}&overdue=false`)), ['b', 'c']);
    assert.deepEqual((await weir.get(`/history/process-instance?processInstanceId=${instance.id}&overdue=true`)).map(({ id }) => id), [instance.id]);
    await weir.delete(`/process-instance/${instance.id}`);
    assert.deepEqual((await weir.get(`/history/process-instance?processInstanceId=${instance.id}&overdue=true`)).map(({ id }) => id), [instance.id]);
    assert.deepEqual(await weir.get(`/history/process-instance?processInstanceId=${instance.id}&overdue=false`), []);
    await weir.delete(`/process-instance/${fresh.id}`);
  },

  'of a multi-instance the item that is overdue is found alone': async ({ weir }) => {
    const { now } = await weir.get('/clock');
    const instance = await begin(weir, 'items', { limits: { value: '["0wd","20wd"]', type: 'Json' } });

    await weir.post('/clock', { advance: 'P4D' });
    const tasks = await weir.get(`/task?processInstanceId=${instance.id}&overdue=true`);

    assert.equal(tasks.length, 1);
    assert.equal((await weir.get(`/task/${tasks[0].id}/variables/limit`)).value, '0wd');
    assert.equal((await weir.get(`/history/task?processInstanceId=${instance.id}&overdue=true`)).length, 1);
    await weir.delete(`/process-instance/${instance.id}`);
    assert.ok(now);
  },

  'a clock that stands moves no due date until it runs again': async ({ weir }) => {
    const instance = await begin(weir, 'both');
    const task = async (key) => (await weir.get(`/task?processInstanceId=${instance.id}&taskDefinitionKey=${key}`))[0];
    const { due } = await task('a');

    await weir.post(`/task/${(await task('b')).id}/complete`, {}, 204);
    assert.equal((await weir.get(`/time-limit?processInstanceId=${instance.id}&state=stopped`)).length, 1);
    await weir.post('/clock', { advance: 'P20D' });
    assert.equal((await task('a')).due, due);
    assert.deepEqual(keys(await weir.get(`/task?processInstanceId=${instance.id}&overdue=true`)), ['c']);
    await weir.post(`/task/${(await task('stop')).id}/complete`, {}, 204);
    assert.ok((await task('a')).due > due);
    await weir.delete(`/process-instance/${instance.id}`);
  },

  'a limit is extended once, by whom and why; the due date goes along': async ({ weir }) => {
    const instance = await begin(weir, 'both');
    const path = (limit) => `/process-instance/${instance.id}/limits/${limit}/extension`;
    const [limit] = await weir.get(`/time-limit?processInstanceId=${instance.id}&ownerId=a`);
    const bad = 'InvalidRequestException';

    await weir.refused('POST', path('a'), 400, bad, { workingDays: 2 });
    await weir.refused('POST', path('a'), 400, bad, { workingDays: 0, reason: 'complex' });
    await weir.post(path('a'), { workingDays: 2, reason: 'complex', by: 'leader' }, 204);
    assert.match((await weir.refused('POST', path(limit.id), 400, bad, { workingDays: 2, reason: 'again' })).message, /extended already/);
    const [extended] = await weir.get(`/time-limit?limitId=${limit.id}`);

    assert.ok(extended.due > limit.due);
    assert.equal((await weir.get(`/task?processInstanceId=${instance.id}&taskDefinitionKey=a`))[0].due, extended.due);
    assert.deepEqual({ ...extended.extension, at: 0 }, { workingDays: 2, by: 'leader', reason: 'complex', at: 0 });
    await weir.refused('POST', path('c'), 400, bad, { workingDays: 1, reason: 'complex' });
    for (const nobody of ['b', '01900000-0000-7000-8000-000000000000']) assert.equal((await weir.fetch('POST', path(nobody), { workingDays: 1, reason: 'x', by: 'leader' })).status, 404);
    await weir.delete(`/process-instance/${instance.id}`);
  },

  'each fact of a limit is told, and the lead begins a process': async ({ weir }) => {
    const receiver = new Receiver('limits', undefined, { keeps_events: true, begins_anywhere: /engine$/, is_filtered: true });
    const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

    receiver.secret = secret;
    const hook = await weir.post('/webhook', { url: await receiver.listen(), secret, eventTypes: ['limit.*'] });
    const instance = await begin(weir, 'late', { serviceCode: { value: 'S-1', type: 'String' } });

    await weir.post('/clock', { advance: 'P6D' });
    const own = () => receiver.events.filter(({ source }) => source.endsWith(instance.id));

    await receiver.until(() => own().length >= 6);
    assert.deepEqual(own().map(({ type }) => type.slice('io.weir.bpmn.'.length, -'.v1'.length)),
      ['started', 'reminded', 'overdue', 'escalated', 'reported', 'lead'].map((name) => `limit.${name}`));
    const { data } = own()[5];
    const [late] = await weir.get(`/task?processInstanceId=${instance.id}`);

    assert.equal(data.element, 'a');
    assert.equal(data.details.taskId, late.id);
    assert.equal(data.leadNo.slice(0, 36), instance.id);
    assert.deepEqual([data.details.policy, data.details.overdueWd, data.details.calendar, data.details.state], ['TL-3', 5, '24x7', 'overdue']);
    assert.equal(data.due, data.details.due);
    const [task] = await weir.get('/task?processDefinitionKey=lead');
    const variables = await weir.get(`/task/${task.id}/variables`);

    assert.equal(variables.leadSource.value, 'timeout');
    assert.equal(variables.sourceInstance.value, instance.id);
    assert.equal(variables.serviceCode.value, 'S-1');
    assert.match(variables.facts.value, /超期 5 个工作日, 5 working days overdue/);
    assert.equal(variables.providerId, undefined);
    await weir.delete(`/webhook/${hook.id}`);
    receiver.close();
    assert.deepEqual(receiver.faults, []);
    await weir.delete(`/process-instance/${instance.id}`);
  },
};
