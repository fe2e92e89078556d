// SPDX-License-Identifier: Apache-2.0
// broadcast.test.js - a signal for thousands: all have it when the answer comes, and nobody else is held up for it.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const count = 3000;
const signal = (name) => `<signal id="s" name="${name}"/>`;
const caught = '<signalEventDefinition signalRef="s"/>';

// Waits for the signal, then at a task; who has n = 1500 can't go on.
const station = process_('station', `
  <startEvent id="start"/>${flow('start', 'wait')}<intermediateCatchEvent id="wait">${caught}</intermediateCatchEvent>
  ${flow('wait', 'way')}<exclusiveGateway id="way"/>
  <sequenceFlow id="on" sourceRef="way" targetRef="after"><conditionExpression>=n != 1500</conditionExpression></sequenceFlow>
  <userTask id="after"/>`, signal('alarm'));
const centre = process_('centre', `
  <startEvent id="start"/>${flow('start', 'watch')}<userTask id="watch"/>${flow('watch', 'raise')}
  <intermediateThrowEvent id="raise">${caught}</intermediateThrowEvent>${flow('raise', 'done')}<userTask id="done"/>`, signal('alarm'));
const follower = process_('follower', `
  <startEvent id="start"/>${flow('start', 'wait')}<intermediateCatchEvent id="wait">${caught}</intermediateCatchEvent>
  ${flow('wait', 'follower-after')}<userTask id="follower-after"/>`, signal('next'));
const newcomer = process_('newcomer', `<startEvent id="start">${caught}</startEvent>${flow('start', 'end')}<endEvent id="end"/>`, signal('alarm'));

export const before = async () => {
  const server = await start('--virtual-clock');

  await server.weir.deploy('stations', { 'station.bpmn': station, 'centre.bpmn': centre, 'newcomer.bpmn': newcomer, 'follower.bpmn': follower });
  return { server, weir: server.weir };
};
export const after = async ({ server }) => assert.equal((await server.stop()).code, 0);

const begin = (weir, key, variables = {}) => weir.post(`/process-definition/key/${key}/start`, { variables });

async function beginAll(weir) {
  for (let i = 0; i < count; i += 50)
    await Promise.all(Array.from({ length: 50 }, (_, k) => begin(weir, 'station', { n: { value: i + k, type: 'Integer' } })));
}

const tasks = async (weir, element) => (await weir.get(`/task/count?taskDefinitionKey=${element}`)).count;
const waiting = async (weir) => (await weir.get('/event-subscription/count?eventType=signal&eventName=alarm')).count;

export default {
  'all have got a signal when the answer comes, but for one who could not go on': async ({ weir }) => {
    await beginAll(weir);
    const others = await waiting(weir);
    const asked = weir.post('/signal', { name: 'alarm', variables: { level: { value: 3 } } }, 204);
    const meanwhile = await begin(weir, 'centre');

    assert.ok(meanwhile.id);
    await asked;
    assert.equal(await tasks(weir, 'after'), count - 1);
    assert.equal(await waiting(weir), others - count + 1);
    assert.equal((await weir.get('/history/process-instance/count?processDefinitionKey=newcomer')).count, 1);

    const [stuck] = await weir.get('/process-instance?variables=n_eq_1500');
    const levels = await weir.get('/variable-instance/count?variableName=level&variableValues=level_eq_3');

    assert.equal((await weir.get(`/event-subscription?processInstanceId=${stuck.id}`)).length, 1);
    assert.ok(levels.count >= count - 1);
  },

  'who throws one goes on at once; the others get it without being asked': async ({ weir }) => {
    await beginAll(weir);
    for (let i = 0; i < 150; i++) await begin(weir, 'follower');

    const [task] = await weir.get('/task?taskDefinitionKey=watch');

    await weir.post(`/task/${task.id}/complete`, {}, 204);
    assert.equal(await tasks(weir, 'done'), 1);
    await weir.post('/signal', { name: 'next' }, 204); // signals for many arrive one after the other
    assert.equal(await tasks(weir, 'follower-after'), 150);
    assert.equal(await tasks(weir, 'after'), 2 * (count - 1));
  },
};
