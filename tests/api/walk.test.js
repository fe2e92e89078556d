// SPDX-License-Identifier: Apache-2.0
// walk.test.js - deploy, start, look, complete; messages, signals, the clock, the log, history.
import assert from 'node:assert/strict';
import { start, startOver, process_, flow } from './weir.js';

const order = process_('order', `
  <startEvent id="start"/>${flow('start', 'sub')}
  <subProcess id="sub" name="The inside">
    <startEvent id="inner"/>${flow('inner', 'check')}
    <userTask id="check" name="Check it" weir:assignee="anna" weir:candidateGroups="sales, boss" weir:formKey="f"
        weir:dueDate="2030-01-01T00:00:00Z" weir:priority="70"/>${flow('check', 'innerEnd')}
    <endEvent id="innerEnd"/>
  </subProcess>
  <boundaryEvent id="late" attachedToRef="sub"><timerEventDefinition><timeDuration>PT5M</timeDuration></timerEventDefinition></boundaryEvent>
  ${flow('late', 'end')}${flow('sub', 'end')}<endEvent id="end"/>
  <boundaryEvent id="refused" attachedToRef="sub"><errorEventDefinition errorRef="no"/></boundaryEvent>
  ${flow('refused', 'refusedEnd')}<endEvent id="refusedEnd"/>`, '<error id="no" errorCode="NO"/>');

const waiting = process_('waiting', `
  <startEvent id="start"/>${flow('start', 'catch')}
  <intermediateCatchEvent id="catch"><messageEventDefinition messageRef="paid"/></intermediateCatchEvent>
  ${flow('catch', 'listen')}
  <intermediateCatchEvent id="listen"><signalEventDefinition signalRef="go"/></intermediateCatchEvent>
  ${flow('listen', 'end')}<endEvent id="end"/>`,
  '<message id="paid" name="paid"/><signal id="go" name="go"/>');

const timers = process_('timers', `
  <startEvent id="start"/>${flow('start', 'first')}
  <intermediateCatchEvent id="first"><timerEventDefinition><timeDuration>PT1M</timeDuration></timerEventDefinition></intermediateCatchEvent>
  ${flow('first', 'second')}
  <intermediateCatchEvent id="second"><timerEventDefinition><timeDuration>PT1M</timeDuration></timerEventDefinition></intermediateCatchEvent>
  ${flow('second', 'end')}<endEvent id="end"/>`);

const late = process_('late', `
  <startEvent id="start"/>${flow('start', 'wait')}
  <intermediateCatchEvent id="wait"><timerEventDefinition><timeDuration>PT1M</timeDuration></timerEventDefinition></intermediateCatchEvent>
  ${flow('wait', 'fork')}<exclusiveGateway id="fork"/>
  <sequenceFlow id="a" sourceRef="fork" targetRef="end"><conditionExpression>=x = 1</conditionExpression></sequenceFlow>
  <sequenceFlow id="b" sourceRef="fork" targetRef="end"><conditionExpression>=x = 2</conditionExpression></sequenceFlow>
  <endEvent id="end"/>`);

const stuck = process_('stuck', `
  <startEvent id="start"/>${flow('start', 'fork')}
  <exclusiveGateway id="fork"/>
  <sequenceFlow id="a" sourceRef="fork" targetRef="end"><conditionExpression>=x = 1</conditionExpression></sequenceFlow>
  <sequenceFlow id="b" sourceRef="fork" targetRef="end"><conditionExpression>=x = 2</conditionExpression></sequenceFlow>
  <endEvent id="end"/>`);

export const before = async () => {
  const server = await start('--virtual-clock');

  return { server, weir: server.weir };
};
export const after = async ({ server }) => {
  const { code, lines } = await server.stop();

  assert.equal(code, 0);
  assert.match(lines.at(-1), /^head [0-9]+:[0-9a-f]{64}$/);
};

const startOrder = (weir, body = {}) => weir.post('/process-definition/key/order/start', body);
const taskOf = async (weir, instance) => (await weir.get(`/task?processInstanceId=${instance.id}`))[0];

