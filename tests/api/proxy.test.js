// SPDX-License-Identifier: Apache-2.0
// proxy.test.js - behind nginx, which keeps connections to weir: no request is smuggled past it, no answer goes astray.
//
// Each attempt hides a start of an instance in another request. How often nginx passed that start on, by its log, is how
// often weir must have done it. Between the attempts others ask through the same connections, and get their own answers.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start, process_, flow } from './weir.js';

const nginx = ['/usr/sbin/nginx', new URL('../nginx/usr/sbin/nginx', import.meta.url).pathname].find(existsSync);

// Three manners of passing a request on: kept until it is whole; as it comes; lenient, with the path decoded anew.
const fronts = {
  buffered: { server: '', location: 'proxy_pass http://weir;' },
  streamed: { server: '', location: 'proxy_request_buffering off; proxy_pass http://weir;' },
  lenient: {
    server: 'ignore_invalid_headers off; underscores_in_headers on; merge_slashes off;',
    location: 'proxy_request_buffering off; proxy_pass http://weir/;',
  },
};

const configuration = (folder, port) => `
${process.getuid() === 0 ? 'user root;' : ''}
daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http {
  log_format asked '$request_uri $upstream_status'; access_log ${folder}/access.log asked;
  client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c; uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;
  upstream weir { server 127.0.0.1:${port}; keepalive 2; }
  proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host localhost; proxy_ignore_client_abort on;
  ${Object.entries(fronts).map(([name, front]) => `server { listen unix:${folder}/${name}; ${front.server} location / { ${front.location} } }`).join('\n  ')}
}`;

// Say it, and that there is no more to come; all that is answered.
function say(path, bytes) {
  return new Promise((resolve) => {
    const socket = net.connect(path, () => socket.end(Buffer.from(bytes, 'latin1')));
    let text = '';

    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('close', () => resolve(text));
    socket.on('error', () => {});
  });
}

