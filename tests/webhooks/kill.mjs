// SPDX-License-Identifier: Apache-2.0
// weir serve under eight HTTP clients and three receivers, killed again and again: nothing acknowledged is lost, every
// fact arrives, in order, and few twice.
//   node kill.mjs WEIR FOLDER KILLS [early|skip]     ends with "N passed, M failed"
// early and skip are wrong on purpose and have to be found out: a client that tells of an operation before it is
// answered; cursors that were moved ahead.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Receiver } from './receiver.mjs';

const [weir, folder, , planted] = process.argv.slice(2), kills = Number(process.argv[4]);
const file = `${folder}/weir.db`;
const client_count = 8, acks_per_round = 150;
// Saved every 256 deliveries or 50 ms: what was not saved, what one look at the answers brings beside it (64), and what is
// on its way to one receiver (32).
const duplicates_per_kill_max = 256 + 64 + 32;
const process_ = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:weir="urn:weir:bpmn" targetNamespace="t">
  <message id="m" name="paid"/>
  <process id="order" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="pack"/>
  <userTask id="pack"/><sequenceFlow id="g" sourceRef="pack" targetRef="pay"/>
  <intermediateCatchEvent id="pay"><messageEventDefinition id="d" messageRef="m"/></intermediateCatchEvent>
  <sequenceFlow id="h" sourceRef="pay" targetRef="ship"/><serviceTask id="ship" weir:topic="ship"/>
  <sequenceFlow id="i" sourceRef="ship" targetRef="e"/><endEvent id="e"/></process></definitions>`;

let passed = 0, failed = 0, seed = 1;
const wrong = [];

function check(sentence, is_fine, why = '') {
  console.log(`${is_fine ? 'ok' : 'NOT'}  ${sentence}${is_fine ? '' : `: ${why}`}`);
  if (is_fine) passed++;
  else {
    failed++;
    wrong.push(sentence);
  }
}

// Not random: the same goals each time.
function next_number(below) {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return Math.floor(seed / 65536) % below;
}

// ── the server ──────────────────────────────────────────────────────────────────────────────────────────────────────

let child, base, is_up, is_going = true;

function go_down() {
  let announce;
  is_up = new Promise((resolve) => (announce = resolve));
  is_up.announce = announce;
}
go_down();

async function start() {
  child = spawn(weir, ['serve', '--db', file, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('listening at ')) continue;
    base = `${line.slice('listening at '.length)}/engine-rest`;
    break;
  }
  is_up.announce();
}

async function kill() {
  go_down();
  child.kill('SIGKILL');
  await child.ended;
}

// An answer below 400 gives its body; another one, or none, throws.
async function ask(method, path, body) {
  const form = body instanceof FormData;
  const answer = await fetch(base + path, {
    method, body: form || body === undefined ? body : JSON.stringify(body),
    headers: form || body === undefined ? {} : { 'content-type': 'application/json' },
  });
  const text = await answer.text();
  if (answer.status >= 400) throw Object.assign(new Error(`${method} ${path}: ${answer.status} ${text}`), { status: answer.status });
  return text === '' ? undefined : JSON.parse(text);
}

// ── the clients ─────────────────────────────────────────────────────────────────────────────────────────────────────

const acknowledged = []; // [type of fact, what it names]
const refusals = [];     // that a client can't explain
let waiters = [];

function acknowledge(type, name) {
  acknowledged.push([type, name]);
  waiters = waiters.filter(({ goal, resolve }) => acknowledged.length < goal || resolve());
}

const until_acknowledged = (goal) => new Promise((resolve) => waiters.push({ goal, resolve }));

// One operation. After a kill nobody knows whether it was done: it is asked for again, and may be refused then.
async function operate(type, name, request) {
  for (let is_sure = true; ; is_sure = false) {
    await is_up;
    try {
      if (planted === 'early') acknowledge(type, name);
      await request();
      if (planted !== 'early') acknowledge(type, name);
      return;
    } catch (error) {
      if (error.status === undefined && planted === 'early') return;
      if (error.status === undefined) continue; // there was no answer
      if (error.status !== 503) {
        if (is_sure) refusals.push(error.message);
        return;
      }
    }
  }
}

async function look(path) {
  for (;;) {
    await is_up;
    try {
      return await ask('GET', path);
    } catch (error) {
      if (error.status !== undefined) throw error;
    }
  }
}

async function begin(businessKey) {
  try {
    await is_up;
    const { id } = await ask('POST', '/process-definition/key/order/start', { businessKey });
    acknowledge('instance.created', id);
    return id;
  } catch (error) {
    if (error.status !== undefined && error.status !== 503) refusals.push(error.message);
    return undefined; // there is one or there is none; it is left alone
  }
}

async function work(number) {
  for (let i = 0; is_going; i++) {
    const businessKey = `c${number}-${i}`, id = await begin(businessKey);
    if (!id) continue;
    for (const task of await look(`/task?processInstanceId=${id}`))
      await operate('task.completed', task.id, () => ask('POST', `/task/${task.id}/complete`, {}));
    await operate('message.correlated', id, () => ask('POST', '/message', { messageName: 'paid', businessKey }));
    for (const task of await look(`/external-task?processInstanceId=${id}`)) {
      const workerId = `w${number}`;
      await operate('job.completed', task.id, async () => {
        await ask('POST', `/external-task/${task.id}/lock`, { workerId, lockDuration: 600000 });
        await ask('POST', `/external-task/${task.id}/complete`, { workerId });
      });
    }
  }
}

// ── the receivers ───────────────────────────────────────────────────────────────────────────────────────────────────

const refused = new Set(); // events that the choosy receiver has refused, once each
function judge_now_and_then(event, count) {
  if (refused.has(event.id)) return undefined; // else it may have to wait for a minute
  if (count % 97 === 0) return 503;
  if (count % 211 === 0) return 'reset';
  if (planted || event.type !== 'io.weir.bpmn.task.created.v1' || refused.size * 400 > count) return undefined;
  refused.add(event.id);
  return 422;
}

const settings = { keeps_events: true, begins_anywhere: /engine$/ };
const quick = new Receiver('quick', undefined, settings), slow = new Receiver('slow', undefined, { ...settings, answer_ms: 5 });
const failing = new Receiver('failing', judge_now_and_then, settings);
const late = new Receiver('late', (event, count) => (count === 1 ? 'hang' : undefined), { ...settings, begins_anywhere: /./ });
const receivers = [quick, slow, failing];

async function register(receiver, from) {
  receiver.secret = `whsec_${randomBytes(32).toString('base64')}`;
  receiver.webhook = await ask('POST', '/webhook', { url: await receiver.listen(), secret: receiver.secret, from });
}

// Whoever stops a run that hangs sees where it hangs.
process.on('SIGTERM', () => {
  for (const r of receivers) console.log(`${r.name}: ${r.requests} requests, ${r.seen.size} events`, r.faults);
  console.log(`${acknowledged.length} acknowledged, stopped\n${passed} passed, ${failed + 1} failed`);
  process.exit(1);
});

// ── the run ─────────────────────────────────────────────────────────────────────────────────────────────────────────

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await start();
for (const r of receivers) await register(r, 'now');
const form = new FormData();
form.append('deployment-name', 'order');
form.append('order.bpmn', new Blob([process_]), 'order.bpmn');
await ask('POST', '/deployment/create', form);

const started = Date.now();
const clients = Array.from({ length: client_count }, (_, ix) => work(ix));
for (let i = 0; i < kills; i++) {
  await until_acknowledged(acknowledged.length + acks_per_round + next_number(acks_per_round));
  await kill();
  if (planted === 'skip' && i === kills - 1) execFileSync('sqlite3', [`${file}-webhooks`, "UPDATE cursor SET low = low + 120, above = x''"]);
  await start();
}
await until_acknowledged(acknowledged.length + acks_per_round);
is_going = false;
await Promise.all(clients);
const killed = Date.now();

const facts = [];
for (let page; (page = await ask('GET', `/log?maxResults=10000&after=${facts.at(-1)?.position ?? 0}`)).length > 0;) facts.push(...page);
if (!planted) receivers.push(late);
if (!planted) await register(late, facts.at(-500).position);
const end = (await ask('GET', '/log/head')).position;
for (let page; (page = await ask('GET', `/log?maxResults=10000&after=${facts.at(-1).position}`)).length > 0;) facts.push(...page);
const wanted = (r) => facts.filter(({ position }) => position >= r.webhook.from && position <= end);
if (planted === 'skip') await lag_is_gone();
else {
  await Promise.all(receivers.map(async (r) => {
    await r.until(() => r.seen.size >= wanted(r).length);
    console.log(`      ${r.name}: ${wanted(r).length} after ${Date.now() - killed} ms`);
  }));
}

async function lag_is_gone() {
  for (let webhooks; (webhooks = await ask('GET', '/webhook')).some(({ active, delivery }) => active && (delivery.lag > 0 || delivery.blockedInstances > 0));)
    await ask('GET', `/log?after=${end}&waitMs=100`);
}

// ── what came of it ─────────────────────────────────────────────────────────────────────────────────────────────────

const counts = new Map();
for (const { type, data, processInstanceId } of facts)
  for (const name of new Set([data.id, processInstanceId])) counts.set(`${type} ${name}`, (counts.get(`${type} ${name}`) ?? 0) + 1);
const lost = acknowledged.filter(([type, name]) => !counts.has(`${type} ${name}`));
const twice = acknowledged.filter(([type, name]) => counts.get(`${type} ${name}`) > 1);
check('what was acknowledged is in the log', lost.length === 0, `${lost.length} acknowledged, but lost, first ${lost[0]}`);
check('and once', twice.length === 0, `${twice.length}, first ${twice[0]}`);
check('nothing was refused without a reason', refusals.length === 0 || planted === 'early', refusals[0]);
check('the log has no gaps', facts.every(({ position }, ix) => position === ix + 1));

const shown = (event) => JSON.stringify([Number(event.id.slice(4)), Number(event.sequence), event.type, event.data]);
for (const r of receivers) {
  const arrived = new Set(r.events.map(shown));
  const missing = wanted(r).filter((fact) => !arrived.has(JSON.stringify([fact.position, fact.number, `io.weir.bpmn.${fact.type}.v1`, fact.data])));
  check(`${r.name}: each fact arrived, as the log has it`, missing.length === 0, `${missing.length} of ${wanted(r).length} missing, first ${missing[0]?.position}`);
  check(`${r.name}: signatures and events are right, and first arrivals in order without a gap`, r.faults.length === 0, r.faults.slice(0, 3).join('; '));
  check(`${r.name}: at most ${duplicates_per_kill_max} a kill arrived twice`, r.duplicates <= kills * duplicates_per_kill_max, `${r.duplicates}`);
}
check('some events were refused', planted || refused.size > 0);
check('one request had no answer', planted || late.requests > late.seen.size);
child.kill('SIGTERM');
check('it ends when it is told to', (await child.ended) === 0);
let verdict = '';
try {
  execFileSync(weir, ['audit', 'verify', '--db', file], { stdio: 'pipe' });
} catch (error) {
  verdict = `${error.stdout}${error.stderr}`;
}
check('the chain of the log holds', verdict === '', verdict);
for (const r of receivers) r.close();
console.log(`${kills} kills in ${killed - started} ms, ${acknowledged.length} acknowledged, ${facts.length} facts; the rest after ` +
  `${Date.now() - killed} ms; duplicates ${receivers.map((r) => `${r.name} ${r.duplicates}`).join(', ')}`);
if (planted) {
  const sentence = { early: 'what was acknowledged is in the log', skip: 'each fact arrived, as the log has it' }[planted];
  passed = wrong.some((other) => other.endsWith(sentence)) ? 1 : 0;
  failed = 1 - passed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