export default {
  'the document is there under both addresses': async ({ server, weir }) => {
    assert.equal(server.document.openapi, '3.0.2');
    assert.ok(Object.keys(server.document.paths).length > 60);
    const other = await fetch(`${server.url}/engine-rest/engine/default/version`);

    assert.deepEqual(await other.json(), await weir.get('/version'));
    assert.deepEqual(await weir.get('/engine'), [{ name: 'default' }]);
    assert.equal((await weir.get('/health')).status, 'up');
  },

  'a deployment answers with its definitions, and its files can be read again': async ({ weir }) => {
    const made = await weir.deploy('first', { 'order.bpmn': order, 'note.txt': 'kept as it is' }, { 'deployment-source': 'tests' });
    const [definition] = Object.values(made.deployedProcessDefinitions);

    assert.equal(definition.key, 'order');
    assert.equal(definition.name, 'The order');
    assert.equal(definition.version, 1);
    assert.equal(definition.resource, 'order.bpmn');
    assert.equal((await weir.get(`/deployment/${made.id}`)).name, 'first');
    const files = await weir.get(`/deployment/${made.id}/resources`);

    assert.deepEqual(files.map((file) => file.name), ['order.bpmn', 'note.txt']);
    assert.equal(await weir.get(`/deployment/${made.id}/resources/${files[1].id}/data`), 'kept as it is');
    const path = await weir.deploy('paths', { 'folder/设计 书.txt': '' });
    const file = await fetch(`${weir.base}/deployment/${path.id}/resources/0/data`);

    assert.equal(file.headers.get('content-disposition'), `attachment; filename="______ ___.txt"; filename*=UTF-8''%E8%AE%BE%E8%AE%A1%20%E4%B9%A6.txt`);
    assert.equal((await weir.get(`/process-definition/${definition.id}/xml`)).bpmn20Xml, order);
    assert.equal((await weir.get('/process-definition/key/order/xml')).id, definition.id);
    assert.deepEqual(await weir.get('/process-definition/key/order'), await weir.get(`/process-definition/${definition.id}`));
    assert.equal((await weir.get('/deployment?nameLike=fi%25&sortBy=name&sortOrder=asc')).length, 1);
    assert.equal((await weir.get('/deployment/count?name=other')).count, 0);
  },

  'the same files again are a new version, or the old deployment if one asks for that': async ({ weir }) => {
    const files = { 'order.bpmn': order, 'note.txt': 'kept as it is' };
    const [first] = await weir.get('/deployment');
    const same = await weir.deploy('first', files, { 'enable-duplicate-filtering': 'true' });

    assert.equal(same.id, first.id);
    assert.equal(same.deployedProcessDefinitions, null);
    const changed = await weir.deploy('first', { ...files, 'timers.bpmn': timers }, { 'deploy-changed-only': 'true' });

    assert.deepEqual(Object.values(changed.deployedProcessDefinitions).map((d) => d.key), ['timers']);
    const again = await weir.deploy('other', { 'order.bpmn': order });

    assert.equal(Object.values(again.deployedProcessDefinitions)[0].version, 2);
    assert.equal((await weir.get('/process-definition/count?key=order')).count, 2);
    assert.equal((await weir.get('/process-definition?key=order&latestVersion=true'))[0].version, 2);
  },

  'a file with errors is refused with all of them': async ({ weir }) => {
    const error = await weir.deploy('bad', { 'bad.bpmn': process_('bad', '<userTask id="alone"/>'), 'order.bpmn': order }, {}, 400);

    assert.equal(error.type, 'ParseException');
    assert.ok(error.details['bad.bpmn'].errors.length > 0);
    const [first] = error.details['bad.bpmn'].errors;

    assert.equal(typeof first.line, 'number');
    assert.deepEqual(first.elementIds, first.bpmnElementIds);
    assert.equal((await weir.get('/deployment/count?name=bad')).count, 0);
    await weir.deploy('none', {}, {}, 400);
  },

  'an instance is started, seen, worked and over': async ({ weir }) => {
    const variables = {
      amount: { value: 5, type: 'Integer' },
      name: { value: 'x' },
      when: { value: '2026-11-23T09:00:00.000+0800', type: 'Date' },
      list: { value: '[1,{"a":"b"}]', type: 'Json' },
      flag: { value: 'true', type: 'boolean' },
      big: { value: 12345678901 },
      half: { value: 0.5 },
      nothing: { value: null, type: 'Null' },
    };
    const instance = await startOrder(weir, { variables, businessKey: 'K-1', withVariablesInReturn: true });

    assert.equal(instance.businessKey, 'K-1');
    assert.equal(instance.ended, false);
    assert.deepEqual(instance.variables.amount, { value: 5, type: 'Integer', valueInfo: {} });
    assert.deepEqual(instance.variables.when, { value: '2026-11-23T01:00:00.000+0000', type: 'Date', valueInfo: {} });
    assert.equal(instance.variables.list.value, '[1,{"a":"b"}]');
    assert.equal(instance.variables.flag.value, true);
    assert.equal(instance.variables.big.type, 'Long');
    assert.equal(instance.variables.half.type, 'Double');
    assert.equal(instance.variables.nothing.type, 'Null');
    assert.deepEqual(await weir.get(`/process-instance/${instance.id}/variables`), instance.variables);

    const task = await taskOf(weir, instance);

    assert.equal(task.name, 'Check it');
    assert.equal(task.assignee, 'anna');
    assert.equal(task.priority, 70);
    assert.equal(task.due, '2030-01-01T00:00:00.000+0000');
    assert.deepEqual(await weir.get(`/task/${task.id}`), task);
    assert.equal((await weir.get(`/task/${task.id}/form`)).key, 'f');
    assert.deepEqual((await weir.get(`/task/${task.id}/identity-links`)).map((link) => link.groupId ?? link.userId), ['anna', 'sales', 'boss']);
    assert.equal((await weir.get(`/task/${task.id}/variables/amount`)).value, 5);
    assert.deepEqual(await weir.get(`/task/${task.id}/localVariables`), {});
    assert.ok('amount' in (await weir.get(`/task/${task.id}/form-variables`)));

    const tree = await weir.get(`/process-instance/${instance.id}/activity-instances`);

    assert.equal(tree.activityType, 'processDefinition');
    assert.equal(tree.childActivityInstances[0].activityId, 'sub');
    assert.equal(tree.childActivityInstances[0].activityType, 'subProcess');
    assert.equal(tree.childActivityInstances[0].childActivityInstances[0].activityName, 'Check it');

    await weir.put(`/process-instance/${instance.id}/variables/amount`, { value: 6, type: 'Long' });
    await weir.post(`/process-instance/${instance.id}/variables`, { modifications: { extra: { value: 'y' } } }, 204);
    assert.deepEqual(await weir.get(`/process-instance/${instance.id}/variables/amount`), { value: 6, type: 'Long', valueInfo: {} });
    const result = await weir.post(`/task/${task.id}/complete`, { variables: { ok: { value: true } }, withVariablesInReturn: true });

    assert.equal(result.ok.value, true);
    await weir.refused('GET', `/process-instance/${instance.id}`, 404, 'InvalidRequestException');
    const past = await weir.get(`/history/process-instance/${instance.id}`);

    assert.equal(past.state, 'COMPLETED');
    assert.equal(past.processDefinitionName, 'The order');
  },

  'of those who deploy the same at the same time, one does, and the others find it': async ({ weir }) => {
    const large = `<!-- ${'so that they overlap '.repeat(15000)} -->`;
    const same = () => weir.deploy('at once', { 'once.bpmn': process_('once', '<startEvent id="s"/>') + large }, { 'enable-duplicate-filtering': 'true' });
    const answers = await Promise.all(Array.from({ length: 8 }, same));

    assert.equal(new Set(answers.map((answer) => answer.id)).size, 1);
    assert.equal(answers.filter((answer) => answer.deployedProcessDefinitions !== null).length, 1);
    assert.equal((await weir.get('/deployment/count?name=at%20once')).count, 1);
  },

  'lists are filtered, sorted, paged and counted, by query and by body': async ({ weir }) => {
    for (const [key, amount] of [['L-1', 1], ['L-2', 2], ['L-3', 30]]) await startOrder(weir, { businessKey: key, variables: { amount: { value: amount } } });
    const keys = async (path) => (await weir.get(path)).map((row) => row.businessKey);

    assert.deepEqual(await keys('/process-instance?businessKeyLike=L-%25&sortBy=businessKey&sortOrder=desc'), ['L-3', 'L-2', 'L-1']);
    assert.deepEqual(await keys('/process-instance?businessKeyLike=L-%25&sortBy=businessKey&sortOrder=asc&firstResult=1&maxResults=1'), ['L-2']);
    assert.deepEqual(await keys('/process-instance?variables=amount_gt_1,amount_lt_9'), ['L-2']);
    assert.equal((await weir.get('/process-instance/count?businessKeyLike=L-%25')).count, 3);
    assert.equal((await weir.post('/process-instance/count', { variables: [{ name: 'amount', operator: 'gteq', value: 2 }], businessKeyLike: 'L-%' })).count, 2);
    assert.equal((await weir.post('/task', { processInstanceBusinessKeyIn: ['L-1', 'L-3'], sorting: [{ sortBy: 'created', sortOrder: 'asc' }] })).length, 2);
    assert.equal((await weir.get('/task/count?candidateGroup=boss&includeAssignedTasks=true&assignee=anna&processInstanceBusinessKey=L-1')).count, 1);
    assert.equal((await weir.get('/task/count?dueAfter=2040-01-01T00:00:00.000%2B0000')).count, 0);
    assert.deepEqual(await keys('/process-instance?activityIdIn=check,nothing&businessKey=L-1'), ['L-1']);
    assert.deepEqual(await weir.get('/process-instance?processInstanceIds=no-id'), []);
    assert.deepEqual(await weir.get('/process-instance?nobodyKnowsThis=1&businessKey=none'), []);
  },

  'a number is compared with numbers, a text with texts': async ({ weir }) => {
    for (const [key, rank] of [['N-1', 'gold'], ['N-2', '7'], ['N-3', 7], ['N-4', 7.5], ['N-5', null], ['N-6', true]]) await startOrder(weir, { businessKey: key, variables: { rank: { value: rank } } });
    const found = async (operator, value) => (await weir.post('/process-instance', { variables: [{ name: 'rank', operator, value }], sorting: [{ sortBy: 'businessKey', sortOrder: 'asc' }] })).map((row) => row.businessKey);
    const asked = async (item) => (await weir.get(`/process-instance?variables=rank_${item}&sortBy=businessKey&sortOrder=asc`)).map((row) => row.businessKey);

    assert.deepEqual(await found('eq', 0), []);
    assert.deepEqual(await found('lt', 8), ['N-3', 'N-4']);
    assert.deepEqual(await found('eq', 7), ['N-3']);
    assert.deepEqual(await asked('eq_0'), []);
    assert.deepEqual(await asked('eq_7'), ['N-2', 'N-3']);
    assert.deepEqual(await asked('gteq_7.5'), ['N-1', 'N-4', 'N-6']);
    assert.deepEqual(await asked('eq_gold'), ['N-1']);
  },

  'what a query gets wrong is told': async ({ weir }) => {
    const bad = 'InvalidRequestException';

    await weir.refused('GET', '/task?sortBy=created', 400, bad);
    await weir.refused('GET', '/task?sortBy=nothing&sortOrder=asc', 400, bad);
    await weir.refused('GET', '/task?sortBy=created&sortOrder=up', 400, bad);
    await weir.refused('GET', '/task?createdAfter=yesterday', 400, bad);
    await weir.refused('GET', '/task?createdAfter=2026-01-01T00:00:00Z', 400, bad);
    await weir.refused('GET', '/task?priority=high', 400, bad);
    await weir.refused('GET', '/task?unassigned=maybe', 400, bad);
    await weir.refused('GET', '/task?maxResults=-1', 400, bad);
    await weir.refused('GET', '/process-instance?variables=a_eq', 400, bad);
    await weir.refused('GET', '/process-instance?variables=a_is_1', 400, bad);
    await weir.refused('POST', '/task', 400, bad, { sorting: Array(65).fill({ sortBy: 'created', sortOrder: 'asc' }) });
    await weir.refused('POST', '/task', 400, bad, { nameLike: 'x'.repeat(32769) });
    await weir.refused('POST', '/process-instance', 400, bad, { variables: [{ name: 'a', operator: 'like', value: '%'.repeat(32769) }] });
    assert.deepEqual(await weir.get('/task?parentTaskId=x'), []);
    await weir.refused('GET', '/task?assigneeExpression=x', 501, 'RestException');
    await weir.refused('POST', '/history/task', 501, 'RestException', { orQueries: [{ taskAssignee: 'a' }] });
  },

  'what a command gets wrong is told': async ({ weir }) => {
    const id = '00000000-0000-7000-8000-000000000000';
    const startPath = '/process-definition/key/order/start';

    await weir.refused('POST', '/process-definition/key/none/start', 404, 'RestException', {});
    await weir.refused('POST', '/process-definition/none/start', 404, 'RestException', {});
    await weir.refused('POST', startPath, 400, 'InvalidRequestException', '{"variables":');
    await weir.refused('POST', startPath, 400, 'InvalidRequestException', '[]');
    await weir.refused('POST', startPath, 400, 'InvalidRequestException', { variables: [] });
    await weir.refused('POST', startPath, 400, 'InvalidRequestException', { businessKey: 5 });
    await weir.refused('POST', startPath, 400, 'InvalidRequestException', { variables: { a: { value: 'x', type: 'Integer' } } });
    await weir.refused('POST', startPath, 400, 'InvalidRequestException', { variables: { a: { value: 'x', type: 'Wrong' } } });
    await weir.refused('POST', startPath, 400, 'InvalidRequestException', `{"variables":${'['.repeat(100)}${']'.repeat(100)}}`);
    await weir.post(startPath, '{}', 200, { 'Content-Type': 'Application/JSON; charset=UTF-8' });
    await weir.refused('POST', startPath, 415, 'NotSupportedException', '<a/>', { 'Content-Type': 'text/xml' });
    await weir.refused('POST', startPath, 400, 'InvalidRequestException', { startInstructions: [{ type: 'startBeforeActivity' }] });
    await weir.refused('POST', startPath, 401, 'RestException', {}, { Authorization: 'Bearer x' });
    await weir.post(startPath, { unknownMember: 1, businessKey: null });
    await weir.refused('POST', `/task/${id}/complete`, 404, 'RestException', {});
    await weir.refused('GET', `/task/${id}`, 404, 'InvalidRequestException');
    await weir.refused('GET', '/task/no-id', 404, 'InvalidRequestException');
    await weir.refused('DELETE', `/process-instance/${id}`, 404, 'InvalidRequestException').catch(() => weir.refused('DELETE', `/process-instance/${id}`, 404, 'RestException'));
    await weir.delete(`/process-instance/${id}?failIfNotExists=false`);
    await weir.refused('POST', '/message', 400, 'InvalidRequestException', {});
    await weir.refused('POST', '/message', 400, 'RestException', { messageName: 'nobody' });
    await weir.refused('POST', '/signal', 400, 'InvalidRequestException', {});
    await weir.refused('GET', '/nothing', 404, 'RestException');
    const answer = await weir.fetch('PATCH', '/task');

    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get('allow'), 'GET, POST');
  },

  'a process that can not go on says where': async ({ weir }) => {
    await weir.deploy('stuck', { 'stuck.bpmn': stuck });
    const error = await weir.refused('POST', '/process-definition/key/stuck/start', 500, 'RestException', { variables: { x: { value: 3 } } });

    assert.match(error.message, /fork/);
  },

  'a BPMN error of a task is caught': async ({ weir }) => {
    const instance = await startOrder(weir);
    const task = await taskOf(weir, instance);

    await weir.refused('POST', `/task/${task.id}/bpmnError`, 400, 'InvalidRequestException', {});
    await weir.post(`/task/${task.id}/bpmnError`, { errorCode: 'NO', errorMessage: 'why' }, 204);
    const active = (await weir.get(`/history/activity-instance?processInstanceId=${instance.id}&sortBy=occurrence&sortOrder=asc`)).map((row) => row.activityId);

    assert.equal(active.at(-1), 'refusedEnd');
  },

  'a task is claimed, given away and given back': async ({ weir }) => {
    const instance = await startOrder(weir);
    const task = await taskOf(weir, instance);
    const path = `/task/${task.id}`;
    const holder = async () => (await weir.get(path)).assignee;

    await weir.refused('POST', `${path}/claim`, 400, 'RestException', { userId: 'bob' });
    await weir.post(`${path}/unclaim`, undefined, 204);
    assert.equal(await holder(), null);
    await weir.refused('POST', `${path}/claim`, 400, 'InvalidRequestException', {});
    await weir.post(`${path}/claim`, { userId: 'bob' }, 204);
    await weir.post(`${path}/claim`, { userId: 'bob' }, 204);
    assert.equal(await holder(), 'bob');
    await weir.post(`${path}/assignee`, { userId: 'eve' }, 204);
    assert.equal((await weir.get(`${path}/identity-links`))[0].userId, 'eve');
    assert.equal((await weir.get(`/task/count?assignee=eve&processInstanceId=${instance.id}`)).count, 1);
    assert.equal((await weir.get(`/history/task?processInstanceId=${instance.id}`))[0].assignee, 'eve');
    await weir.post(`${path}/complete`, {}, 204);
    const facts = await weir.get(`/log?processInstanceId=${instance.id}`);

    assert.equal(facts.filter((fact) => fact.type === 'task.assigned').length, 3);
    assert.equal(facts.at(-1).actor, 'unverified:eve');
    const activities = await weir.get(`/history/activity-instance?processInstanceId=${instance.id}&activityId=check`);

    assert.equal(activities[0].assignee, 'eve');
    await weir.refused('POST', `${path}/claim`, 404, 'RestException', { userId: 'bob' });
  },

  'an instance is cancelled, and history says so': async ({ weir }) => {
    const instance = await startOrder(weir);

    await weir.delete(`/process-instance/${instance.id}?deleteReason=wrong`);
    assert.equal((await weir.get(`/history/process-instance/${instance.id}`)).state, 'EXTERNALLY_TERMINATED');
    const [task] = await weir.get(`/history/task?processInstanceId=${instance.id}`);

    assert.equal(task.deleteReason, 'deleted');
  },

  'a message finds its receiver, a signal everybody': async ({ weir }) => {
    await weir.deploy('waiting', { 'waiting.bpmn': waiting });
    const one = await weir.post('/process-definition/key/waiting/start', { businessKey: 'W-1' });

    await weir.post('/process-definition/key/waiting/start', { businessKey: 'W-2' });
    assert.equal((await weir.get('/event-subscription?eventType=message&eventName=paid')).length, 2);
    await weir.refused('POST', '/message', 400, 'RestException', { messageName: 'paid' });
    const result = await weir.post('/message', { messageName: 'paid', businessKey: 'W-1', resultEnabled: true, processVariables: { sum: { value: 1 } } });

    assert.deepEqual(result, [{ resultType: 'Execution', execution: { id: one.id, processInstanceId: one.id, ended: false, tenantId: null }, processInstance: null }]);
    await weir.post('/message', { messageName: 'paid', businessKey: 'W-2' }, 204);
    await weir.post('/signal', { name: 'go' }, 204);
    assert.equal((await weir.get('/process-instance/count?processDefinitionKey=waiting')).count, 0);
    await weir.post('/signal', { name: 'nobody' }, 204);
  },

  'the clock fires what comes due in its order, and what that sets': async ({ weir }) => {
    const instance = await weir.post('/process-definition/key/timers/start', {});
    const [job] = await weir.get(`/job?processInstanceId=${instance.id}`);
    const before = await weir.get('/clock');

    assert.equal(before.virtual, true);
    assert.equal(Date.parse(job.dueDate) - Date.parse(before.now), 60000);
    const others = (await weir.get('/job/count')).count - 1;
    const moved = await weir.post('/clock', { advance: 'PT2M' });

    assert.equal(others, (await weir.get('/job/count')).count);
    assert.equal(moved.fired, 2);
    assert.equal(Date.parse(moved.now) - Date.parse(before.now), 120000);
    const past = await weir.get(`/history/process-instance/${instance.id}`);

    assert.equal(past.endTime, moved.now);
    assert.equal(past.durationInMillis, 120000);
    assert.equal((await weir.get('/clock')).now, moved.now);
    await weir.refused('POST', '/clock', 400, 'InvalidRequestException', { now: before.now });
    await weir.refused('POST', '/clock', 400, 'InvalidRequestException', { advance: '-PT1M' });
    await weir.refused('POST', '/clock', 400, 'InvalidRequestException', { advance: 'soon' });
    await weir.refused('POST', '/clock', 400, 'InvalidRequestException', {});
    assert.equal((await weir.post('/clock', { now: '2100-01-01T00:00:00.000+0800' })).now, '2099-12-31T16:00:00.000+0000');
  },

  'a timer that can not fire is a job without retries, until it gets some': async ({ weir }) => {
    await weir.deploy('late', { 'late.bpmn': late });
    const instance = await weir.post('/process-definition/key/late/start', { variables: { x: { value: 3 } } });
    const [job] = await weir.get(`/job?processInstanceId=${instance.id}`);

    assert.equal(job.retries, 3);
    await weir.post('/clock', { advance: 'PT1M' });
    const failed = await weir.get(`/job/${job.id}`);

    assert.equal(failed.retries, 0);
    assert.equal(failed.failedActivityId, 'wait');
    assert.match(failed.exceptionMessage, /./);
    assert.equal(failed.dueDate, job.dueDate);
    assert.deepEqual(await weir.get(`/job?processInstanceId=${instance.id}&noRetriesLeft=true`), [failed]);
    const [incident] = await weir.get(`/incident?configuration=${job.id}`);

    assert.equal(incident.incidentType, 'failedJob');
    await weir.put(`/process-instance/${instance.id}/variables/x`, { value: 1 });
    await weir.refused('PUT', `/job/${job.id}/retries`, 400, 'InvalidRequestException', {});
    await weir.put(`/job/${job.id}/retries`, { retries: 1 });
    assert.equal((await weir.post('/clock', { advance: 'PT0S' })).fired, 1);
    assert.equal((await weir.get(`/history/process-instance/${instance.id}`)).state, 'COMPLETED');
  },

  'a timer can be fired before its time': async ({ weir }) => {
    const instance = await weir.post('/process-definition/key/timers/start', {});
    const [job] = await weir.get(`/job?processInstanceId=${instance.id}`);

    assert.deepEqual(await weir.get(`/job/${job.id}`), job);
    await weir.post(`/job/${job.id}/execute`, undefined, 204);
    await weir.refused('POST', `/job/${job.id}/execute`, 404, 'RestException');
    const [next] = await weir.get(`/job?processInstanceId=${instance.id}`);

    assert.notEqual(next.id, job.id);
  },

  'the name of who acts is in the log, and the assignee without one': async ({ weir }) => {
    const basic = (name) => ({ Authorization: `Basic ${Buffer.from(`${name}:secret`).toString('base64')}` });
    const instance = await weir.post('/process-definition/key/order/start', {}, 200, basic('bob'));
    const task = await taskOf(weir, instance);

    await weir.post(`/task/${task.id}/complete`, {}, 204);
    const facts = await weir.get(`/log?processInstanceId=${instance.id}`);

    assert.equal(facts[0].actor, 'unverified:bob');
    assert.equal(facts.at(-1).actor, 'unverified:anna');
    assert.deepEqual(facts.map((fact) => fact.number), facts.map((_, ix) => ix + 1));
    assert.equal((await weir.get(`/history/process-instance/${instance.id}`)).startUserId, 'bob');
  },

  'the log is read in pages, and waited for': async ({ weir }) => {
    const head = await weir.get('/log/head');
    const page = await weir.get('/log?after=2&maxResults=3');

    assert.deepEqual(page.map((fact) => fact.position), [3, 4, 5]);
    assert.deepEqual(await weir.get(`/log?after=${head.position}`), []);
    const waited = weir.get(`/log?after=${head.position}&waitMs=60000`);

    await startOrder(weir);
    assert.equal((await waited)[0].position, head.position + 1);
  },

  'commands take typed JSON and answer with positions; an instance can be seen as it was': async ({ weir }) => {
    const started = await weir.post('/command', {
      command: 'start', process: 'order', businessKey: 'c', variables: { day: { $date: '2026-01-31' }, n: 1.5 },
    });
    const path = `/log/instance/${started.instance}`;
    const now = await weir.get(path);

    assert.equal(now.position, started.position + started.facts - 1);
    assert.deepEqual(now.variables.map((variable) => variable.value), [{ $date: '2026-01-31' }, 1.5]);
    assert.equal(now.waits.find((wait) => wait.kind === 'user task').elementName, 'Check it');
    assert.deepEqual((await weir.get(`${path}?at=${started.position}`)).activities, []);
    assert.ok((await weir.get(`${path}/elements`)).some((element) => element.id === 'check' && element.name === 'Check it'));
    assert.deepEqual((await weir.get('/log/instance?businessKey=c&state=active')).map((row) => row.instance), [started.instance]);
    const task = now.waits.find((wait) => wait.kind === 'user task').id;

    await weir.post('/command', { command: 'complete', task });
    assert.deepEqual((await weir.get('/log/instance?businessKey=c&state=active')), []);
    await weir.refused('POST', '/command', 404, 'RestException', { command: 'complete', task });
    assert.equal((await weir.fetch('POST', '/command', { command: 'complete', task })).headers.get('weir-error'), 'ENOTFOUND');
    await weir.refused('POST', '/command', 400, 'InvalidRequestException', { command: 'dance' });
    await weir.refused('POST', '/command', 400, 'InvalidRequestException', { command: 'complete', task: 'x' });
    await weir.refused('GET', `${path}?at=1`, 404, 'InvalidRequestException');
    await weir.refused('GET', '/log/instance/x', 404, 'InvalidRequestException');
    await weir.refused('GET', '/log/instance?state=dead', 400, 'InvalidRequestException');
  },

  'history is a reading of the log': async ({ weir }) => {
    const instance = await startOrder(weir, { variables: { a: { value: 1 } } });

    await weir.put(`/process-instance/${instance.id}/variables/a`, { value: 2 });
    const of = (what, more = '') => weir.get(`/history/${what}?processInstanceId=${instance.id}${more}`);
    const activities = await of('activity-instance', '&sortBy=occurrence&sortOrder=asc');

    assert.deepEqual(activities.map((row) => row.activityId), ['start', 'sub', 'inner', 'check']);
    assert.deepEqual(activities.map((row) => row.activityType), ['startEvent', 'subProcess', 'startEvent', 'userTask']);
    assert.equal(activities[3].endTime, null);
    assert.equal(activities[3].assignee, 'anna');
    assert.equal((await of('activity-instance', '&unfinished=true')).length, 2);
    assert.equal((await of('activity-instance/count', '&finished=true')).count, 2);
    assert.deepEqual((await of('variable-instance')).map((row) => row.value), [2]);
    assert.deepEqual((await of('detail')).map((row) => row.value), [1, 2]);
    assert.equal((await of('task'))[0].taskState, 'Created');
    assert.equal((await weir.get('/variable-instance?variableName=a')).at(-1).value, 2);
    assert.equal((await weir.get(`/execution/${instance.id}`)).processInstanceId, instance.id);
    assert.ok((await weir.get('/history/process-instance/count?unfinished=true')).count > 0);
    assert.equal((await weir.post('/history/process-instance', { processInstanceIds: [instance.id] }))[0].state, 'ACTIVE');
  },

  'HEAD is GET without a body, and a large page is a page': async ({ weir }) => {
    const head = await weir.fetch('HEAD', '/nothing');

    assert.equal(head.status, 404);
    assert.equal((await fetch(`${weir.base}/version`, { method: 'HEAD' })).status, 200);
    assert.ok((await weir.get('/task?maxResults=2147483647')).length > 0);
  },

  'a server over the same file goes on where the other one ended': async () => {
    const first = await start('--virtual-clock');

    await first.weir.deploy('first', { 'timers.bpmn': timers });
    const instance = await first.weir.post('/process-definition/key/timers/start', {});
    const { now } = await first.weir.post('/clock', { advance: 'PT1M' });

    first.kill('SIGTERM');
    const { lines } = await first.ended;
    const second = await startOver(first.db, '--virtual-clock');

    assert.equal((await second.weir.get('/log/head')).head, lines.at(-1).slice('head '.length));
    assert.equal((await second.weir.get('/clock')).now, now);
    assert.equal((await second.weir.post('/clock', { advance: 'PT1M' })).fired, 1);
    assert.equal((await second.weir.get(`/history/process-instance/${instance.id}`)).state, 'COMPLETED');
    await second.stop();
    await first.stop();
  },

  'every operation of the document that only shows was asked': async ({ server, weir }) => {
    for (const path of Object.keys(server.document.paths)) {
      const [instance] = await weir.get('/process-instance');

      if (path.startsWith('/history/') && path.endsWith('/count')) await weir.get(`${path}?processInstanceId=${instance.id}`);
      else if (path.endsWith('/count')) await weir.get(path);
      if (server.document.paths[path].post && path.endsWith('/count')) await weir.post(path, { processInstanceId: instance.id });
    }
  },
};
