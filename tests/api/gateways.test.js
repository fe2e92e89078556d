// SPDX-License-Identifier: Apache-2.0
// gateways.test.js - gateways and ad-hoc sub-processes as a client sees them.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

export const before = async () => {
  const server = await start('--virtual-clock');

  return { server, weir: server.weir };
};
export const after = async ({ server }) => assert.equal((await server.stop()).code, 0);

const begin = async (weir, key, xml, body = {}) => {
  await weir.deploy(key, { [`${key}.bpmn`]: xml });
  return weir.post(`/process-definition/key/${key}/start`, body);
};
const places = async (weir, id) => (await weir.get(`/task?processInstanceId=${id}`)).map((task) => task.taskDefinitionKey).sort();
const done = async (weir, id, key, body = {}) => {
  const [task] = await weir.get(`/task?processInstanceId=${id}&taskDefinitionKey=${key}`);

  await weir.post(`/task/${task.id}/complete`, body, 204);
};
const types = async (weir, id) => Object.fromEntries((await weir.get(`/history/activity-instance?processInstanceId=${id}`))
  .map((activity) => [activity.activityId, activity.activityType]));
const isOver = async (weir, id) => (await weir.get(`/history/process-instance/${id}`)).state;

export default {
  'an inclusive gateway joins what was taken; activities have their types': async ({ weir }) => {
    const { id } = await begin(weir, 'inclusive', process_('inclusive', `
      <startEvent id="start"/>${flow('start', 'split')}<inclusiveGateway id="split" default="split-c"/>
      <sequenceFlow id="split-a" sourceRef="split" targetRef="a"><conditionExpression>n > 1</conditionExpression></sequenceFlow>
      <sequenceFlow id="split-b" sourceRef="split" targetRef="b"><conditionExpression>n > 2</conditionExpression></sequenceFlow>
      ${flow('split', 'c')}<userTask id="a"/><userTask id="b"/><userTask id="c"/>
      ${flow('a', 'join')}${flow('b', 'join')}${flow('c', 'join')}<inclusiveGateway id="join"/>${flow('join', 'after')}<userTask id="after"/>`),
    { variables: { n: { value: 3 } } });

    assert.deepEqual(await places(weir, id), ['a', 'b']);
    await done(weir, id, 'a');
    assert.deepEqual(await places(weir, id), ['b']);
    await done(weir, id, 'b');
    assert.deepEqual(await places(weir, id), ['after']);
    const { split, join } = await types(weir, id);
    assert.deepEqual([split, join], ['inclusiveGateway', 'inclusiveGateway']);
  },

  'without a true flow a start is refused, and names the gateway': async ({ weir }) => {
    await weir.deploy('nowhere', { 'nowhere.bpmn': process_('nowhere', `
      <startEvent id="start"/>${flow('start', 'split')}<inclusiveGateway id="split"/>
      <sequenceFlow id="split-a" sourceRef="split" targetRef="a"><conditionExpression>n > 1</conditionExpression></sequenceFlow>
      <sequenceFlow id="split-b" sourceRef="split" targetRef="b"><conditionExpression>n > 2</conditionExpression></sequenceFlow>
      <userTask id="a"/><userTask id="b"/>`) });
    const refused = await weir.post('/process-definition/key/nowhere/start', { variables: { n: { value: 0 } } }, 500);

    assert.match(refused.message, /split/);
    assert.equal((await weir.get('/process-instance/count?processDefinitionKey=nowhere')).count, 0);
  },

  'a complex gateway goes on with two of three': async ({ weir }) => {
    const { id } = await begin(weir, 'complex', process_('complex', `
      <startEvent id="start"/>${flow('start', 'fork')}<parallelGateway id="fork"/>
      ${['a', 'b', 'c'].map((task) => `${flow('fork', task)}<userTask id="${task}"/>${flow(task, 'two')}`).join('')}
      <complexGateway id="two"><activationCondition>activationCount >= 2</activationCondition></complexGateway>
      ${flow('two', 'after')}<userTask id="after"/>${flow('after', 'end')}<endEvent id="end"/>`));

    await done(weir, id, 'c');
    await done(weir, id, 'a');
    assert.deepEqual(await places(weir, id), ['after', 'b']);
    const tree = await weir.get(`/process-instance/${id}/activity-instances`);
    assert.deepEqual(tree.childActivityInstances.map((child) => child.activityId).sort(), ['after', 'b']); // not what the gateway took
    await done(weir, id, 'after');
    assert.equal(await isOver(weir, id), 'ACTIVE');
    await done(weir, id, 'b');
    assert.equal(await isOver(weir, id), 'COMPLETED');
    assert.equal((await types(weir, id)).two, 'complexGateway');
  },

  'a message starts at a parallel event-based gateway, the next one finds the instance': async ({ weir }) => {
    await weir.deploy('both', { 'both.bpmn': process_('both', `
      <eventBasedGateway id="gate" instantiate="true" eventGatewayType="Parallel"/>
      ${flow('gate', 'goods')}<intermediateCatchEvent id="goods"><messageEventDefinition messageRef="g"/></intermediateCatchEvent>
      ${flow('gate', 'bill')}<receiveTask id="bill" messageRef="b"/>
      ${flow('goods', 'join')}${flow('bill', 'join')}<parallelGateway id="join"/>${flow('join', 'pay')}<userTask id="pay"/>`,
    '<message id="g" name="goods"/><message id="b" name="bill"/>') });
    const tell = (messageName, businessKey) => weir.post('/message', { messageName, businessKey, resultEnabled: true });
    const [first] = await tell('bill', 'A');
    const [other] = await tell('goods', 'B');

    assert.equal(first.resultType, 'ProcessDefinition');
    assert.equal(other.resultType, 'ProcessDefinition');
    assert.deepEqual((await weir.get(`/event-subscription?processInstanceId=${first.processInstance.id}`)).map((row) => row.activityId), ['goods']);
    const [second] = await tell('goods', 'A');
    assert.equal(second.resultType, 'Execution');
    assert.deepEqual(await places(weir, first.processInstance.id), ['pay']);
    assert.deepEqual(await places(weir, other.processInstance.id), []);
    const refused = await weir.post('/process-definition/key/both/start', {}, 500);
    assert.match(refused.message, /start event/);
  },

  'of an ad-hoc sub-process more is started by modification, until its condition is true': async ({ weir }) => {
    const { id } = await begin(weir, 'adhoc', process_('adhoc', `
      <startEvent id="start"/>${flow('start', 'free')}
      <adHocSubProcess id="free" weir:activeElements="= wanted"><userTask id="x"/><userTask id="y"/><userTask id="z"/>
        <completionCondition>found = true</completionCondition></adHocSubProcess>
      ${flow('free', 'after')}<userTask id="after"/>`), { variables: { wanted: { value: '["y"]', type: 'Json' } } });
    const move = (...ids) => weir.post(`/process-instance/${id}/modification`, { instructions: ids.map((activityId) => ({ type: 'startBeforeActivity', activityId })) }, 204);

    assert.deepEqual(await places(weir, id), ['y']);
    await done(weir, id, 'y');
    assert.deepEqual(await places(weir, id), []);
    const tree = await weir.get(`/process-instance/${id}/activity-instances`);
    assert.deepEqual(tree.childActivityInstances.map((child) => [child.activityId, child.activityType]), [['free', 'adHocSubProcess']]);
    await move('x', 'z');
    assert.deepEqual(await places(weir, id), ['x', 'z']);
    await done(weir, id, 'z', { variables: { found: { value: true } } });
    assert.deepEqual(await places(weir, id), ['after']);
    assert.equal((await types(weir, id)).free, 'adHocSubProcess');
  },
};
