// SPDX-License-Identifier: Apache-2.0
// sub_process.test.js - event sub-processes, transactions and compensation as clients see them.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const watched = process_('watched', `<startEvent id="s"/>${flow('s', 'sub')}
  <subProcess id="sub"><startEvent id="i"/>${flow('i', 'a')}<userTask id="a"/>
    <subProcess id="remind" triggeredByEvent="true">
      <startEvent id="late" isInterrupting="false"><timerEventDefinition><timeCycle>R2/PT1H</timeCycle></timerEventDefinition></startEvent>
      ${flow('late', 'call')}<userTask id="call"/></subProcess></subProcess>
  <subProcess id="stop" triggeredByEvent="true">
    <startEvent id="told"><messageEventDefinition messageRef="m"/></startEvent>${flow('told', 'clean')}<userTask id="clean"/></subProcess>`)
  .replace('<process ', '<message id="m" name="stop"/><process ');
const trip = process_('trip', `<startEvent id="s"/>${flow('s', 'tx')}
  <transaction id="tx"><startEvent id="i"/>${flow('i', 'book')}<userTask id="book"/>${flow('book', 'no')}
    <boundaryEvent id="undo" attachedToRef="book"><compensateEventDefinition/></boundaryEvent><userTask id="unbook" isForCompensation="true"/>
    <endEvent id="no"><cancelEventDefinition/></endEvent><association id="l" sourceRef="undo" targetRef="unbook"/></transaction>
  <boundaryEvent id="cancelled" attachedToRef="tx"><cancelEventDefinition/></boundaryEvent>${flow('cancelled', 'e')}<endEvent id="e"/>`);
const undo = process_('undo', `<startEvent id="s"/>${flow('s', 'sub')}
  <subProcess id="sub"><startEvent id="i"/>${flow('i', 'book')}<userTask id="book"/>
    <boundaryEvent id="c" attachedToRef="book"><compensateEventDefinition/></boundaryEvent><userTask id="unbook" isForCompensation="true"/>
    <association id="l" sourceRef="c" targetRef="unbook"/></subProcess>
  ${flow('sub', 'oops')}<intermediateThrowEvent id="oops"><compensateEventDefinition/></intermediateThrowEvent>
  ${flow('oops', 'e')}<endEvent id="e"><compensateEventDefinition/></endEvent>`);

export async function before() {
  const server = await start();

  for (const [name, xml] of Object.entries({ watched, trip, undo })) await server.weir.deploy(name, { [`${name}.bpmn`]: xml });
  return { server, weir: server.weir };
}

export async function after({ server }) {
  assert.equal((await server.stop()).code, 0);
}

const tree = ({ activityId, activityType, childActivityInstances }) =>
  childActivityInstances.length > 0 ? [activityId, activityType, childActivityInstances.map(tree)] : [activityId, activityType];

async function begin(weir, key) {
  const { id } = await weir.post(`/process-definition/key/${key}/start`, { variables: { n: { value: 1 } } });

  return {
    id,
    async complete(name) {
      const [task] = await weir.get(`/task?processInstanceId=${id}&taskDefinitionKey=${name}`);

      await weir.post(`/task/${task.id}/complete`, {}, 204);
    },
    async active() {
      return (await weir.get(`/process-instance/${id}/activity-instances`)).childActivityInstances.map(tree);
    },
    async past() {
      const list = await weir.get(`/history/activity-instance?processInstanceId=${id}`);

      return Object.fromEntries(list.map(({ activityId, activityType, canceled }) => [activityId, activityType + (canceled ? ' cancelled' : '')]));
    },
  };
}

export default {
  'event sub-processes are jobs and subscriptions of the instance, then activities in the scope around them': async ({ weir }) => {
    const { id, active, complete, past } = await begin(weir, 'watched');
    const [job] = await weir.get(`/job?processInstanceId=${id}`);
    const subscriptions = await weir.get(`/event-subscription?processInstanceId=${id}`);

    assert.deepEqual(subscriptions.map(({ eventName, eventType, activityId }) => [eventName, eventType, activityId]), [['stop', 'message', 'told']]);
    await weir.post(`/job/${job.id}/execute`, {}, 204);
    assert.deepEqual(await active(), [['sub', 'subProcess', [['a', 'userTask'], ['remind', 'subProcess', [['call', 'userTask']]]]]]);
    assert.equal((await weir.get(`/job?processInstanceId=${id}`)).length, 1);
    await weir.post('/message', { messageName: 'stop', processInstanceId: id }, 204);
    assert.deepEqual(await active(), [['stop', 'subProcess', [['clean', 'userTask']]]]);
    assert.deepEqual(await weir.get(`/event-subscription?processInstanceId=${id}`), []);
    assert.deepEqual(await weir.get(`/job?processInstanceId=${id}`), []);
    await complete('clean');
    assert.deepEqual(await past(), {
      s: 'startEvent', sub: 'subProcess cancelled', i: 'startEvent', a: 'userTask cancelled', remind: 'subProcess cancelled', late: 'startTimerEvent',
      call: 'userTask cancelled', stop: 'subProcess', told: 'messageStartEvent', clean: 'userTask',
    });
  },

  'the message of an event sub-process is met by the execution, too': async ({ weir }) => {
    const { id, active } = await begin(weir, 'watched');

    assert.equal((await weir.get(`/execution/${id}/messageSubscriptions/stop`)).activityId, 'told');
    await weir.post(`/execution/${id}/messageSubscriptions/stop/trigger`, {}, 204);
    assert.deepEqual(await active(), [['stop', 'subProcess', [['clean', 'userTask']]]]);
  },

  'a transaction that is cancelled is undone inside, then leaves by its boundary event': async ({ weir }) => {
    const { active, complete, past } = await begin(weir, 'trip');

    await complete('book');
    assert.deepEqual(await active(), [['tx', 'transaction', [['unbook', 'userTask']]]]);
    await complete('unbook');
    assert.deepEqual(await past(), {
      s: 'startEvent', tx: 'transaction cancelled', i: 'startEvent', book: 'userTask', no: 'cancelEndEvent', unbook: 'userTask',
      cancelled: 'cancelBoundaryCatch', e: 'noneEndEvent',
    });
  },

  'a sub-process that is undone is active again, beside who asked for it': async ({ weir }) => {
    const { id, active, complete, past } = await begin(weir, 'undo');

    await complete('book');
    assert.deepEqual(await active(), [['oops', 'intermediateCompensationThrowEvent'], ['sub', 'subProcess', [['unbook', 'userTask']]]]);
    await complete('unbook');
    assert.equal((await past()).e, 'compensationEndEvent');
    assert.equal((await weir.get(`/history/process-instance/${id}`)).state, 'COMPLETED');
  },
};
