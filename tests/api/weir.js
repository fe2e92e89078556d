// SPDX-License-Identifier: Apache-2.0
// weir.js - start `weir serve`, and talk to it; every answer is checked against its own openapi.json.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import net from 'node:net';
import assert from 'node:assert/strict';
import Ajv from 'ajv';

export const program = process.argv[2];

// What was made of a document, by its text: servers of one program have the same.
const learned = new Map();

// What a test leaves that kills its server, or fails.
const folders = new Set();

process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

// Start a server over a new file. `stop` ends it and gives its exit code and last lines.
export async function start(...options) {
  const folder = mkdtempSync(join(tmpdir(), 'weir-api-'));
  const db = join(folder, 'test.db');

  folders.add(folder);
  const server = await startOver(db, ...options);
  const stop = server.stop;

  server.stop = async (signal) => {
    const end = await stop(signal);

    rmSync(folder, { recursive: true });
    folders.delete(folder);
    return end;
  };
  return server;
}

export async function startOver(db, ...options) {
  const child = spawn(program, ['serve', '--db', db, '--listen', '127.0.0.1:0', ...options]);
  const lines = [];
  const errors = [];
  const ended = new Promise((resolve) => child.on('close', (code) => resolve({ code, lines, errors })));
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      if (line.startsWith('listening at ')) resolve(line.slice('listening at '.length));
    });
    createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
    ended.then((end) => reject(new Error(`weir ended: ${JSON.stringify(end)}`)));
  });
  const weir = new Client(url);
  const { text, body: document } = await weir.fetch('GET', '/openapi.json');

  weir.learn(document, text);
  return {
    url,
    db,
    weir,
    document,
    kill: (signal) => child.kill(signal),
    ended,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

export class Client {
  constructor(url) {
    this.url = url;
    this.base = `${url}/engine-rest`;
    this.used = new Set();
  }

  learn(document, text) {
    this.document = document;
    if (!learned.has(text)) {
      const ajv = new Ajv({ strict: false, allErrors: true });

      ajv.addSchema({ ...document, $id: 'api' });
      learned.set(text, { ajv, validators: new Map(), paths: Object.keys(document.paths).map((path) => ({
        path,
        expression: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
      })) });
    }
    Object.assign(this, learned.get(text));
  }

  async fetch(method, path, body, headers = {}) {
    const form = body instanceof FormData;
    const answer = await fetch(this.base + path, {
      method,
      headers: body === undefined || form ? headers : { 'Content-Type': 'application/json', ...headers },
      body: body === undefined || form || body instanceof Blob || typeof body === 'string' ? body : JSON.stringify(body),
    });
    const type = answer.headers.get('content-type') ?? '';
    const text = await answer.text();

    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: text !== '' && type.startsWith('application/json') && (answer.status >= 400 || !path.endsWith('/data')) ? JSON.parse(text) : undefined,
    };
  }

  // The rows of a list come first, literally, before those with {…}.
  template(path) {
    const bare = path.split('?')[0];

    return this.paths.find((row) => row.path === bare) ?? this.paths.find((row) => row.expression.test(bare));
  }

  check(method, path, answer) {
    const row = this.template(path);

    if (!row) return;
    const operation = this.document.paths[row.path][method.toLowerCase()];

    if (!operation) return;
    if (answer.status < 400) this.used.add(`${method} ${row.path}`);
    const key = String(answer.status) in operation.responses ? String(answer.status) : 'default';
    const content = operation.responses[key].content?.['application/json'];

    assert.ok(key !== 'default' || answer.status >= 400, `${method} ${path}: status ${answer.status} is not documented`);
    if (!content) return;
    const place = `${row.path} ${method} ${key}`;

    if (!this.validators.has(place)) {
      const pointer = ['paths', row.path, method.toLowerCase(), 'responses', key, 'content', 'application/json', 'schema'];
      const reference = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');

      this.validators.set(place, this.ajv.compile({ $ref: `api#/${reference}` }));
    }
    const validate = this.validators.get(place);

    assert.ok(validate(answer.body), `${method} ${path} ${answer.status}: ${this.ajv.errorsText(validate.errors)}\n${answer.text}`);
  }

  // Ask; the status must be the expected one. Gives the body.
  async ask(method, path, expected, body, headers) {
    const answer = await this.fetch(method, path, body, headers);

    assert.equal(answer.status, expected, `${method} ${path}: ${answer.text}`);
    this.check(method, path, answer);
    return answer.body ?? answer.text;
  }

  get(path, expected = 200) {
    return this.ask('GET', path, expected);
  }

  post(path, body, expected = 200, headers) {
    return this.ask('POST', path, expected, body, headers);
  }

  put(path, body, expected = 204, headers) {
    return this.ask('PUT', path, expected, body, headers);
  }

  delete(path, expected = 204, headers) {
    return this.ask('DELETE', path, expected, undefined, headers);
  }

  // An error body of the documented form; the type is the contract.
  async refused(method, path, status, type, body, headers) {
    const error = await this.ask(method, path, status, body, headers);

    assert.equal(error.type, type, JSON.stringify(error));
    assert.equal(typeof error.message, 'string');
    assert.equal(error.code, 0);
    return error;
  }

  deploy(name, files, fields = {}, expected = 200) {
    const form = new FormData();

    form.append('deployment-name', name);
    for (const [key, value] of Object.entries(fields)) form.append(key, value);
    for (const [file, text] of Object.entries(files)) form.append(file, new Blob([text]), file);
    return this.ask('POST', '/deployment/create', expected, form);
  }
}

// Send bytes as they are; what came back until the other side closed, or `count` answers were there.
export function raw(url, bytes, count = Infinity) {
  const { hostname, port } = new URL(url);

  return new Promise((resolve) => {
    const socket = net.connect(Number(port), hostname, () => socket.write(bytes));
    let text = '';
    const done = () => {
      socket.destroy();
      resolve(text);
    };

    socket.on('data', (data) => {
      text += data.toString('latin1');
      if (text.split('HTTP/1.1 ').length - 1 >= count) done();
    });
    socket.on('end', done);
    socket.on('error', done);
  });
}

export const statuses = (text) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));

// A process from its inner elements.
export const process_ = (key, inner, around = '') => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:weir="urn:weir:bpmn" id="d" targetNamespace="t">
  ${around}
  <process id="${key}" name="The ${key}" isExecutable="true">${inner}</process>
</definitions>`;

export const flow = (from, to) => `<sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}"/>`;
