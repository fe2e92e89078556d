// SPDX-License-Identifier: Apache-2.0
// Real receivers, and a sender that is killed again and again: nothing lost, in order, duplicates bounded, signatures right.
//   node drive.mjs EMIT FOLDER KILLS     ends with "N passed, M failed"
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { Receiver } from './receiver.mjs';

const [emit, folder, kills] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const file = `${folder}/weir.db`;
const duplicates_per_kill_max = 512; // saved every 256 deliveries or 50 ms; and what was on its way
const patience_ms = 120000;
let passed = 0, failed = 0, seed = 1;

function check(sentence, is_fine, why = '') {
  console.log(`${is_fine ? 'ok' : 'NOT'}  ${sentence}${is_fine ? '' : `: ${why}`}`);
  if (is_fine) passed++;
  else failed++;
}

// Not random: the same kills each time.
function next_number(below) {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return Math.floor(seed / 65536) % below;
}

// Its lines; the receivers go on meanwhile.
async function tell(...command) {
  const { stdout } = await promisify(execFile)(emit, command, { maxBuffer: 1 << 28 });
  return stdout.split('\n').filter((line) => line !== '');
}

function start(count) {
  const child = spawn(emit, ['run', file, String(count)], { stdio: ['pipe', 'inherit', 'inherit'] });
  child.ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
  return child;
}

// A watchdog, not a wait: it only ends a run that hangs.
const watchdog = setTimeout(() => {
  for (const r of receivers) console.log(`${r.name}: ${r.requests} requests, ${r.seen.size} events`, r.faults);
  console.log(`it hangs\n${passed} passed, ${failed + 1} failed`);
  process.exit(1);
}, patience_ms + kills * 5000);

const refused = new Map(); // what the choosy receiver has refused, once each
const receivers = [
  new Receiver('all'),
  new Receiver('tasks', (event, count) => (count % 97 === 0 ? 503 : undefined)),
  new Receiver('choosy', (event) => {
    const is_poison = event.type === 'io.weir.bpmn.task.created.v1' && Number(event.id.slice(4)) % 501 === 0;
    if (!is_poison || refused.has(event.id)) return undefined;
    refused.set(event.id, true);
    return 422;
  }),
  new Receiver('gone', () => 410),
];
receivers[1].is_filtered = true;

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const urls = [];
for (const r of receivers) {
  if (r.name !== 'gone') r.secret = `whsec_${randomBytes(32).toString('base64')}`;
  urls.push(await r.listen(), r.is_filtered ? '["task.*"]' : 'null', r.secret ?? '-');
}
const lines = await tell('register', file, ...urls);
receivers.forEach((r, ix) => ([r.id, r.told] = lines[ix].split(' ')));
check('secrets are told once', receivers.every((r) => r.told === r.secret || r.name === 'gone'), lines.join());
check('one is made where none was given', /^whsec_[A-Za-z0-9+/]{43}=$/.test(receivers[3].told), lines[3]);
receivers[3].secret = receivers[3].told;

const started = Date.now();
for (let i = 0; i < kills; i++) {
  const child = start(200), goal = receivers[0].seen.size + 50 + next_number(400);
  await receivers[0].until(() => receivers[0].seen.size >= goal);
  child.kill('SIGKILL');
  await child.ended;
}
const facts = (await tell('facts', file)).map((line) => line.split(' '));
const wanted = (r) => facts.filter(([, , , type]) => !r.is_filtered || type.startsWith('task.'));
const id_of = ([position]) => `evt_${position.padStart(16, '0')}`;
const killed = Date.now();
const last = start(0);
for (const r of receivers.slice(0, 3)) {
  const count = wanted(r).length;
  await r.until(() => r.seen.size >= count);
  console.log(`      ${r.name}: ${count} after ${Date.now() - killed} ms`);
}
last.stdin.end();
check('it ends when it is told to', (await last.ended) === 0);
for (const r of receivers.slice(0, 3)) {
  const missing = wanted(r).filter((fact) => !r.seen.has(id_of(fact)));
  check(`${r.name}: each fact arrived`, missing.length === 0 && r.seen.size >= wanted(r).length, `${missing.length} missing, first ${missing[0]}`);
  check(`${r.name}: signatures, events and order are right`, r.faults.length === 0, r.faults.join('; '));
  check(`${r.name}: few arrived twice`, r.duplicates <= kills * duplicates_per_kill_max, `${r.duplicates}`);
}
check('the choosy one has refused some', refused.size > 0);
check('the one that is gone got little', receivers[3].requests <= 32 * (kills + 1), `${receivers[3].requests}`);
const gone = (await tell('list', file)).find((line) => line.startsWith(receivers[3].id));
check('the one that is gone is disabled', gone?.includes('disabled 0 the receiver asked for it'), gone);
for (const [sentence, r, pattern] of [
  ['a test event arrives', receivers[0], /^204 $/],
  ['a test tells what is wrong', receivers[3], /^410 $/],
  ['a test tells that nobody is there', receivers[1], /^0 .+/],
]) {
  if (r === receivers[1]) r.close();
  const answer = (await tell('test', file, r.id))[0];
  check(sentence, pattern.test(answer) && r.faults.length === 0, `${answer} ${r.faults}`);
}
for (const r of receivers) r.close();
clearTimeout(watchdog);
console.log(`${kills} kills in ${killed - started} ms, ${facts.length} facts; the rest after ${Date.now() - killed} ms; duplicates ` +
  receivers.slice(0, 3).map((r) => `${r.name} ${r.duplicates}`).join(', '));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
