// SPDX-License-Identifier: Apache-2.0
// variables.test.js - variables of instances and tasks: set, read, taken away; their types; what is in them.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const two = process_('two', `
  <startEvent id="start"/>${flow('start', 'a')}
  <userTask id="a"/>${flow('a', 'b')}
  <userTask id="b"/>`);

export const before = async () => {
  const server = await start('--virtual-clock');

  await server.weir.deploy('variables', { 'two.bpmn': two });
  return { server, weir: server.weir };
};
export const after = async ({ server }) => assert.equal((await server.stop()).code, 0);

const begin = async (weir, variables = {}) => {
  const instance = await weir.post('/process-definition/key/two/start', { variables });

  return { instance, task: (await weir.get(`/task?processInstanceId=${instance.id}`))[0], path: `/process-instance/${instance.id}/variables` };
};
const bare = (map) => Object.fromEntries(Object.entries(map).map(([name, { value }]) => [name, value]));

export default {
  'variables of an instance are set and taken away, and history knows both': async ({ weir }) => {
    const { instance, path } = await begin(weir, { a: { value: 1 }, b: { value: 2 }, c: { value: 3 } });

    await weir.post(path, { modifications: { a: { value: 10 }, d: { value: 4 } }, deletions: ['b', 'unknown'] }, 204);
    assert.deepEqual(bare(await weir.get(path)), { a: 10, c: 3, d: 4 });
    await weir.ask('DELETE', `${path}/c`, 204);
    await weir.ask('DELETE', `${path}/c`, 204);
    await weir.get(`${path}/c`, 404);
    await weir.post(path, {}, 204);
    await weir.post(path, { deletions: [1] }, 400);
    assert.deepEqual((await weir.get(`/variable-instance?processInstanceIdIn=${instance.id}`)).map((row) => row.name).sort(), ['a', 'd']);
    const past = `/history/variable-instance?processInstanceId=${instance.id}`;

    assert.deepEqual((await weir.get(past)).map((row) => row.name).sort(), ['a', 'd']);
    assert.deepEqual((await weir.get(`${past}&includeDeleted=true`)).map((row) => [row.name, row.value, row.state]).sort(), [
      ['a', 10, 'CREATED'], ['b', 2, 'DELETED'], ['c', 3, 'DELETED'], ['d', 4, 'CREATED']]);
    await weir.put(`${path}/c`, { value: 30 });
    assert.equal((await weir.get(`${past}&variableName=c`))[0].state, 'CREATED');
    assert.equal((await weir.get(`/log?processInstanceId=${instance.id}`)).filter((fact) => fact.type === 'variable.removed').length, 2);
  },

  'variables of a task are written where they are, those of its own end with it': async ({ weir }) => {
    const { instance, task, path } = await begin(weir, { x: { value: 1 }, y: { value: 2 } });
    const own = `/task/${task.id}/localVariables`, seen = `/task/${task.id}/variables`;

    await weir.post(own, { modifications: { x: { value: 'mine', type: 'String' }, z: { value: true } } }, 204);
    assert.deepEqual(bare(await weir.get(own)), { x: 'mine', z: true });
    assert.deepEqual(bare(await weir.get(seen)), { x: 'mine', y: 2, z: true });
    await weir.post(seen, { modifications: { x: { value: 'still mine' }, y: { value: 20 }, w: { value: 5 } }, deletions: ['z'] }, 204);
    assert.deepEqual(bare(await weir.get(own)), { x: 'still mine' });
    assert.deepEqual(bare(await weir.get(path)), { x: 1, y: 20, w: 5 });
    await weir.put(`${own}/v`, { value: 1 });
    await weir.put(`${seen}/u`, { value: 2 });
    assert.equal((await weir.get(`${own}/v`)).value, 1);
    await weir.get(`${own}/u`, 404);
    await weir.ask('DELETE', `${own}/v`, 204);
    await weir.ask('DELETE', `${seen}/x`, 204);
    assert.deepEqual(bare(await weir.get(seen)), { x: 1, y: 20, w: 5, u: 2 });
    await weir.put('/task/none/variables/x', { value: 1 }, 404);
    await weir.put(`${own}/x`, { value: 'gone soon' });
    await weir.post(`/task/${task.id}/complete`, { variables: { x: { value: 'local' } } }, 204);
    assert.deepEqual(bare(await weir.get(path)), { x: 1, y: 20, w: 5, u: 2 });
    const rows = await weir.get(`/variable-instance?processInstanceIdIn=${instance.id}`);

    assert.equal(rows.length, 4);
  },
};
