// SPDX-License-Identifier: Apache-2.0
// call.test.js - call activities: who called whom, in lists, trees, history and incidents.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const parent = process_('parent', `
  <startEvent id="start"/>${flow('start', 'call')}
  <callActivity id="call" name="Ask the child" calledElement="child">
    <extensionElements><weir:in businessKey="=key"/><weir:out source="answer" target="answer"/></extensionElements>
  </callActivity>${flow('call', 'end')}<endEvent id="end"/>`);
const child = process_('child', `
  <startEvent id="s"/>${flow('s', 'grand')}<callActivity id="grand" calledElement="grandchild"/>
  ${flow('grand', 't')}<userTask id="t"/>${flow('t', 'e')}<endEvent id="e"/>`);
const grandchild = process_('grandchild', `
  <startEvent id="gs"/>${flow('gs', 'work')}<serviceTask id="work" weir:topic="work"/>`);
const ids = (rows) => rows.map((row) => row.id).sort();

export const before = async () => {
  const server = await start();
  const { weir } = server;

  await weir.deploy('d', { 'parent.bpmn': parent, 'child.bpmn': child, 'grandchild.bpmn': grandchild });
  const top = await weir.post('/process-definition/key/parent/start', { businessKey: 'P', variables: { key: { value: 'C' } } });
  const [middle] = await weir.get('/process-instance?processDefinitionKey=child');
  const [bottom] = await weir.get('/process-instance?processDefinitionKey=grandchild');

  return { server, weir, top, middle, bottom };
};
export const after = ({ server }) => server.stop();

export default {
  'lists of instances know who called and who is called': async ({ weir, top, middle, bottom }) => {
    assert.equal(middle.businessKey, 'C');
    assert.equal(bottom.businessKey, null);
    assert.deepEqual(ids(await weir.get(`/process-instance?superProcessInstance=${top.id}`)), [middle.id]);
    assert.deepEqual(ids(await weir.get(`/process-instance?subProcessInstance=${bottom.id}`)), [middle.id]);
    assert.deepEqual(ids(await weir.get('/process-instance?rootProcessInstances=true')), [top.id]);
    assert.deepEqual(ids(await weir.get('/process-instance?leafProcessInstances=true')), [bottom.id]);
    assert.deepEqual(await weir.get(`/process-instance?superProcessInstance=${bottom.id}`), []);
  },

  'history has the caller and the outermost instance': async ({ weir, top, middle, bottom }) => {
    const past = await weir.get(`/history/process-instance/${bottom.id}`);

    assert.equal(past.superProcessInstanceId, middle.id);
    assert.equal(past.rootProcessInstanceId, top.id);
    assert.equal((await weir.get(`/history/process-instance/${top.id}`)).superProcessInstanceId, null);
    assert.equal((await weir.get(`/history/process-instance/${top.id}`)).rootProcessInstanceId, top.id);
    assert.deepEqual(ids(await weir.get(`/history/process-instance?superProcessInstanceId=${top.id}`)), [middle.id]);
    assert.deepEqual(ids(await weir.get(`/history/process-instance?subProcessInstanceId=${middle.id}`)), [top.id]);
    assert.deepEqual(ids(await weir.get(`/history/process-instance?rootProcessInstanceId=${top.id}`)), [top.id, middle.id, bottom.id].sort());
    assert.deepEqual(ids(await weir.get('/history/process-instance?rootProcessInstances=true')), [top.id]);
    const activities = await weir.get(`/history/activity-instance?rootProcessInstanceId=${top.id}`);

    assert.ok(activities.some((row) => row.processInstanceId === bottom.id && row.rootProcessInstanceId === top.id));
  },

  'the call activity says what it called': async ({ weir, top, middle }) => {
    const [call] = await weir.get(`/history/activity-instance?processInstanceId=${top.id}&activityId=call`);

    assert.equal(call.activityType, 'callActivity');
    assert.equal(call.calledProcessInstanceId, middle.id);
    assert.equal(call.taskId, null);
    assert.equal(call.endTime, null);
    const tree = await weir.get(`/process-instance/${top.id}/activity-instances`);

    assert.deepEqual(tree.childActivityInstances.map((node) => [node.activityId, node.activityType]), [['call', 'callActivity']]);
  },

  'an incident is seen at each call activity above it': async ({ weir, top, middle, bottom }) => {
    const [job] = await weir.post('/external-task/fetchAndLock', { workerId: 'w', maxTasks: 1, topics: [{ topicName: 'work', lockDuration: 10000 }] });

    await weir.post(`/external-task/${job.id}/failure`, { workerId: 'w', errorMessage: 'no', retries: 0 }, 204);
    const incidents = await weir.get('/incident');
    const of = (id) => incidents.find((row) => row.processInstanceId === id);

    assert.equal(incidents.length, 3);
    assert.equal(new Set(ids(incidents)).size, 3);
    assert.equal(of(bottom.id).incidentMessage, 'no');
    assert.equal(of(middle.id).activityId, 'grand');
    assert.equal(of(middle.id).causeIncidentId, of(bottom.id).id);
    assert.equal(of(top.id).activityId, 'call');
    assert.equal(of(top.id).causeIncidentId, of(middle.id).id);
    for (const row of incidents) assert.equal(row.rootCauseIncidentId, of(bottom.id).id);
    assert.equal(of(top.id).incidentMessage, null);
    assert.equal(of(top.id).configuration, null);
    assert.equal(of(bottom.id).configuration, job.id);
    assert.deepEqual(await weir.get(`/incident/${of(top.id).id}`), of(top.id));
    assert.deepEqual(ids(await weir.get(`/incident?incidentId=${of(middle.id).id}`)), [of(middle.id).id]);
    assert.equal((await weir.get(`/incident/count?rootCauseIncidentId=${of(bottom.id).id}`)).count, 3);
    assert.equal((await weir.get(`/incident/count?causeIncidentId=${of(bottom.id).id}`)).count, 2);
    assert.deepEqual(ids(await weir.get('/process-instance?withIncident=true')), [top.id, middle.id, bottom.id].sort());
    await weir.put(`/external-task/${job.id}/retries`, { retries: 1 }, 204);
    assert.deepEqual(await weir.get('/incident'), []);
  },

  'what ends there goes on here': async ({ weir, top, middle, bottom }) => {
    const [mine] = await weir.post('/external-task/fetchAndLock', { workerId: 'v', maxTasks: 1, topics: [{ topicName: 'work', lockDuration: 10000 }] });

    await weir.post(`/external-task/${mine.id}/complete`, { workerId: 'v' }, 204);
    assert.equal((await weir.get(`/history/process-instance/${bottom.id}`)).state, 'COMPLETED');
    const [task] = await weir.get(`/task?processInstanceId=${middle.id}`);

    await weir.post(`/task/${task.id}/complete`, { variables: { answer: { value: 42 } } }, 204);
    assert.equal((await weir.get(`/history/process-instance/${top.id}`)).state, 'COMPLETED');
    const [answer] = await weir.get(`/history/variable-instance?processInstanceId=${top.id}&variableName=answer`);

    assert.equal(answer.value, 42);
  },

  'deleting the caller deletes what it called; deleting that ends the caller': async ({ weir }) => {
    for (const key of ['parent', 'grandchild']) {
      const begun = await weir.post('/process-definition/key/parent/start', {});
      const [last] = (await weir.get('/history/process-instance?rootProcessInstanceId=' + begun.id)).filter((row) => row.processDefinitionKey === key);

      await weir.delete(`/process-instance/${last.id}`);
      for (const row of await weir.get('/history/process-instance?rootProcessInstanceId=' + begun.id))
        assert.equal(row.state, 'EXTERNALLY_TERMINATED', row.processDefinitionKey);
    }
  },

  'a process that is not there is an error of the caller': async ({ weir }) => {
    await weir.deploy('e', { 'lost.bpmn': process_('lost', `<startEvent id="start"/>${flow('start', 'call')}<callActivity id="call" calledElement="nowhere"/>`) });
    const error = await weir.post('/process-definition/key/lost/start', {}, 500);

    assert.match(error.message, /no process 'nowhere' is deployed/);
    assert.deepEqual(await weir.get('/process-instance?processDefinitionKey=lost'), []);
  },
};