export const before = async () => {
  if (!nginx) {
    console.log('skipped: proxy.test.js: there is no nginx');
    return {};
  }
  const server = await start();
  const folder = mkdtempSync(join(tmpdir(), 'weir-nginx-'));

  await server.weir.deploy('smuggled', { 'p.bpmn': process_('p', `<startEvent id="s"/>${flow('s', 'a')}<userTask id="a"/>`) });
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, new URL(server.url).port));
  const child = spawn(nginx, ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')], { stdio: 'inherit' });
  const ended = new Promise((resolve) => child.on('close', resolve));

  while (!Object.keys(fronts).every((name) => existsSync(join(folder, name)))) {
    assert.equal(child.exitCode, null, 'nginx runs');
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { server, folder, quit: () => (child.kill('SIGQUIT'), ended) };
};

export const after = async ({ server, folder }) => {
  if (!server) return;
  await server.stop();
  rmSync(folder, { recursive: true });
};

const startPath = '/engine-rest/process-definition/key/p/start';
const host = 'Host: localhost\r\n';
const json = 'Content-Type: application/json\r\n';
const post = (lines, body, path = '/engine-rest/signal', version = '1.1') => `POST ${path} HTTP/${version}\r\n${host}${json}${lines}\r\n${body}`;
const chunk = (text, size = text.length.toString(16), end = '\r\n') => `${size}${end}${text}${end}`;
const last = '0\r\n\r\n';
const whole = '{"name":"x"}';

// Ways to say that a body comes in chunks which not everybody understands.
const codings = [
  'Transfer-Encoding: xchunked', 'Transfer-Encoding : chunked', 'Transfer-Encoding:\tchunked', 'Transfer-Encoding:chunked',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding: x', 'Transfer-Encoding: x\r\nTransfer-Encoding: chunked',
  'X: y\nTransfer-Encoding: chunked', 'X: y\rTransfer-Encoding: chunked', 'Transfer-Encoding\n: chunked', ' Transfer-Encoding: chunked',
  'X: y\r\n Transfer-Encoding: chunked', 'Transfer-Encoding: \x0bchunked', 'Transfer_Encoding: chunked', 'Transfer-Encoding: chunked, identity',
  'Transfer-Encoding: identity, chunked', 'Transfer-Encoding: "chunked"', 'Transfer-Encoding: chunked;a=b', 'Transfer-Encoding: cow',
  'Transfer-Encoding: CHUNKED', 'Transfer-Encoding:\r\n chunked', 'Transfer-Encoding: chunked\0', 'Transfer-Encoding\0: chunked',
  'TRANSFER-ENCODING: chunked', 'Transfer-Encoding: \xffchunked', 'Transfer-Encoding: identity', ': chunked\r\nTransfer-Encoding: chunked',
  'Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked', 'Connection: Content-Length', 'Content-Encoding: chunked',
];
const lengths = [
  (n) => `Content-Length: ${n}\r\nContent-Length: 0`, (n) => `Content-Length: 0\r\nContent-Length: ${n}`, (n) => `Content-Length: 0, ${n}`,
  (n) => `Content-Length: +${n}`, (n) => `Content-Length: 0${n}`, (n) => `Content-Length: ${n} 0`, (n) => `Content-Length : ${n}`,
  (n) => `Content_Length: ${n}`, (n) => `Content-Length: 0x${n.toString(16)}`, (n) => `Content-Length:\r\n ${n}`, (n) => `Content-Length\0: ${n}`,
  (n) => `X: y\nContent-Length: ${n}`, () => 'Content-Length: -1', () => 'Content-Length: 18446744073709551616', () => '',
];

// Every attempt as bytes; `hidden` is the start that must not happen unless nginx means it.
function attempts(hidden) {
  const inBody = (method, path, lines = '') => `${method} ${path} HTTP/1.1\r\n${host}${lines}Content-Length: ${hidden.length}\r\n\r\n${hidden}`;
  const encoded = encodeURIComponent(hidden);

  return [
    ...codings.flatMap((coding) => [
      post(`Content-Length: ${last.length + hidden.length}\r\n${coding}\r\n`, last + hidden), // CL.TE
      post(`${coding}\r\nContent-Length: ${last.length + hidden.length}\r\n`, last + hidden),
      post(`Content-Length: ${chunk('').length}\r\n${coding}\r\n`, chunk(hidden) + last), // TE.CL
      post(`${coding}\r\n`, last + hidden),
      post(`${coding}\r\n`, chunk(whole) + last + hidden),
    ]),
    ...lengths.map((length) => post(`${length(hidden.length)}\r\n`, hidden)),
    ...lengths.map((length) => `GET /engine-rest/version HTTP/1.1\r\n${host}${length(hidden.length)}\r\n\r\n${hidden}`),
    // A body where none is read: unknown, not allowed, refused.
    ...['GET', 'HEAD', 'OPTIONS', 'DELETE', 'PUT', 'PATCH', 'POST'].flatMap((method) =>
      ['/engine-rest/version', '/engine-rest/nothing', '/engine-rest/openapi.json', '/', '/engine-rest/task/%2e%2e/version', '/engine-rest//version']
        .map((path) => inBody(method, path))),
    inBody('POST', '/engine-rest/signal', 'Expect: 100-continue\r\n'),
    inBody('POST', '/engine-rest/signal', 'Expect: tea\r\n'),
    inBody('POST', '/engine-rest/signal', 'Content-Encoding: gzip\r\n'),
    inBody('POST', '/engine-rest/signal', 'Connection: Upgrade\r\nUpgrade: h2c\r\n'),
    inBody('POST', '/engine-rest/signal', 'Content-Type: multipart/form-data; boundary=b\r\n'),
    inBody('FROB', '/engine-rest/version'),
    // Chunks of all kinds.
    ...[
      chunk(whole, 'c;a=b'), chunk(whole, 'c;a="\n'), chunk(whole, 'c;\n'), chunk(whole, 'c', '\n'), chunk(whole, 'c\r'), chunk(whole, ' c'), chunk(whole, 'c '),
      chunk(whole, '0c'), chunk(whole, '0xc'), chunk(whole, '1000000000000000c'), chunk(whole, '10000000000000000000000000000000c'), chunk(whole, '-c'),
      chunk(whole, 'b'), chunk(whole, 'd'), chunk(whole, 'c', '\r\r\n'), chunk(whole, ''), chunk(whole, 'C'),
    ].map((chunks) => post('Transfer-Encoding: chunked\r\n', chunks + last + hidden)),
    post('Transfer-Encoding: chunked\r\n', `${chunk(whole)}0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`),
    post('Transfer-Encoding: chunked\r\n', `${chunk(whole)}0\r\n${hidden}`),
    post('Transfer-Encoding: chunked\r\n', `${chunk(whole)}00000\r\n\r\n${hidden}`),
    post('Transfer-Encoding: chunked\r\n', `${chunk(whole)}0;a=b\n\r\n${hidden}`),
    post('Transfer-Encoding: chunked\r\n', chunk(`${whole}${' '.repeat(100)}`) + last + hidden),
    post('Transfer-Encoding: chunked\r\n', chunk(whole) + last + hidden, '/engine-rest/signal', '1.0'),
    post(`Content-Length: ${whole.length}\r\nConnection: keep-alive\r\n`, whole + hidden, '/engine-rest/signal', '1.0'),
    post(`Content-Length: ${whole.length}\r\n`, whole + hidden), // two plain requests
    post(`Content-Length: ${whole.length + 2}\r\n`, `${whole}\r\n${hidden}`),
    post(`Content-Length: ${whole.length}\r\n`, `${whole}\r\n\r\n${hidden}`),
    // Paths that nginx decodes, and encodes again.
    ...[
      `/engine-rest/version?a=%20HTTP/1.1%0d%0a%0d%0a${encoded}`, `/engine-rest/version%20HTTP/1.1%0d%0aHost:%20a%0d%0a%0d%0a${encoded}`,
      `/engine-rest/version%3f${encoded}`, `/engine-rest/%2e%2e/${encoded}`, `/engine-rest/version%00${encoded}`, `/engine-rest/version%0a${encoded}`,
      `/engine-rest/a%2f..%2f..%2fengine-rest/version`, `/engine-rest/version;${encoded}`, `http://localhost/engine-rest/version`, `http://a/engine-rest/version`,
      `/engine-rest/version#${encoded}`, `/engine-rest/version\\..`, `/engine-rest/%5c..%5cversion`, `/engine-rest/%ff`,
    ].map((path) => `GET ${path} HTTP/1.1\r\n${host}\r\n`),
    `GET /engine-rest/version HTTP/1.1\r\n${host}${host}\r\n${hidden}`,
    `GET /engine-rest/version HTTP/1.1\r\n${host}X: ${'a'.repeat(7000)}\r\n\r\n${hidden}`,
    `GET /engine-rest/version HTTP/1.1\r\n${host}X_Y: a\r\nX.Y: b\r\nX\x01Y: c\r\n\r\n`,
    `GET /engine-rest/version HTTP/1.1\r\n${host}${Array.from({ length: 80 }, (_, i) => `X${i}: y\r\n`).join('')}\r\n${hidden}`,
    `GET /engine-rest/version HTTP/0.9\r\n${host}\r\n${hidden}`,
    `GET /engine-rest/version\r\n${hidden}`,
  ];
}

// What others ask meanwhile, each with an answer that nobody else gets.
async function othersAreServed(folder) {
  for (const name of Object.keys(fronts)) {
    const request = (path) => `GET ${path} HTTP/1.1\r\n${host}\r\n`;
    const text = await say(join(folder, name), request('/engine-rest/version') + request('/engine-rest/engine') + request('/engine-rest/nothing'));
    const answers = text.split(/(?=HTTP\/1\.1 )/).map((answer) => answer.split('\r\n\r\n')[1]);

    assert.match(answers[0], /"version"/, text);
    assert.match(answers[1], /"name":"default"/, text);
    assert.match(answers[2], /"type":"RestException"/, text);
    assert.equal(answers.length, 3, text);
  }
}

export default !nginx ? {} : {
  'what nginx passed on is what weir did': async ({ server, folder, quit }) => {
    let count = 0;
    const names = Object.keys(fronts);
    const total = attempts('').length;

    for (let i = 0; i < total; i++) {
      for (const name of names) {
        const body = `{"businessKey":"n${count}"}`;
        const hidden = `POST ${startPath}?n=${count} HTTP/1.1\r\n${host}${json}Content-Length: ${body.length}\r\n\r\n${body}`;

        await say(join(folder, name), attempts(hidden)[i]);
        count++;
      }
      await othersAreServed(folder);
    }
    await quit();
    const passed = new Map();

    for (const [, n] of readFileSync(join(folder, 'access.log'), 'latin1').matchAll(/start\?n=(\d+) 200$/gm)) passed.set(n, (passed.get(n) ?? 0) + 1);
    const instances = await server.weir.get('/process-instance?maxResults=10000');
    const done = new Map();

    for (const { businessKey } of instances) done.set(businessKey.slice(1), (done.get(businessKey.slice(1)) ?? 0) + 1);
    assert.ok(passed.size > 0, 'some are two plain requests one after the other');
    assert.deepEqual(Object.fromEntries([...done].sort()), Object.fromEntries([...passed].sort()));
  },
};
