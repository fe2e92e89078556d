// SPDX-License-Identifier: Apache-2.0
// Real receivers, and a sender that is killed again and again: nothing lost, in order, duplicates bounded, signatures right.
//   node drive.mjs EMIT FOLDER KILLS     ends with "N passed, M failed"
import { execFile, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { Receiver } from './receiver.mjs';

const [emit, folder, kills] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const file = `${folder}/weir.db`, ca = `${folder}/certificate.pem`, env = { ...process.env, WEIR_TEST_CA: ca };
const duplicates_per_kill_max = 512; // saved every 256 deliveries or 50 ms; and what was on its way
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
  const { stdout } = await promisify(execFile)(emit, command, { maxBuffer: 1 << 28, env });
  return stdout.split('\n').filter((line) => line !== '');
}

function start(count) {
  const child = spawn(emit, ['run', file, String(count)], { stdio: ['pipe', 'inherit', 'inherit'], env });
  child.ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
  return child;
}

// Whoever stops a run that hangs sees where it hangs.
process.on('SIGTERM', () => {
  for (const r of receivers) console.log(`${r.name}: ${r.requests} requests, ${r.seen.size} events`, r.faults);
  console.log(`stopped\n${passed} passed, ${failed + 1} failed`);
  process.exit(1);
});

const refused = new Set(); // what the choosy receiver has refused, once each, and after how many requests it does so again
let next_refusal = 100;
const receivers = [
  new Receiver('all'),
  new Receiver('tasks', (event, count) => (count % 97 === 0 ? 503 : undefined)),
  new Receiver('choosy', (event, count) => {
    if (event.type !== 'io.weir.bpmn.task.created.v1' || count < next_refusal || refused.has(event.id)) return undefined;
    refused.add(event.id);
    next_refusal = count + 500;
    return 422;
  }),
  new Receiver('tls'),
  new Receiver('gone', () => 410),
];
const takers = receivers.slice(0, 4), [all, tasks, , tls, gone] = receivers;
tasks.is_filtered = true;

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
  '-subj', '/CN=receiver', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', `${folder}/key.pem`, '-out', ca], { stdio: 'pipe' });
const urls = [];
for (const r of receivers) {
  if (r !== gone) r.secret = `whsec_${randomBytes(32).toString('base64')}`;
  urls.push(await r.listen(r === tls && { key: readFileSync(`${folder}/key.pem`), cert: readFileSync(ca) }), r.is_filtered ? '["task.*"]' : 'null', r.secret ?? '-');
}
const lines = await tell('register', file, ...urls);
receivers.forEach((r, ix) => ([r.id, r.told] = lines[ix].split(' ')));
check('secrets are told once', receivers.every((r) => r.told === r.secret || r === gone), lines.join());
check('one is made where none was given', /^whsec_[A-Za-z0-9+/]{43}=$/.test(gone.told), lines.at(-1));
gone.secret = gone.told;

const started = Date.now();
for (let i = 0; i < kills; i++) {
  const child = start(200), goal = all.seen.size + 50 + next_number(400);
  await all.until(() => all.seen.size >= goal);
  child.kill('SIGKILL');
  await child.ended;
}
const facts = (await tell('facts', file)).map((line) => line.split(' '));
const wanted = (r) => facts.filter(([, , , type]) => !r.is_filtered || type.startsWith('task.'));
const id_of = ([position]) => `evt_${position.padStart(16, '0')}`;
const killed = Date.now();
const last = start(0);
for (const r of takers) {
  const count = wanted(r).length;
  await r.until(() => r.seen.size >= count);
  console.log(`      ${r.name}: ${count} after ${Date.now() - killed} ms`);
}
last.stdin.end();
check('it ends when it is told to', (await last.ended) === 0);
for (const r of takers) {
  const missing = wanted(r).filter((fact) => !r.seen.has(id_of(fact)));
  check(`${r.name}: each fact arrived`, missing.length === 0 && r.seen.size >= wanted(r).length, `${missing.length} missing, first ${missing[0]}`);
  check(`${r.name}: signatures, events and order are right`, r.faults.length === 0, r.faults.join('; '));
  check(`${r.name}: few arrived twice`, r.duplicates <= kills * duplicates_per_kill_max, `${r.duplicates}`);
}
check('the choosy one has refused some', refused.size > 0);
check('the one that is gone got little', gone.requests <= 32 * (kills + 1), `${gone.requests}`);
const listed = (await tell('list', file)).find((line) => line.startsWith(gone.id));
check('the one that is gone is disabled', listed?.includes('disabled 0 the receiver asked for it'), listed);
for (const [sentence, r, pattern] of [
  ['a test event arrives', all, /^204 $/],
  ['a test tells what is wrong', gone, /^410 $/],
  ['a test tells that nobody is there', tasks, /^0 .+/],
  ['nothing goes to a receiver whose certificate nobody vouches for', tls, /^0 .*certificate/],
]) {
  if (r === tasks) r.close();
  if (r === tls) delete env.WEIR_TEST_CA;
  const answer = (await tell('test', file, r.id))[0];
  check(sentence, pattern.test(answer) && r.faults.length === 0, `${answer} ${r.faults}`);
}
for (const r of receivers) r.close();
console.log(`${kills} kills in ${killed - started} ms, ${facts.length} facts; the rest after ${Date.now() - killed} ms; duplicates ` +
  takers.map((r) => `${r.name} ${r.duplicates}`).join(', '));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
