// SPDX-License-Identifier: Apache-2.0
// tasks.test.js - user tasks are delegated, changed, linked to people and escalated from.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const review = process_('review', `
  <startEvent id="start"/>${flow('start', 'check')}
  <userTask id="check" name="Check" weir:assignee="ada" weir:candidateUsers="ada" weir:followUpDate="2030-02-01T08:00:00.250Z">
    <documentation>Look at it twice.</documentation>
  </userTask>
  <boundaryEvent id="late" attachedToRef="check" cancelActivity="false"><escalationEventDefinition escalationRef="e"/></boundaryEvent>
  ${flow('late', 'help')}<userTask id="help"/>
  ${flow('check', 'end')}<endEvent id="end"/>`, '<escalation id="e" escalationCode="LATE"/>');

const role = (kind, text) => `<${kind}><resourceAssignmentExpression><formalExpression>${text}</formalExpression></resourceAssignmentExpression></${kind}>`;
const people = process_('people', `
  <startEvent id="start"/>${flow('start', 'a')}
  <userTask id="a" weir:candidateUsers="\${all}, zoe" weir:dueDate="PT2H" weir:priority="= n * 10">
    ${role('humanPerformer', '= boss')}${role('potentialOwner', 'user(bob), group(sales), support')}${role('potentialOwner', '\${group}')}
  </userTask>`);

export const before = async () => {
  const server = await start('--virtual-clock');

  await server.weir.deploy('tasks', { 'review.bpmn': review, 'people.bpmn': people });
  return { server, weir: server.weir };
};
export const after = async ({ server }) => assert.equal((await server.stop()).code, 0);

const begin = async (weir) => {
  const instance = await weir.post('/process-definition/key/review/start', {});

  return { instance, task: (await weir.get(`/task?processInstanceId=${instance.id}`))[0] };
};
const factsOf = (weir, instance) => weir.get(`/log?processInstanceId=${instance.id}`);
const as = (user) => ({ Authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}` });

