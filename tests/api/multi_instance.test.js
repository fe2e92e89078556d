// SPDX-License-Identifier: Apache-2.0
// multi_instance.test.js - what items of a multi-instance see, and where history says their variables were.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const loop = `<multiInstanceLoopCharacteristics weir:collection="= people" weir:elementVariable="person" weir:outputCollection="opinions" weir:outputElement="= opinion"/>`;
const ask = process_('ask', `<startEvent id="s"/>${flow('s', 'review')}<userTask id="review">${loop}</userTask>
  ${flow('review', 'work')}<serviceTask id="work" weir:topic="work">${loop.replaceAll('opinion', 'result')}</serviceTask>${flow('work', 'e')}<endEvent id="e"/>`);

const round = '<standardLoopCharacteristics><loopCondition>not(good)</loopCondition></standardLoopCharacteristics>';
const again = process_('again', `<startEvent id="s"/>${flow('s', 'try')}<userTask id="try">${round}</userTask>
  ${flow('s', 'both')}${flow('try', 'both')}<userTask id="both" startQuantity="2"/>`);

export async function before() {
  const server = await start();

  await server.weir.deploy('ask', { 'ask.bpmn': ask, 'again.bpmn': again });
  return { server, weir: server.weir };
}

export async function after({ server }) {
  assert.equal((await server.stop()).code, 0);
}

const values = (variables) => Object.fromEntries(Object.entries(variables).map(([name, { value }]) => [name, value]));

export default {
  'each item sees its element, its number and how many there are': async ({ weir }) => {
    const people = JSON.stringify(['ann', 'ben', 'cho']);
    const { id } = await weir.post('/process-definition/key/ask/start', { variables: { people: { type: 'Json', value: people } } });
    const tasks = await weir.get(`/task?processInstanceId=${id}`);
    const seen = [];

    for (const task of tasks) seen.push(values(await weir.get(`/task/${task.id}/variables`)));
    assert.deepEqual(seen.map(({ person, loopCounter }) => [person, loopCounter]).sort(), [['ann', 0], ['ben', 1], ['cho', 2]]);
    assert.deepEqual(seen[0], { ...seen[0], people, nrOfInstances: 3, nrOfActiveInstances: 3, nrOfCompletedInstances: 0, opinions: '[]' });
    assert.equal((await weir.get(`/task/${tasks[0].id}/variables/person`)).value, seen[0].person);
    await weir.post(`/task/${tasks[0].id}/complete`, { variables: { opinion: { value: 'yes' } } }, 204);
    const left = values(await weir.get(`/task/${tasks[1].id}/form-variables`));

    assert.deepEqual([left.nrOfActiveInstances, left.nrOfCompletedInstances, left.opinions], [2, 1, '["yes"]']);
    for (const task of tasks.slice(1)) await weir.post(`/task/${task.id}/complete`, { variables: { opinion: { value: 'no' } } }, 204);
    const locked = await weir.post('/external-task/fetchAndLock', { workerId: 'w', maxTasks: 9, topics: [{ topicName: 'work', lockDuration: 10000 }] });

    assert.deepEqual(locked.map(({ variables }) => [variables.person.value, variables.loopCounter.value]).sort(), [['ann', 0], ['ben', 1], ['cho', 2]]);
    const some = await weir.get(`/process-instance/${id}/variables`);

    assert.deepEqual(Object.keys(some).sort(), ['opinions', 'people']);
  },

  'a standard loop is an activity around its rounds; a token that waits for others is at its activity': async ({ weir }) => {
    const { id } = await weir.post('/process-definition/key/again/start', {});
    const tree = () => weir.get(`/process-instance/${id}/activity-instances`);
    const [first] = await weir.get(`/task?processInstanceId=${id}`);
    const before = await tree();
    const body = before.childActivityInstances.find((one) => one.activityId !== 'both');

    assert.deepEqual([body.activityId, body.activityType], ['try#multiInstanceBody', 'multiInstanceBody']);
    assert.deepEqual(body.childActivityInstances.map((one) => one.activityId), ['try']);
    assert.deepEqual(before.childActivityInstances.map((one) => one.activityId).sort(), ['both', 'try#multiInstanceBody']);
    assert.deepEqual(values(await weir.get(`/task/${first.id}/variables`)), { loopCounter: 0 });
    await weir.post(`/task/${first.id}/complete`, { variables: { good: { value: false } } }, 204);
    const [second] = await weir.get(`/task?processInstanceId=${id}`);

    assert.notEqual(second.id, first.id);
    assert.deepEqual(values(await weir.get(`/task/${second.id}/variables`)), { loopCounter: 1, good: false });
    await weir.post(`/task/${second.id}/complete`, { variables: { good: { value: true } } }, 204);
    const after = await tree();

    assert.deepEqual(after.childActivityInstances.map((one) => one.activityId), ['both']);
    assert.equal((await weir.get(`/task?processInstanceId=${id}`))[0].taskDefinitionKey, 'both');
  },

  'a multi-instance as a whole is an activity around its items, now and in history': async ({ weir }) => {
    const people = { people: { type: 'Json', value: '["ann","ben"]' } };
    const { id } = await weir.post('/process-definition/key/ask/start', { variables: people });
    const [body] = (await weir.get(`/process-instance/${id}/activity-instances`)).childActivityInstances;
    const shown = ({ activityId, activityType, parentActivityInstanceId }) => [activityId, activityType, parentActivityInstanceId];
    const of = async (query) => (await weir.get(`/history/activity-instance?processInstanceId=${id}&${query}`)).map(shown).sort();
    const items = Array(2).fill(['review', 'userTask', body.id]);

    assert.deepEqual(shown(body), ['review#multiInstanceBody', 'multiInstanceBody', id]);
    assert.deepEqual(body.childActivityInstances.map(shown), items);
    assert.deepEqual(await of(''), [shown(body), ...items, ['s', 'startEvent', id]]);
    assert.deepEqual(await of('activityId=review'), items);
    assert.deepEqual(await of('activityIdIn=s,review'), [...items, ['s', 'startEvent', id]]);
    assert.deepEqual(await of(`activityId=${encodeURIComponent(body.activityId)}`), [shown(body)]);
    assert.deepEqual(await of('activityType=multiInstanceBody'), [shown(body)]);
    assert.deepEqual(await of('activityType=userTask'), items);
    assert.deepEqual(shown(await weir.get(`/history/activity-instance/${body.id}`)), shown(body));
  },

  'history says in which activity a variable was': async ({ weir }) => {
    const { id } = await weir.post('/process-definition/key/ask/start', { variables: { people: { type: 'Json', value: '["ann"]' } } });
    const [task] = await weir.get(`/task?processInstanceId=${id}`);

    await weir.post(`/task/${task.id}/complete`, { variables: { opinion: { value: 'yes' } } }, 204);
    const rows = await weir.get(`/history/variable-instance?processInstanceId=${id}`);
    const where = Object.fromEntries(rows.map((row) => [row.name, row.activityInstanceId]));

    assert.equal(where.people, id);
    assert.equal(where.opinions, id);
    if (where.opinion !== id) assert.match(where.opinion, new RegExp(`^review:${id}:\\d+$`));
  },
};
