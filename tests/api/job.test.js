// SPDX-License-Identifier: Apache-2.0
// job.test.js - asynchronous continuations, timers and external tasks as an administrator handles them, with a server
// whose jobs run only when somebody says so, and with one that runs them itself.
import assert from 'node:assert/strict';
import { start } from './weir.js';

const definitions = (body) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:weir="urn:weir:bpmn" targetNamespace="t">
${body}
</definitions>`;
const files = {
  // before work, after it, then a choice that needs x.
  'steps.bpmn': definitions(`<process id="steps" isExecutable="true">
    <startEvent id="start"/><sequenceFlow id="f" sourceRef="start" targetRef="work"/>
    <userTask id="work" name="Work" weir:asyncBefore="true" weir:asyncAfter="true" weir:jobPriority="5"/>
    <sequenceFlow id="g" sourceRef="work" targetRef="choose"/>
    <exclusiveGateway id="choose" name="Choose" weir:asyncBefore="true"/>
    <sequenceFlow id="h" sourceRef="choose" targetRef="small"><conditionExpression>x &lt; 2</conditionExpression></sequenceFlow>
    <sequenceFlow id="i" sourceRef="choose" targetRef="large"><conditionExpression>x &gt; 2</conditionExpression></sequenceFlow>
    <endEvent id="small"/><endEvent id="large"/>
  </process>`),
  'chain.bpmn': definitions(`<process id="chain" isExecutable="true">
    <startEvent id="start" weir:asyncBefore="true"/><sequenceFlow id="f" sourceRef="start" targetRef="a"/>
    <task id="a" weir:asyncAfter="true"/><sequenceFlow id="g" sourceRef="a" targetRef="wait"/>
    <intermediateCatchEvent id="wait" weir:asyncAfter="true">
      <timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>
    </intermediateCatchEvent>
    <sequenceFlow id="h" sourceRef="wait" targetRef="b"/>
    <userTask id="b"/>
  </process>`),
  'again.bpmn': definitions(`<process id="again" isExecutable="true">
    <startEvent id="start"/><sequenceFlow id="f" sourceRef="start" targetRef="choose"/>
    <exclusiveGateway id="choose" weir:asyncBefore="true">
      <extensionElements><weir:failedJobRetryTimeCycle>R2/PT10M</weir:failedJobRetryTimeCycle></extensionElements>
    </exclusiveGateway>
    <sequenceFlow id="h" sourceRef="choose" targetRef="small"><conditionExpression>x &lt; 2</conditionExpression></sequenceFlow>
    <sequenceFlow id="i" sourceRef="choose" targetRef="large"><conditionExpression>x &gt; 2</conditionExpression></sequenceFlow>
    <endEvent id="small"/><endEvent id="large"/>
  </process>`),
  'worker.bpmn': definitions(`<process id="worker" isExecutable="true">
    <startEvent id="start"/><sequenceFlow id="f" sourceRef="start" targetRef="a"/>
    <serviceTask id="a" weir:type="external" weir:topic="t"/>
  </process>`),
};

export async function before() {
  const manual = await start('--manual-jobs', '--virtual-clock');
  const automatic = await start('--virtual-clock');

  await manual.weir.deploy('jobs', files);
  await automatic.weir.deploy('jobs', files);
  return { manual: manual.weir, automatic: automatic.weir, stop: () => Promise.all([manual.stop(), automatic.stop()]) };
}

export async function after({ stop }) {
  for (const end of await stop()) assert.equal(end.code, 0);
}

const begin = (weir, key, x) =>
  weir.post(`/process-definition/key/${key}/start`, x === undefined ? {} : { variables: { x: { value: x } } });
const jobsOf = (weir, instance, filter = '') => weir.get(`/job?processInstanceId=${instance.id}${filter}`);
const onlyJob = async (weir, instance) => {
  const jobs = await jobsOf(weir, instance);

  assert.equal(jobs.length, 1);
  return jobs[0];
};
const run = async (weir, instance) => weir.post(`/job/${(await onlyJob(weir, instance)).id}/execute`, undefined, 204);
const taskOf = async (weir, instance) => (await weir.get(`/task?processInstanceId=${instance.id}`))[0];
const stateOf = async (weir, instance) => (await weir.get(`/history/process-instance/${instance.id}`)).state;
// What is put off runs behind the answer: look until it has.
const until = async (look) => {
  for (;;) {
    const found = await look();

    if (found) return found;
  }
};

export default {
  'a continuation waits for its execution, before an element and after it': async ({ manual: weir }) => {
    const instance = await begin(weir, 'steps', 1);
    const job = await onlyJob(weir, instance);

    assert.equal(await taskOf(weir, instance), undefined);
    assert.equal(job.retries, 3);
    assert.equal(job.priority, 5);
    assert.equal(job.dueDate, null);
    assert.equal(job.exceptionMessage, null);
    assert.equal(job.suspended, false);
    assert.equal(job.processDefinitionKey, 'steps');
    assert.deepEqual(await weir.get(`/job/${job.id}`), job);
    await weir.post('/clock', { advance: 'P1D' });
    assert.deepEqual(await jobsOf(weir, instance), [job]);

    await weir.post(`/job/${job.id}/execute`, undefined, 204);
    await weir.refused('POST', `/job/${job.id}/execute`, 404, 'RestException');
    await weir.refused('GET', `/job/${job.id}`, 404, 'InvalidRequestException');
    await weir.post(`/task/${(await taskOf(weir, instance)).id}/complete`, {}, 204);
    const later = await onlyJob(weir, instance);

    assert.notEqual(later.id, job.id);
    assert.equal(await taskOf(weir, instance), undefined);
    await run(weir, instance);
    await run(weir, instance);
    assert.equal(await stateOf(weir, instance), 'COMPLETED');
  },

  'where a token waits for a job is a transition of the tree': async ({ manual: weir }) => {
    const instance = await begin(weir, 'steps', 1);
    const tree = await weir.get(`/process-instance/${instance.id}/activity-instances`);
    const [transition] = tree.childTransitionInstances;

    assert.deepEqual(tree.childActivityInstances, []);
    assert.equal(tree.childTransitionInstances.length, 1);
    assert.equal(transition.activityId, 'work');
    assert.equal(transition.activityName, 'Work');
    assert.equal(transition.activityType, 'userTask');
    assert.equal(transition.parentActivityInstanceId, tree.id);
    assert.equal(transition.executionId, instance.id);
    await run(weir, instance);
    const active = await weir.get(`/process-instance/${instance.id}/activity-instances`);

    assert.deepEqual(active.childTransitionInstances, []);
    assert.equal(active.childActivityInstances[0].activityId, 'work');
    await weir.delete(`/process-instance/${instance.id}`);
    assert.deepEqual(await jobsOf(weir, instance), []);
  },

  'one that fails loses a retry each time, and has an incident in the end': async ({ manual: weir }) => {
    const instance = await begin(weir, 'steps');

    await run(weir, instance);
    await weir.post(`/task/${(await taskOf(weir, instance)).id}/complete`, {}, 204);
    await run(weir, instance);
    const job = await onlyJob(weir, instance);

    assert.equal(await weir.get(`/job/${job.id}/stacktrace`), '');
    for (const retries of [2, 1, 0, 0]) {
      await weir.refused('POST', `/job/${job.id}/execute`, 500, 'RestException');
      const failed = await weir.get(`/job/${job.id}`);

      assert.equal(failed.retries, retries);
      assert.match(failed.exceptionMessage, /choose/);
      assert.equal(failed.failedActivityId, 'choose');
      assert.equal(await weir.get(`/job/${job.id}/stacktrace`), failed.exceptionMessage);
      assert.equal((await jobsOf(weir, instance, '&withException=true')).length, 1);
      assert.equal((await jobsOf(weir, instance, '&noRetriesLeft=true')).length, retries === 0 ? 1 : 0);
      assert.equal((await jobsOf(weir, instance, '&withRetriesLeft=true')).length, retries === 0 ? 0 : 1);
      assert.equal((await jobsOf(weir, instance, '&executable=true')).length, retries === 0 ? 0 : 1);
    }
    const [incident] = await weir.get(`/incident?configuration=${job.id}`);

    assert.equal((await weir.get(`/job?jobIds=${job.id},00000000-0000-0000-0000-000000000000`)).length, 1);
    assert.equal(incident.incidentType, 'failedJob');
    const [transition] = (await weir.get(`/process-instance/${instance.id}/activity-instances`)).childTransitionInstances;

    assert.deepEqual(transition.incidentIds, [incident.id]);
    await weir.put(`/process-instance/${instance.id}/variables/x`, { value: 1 });
    await weir.post(`/job/${job.id}/execute`, undefined, 204);
    assert.equal(await stateOf(weir, instance), 'COMPLETED');
    assert.equal((await weir.get(`/incident?processInstanceId=${instance.id}`)).length, 0);
  },

  'retries, priority and due date can be set at any time': async ({ manual: weir }) => {
    const instance = await begin(weir, 'steps', 1);
    const { id } = await onlyJob(weir, instance);
    const job = () => weir.get(`/job/${id}`);
    const { now } = await weir.get('/clock');

    await weir.put(`/job/${id}/retries`, { retries: 7 });
    assert.equal((await job()).retries, 7);
    await weir.put(`/job/${id}/retries`, { retries: 0 });
    assert.equal((await job()).retries, 0);
    assert.equal((await weir.get(`/incident?configuration=${id}`)).length, 1);
    await weir.put(`/job/${id}/retries`, { retries: 2 });
    assert.equal((await job()).retries, 2);
    assert.equal((await weir.get(`/incident?configuration=${id}`)).length, 0);
    await weir.refused('PUT', `/job/${id}/retries`, 400, 'InvalidRequestException', { retries: -1 });
    await weir.refused('PUT', `/job/${id}/retries`, 400, 'InvalidRequestException', {});

    await weir.put(`/job/${id}/priority`, { priority: -3 });
    assert.equal((await job()).priority, -3);
    await weir.refused('PUT', `/job/${id}/priority`, 400, 'RestException', {});
    assert.equal((await jobsOf(weir, instance, '&priorityLowerThanOrEquals=-3')).length, 1);
    assert.equal((await jobsOf(weir, instance, '&priorityHigherThanOrEquals=-2')).length, 0);

    await weir.put(`/job/${id}/duedate`, { duedate: '2099-01-01T00:00:00.000+0000' });
    assert.equal((await job()).dueDate, '2099-01-01T00:00:00.000+0000');
    assert.equal((await jobsOf(weir, instance, '&executable=true')).length, 0);
    const dates = (...items) => weir.get(`/job?processInstanceId=${instance.id}&dueDates=${encodeURIComponent(items.join(','))}`);
    const [early, late] = ['2098-01-01T00:00:00.000+0000', '2100-01-01T00:00:00.000+0000'];

    assert.equal((await dates(`gt_${early}`, `lt_${late}`)).length, 1);
    assert.equal((await dates(`lt_${early}`)).length, 0);
    assert.equal((await weir.post('/job', { jobIds: [id], dueDates: [{ operator: 'gt', value: early }] })).length, 1);
    assert.equal((await weir.post('/job', { jobIds: [id], dueDates: [{ operator: 'gt', value: late }] })).length, 0);
    await weir.refused('GET', '/job?dueDates=eq_now', 400, 'InvalidRequestException');
    await weir.put(`/job/${id}/duedate`, { duedate: null });
    assert.equal((await job()).dueDate, now);
    await weir.refused('PUT', `/job/${id}/duedate`, 400, 'InvalidRequestException', { duedate: 'tomorrow' });
    await weir.refused('PUT', `/job/${id}/duedate`, 501, 'RestException', { cascade: true });
    await weir.refused('PUT', '/job/00000000-0000-0000-0000-000000000000/retries', 404, 'RestException', { retries: 1 });
  },

  'timers follow the clock where jobs are run by hand': async ({ manual: weir }) => {
    const instance = await begin(weir, 'chain');

    assert.equal((await weir.post('/clock', { advance: 'PT2H' })).fired, 0);
    await run(weir, instance);
    await run(weir, instance);
    assert.equal((await jobsOf(weir, instance, '&timers=true')).length, 1);
    assert.equal((await jobsOf(weir, instance, '&messages=true')).length, 0);
    assert.equal((await weir.post('/clock', { advance: 'PT1H' })).fired, 1);
    assert.equal((await jobsOf(weir, instance, '&timers=true')).length, 0);
    assert.equal((await jobsOf(weir, instance, '&messages=true')).length, 1);
    assert.equal(await taskOf(weir, instance), undefined);
    await run(weir, instance);
    assert.equal((await taskOf(weir, instance)).taskDefinitionKey, 'b');
  },

  'the due date of a timer can be moved': async ({ manual: weir }) => {
    const instance = await begin(weir, 'chain');

    await run(weir, instance);
    await run(weir, instance);
    const timer = await onlyJob(weir, instance);
    const { now } = await weir.get('/clock');

    await weir.put(`/job/${timer.id}/duedate`, { duedate: now });
    assert.equal((await weir.post('/clock', { advance: 'PT0S' })).fired, 1);
    await weir.refused('GET', `/job/${timer.id}`, 404, 'InvalidRequestException');
  },

  'jobs run by themselves behind the answer, also with a virtual clock': async ({ automatic: weir }) => {
    const instance = await begin(weir, 'chain');

    await until(async () => (await jobsOf(weir, instance, '&timers=true'))[0]);
    assert.equal((await weir.post('/clock', { advance: 'PT59M' })).fired, 0);
    assert.equal((await weir.post('/clock', { advance: 'PT1M' })).fired, 1);
    assert.equal((await taskOf(weir, instance)).taskDefinitionKey, 'b');
    const facts = await weir.get(`/log?processInstanceId=${instance.id}`);
    const [created, executed] = ['continuation.created', 'continuation.executed'].map((type) =>
      facts.filter((fact) => fact.type === type),
    );

    assert.equal(created.length, 3);
    assert.equal(executed.length, 3);
    assert.equal(executed[0].actor, 'job');
    assert.equal(facts.findIndex((fact) => fact.type === 'instance.created'), 0);
  },

  'one that fails is tried again when its retry cycle says so': async ({ automatic: weir }) => {
    const instance = await begin(weir, 'again');
    const failed = await until(async () => (await jobsOf(weir, instance, '&withException=true'))[0]);

    assert.equal(failed.retries, 1);
    assert.equal(Date.parse(failed.dueDate) - Date.parse((await weir.get('/clock')).now), 600000);
    assert.equal((await jobsOf(weir, instance, '&executable=true')).length, 0);
    await weir.post('/clock', { advance: 'PT10M' });
    assert.equal((await weir.get(`/job/${failed.id}`)).retries, 0);
    await weir.put(`/process-instance/${instance.id}/variables/x`, { value: 1 });
    await weir.put(`/job/${failed.id}/retries`, { retries: 1 });
    await until(async () => (await stateOf(weir, instance)) === 'COMPLETED');
  },

  'retries and priority of external tasks can be set at any time': async ({ manual: weir }) => {
    const instances = [await begin(weir, 'worker'), await begin(weir, 'worker')];
    const tasks = await Promise.all(
      instances.map(async (instance) => (await weir.get(`/external-task?processInstanceId=${instance.id}`))[0]),
    );
    const [first, second] = tasks.map((task) => task.id);
    const task = (id) => weir.get(`/external-task/${id}`);

    assert.equal((await task(first)).retries, null);
    await weir.put(`/external-task/${first}/retries`, { retries: 5 });
    assert.equal((await task(first)).retries, 5);
    await weir.put(`/external-task/${first}/retries`, { retries: 0 });
    assert.equal((await task(first)).retries, 0);
    assert.equal((await weir.get(`/incident?configuration=${first}`))[0].incidentType, 'failedExternalTask');
    await weir.put('/external-task/retries', { retries: 3, externalTaskIds: [first, second] });
    assert.deepEqual([(await task(first)).retries, (await task(second)).retries], [3, 3]);
    assert.equal((await weir.get(`/incident?configuration=${first}`)).length, 0);
    await weir.refused('PUT', '/external-task/retries', 404, 'RestException', {
      retries: 9,
      externalTaskIds: [first, '00000000-0000-0000-0000-000000000000'],
    });
    assert.equal((await task(first)).retries, 3);
    await weir.refused('PUT', '/external-task/retries', 400, 'InvalidRequestException', { retries: 9 });
    await weir.refused('PUT', '/external-task/retries', 501, 'RestException', { retries: 9, externalTaskQuery: {} });
    await weir.refused('PUT', `/external-task/${first}/retries`, 400, 'RestException', { retries: -1 });

    await weir.put(`/external-task/${second}/priority`, { priority: 8 });
    assert.equal((await task(second)).priority, 8);
    const locked = await weir.post('/external-task/fetchAndLock', {
      workerId: 'w',
      maxTasks: 1,
      usePriority: true,
      topics: [{ topicName: 't', lockDuration: 1000 }],
    });

    assert.equal(locked[0].id, second);
  },
};
