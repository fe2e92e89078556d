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

  'each type comes back as it was given': async ({ weir }) => {
    const given = {
      string: { type: 'String', value: 'é' },
      boolean: { type: 'Boolean', value: true },
      short: { type: 'Short', value: 7 },
      integer: { type: 'Integer', value: 70000 },
      long: { type: 'Long', value: 7 },
      double: { type: 'Double', value: 1.5 },
      date: { type: 'Date', value: '2026-11-27T19:00:00.000+0000' },
      bytes: { type: 'Bytes', value: 'AAECAw==' },
      json: { type: 'Json', value: '{"a":[1,2]}' },
      xml: { type: 'Xml', value: '<a b="1"/>' },
      nothing: { type: 'Null', value: null },
    };
    const { instance, path } = await begin(weir, given);
    const now = await weir.get(path);

    for (const [name, { type, value }] of Object.entries(given)) assert.deepEqual(now[name], { type, value, valueInfo: {} }, name);
    const rows = await weir.get(`/variable-instance?processInstanceIdIn=${instance.id}`);

    for (const row of rows) assert.deepEqual([row.type, row.value], [given[row.name].type, row.name === 'bytes' ? null : given[row.name].value]);
    for (const [type, value] of [['Bytes', 'not base64!'], ['Bytes', 1], ['Xml', 1], ['Short', 70000], ['Date', 'today'], ['File', 'AAEC'], ['Wrong', 1]]) await weir.put(`${path}/x`, { type, value }, 400);
  },

  'an object keeps its class, and its JSON can be looked into': async ({ weir }) => {
    const order = { type: 'Object', value: '{"amount":12,"lines":[1]}', valueInfo: { objectTypeName: 'com.shop.Order', serializationDataFormat: 'application/json' } };
    const java = { type: 'Object', value: 'rO0ABXQ=', valueInfo: { objectTypeName: 'java.lang.String', serializationDataFormat: 'application/x-java-serialized-object' } };
    const { task, path } = await begin(weir, { order, java });

    assert.deepEqual(await weir.get(`${path}/order`), { ...order, value: { amount: 12, lines: [1] } });
    assert.deepEqual(await weir.get(`${path}/order?deserializeValue=false`), order);
    assert.deepEqual((await weir.get(`${path}?deserializeValues=false`)).order, order);
    assert.deepEqual(await weir.get(`${path}/java`), java);
    const list = { ...order, value: '[{"a":1}]' };

    await weir.put(`/task/${task.id}/localVariables/order`, list);
    assert.deepEqual(await weir.get(`/task/${task.id}/variables/order?deserializeValue=false`), list);
    await weir.put(`${path}/order`, { ...order, value: '{' }, 400);
    await weir.put(`${path}/order`, { ...java, value: 5 }, 400);
  },

  'a file is named and typed; its bytes are beside it': async ({ weir }) => {
    const text = Buffer.from('hé\n');
    const file = { type: 'File', value: text.toString('base64'), valueInfo: { filename: 'ä "1".txt', mimetype: 'text/plain', encoding: 'UTF-8' } };
    const info = { filename: 'ä "1".txt', mimeType: 'text/plain', mimetype: 'text/plain', encoding: 'UTF-8' };
    const { instance, task, path } = await begin(weir, { file, bytes: { type: 'Bytes', value: 'AAEC/w==' } });
    const bytesOf = async (address) => {
      const answer = await fetch(weir.base + address);

      assert.equal(answer.status, 200, address);
      return { bytes: Buffer.from(await answer.arrayBuffer()), type: answer.headers.get('content-type'), disposition: answer.headers.get('content-disposition') };
    };

    assert.deepEqual(await weir.get(`${path}/file`), { type: 'File', value: null, valueInfo: info });
    const got = await bytesOf(`${path}/file/data`);

    assert.deepEqual([got.bytes, got.type], [text, 'text/plain; charset="UTF-8"']);
    assert.equal(got.disposition, `attachment; filename="__ _1_.txt"; filename*=UTF-8''%C3%A4%20%221%22.txt`);
    assert.deepEqual((await bytesOf(`/task/${task.id}/variables/bytes/data`)).bytes, Buffer.from([0, 1, 2, 255]));
    const rows = await weir.get(`/variable-instance?processInstanceIdIn=${instance.id}&variableName=file`);

    assert.deepEqual([rows[0].value, rows[0].valueInfo], [null, info]);
    assert.deepEqual(await weir.get(`/variable-instance/${rows[0].id}`), rows[0]);
    assert.deepEqual((await bytesOf(`/variable-instance/${rows[0].id}/data`)).bytes, text);
    const upload = (fields, body, type, name) => {
      const form = new FormData();

      form.append('data', new Blob([body], { type }), name);
      for (const [key, value] of Object.entries(fields)) form.append(key, value);
      return form;
    };

    await weir.post(`${path}/file/data`, upload({ valueType: 'File' }, 'new', 'image/png', 'p.png'), 204);
    assert.deepEqual((await weir.get(`${path}/file`)).valueInfo, { filename: 'p.png', mimeType: 'image/png', mimetype: 'image/png' });
    await weir.post(`/task/${task.id}/localVariables/raw/data`, upload({}, new Uint8Array([9, 8]), 'application/octet-stream', 'x'), 204);
    assert.deepEqual((await bytesOf(`/task/${task.id}/localVariables/raw/data`)).bytes, Buffer.from([9, 8]));
    await weir.post(`/task/${task.id}/variables/thing/data`, upload({ type: 'com.shop.Thing' }, '{"a":1}', 'application/json', 'x'), 204);
    assert.deepEqual(await weir.get(`${path}/thing`), { type: 'Object', value: { a: 1 }, valueInfo: { objectTypeName: 'com.shop.Thing', serializationDataFormat: 'application/json' } });
    const past = (await weir.get(`/history/variable-instance?processInstanceId=${instance.id}&variableName=file`))[0];

    assert.deepEqual(await weir.get(`/history/variable-instance/${past.id}`), past);
    assert.equal((await bytesOf(`/history/variable-instance/${past.id}/data`)).bytes.toString(), 'new');
    await weir.ask('DELETE', `${path}/file`, 204);
    assert.equal((await weir.get(`/history/variable-instance/${past.id}`)).state, 'DELETED');
    await weir.get(`/variable-instance/${rows[0].id}`, 404);
    await weir.get('/variable-instance/none', 404);
    await weir.get(`/history/variable-instance/${'0'.repeat(32)}:1:x`, 404);
    await weir.get(`${path}/thing/data`, 400);
    await weir.get(`${path}/none/data`, 404);
    await weir.post(`${path}/file/data`, upload({ valueType: 'Wrong' }, 'x', 'text/plain', 'x'), 400);
    await weir.put(`${path}/big`, { type: 'Bytes', value: 'AAAA'.repeat(300000) }, 400);
  },

  'a transient variable is seen by its command alone': async ({ weir }) => {
    await weir.deploy('transient', { 'transient.bpmn': process_('transient', `
      <startEvent id="start"/>${flow('start', 'sum')}
      <scriptTask id="sum" scriptFormat="feel" weir:resultVariable="double"><script>= secret * 2</script></scriptTask>${flow('sum', 'wait')}
      <userTask id="wait"/>`) });
    const instance = await weir.post('/process-definition/key/transient/start', { variables: { secret: { value: 21, valueInfo: { transient: true } }, kept: { value: 1 } } });

    assert.deepEqual(bare(await weir.get(`/process-instance/${instance.id}/variables`)), { double: 42, kept: 1 });
    assert.ok(!(await weir.get(`/log?processInstanceId=${instance.id}`)).some((fact) => JSON.stringify(fact).includes('secret')));
  },
};
