// SPDX-License-Identifier: Apache-2.0
// hostile.test.js - what comes over the wire and must not pass, while others are served.
import assert from 'node:assert/strict';
import { start, raw, statuses, program } from './weir.js';
import { spawn } from 'node:child_process';
import net from 'node:net';
import { createInterface } from 'node:readline';

export const before = async () => {
  const server = await start();

  return { server, weir: server.weir };
};
export const after = ({ server }) => server.stop();

const path = '/engine-rest/version';
const host = 'Host: localhost\r\n';
const get = (lines = host, target = path, method = 'GET') => `${method} ${target} HTTP/1.1\r\n${lines}\r\n`;
const hidden = get('Host: localhost\r\nConnection: close\r\n');
const body = '{"name":"x"}';
const post = (lines) => `POST /engine-rest/signal HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${lines}\r\n`;

// One answer, with this status, in the form of all refusals; then the connection is closed.
async function isRefused({ server, weir }, bytes, status, isOurs = true) {
  const [text] = await Promise.all([raw(server.url, bytes), weir.get('/version')]); // raw waits for the end

  // libmicrohttpd writes the head of its own refusals twice.
  assert.deepEqual(isOurs ? statuses(text) : [...new Set(statuses(text))], [status], `${JSON.stringify(bytes.slice(0, 200))}: ${text}`);
  if (isOurs) assert.match(text, /\{"type":"RestException","message":"[^"]+","code":0\}$/);
  await weir.get('/version');
}

const chunked = (chunks, lines = '') => post(`Transfer-Encoding: chunked\r\n${lines}`) + chunks;

const refusals = {
  'two lengths': [post(`Content-Length: ${body.length}\r\nContent-Length: ${body.length}\r\n`) + body, 400],
  'two lengths that differ': [post(`Content-Length: ${body.length}\r\nContent-Length: 0\r\n`) + body, 400],
  'a length and chunks, with a request inside': [post(`Content-Length: ${hidden.length + 5}\r\nTransfer-Encoding: chunked\r\n`) + `0\r\n\r\n${hidden}`, 400],
  'chunks and a length': [post(`Transfer-Encoding: chunked\r\nContent-Length: 5\r\n`) + `0\r\n\r\n${hidden}`, 400],
  'an unknown transfer coding': [post('Transfer-Encoding: xchunked\r\n') + hidden, 501],
  'two transfer codings': [post('Transfer-Encoding: gzip, chunked\r\n') + hidden, 501],
  'a length that is no number': [post('Content-Length: 1a\r\n') + body, 400, false],
  'a space before the colon': [post(`Content-Length : ${body.length}\r\n`) + body, 400],
  'a folded header': [get('Host: localhost\r\nX: b\r\n c\r\n'), 400],
  'a header folded at the end': [get('X: b\r\nHost: localhost\r\n\tb\r\n'), 400],
  'a bare line feed': [get('Host: localhost\nX: b\r\n'), 400],
  'a bare line feed behind the request line': [`GET ${path} HTTP/1.1\nHost: localhost\r\n\r\n`, 400],
  'a NUL in a header': [get('Host: localhost\r\nX: a\0b\r\n'), 400],
  'a control character in a header': [get('Host: localhost\r\nX: a\x01b\r\n'), 400],
  'a name of a header that is none': [get('Host: localhost\r\nX Y: b\r\n'), 400],
  'no host': [get('Accept: a\r\n'), 400],
  'two hosts': [get('Host: localhost\r\nHost: localhost\r\n'), 400],
  'another host': [get('Host: example.org\r\n'), 421],
  'a page of another site': [get(`${host}Origin: http://example.org\r\n`), 403],
  'a form of another site': [post('Sec-Fetch-Site: cross-site\r\nContent-Length: 0\r\n'), 403],
  'an unknown method': [get(host, path, 'FROB'), 501],
  'a method in small letters': [get(host, path, 'get'), 501],
  'an encoded NUL': [get(host, '/engine-rest/task/%00'), 400],
  'an encoded slash': [get(host, '/engine-rest%2ftask'), 400],
  'dots': [get(host, '/engine-rest/task/../version'), 400],
  'encoded dots': [get(host, '/engine-rest/task/%2e%2e/version'), 400],
  'a parameter in the path': [get(host, '/engine-rest/version;a=b'), 400],
  'two slashes': [get(host, '//engine-rest/version'), 400],
  'half an encoding': [get(host, '/engine-rest/version%2'), 400],
  'a wrong encoding': [get(host, '/engine-rest/version?a=%zz'), 400],
  'a path that is not UTF-8': [get(host, '/engine-rest/%ff'), 400],
  'an absolute target': [get(host, 'http://a/engine-rest/version'), 400],
  'a target that is a host': [get(host, 'a:80', 'CONNECT'), 501],
  'another version': [`GET ${path} HTTP/2.0\r\n${host}\r\n`, 505, false],
  'an unknown expectation': [post('Expect: tea\r\nContent-Length: 3\r\n'), 417],
  'a content coding': [post('Content-Encoding: gzip\r\nContent-Length: 3\r\n') + 'abc', 415],
  'a body that is announced too long': [post('Content-Length: 4194305\r\n'), 413],
  'a body that is announced much too long': [post('Content-Length: 99999999999999999999\r\n'), 413, false],
  'a target that is too long': [get(host, `/engine-rest/${'a'.repeat(4090)}`), 414],
  'a header that is too long': [get(`Host: localhost\r\nX: ${'a'.repeat(5000)}\r\n`), 431],
  'headers that are much too long': [get(`Host: localhost\r\nX: ${'a'.repeat(50000)}\r\n`), 431, false],
  'a length with a sign': [post('Content-Length: +12\r\n') + body, 400, false],
  'a length in hexadecimal': [post('Content-Length: 0xc\r\n') + body, 400, false],
  'a length that is negative': [post('Content-Length: -1\r\n') + body, 400, false],
  'a list of lengths': [post('Content-Length: 12, 12\r\n') + body, 400, false],
  'a length that is empty': [post('Content-Length:\r\n') + body, 400, false],
  'no transfer coding, by name': [post('Transfer-Encoding: identity\r\nContent-Length: 12\r\n') + body, 501],
  'two lines of transfer codings': [post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n') + `0\r\n\r\n${hidden}`, 400],
  'chunks twice': [post('Transfer-Encoding: chunked, chunked\r\n') + `0\r\n\r\n${hidden}`, 501],
  'a transfer coding behind a vertical tab': [post('Transfer-Encoding: \x0bchunked\r\n') + `0\r\n\r\n${hidden}`, 400],
  'a transfer coding in quotes': [post('Transfer-Encoding: "chunked"\r\n') + `0\r\n\r\n${hidden}`, 501],
  'a folded transfer coding': [post('Transfer-Encoding:\r\n chunked\r\n') + `0\r\n\r\n${hidden}`, 400],
  'chunks in HTTP/1.0': [chunked('0\r\n\r\n').replace('HTTP/1.1', 'HTTP/1.0') + hidden, 400],
  'a chunk without a size': [chunked(`zz\r\nabc\r\n0\r\n\r\n${hidden}`), 400, false],
  'a size of a chunk that is negative': [chunked(`-1\r\nabc\r\n0\r\n\r\n${hidden}`), 400, false],
  'a size of a chunk with 0x': [chunked(`0xc\r\n${body}\r\n0\r\n\r\n${hidden}`), 400, false],
  'a size of a chunk with a space': [chunked(`c \r\n${body}\r\n0\r\n\r\n${hidden}`), 400, false],
  'a size of a chunk that overflows': [chunked(`1000000000000000c\r\n${body}\r\n0\r\n\r\n${hidden}`), 413, false],
  'a chunk that is longer than its size': [chunked(`b\r\n${body}\r\n0\r\n\r\n${hidden}`), 400, false],
  'a line without a colon': [get('Host: localhost\r\nnothing\r\n'), 400, false],
  'a line without a name': [get('Host: localhost\r\n: b\r\n'), 400],
  'a line without a name in front': [get(': b\r\nHost: localhost\r\n'), 400],
  'a space in front of the first line': [get(' Host: localhost\r\n'), 400],
  'a bare carriage return': [get('Host: localhost\r\nX: a\rb\r\n'), 400],
  'a carriage return before the colon': [get('Host: localhost\r\nX\r: b\r\n'), 400],
  'a bare line feed at the end': [`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\n`, 400],
  'a NUL in a name': [get('Host: localhost\r\nX\0Y: b\r\n'), 400, false],
  'a NUL in the target': [get(host, '/engine-rest/ver\0sion'), 400],
  'a NUL in the method': [get(host, path, 'G\0T'), 501],
  'a name that is not ASCII': [Buffer.from(get('Host: localhost\r\nX\xe9: b\r\n'), 'latin1'), 400],
  'a target that is not UTF-8': [Buffer.from(get(host, '/engine-rest/\xe9'), 'latin1'), 400],
  'a host with a user': [get('Host: a@localhost\r\n'), 400],
  'a host with a path': [get('Host: localhost/a\r\n'), 400],
  'a tab in the first line': [`GET \t${path} HTTP/1.1\r\n${host}\r\n`, 400],
  'no target': [`GET HTTP/1.1\r\n${host}\r\n`, 400, false],
  'a space in the target': [get(host, '/engine-rest/ver sion'), 400],
  'two spaces in the first line': [`GET  ${path} HTTP/1.1\r\n${host}\r\n`, 400],
  'a star': [get(host, '*', 'OPTIONS'), 400],
  'a backslash': [get(host, '/engine-rest\\version'), 400],
  'an encoded backslash': [get(host, '/engine-rest%5cversion'), 400],
  'a line feed in the path': [get(host, '/engine-rest/version%0d%0aX:%20y'), 400],
  'a fragment': [get(host, `${path}#a`), 400],
  'HTTP/0.9': ['GET /engine-rest/version\r\n\r\n', 400, false],
  'HTTP in small letters': [`GET ${path} http/1.1\r\n${host}\r\n`, 400, false],
  'HTTP/1.2': [`GET ${path} HTTP/1.2\r\n${host}\r\n`, 505],
  'HTTP/1.10': [`GET ${path} HTTP/1.10\r\n${host}\r\n`, 400, false],
  'the preface of HTTP/2': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 505, false],
  'a change to HTTP/2': [get(`${host}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n`), 400],
  'a target that is much too long': [get(host, `/engine-rest/${'a'.repeat(50000)}`), 414, false],
  'too many headers': [get(`Host: localhost\r\n${'X: y\r\n'.repeat(100)}`), 431],
};

export default {
  ...Object.fromEntries(Object.entries(refusals).map(([name, row]) => [`refused: ${name}`, (world) => isRefused(world, ...row)])),

  'requests behind one another are answered in their order': async ({ server }) => {
    const text = await raw(server.url, get() + get(host, '/engine-rest/nothing') + hidden);

    assert.deepEqual(statuses(text), [200, 404, 200]);
  },

  'what is no HTTP at all is cut off': async ({ server, weir }) => {
    const hello = Buffer.from('160301002f0100002b0303' + '0a'.repeat(34) + '000002c02f0100', 'hex');

    assert.equal(await raw(server.url, hello), '');
    assert.equal(await raw(server.url, `GET\t${path}\tHTTP/1.1\r\n${host}\r\n`), '');
    await weir.get('/version');
  },

  // libmicrohttpd takes a bare line feed and extensions between chunks, so nothing behind them may count.
  'behind a body in chunks the connection is closed': async ({ server }) => {
    const lenient = [
      `c\r\n${body}\r\n0\r\n\r\n`,
      `c\n${body}\n0\n\n`,
      `c;a=b\r\n${body}\r\n0\r\n\r\n`,
      `c;a="\n${body}\r\n0\r\n\r\n`,
      `c\r\n${body}\r\n0\r\nContent-Length: 5\r\n\r\n`,
    ];

    for (const chunks of lenient) {
      const text = await raw(server.url, chunked(chunks) + get());

      assert.deepEqual(statuses(text), [204], `${JSON.stringify(chunks)}: ${text}`);
      assert.match(text, /\r\nConnection: close\r\n/);
    }
  },

  'no two programs take one more request from a form, whatever its boundary': async ({ server }) => {
    const part = '--b\0\r\nContent-Disposition: form-data; name="a"; filename="a.bpmn"\r\n\r\nx\r\n--b\0--\r\n';
    const head = (type) => `POST /engine-rest/deployment/create HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=${type}\r\n`;
    const send = (type) => raw(server.url, `${head(type)}Content-Length: ${part.length}\r\n\r\n${part}${hidden}`);

    assert.deepEqual(statuses(await send('b\0')), [400]);
    assert.deepEqual(statuses(await send('"b\\0"')), [400, 200]);
    assert.deepEqual(statuses(await send(`"${'b'.repeat(71)}"`)), [400, 200]);
    assert.deepEqual(statuses(await send('')), [400, 200]);
  },

  'who has little room is told so': async ({ server }) => {
    const child = spawn('sh', ['-c', 'ulimit -n 500; exec "$@"', 'sh', program, 'serve', '--listen', '127.0.0.1:0', '--db', `${server.db}-few`]);
    const line = (stream) => new Promise((resolve) => createInterface({ input: stream }).once('line', resolve));
    const [told, listening] = await Promise.all([line(child.stderr), line(child.stdout)]);

    assert.match(told, /^weir: 300 connections fit into the limit of open files/);
    assert.match(listening, /^listening at /);
    child.kill();
    await new Promise((resolve) => child.on('close', resolve));
    const least = spawn('sh', ['-c', 'ulimit -n 100; exec "$@"', 'sh', program, 'serve', '--listen', '127.0.0.1:0', '--db', `${server.db}-least`]);

    assert.match(await line(least.stderr), /^weir: this process may open fewer than 300 files/);
    assert.equal(await new Promise((resolve) => least.on('close', resolve)), 2);
  },

  'a body in chunks that is too long is told so': async ({ server }) => {
    const chunk = `100000\r\n${'a'.repeat(0x100000)}\r\n`;
    const text = await raw(server.url, post('Transfer-Encoding: chunked\r\nConnection: close\r\n') + chunk.repeat(5) + '0\r\n\r\n');

    assert.deepEqual(statuses(text), [413]);
  },

  'a body without end is cut off': async ({ server, weir }) => {
    const { hostname, port } = new URL(server.url);

    await new Promise((resolve) => {
      const socket = net.connect(Number(port), hostname);
      const chunk = Buffer.from(`10000\r\n${'a'.repeat(0x10000)}\r\n`);
      const more = () => {
        while (socket.writable && socket.write(chunk));
      };

      socket.on('error', resolve);
      socket.on('close', resolve);
      socket.on('drain', more);
      socket.write(post('Transfer-Encoding: chunked\r\n'));
      more();
    });
    await weir.get('/version');
  },

  'connections that are half open do not keep others from being served': async ({ server, weir }) => {
    const { hostname, port } = new URL(server.url);
    const open = await Promise.all(
      Array.from({ length: 1300 }, () => new Promise((resolve) => {
        const socket = net.connect(Number(port), hostname, () => {
          socket.write('GET /engine-rest/version HTTP/1.1\r\nHo');
          resolve(socket);
        });

        socket.on('error', () => resolve(socket));
      })),
    );

    await weir.get('/version');
    for (const socket of open) socket.destroy();
    await weir.get('/version');
  },

  'a form with a NUL in its boundary, or broken, is refused': async ({ weir }) => {
    const part = '--b\r\nContent-Disposition: form-data; name="a"; filename="a.bpmn"\r\n\r\nx\r\n--b--';
    const type = (boundary) => ({ 'Content-Type': `multipart/form-data; boundary=${boundary}` });

    await weir.refused('POST', '/deployment/create', 400, 'InvalidRequestException', part, type('c'));
    await weir.refused('POST', '/deployment/create', 400, 'InvalidRequestException', part.slice(0, 60), type('b'));
    await weir.refused('POST', '/deployment/create', 400, 'InvalidRequestException', part, { 'Content-Type': 'text/plain' });
    await weir.refused('POST', '/deployment/create', 400, 'ParseException', part, type('b'));
    await weir.refused('POST', '/deployment/create', 400, 'InvalidRequestException', part.replace('; filename="a.bpmn"', ''), type('b'));
  },

  'without a virtual clock nobody moves it': async ({ weir }) => {
    assert.equal((await weir.get('/clock')).virtual, false);
    await weir.refused('POST', '/clock', 409, 'RestException', { advance: 'PT1M' });
  },

  'whoever waits gets an answer when the server stops, which ends well': async () => {
    const server = await start('--virtual-clock');
    const wait = { workerId: 'w', maxTasks: 1, asyncResponseTimeout: 600000, topics: [{ topicName: 't', lockDuration: 1 }] };
    const waiting = Promise.all(Array.from({ length: 20 }, () => server.weir.post('/external-task/fetchAndLock', wait)));
    const log = server.weir.get('/log?after=1000&waitMs=60000');

    while ((await server.weir.get('/health')).commandCount < 20);
    const end = await server.stop('SIGINT');

    assert.equal(end.code, 0);
    assert.match(end.lines.at(-1), /^head 1:0{64}$/);
    for (const tasks of await waiting) assert.deepEqual(tasks, []);
    assert.deepEqual(await log, []);
  },

  'an address that others can reach needs a word more, and a file has one server': async ({ server }) => {
    const exits = (...options) => new Promise((resolve) => {
      const child = spawn(program, ['serve', ...options]);
      let text = '';

      child.stderr.on('data', (data) => (text += data));
      child.on('close', (code) => resolve({ code, text }));
    });
    const open = await exits('--db', `${server.db}-2`, '--listen', '0.0.0.0:0');

    assert.equal(open.code, 2);
    assert.match(open.text, /--insecure/);
    const second = await exits('--db', server.db, '--listen', '127.0.0.1:0');

    assert.equal(second.code, 3);
    assert.match(second.text, new RegExp(server.url));
    assert.equal((await exits('--db', `${server.db}-3`, '--listen', 'nowhere')).code, 2);
    assert.equal((await exits('--listen', '127.0.0.1:0')).code, 2);
  },
};