export default {
  'a delegated task has an owner, and comes back to it when it is resolved': async ({ weir }) => {
    const { instance, task } = await begin(weir);

    assert.equal(task.description, 'Look at it twice.');
    assert.equal(task.followUp, '2030-02-01T08:00:00.250+0000');
    assert.equal(task.lastUpdated, null);
    await weir.post(`/task/${task.id}/delegate`, { userId: 'bob' }, 204, as('ada'));
    let now = await weir.get(`/task/${task.id}`);

    assert.deepEqual([now.assignee, now.owner, now.delegationState], ['bob', 'ada', 'PENDING']);
    assert.notEqual(now.lastUpdated, null);
    assert.equal((await weir.get(`/task?owner=ada&delegationState=PENDING&processInstanceId=${instance.id}`)).length, 1);
    assert.equal((await weir.get(`/task?delegationState=RESOLVED&processInstanceId=${instance.id}`)).length, 0);
    await weir.post(`/task/${task.id}/resolve`, { variables: { fine: { value: true } } }, 204);
    now = await weir.get(`/task/${task.id}`);
    assert.deepEqual([now.assignee, now.owner, now.delegationState], ['ada', 'ada', 'RESOLVED']);
    assert.equal((await weir.get(`/process-instance/${instance.id}/variables/fine`)).value, true);
    const facts = await factsOf(weir, instance);
    const delegated = facts.find((fact) => fact.type === 'task.delegated');

    assert.equal(delegated.actor, 'unverified:ada');
    assert.ok(facts.some((fact) => fact.type === 'task.resolved'));
    const [past] = await weir.get(`/history/task?processInstanceId=${instance.id}&taskOwner=ada`);

    assert.deepEqual([past.assignee, past.owner, past.description], ['ada', 'ada', 'Look at it twice.']);
    await weir.post('/task/00000000-0000-4000-8000-000000000000/delegate', { userId: 'bob' }, 404);
  },

  'performers and owners of BPMN are assignee and candidates, beside those of weir': async ({ weir }) => {
    const all = { value: '["eve","ian"]', type: 'Json' };
    const variables = { all, boss: { value: 'ada' }, group: { value: 'group(night)' }, n: { value: 7 } };
    const instance = await weir.post('/process-definition/key/people/start', { variables });
    const [task] = await weir.get(`/task?processInstanceId=${instance.id}`);
    const links = await weir.get(`/task/${task.id}/identity-links`);
    const of = (name) => links.filter((link) => link.type === 'candidate' && link[name]).map((link) => link[name]).sort();

    assert.deepEqual([task.assignee, task.priority], ['ada', 70]);
    assert.deepEqual([of('userId'), of('groupId')], [['bob', 'eve', 'ian', 'zoe'], ['night', 'sales', 'support']]);
    assert.equal(Date.parse(task.due) - Date.parse(task.created), 7200000);
  },

  'the form of a delegated task resolves it, and the next one completes it': async ({ weir }) => {
    const { task } = await begin(weir);

    await weir.post(`/task/${task.id}/delegate`, { userId: 'bob' }, 204);
    await weir.post(`/task/${task.id}/submit-form`, {}, 204);
    assert.equal((await weir.get(`/task/${task.id}`)).delegationState, 'RESOLVED');
    await weir.post(`/task/${task.id}/submit-form`, {}, 204);
    await weir.get(`/task/${task.id}`, 404);
  },

  'a task is changed as a whole: what the body does not name is taken away': async ({ weir }) => {
    const { instance, task } = await begin(weir);
    const due = '2031-01-01T12:00:00.000+0200';

    await weir.put(`/task/${task.id}`, { name: 'Again', owner: 'eve', priority: 70, due, followUp: '2030-12-31T00:00:00.000+0000' });
    let now = await weir.get(`/task/${task.id}`);

    assert.deepEqual([now.name, now.owner, now.priority, now.description, now.assignee], ['Again', 'eve', 70, null, null]);
    assert.deepEqual([now.due, now.followUp], ['2031-01-01T10:00:00.000+0000', '2030-12-31T00:00:00.000+0000']);
    assert.equal(await weir.get(`/task/count?processInstanceId=${instance.id}&name=Again&unassigned=true&minPriority=70`).then((n) => n.count), 1);
    assert.equal((await weir.get(`/task?followUpBefore=2031-01-01T00:00:00.000%2B0000&processInstanceId=${instance.id}`)).length, 1);
    const [past] = await weir.get(`/history/task?processInstanceId=${instance.id}`);

    assert.deepEqual([past.name, past.owner, past.priority, past.due, past.followUp], [now.name, now.owner, now.priority, now.due, now.followUp]);
    assert.equal((await weir.get(`/history/task?processInstanceId=${instance.id}&taskDueDate=${encodeURIComponent(due)}`)).length, 1);
    await weir.put(`/task/${task.id}`, { ...now, due: null, delegationState: 'PENDING' });
    now = await weir.get(`/task/${task.id}`);
    assert.deepEqual([now.due, now.delegationState], [null, 'PENDING']);
    await weir.put(`/task/${task.id}`, { due: 'tomorrow' }, 400);
    await weir.put(`/task/${task.id}`, { delegationState: 'LOST' }, 400);
    await weir.put(`/task/${task.id}`, { priority: 'high' }, 400);
    await weir.put(`/task/${task.id}`, { parentTaskId: task.id }, 501);
    await weir.put('/task/none', { name: 'x' }, 404);
  },

  'people and groups come to a task and go': async ({ weir }) => {
    const { instance, task } = await begin(weir);
    const links = `/task/${task.id}/identity-links`;
    const count = async (query) => (await weir.get(`/task/count?processInstanceId=${instance.id}&${query}`)).count;

    await weir.post(links, { userId: 'bob', type: 'candidate' }, 204);
    await weir.post(links, { groupId: 'sales', type: 'candidate' }, 204);
    await weir.post(links, { userId: 'eve', type: 'owner' }, 204);
    await weir.post(links, { userId: 'cy', type: 'assignee' }, 204);
    const all = '&includeAssignedTasks=true';

    assert.deepEqual([await count(`candidateUser=bob${all}`), await count(`candidateGroup=sales${all}`), await count('assignee=cy')], [1, 1, 1]);
    assert.deepEqual([await count('candidateUser=bob'), await count('candidateGroup=sales')], [0, 0]);
    assert.deepEqual([await count('involvedUser=eve'), await count('involvedUser=nobody')], [1, 0]);
    assert.deepEqual(await weir.get(`${links}?type=candidate`), [
      { userId: 'ada', groupId: null, type: 'candidate' },
      { userId: 'bob', groupId: null, type: 'candidate' },
      { userId: null, groupId: 'sales', type: 'candidate' },
    ]);
    assert.equal((await weir.get(links)).length, 5);
    await weir.post(`${links}/delete`, { groupId: 'sales', type: 'candidate' }, 204);
    await weir.post(`${links}/delete`, { userId: 'cy', type: 'assignee' }, 204);
    await weir.post(`${links}/delete`, { userId: 'nobody', type: 'candidate' }, 204);
    assert.deepEqual([await count('candidateGroup=sales'), await count('unassigned=true')], [0, 1]);
    await weir.post(links, { userId: 'a', groupId: 'b', type: 'candidate' }, 400);
    await weir.post(links, { type: 'candidate' }, 400);
    await weir.post(links, { userId: 'a' }, 400);
    await weir.post(links, { userId: 'a', type: 'reader' }, 501);
  },

  'an escalation from a task wakes who catches it': async ({ weir }) => {
    const { instance, task } = await begin(weir);

    await weir.post(`/task/${task.id}/bpmnEscalation`, { escalationCode: 'LATE', variables: { why: { value: 'slow' } } }, 204);
    const open = await weir.get(`/task?processInstanceId=${instance.id}`);

    assert.deepEqual(open.map((one) => one.taskDefinitionKey).sort(), ['check', 'help']);
    assert.equal((await weir.get(`/process-instance/${instance.id}/variables/why`)).value, 'slow');
    await weir.post(`/task/${task.id}/bpmnEscalation`, {}, 400);
    await weir.post('/task/none/bpmnEscalation', { escalationCode: 'LATE' }, 404);
  },

  'tasks without a process are not there, and those of a process are not deleted': async ({ weir }) => {
    const { task } = await begin(weir);

    assert.match((await weir.post('/task/create', { name: 'mine' }, 501)).message, /tasks without a process/);
    assert.match((await weir.ask('DELETE', `/task/${task.id}`, 400)).message, /part of a running process/);
    await weir.ask('DELETE', '/task/none', 404);
  },
};
