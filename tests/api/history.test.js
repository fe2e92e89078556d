// SPDX-License-Identifier: Apache-2.0
// history.test.js - the past of all instances: the same rows as one instance at a time, narrowed in many ways.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const order = process_('order', `
  <startEvent id="start"/>${flow('start', 'sub')}
  <subProcess id="sub" name="The inside">
    <extensionElements><weir:inputOutput><weir:inputParameter name="amount">= amount + 1</weir:inputParameter></weir:inputOutput></extensionElements>
    <startEvent id="inner"/>${flow('inner', 'check')}
    <userTask id="check" name="Check it" weir:assignee="anna"/>${flow('check', 'innerEnd')}
    <endEvent id="innerEnd"/>
  </subProcess>${flow('sub', 'end')}<endEvent id="end"/>`);
const late = process_('late', `
  <startEvent id="start"/>${flow('start', 'wait')}
  <intermediateCatchEvent id="wait" name="Wait"><timerEventDefinition><timeDuration>PT1M</timeDuration></timerEventDefinition></intermediateCatchEvent>
  ${flow('wait', 'fork')}<exclusiveGateway id="fork"/>
  <sequenceFlow id="a" sourceRef="fork" targetRef="end"><conditionExpression>=x = 1</conditionExpression></sequenceFlow>
  <sequenceFlow id="b" sourceRef="fork" targetRef="end"><conditionExpression>=x = 2</conditionExpression></sequenceFlow>
  <endEvent id="end"/>`);
const LISTS = ['activity-instance', 'task', 'variable-instance', 'detail', 'incident'];
const INSTANCES_MAX = 10000;

const begin = (weir, key, businessKey, variables) =>
  weir.post(`/process-definition/key/${key}/start`, {
    businessKey, variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, { value }])),
  });
const time = async (weir) => encodeURIComponent((await weir.get('/clock')).now);

export const before = async () => {
  const server = await start('--virtual-clock');
  const { weir } = server;
  const instances = [];

  await weir.deploy('d', { 'order.bpmn': order, 'late.bpmn': late });
  for (const key of ['O-1', 'O-2', 'O-3']) instances.push(await begin(weir, 'order', key, { amount: 7, who: key }));
  instances.push(await begin(weir, 'late', 'L-1', { x: 3 }));
  await weir.put(`/process-instance/${instances[0].id}/variables/amount`, { value: 8 });
  await weir.delete(`/process-instance/${instances[1].id}/variables/who`);
  await weir.post('/clock', { advance: 'PT1H' });
  const middle = await time(weir);

  await weir.post('/clock', { advance: 'PT1H' });
  const [task] = await weir.get(`/task?processInstanceId=${instances[0].id}`);

  await weir.post(`/task/${task.id}/complete`, {}, 204);
  return { server, weir, instances, middle };
};
export const after = ({ server }) => server.stop();

export default {
  'all instances have what each of them has': async ({ weir, instances }) => {
    for (const list of LISTS) {
      const each = [];

      for (const { id } of instances) each.push(...(await weir.get(`/history/${list}?processInstanceId=${id}`)));
      const all = await weir.get(`/history/${list}`);

      assert.ok(all.length > 0, list);
      const sorted = (rows) => rows.map((row) => JSON.stringify(row)).sort();

      assert.deepEqual(sorted(all), sorted(each), list);
      assert.equal((await weir.get(`/history/${list}/count`)).count, all.length, list);
    }
  },

  'rows of one instance are found among all': async ({ weir, instances }) => {
    const of = async (query) => [...new Set((await weir.get(`/history/activity-instance?${query}`)).map((row) => row.processInstanceId))].sort();
    const ids = (...which) => which.map((i) => instances[i].id).sort();

    assert.deepEqual(await of('processDefinitionKey=late'), ids(3));
    assert.deepEqual(await of('processDefinitionKey=nobody'), []);
    assert.deepEqual(await of(`executionId=${instances[2].id}`), ids(2));
    assert.deepEqual(await of('processInstanceBusinessKey=O-2'), ids(1));
    assert.deepEqual(await of('processInstanceBusinessKeyLike=O-%25'), ids(0, 1, 2));
    assert.deepEqual(await of('processFinished=true'), ids(0));
    assert.deepEqual(await of('processUnfinished=true&processDefinitionKey=order'), ids(1, 2));
    assert.deepEqual(await of('tenantIdIn=a'), []);
  },

  'what happened before and after a time': async ({ weir, instances, middle }) => {
    const names = async (query) => (await weir.get(`/history/activity-instance?processDefinitionKey=order&${query}`)).map((row) => row.activityId).sort();

    assert.deepEqual(await names(`startedAfter=${middle}`), ['end', 'innerEnd']);
    assert.deepEqual(await names(`finishedAfter=${middle}`), ['check', 'end', 'innerEnd', 'sub']);
    assert.equal((await names(`startedBefore=${middle}`)).length, 12);
    const [done] = await weir.get(`/history/task?finishedAfter=${middle}`);

    assert.deepEqual([done.processInstanceId, done.deleteReason], [instances[0].id, 'completed']);
    assert.deepEqual(await weir.get(`/history/detail?occurredAfter=${middle}`), []);
    assert.ok((await weir.get(`/history/detail?occurredBefore=${middle}`)).length > 0);
  },

  'activities are found by name and type': async ({ weir, instances }) => {
    const found = async (query) => (await weir.get(`/history/activity-instance?${query}`)).map((row) => row.activityId);

    assert.deepEqual(await found('activityName=Check it'), ['check', 'check', 'check']);
    assert.deepEqual(await found('activityNameLike=W%25'), ['wait']);
    assert.deepEqual(await found('activityType=userTask&finished=true'), ['check']);
    assert.deepEqual(await found('activityType=subProcess&processInstanceBusinessKey=O-1'), ['sub']);
    assert.deepEqual(await found('activityType=intermediateTimer'), ['wait']);
    assert.deepEqual(await found(`taskAssignee=anna&processInstanceId=${instances[1].id}`), ['check']);
    assert.deepEqual(await found('taskAssignee=nobody'), []);
  },

  'a variable that was removed is one of its own instance': async ({ weir, instances }) => {
    const states = async (query) => (await weir.get(`/history/variable-instance?variableName=who&${query}`)).map((row) => [row.processInstanceId, row.value, row.state]);

    assert.deepEqual(await states(''), [[instances[0].id, 'O-1', 'CREATED'], [instances[2].id, 'O-3', 'CREATED']]);
    assert.deepEqual(await states(`includeDeleted=true&processInstanceId=${instances[1].id}`), [[instances[1].id, 'O-2', 'DELETED']]);
  },

  'one of each is read by its id': async ({ weir }) => {
    for (const list of ['activity-instance', 'variable-instance', 'detail']) {
      const rows = await weir.get(`/history/${list}`);

      for (const row of [rows[0], rows.at(-1)]) assert.deepEqual(await weir.get(`/history/${list}/${encodeURIComponent(row.id)}`), row);
      for (const id of ['none', '0', 'check:00000000-0000-7000-8000-000000000000:1', '99999999']) {
        await weir.refused('GET', `/history/${list}/${id}`, 404, 'InvalidRequestException');
      }
    }
  },

  'a body asks as a query does': async ({ weir, instances }) => {
    const rows = await weir.post('/history/activity-instance', {
      processInstanceBusinessKeyIn: ['O-1', 'L-1'], activityType: 'startEvent', sorting: [{ sortBy: 'startTime', sortOrder: 'asc' }],
    });

    assert.deepEqual(rows.map((row) => row.processInstanceId).sort(), [instances[0].id, instances[0].id, instances[3].id].sort());
    await weir.refused('POST', '/history/activity-instance', 400, 'InvalidRequestException', { activityType: {} });
  },

  'too many instances to look through are told': async ({ weir, instances }) => {
    let left = INSTANCES_MAX + 1 - instances.length;
    const starter = async () => {
      while (left-- > 0) await begin(weir, 'late', 'many', {});
    };

    await Promise.all(Array.from({ length: 32 }, starter));
    const error = await weir.refused('GET', '/history/activity-instance?maxResults=1', 400, 'InvalidRequestException');

    assert.match(error.message, /list_instance_count/);
    assert.equal((await weir.get('/history/task?processDefinitionKey=order')).length, 3);
    assert.equal((await weir.get('/history/activity-instance/count?processInstanceBusinessKey=many&activityId=start')).count, INSTANCES_MAX + 1 - instances.length);
  },
};
