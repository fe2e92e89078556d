// SPDX-License-Identifier: Apache-2.0
// hostile-json.test.js - bodies that are no JSON, too much of it, or of another shape; what is not known is passed over.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

export const before = async () => {
  const server = await start();
  const inner = `<startEvent id="s"/>${flow('s', 'a')}<userTask id="a"/>`;

  await server.weir.deploy('hostile', { 'p.bpmn': process_('p', inner) });
  return { server, weir: server.weir };
};
export const after = ({ server }) => server.stop();

const startPath = '/process-definition/key/p/start';
const variable = (text) => `{"variables":{"v":${text}}}`;
const deep = (count) => '['.repeat(count) + ']'.repeat(count);
const bytes = (...numbers) => new Blob([Uint8Array.from(numbers)]);
const utf8 = (before, wrong, behind) => new Blob([before, Uint8Array.from(wrong), behind]);

const syntax = {
  'nothing but a space': ' ',
  'a word': 'null and void',
  'half an object': '{"variables":',
  'a comma too many': '{"businessKey":"b",}',
  'a comment': '{/* */}',
  'single quotes': "{'businessKey':'b'}",
  'something behind the object': '{} {}',
  'a control character in a text': '{"businessKey":"a\nb"}',
  'half a surrogate': '{"businessKey":"\\ud800"}',
  'an escape that is none': '{"businessKey":"\\x41"}',
  'a number with a zero in front': variable('{"value":01}'),
  'a number with a plus': variable('{"value":+1}'),
  'not a number': variable('{"value":NaN}'),
  'a byte order mark': bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d),
  'UTF-16': bytes(0xff, 0xfe, 0x7b, 0, 0x7d, 0),
  'a text that is not UTF-8': utf8('{"businessKey":"', [0xff], '"}'),
  'a text in overlong UTF-8': utf8('{"businessKey":"', [0xc0, 0xaf], '"}'),
  'a surrogate in UTF-8': utf8('{"businessKey":"', [0xed, 0xa0, 0x80], '"}'),
  'a NUL': bytes(0x7b, 0, 0x7d),
};
const shape = {
  'a list instead of an object': '[]',
  'a text instead of an object': '"a"',
  'a number instead of a text': '{"businessKey":1}',
  'an object instead of a text': '{"businessKey":{}}',
  'a list instead of variables': '{"variables":[]}',
  'a text instead of a variable': variable('"a"'),
  'a number instead of a type': variable('{"value":1,"type":2}'),
  'a text for an Integer': variable('{"value":"a","type":"Integer"}'),
  'too much for an Integer': variable('{"value":2147483648,"type":"Integer"}'),
  'a number with an exponent for an Integer': variable('{"value":1e400,"type":"Integer"}'),
  'a number for a Boolean': variable('{"value":1,"type":"Boolean"}'),
  'a day that is none': variable('{"value":"2026-02-30T00:00:00.000+0000","type":"Date"}'),
  'a type that nobody knows': variable('{"value":1,"type":"Frobnicator"}'),
};
const taken = {
  'members that nobody knows': '{"frob":{"a":[1,2,{"b":null}]},"businessKey":"b"}',
  'members that are null': '{"businessKey":null,"variables":null}',
  'an Integer at its end': variable('{"value":2147483647,"type":"Integer"}'),
  'a text with every character that has to be escaped': variable(JSON.stringify({ value: '\u0001"\\/\u2028', type: 'String' })),
  'a list 50 deep': variable(JSON.stringify({ value: deep(50), type: 'Json' })),
};

const json = { 'Content-Type': 'application/json' };

// Refused in the form of all errors, and nothing has begun.
async function isRefused({ weir }, body) {
  const before = await weir.get('/process-instance/count');
  const answer = await weir.fetch('POST', startPath, body, json);

  assert.equal(answer.status, 400, answer.text);
  assert.equal(typeof answer.body.type, 'string', answer.text);
  assert.ok(answer.body.message.length > 0 && answer.body.message.length < 1000, answer.text);
  assert.deepEqual(await weir.get('/process-instance/count'), before);
}

const rows = (table, run) => Object.fromEntries(Object.entries(table).map(([name, body]) => [name, (world) => run(world, body)]));

export default {
  ...rows(syntax, isRefused),
  ...rows(shape, isRefused),
  ...rows(taken, ({ weir }, body) => weir.post(startPath, body, 200, json)),

  'brackets without end, and a list that is too deep': async ({ weir }) => {
    for (const body of ['['.repeat(1000000), '{"a":'.repeat(500000), variable(`{"value":${deep(100000)}}`)]) await isRefused({ weir }, body);
    await isRefused({ weir }, variable(JSON.stringify({ value: deep(100000), type: 'Json' })));
  },

  'a number of a million digits': async ({ weir }) => {
    await isRefused({ weir }, variable(`{"value":1${'0'.repeat(1000000)}}`));
  },

  // Two programs might see another one of both.
  'a member that is there twice': async ({ weir }) => {
    await isRefused({ weir }, '{"businessKey":"a","businessKey":"b"}');
    await isRefused({ weir }, variable('{"value":1},"v":{"value":2}'));
  },

  'a hundred thousand members': async ({ weir }) => {
    const many = Object.fromEntries(Array.from({ length: 100000 }, (_, i) => [`m${i}`, i]));
    const answer = await weir.fetch('POST', startPath, JSON.stringify(many), json);

    assert.ok([200, 400].includes(answer.status), answer.text);
    await weir.get('/version');
  },

  'another type of content': async ({ weir }) => {
    for (const type of ['text/plain', 'application/xml', 'application/jsonx', 'multipart/form-data; boundary=b'])
      await weir.refused('POST', startPath, 415, 'NotSupportedException', '{}', { 'Content-Type': type });
    await weir.post(startPath, '{}', 200, { 'Content-Type': 'application/json; charset=utf-8' });
  },
};
