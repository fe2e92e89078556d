// SPDX-License-Identifier: Apache-2.0
// time_to_live.test.js - how long the history of a definition is to be kept: by the model, and said anew.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const model = (key, attributes = '') => process_(key, `<startEvent id="start"/>${flow('start', 'wait')}<userTask id="wait"/>`)
  .replace(`<process id="${key}"`, `<process id="${key}" ${attributes}`);
const decisions = (attributes) => `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="file" name="file" namespace="urn:weir:test"
  xmlns:camunda="http://camunda.org/schema/1.0/dmn">${['fee', 'toll'].map((id) =>
    `<decision id="${id}" name="${id}" ${id === 'fee' ? attributes : ''}><literalExpression><text>1</text></literalExpression></decision>`).join('')}</definitions>`;
const definition = async (weir, kind, key) => weir.get(`/${kind}-definition/key/${key}`);
const days = async (weir, kind, key) => (await definition(weir, kind, key)).historyTimeToLive;

export const before = async () => {
  const server = await start('--virtual-clock');

  await server.weir.deploy('first', { 'kept.bpmn': model('kept', 'weir:historyTimeToLive="P30D"'), 'free.bpmn': model('free'), 'file.dmn': decisions('camunda:historyTimeToLive="7"') });
  return { server, weir: server.weir };
};
export const after = ({ server }) => server.stop();

export default {
  'the model says it': async ({ weir }) => {
    assert.equal(await days(weir, 'process', 'kept'), 30);
    assert.equal(await days(weir, 'process', 'free'), null);
    assert.equal(await days(weir, 'decision', 'fee'), 7);
    assert.equal(await days(weir, 'decision', 'toll'), null);
  },

  'it is said anew by id and by key, for processes and decisions': async ({ weir }) => {
    for (const [kind, key] of [['process', 'free'], ['process', 'kept'], ['decision', 'fee'], ['decision', 'toll']]) {
      const { id, historyTimeToLive: before } = await definition(weir, kind, key);

      await weir.put(`/${kind}-definition/${id}/history-time-to-live`, { historyTimeToLive: 5 });
      assert.equal(await days(weir, kind, key), 5);
      assert.equal((await weir.get(`/${kind}-definition/${id}`)).historyTimeToLive, 5);
      assert.equal((await weir.get(`/${kind}-definition?key=${key}`))[0].historyTimeToLive, 5);
      await weir.put(`/${kind}-definition/key/${key}/history-time-to-live`, { historyTimeToLive: 0 });
      assert.equal(await days(weir, kind, key), 0);
      await weir.put(`/${kind}-definition/${id}/history-time-to-live`, { historyTimeToLive: null });
      assert.equal(await days(weir, kind, key), null);
      await weir.put(`/${kind}-definition/${id}/history-time-to-live`, { historyTimeToLive: before });
      assert.equal(await days(weir, kind, key), before);
    }
  },

  'each is a fact that says who did it': async ({ weir }) => {
    const { id } = await definition(weir, 'process', 'free');

    await weir.put('/process-definition/key/free/history-time-to-live', { historyTimeToLive: 2147483647 });
    const facts = (await weir.get('/log?maxResults=1000')).filter((fact) => fact.type === 'definition.time_to_live');
    const last = facts.at(-1);

    assert.equal(last.data.days, 2147483647);
    assert.equal(last.data.definition, id);
    await weir.put('/process-definition/key/free/history-time-to-live', {});
    assert.equal(await days(weir, 'process', 'free'), null);
  },

  'what is no number of days is refused, and changes nothing': async ({ weir }) => {
    for (const [kind, key] of [['process', 'kept'], ['decision', 'fee']]) {
      const was = await days(weir, kind, key);
      const path = `/${kind}-definition/key/${key}/history-time-to-live`;

      for (const wrong of [-1, -5, 2147483648, 1e30])
        assert.ok(['BadUserRequestException', 'InvalidRequestException'].includes((await weir.put(path, { historyTimeToLive: wrong }, 400)).type));
      assert.match((await weir.put(path, { historyTimeToLive: -1 }, 400)).message, /historyTimeToLive.*0/);
      for (const wrong of ['soon', 'P5D', 1.5, true, [5], { days: 5 }]) await weir.put(path, { historyTimeToLive: wrong }, 400);
      assert.equal(await days(weir, kind, key), was);
    }
  },

  'who is not there is not found': async ({ weir }) => {
    for (const path of ['/process-definition/none', '/process-definition/key/none', '/decision-definition/none', '/decision-definition/key/none'])
      await weir.put(`${path}/history-time-to-live`, { historyTimeToLive: 5 }, 404);
  },

  'by its key it is the latest version alone, and a new one begins with its model': async ({ weir }) => {
    const { id: first } = await definition(weir, 'process', 'kept');

    await weir.put('/process-definition/key/kept/history-time-to-live', { historyTimeToLive: 1 });
    await weir.deploy('second', { 'kept.bpmn': model('kept', 'weir:historyTimeToLive="P31D"') });
    assert.equal(await days(weir, 'process', 'kept'), 31);
    await weir.put('/process-definition/key/kept/history-time-to-live', { historyTimeToLive: 2 });
    assert.equal(await days(weir, 'process', 'kept'), 2);
    assert.equal((await weir.get(`/process-definition/${first}`)).historyTimeToLive, 1);
  },

  'nothing is deleted by it': async ({ weir }) => {
    const { id } = await weir.post('/process-definition/key/kept/start', {});

    await weir.put('/process-definition/key/kept/history-time-to-live', { historyTimeToLive: 0 });
    await weir.delete(`/process-instance/${id}`);
    await weir.post('/clock', { advance: 'P1Y' });
    assert.equal((await weir.get(`/history/process-instance/${id}`)).id, id);
  },
};
