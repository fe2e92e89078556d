// SPDX-License-Identifier: Apache-2.0
// mock.js - what is mocked in a scenario, answered over HTTP: tasks, stand-ins of processes that are called, messages that
// are awaited, partners that get messages. What waits, and in which order, the log says.
import assert from 'node:assert/strict';
import { compute, readFeel } from './scenario.js';
import { Skip, expectedPlain, isSame, plain, toDate, untyped, variablesOf } from './typed.js';

const opens = { 'task.created': 'task', 'job.created': 'external-task', 'message.subscribed': 'message', 'trigger.awaited': 'trigger' };
const closes = /^(task|job|trigger)\.(completed|cancelled|met)$|^message\.(correlated|unsubscribed)$/;
const escaped = (text) => JSON.stringify(text);
const as = (name) => ({ Authorization: `Basic ${btoa(`${name}:`)}` });

// ── the clock ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export function after(time, duration) {
  const [, ...parts] = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration) ?? [];
  const [years, months, days, hours, minutes, seconds] = parts.map((part) => Number(part ?? 0));

  if (parts.length === 0) throw new Skip(`a duration that is not counted here: ${duration}`);
  const date = new Date(time);

  date.setUTCMonth(date.getUTCMonth() + 12 * years + months);
  return date.getTime() + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

export async function readClock(play) {
  return Date.parse((await play.weir.get('/clock')).now.replace(/(\d\d)$/, ':$1'));
}

// ── what waits ────────────────────────────────────────────────────────────────────────────────────────────────────────

// Instance by instance, as they were started.
async function openWaits(play) {
  const facts = await play.facts();
  const waits = new Map();
  const instances = new Map();

  for (const { type, data, processInstanceId: instance } of facts) {
    if (type === 'instance.created') instances.set(instance, instances.size);
    if (type in opens) waits.set(data.id, { id: data.id, kind: opens[type], element: data.element, name: data.message, token: data.token, instance });
    else if (closes.test(type)) waits.delete(data.id);
  }
  return [...waits.values()].sort((a, b) => instances.get(a.instance) - instances.get(b.instance));
}

async function processOf(play, instance) {
  play.processes ??= new Map();
  if (!play.processes.has(instance)) play.processes.set(instance, (await play.weir.get(`/history/process-instance/${instance}`)).processDefinitionKey);
  return play.processes.get(instance);
}

// ── what it sees ──────────────────────────────────────────────────────────────────────────────────────────────────────

// An external task tells its variables to who fetches it.
async function fetchVariables(play, { id }) {
  const { topicName } = await play.weir.get(`/external-task/${id}`);
  const fetched = await play.weir.post('/external-task/fetchAndLock', { workerId: 'mock', maxTasks: 1000, topics: [{ topicName, lockDuration: 1000 }] });

  for (const task of fetched) await play.weir.post(`/external-task/${task.id}/unlock`, undefined, 204);
  return fetched.find((task) => task.id === id).variables;
}

const variablesSeen = {
  task: (play, wait) => play.weir.get(`/task/${wait.id}/variables`),
  'external-task': fetchVariables,
  message: (play, wait) => play.weir.get(`/process-instance/${wait.instance}/variables`),
  trigger: (play, wait) => play.weir.get(`/process-instance/${wait.instance}/variables`),
};

const asInput = ([name, { value, type }]) => [name,
  type === 'Date' ? { type: 'date and time', value: value.replace(/(\d\d)$/, ':$1') } : type === 'Json' ? JSON.parse(value) : value];

// Of an expression; what it sees is asked for where it is more than a value.
async function valueOf(mock, name, see) {
  const text = mock[name];

  if (!text) return {};
  try {
    return readFeel(text);
  } catch {
    return compute(text, await see());
  }
}

async function checkInputs(mock, see) {
  if (!mock.inputs) return;
  const seen = await see();

  for (const [name, value] of Object.entries(await valueOf(mock, 'inputs', see))) {
    assert.ok(isSame(seen[name] ?? null, value), `line ${mock.line}: ${name} is ${escaped(seen[name])} instead of ${escaped(expectedPlain(value))}`);
  }
}

const seenBy = (play, wait) => async () => Object.fromEntries(Object.entries(await variablesSeen[wait.kind](play, wait)).map(asInput));

// ── noticing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

// Several are used up in their order, and the last one stays.
function choose(fit) {
  const mock = fit.find(({ uses }) => uses === 0) ?? fit.at(-1);

  if (mock) mock.uses++;
  return mock;
}

const dueOf = async (play, mock) => after(await readClock(play), mock.after ?? 'PT0S');

const callerOf = async (play, instance) => (await play.weir.get(`/history/process-instance/${instance}`)).superProcessInstanceId;

async function notice(play) {
  for (const wait of await openWaits(play)) {
    if (play.answers.some(({ id }) => id === wait.id)) continue;
    const process = await processOf(play, wait.instance);
    const mock = choose(play.scenario.mocks.filter((one) => (one.standIn ? one.standIn === process : one.element === wait.element && (one.process ?? process) === process)));

    if (!mock) continue;
    await checkInputs(mock, seenBy(play, wait));
    play.answers.push({ ...wait, mock, caller: mock.standIn && await callerOf(play, wait.instance), due: await dueOf(play, mock), give: answerWait });
  }
}

// The content of a message comes first, then the variables of who has sent it.
async function hear(play) {
  const facts = await play.facts();
  const fresh = facts.slice(play.heard ?? 0).filter(({ type }) => type === 'message.thrown');

  play.heard = facts.length;
  for (const { data, processInstanceId: instance } of fresh) {
    const mock = choose(play.scenario.mocks.filter(({ message }) => message === data.message));

    if (!mock) continue;
    const see = async () => {
      const past = await play.weir.get(`/history/variable-instance?processInstanceId=${instance}&maxResults=10000`);
      const own = past.filter((row) => row.activityInstanceId === instance).map((row) => asInput([row.name, row]));

      return { ...Object.fromEntries(own), ...untyped(data.content ?? {}) };
    };

    await checkInputs(mock, see);
    const [variables, keys] = [await valueOf(mock, 'variables', see), await valueOf(mock, 'keys', see)];

    if (mock.answer) play.answers.push({ mock, instance, variables, keys, due: await dueOf(play, mock), give: sendAnswer });
  }
}

// ── answering ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function sendAnswer(play, { mock, instance, variables, keys }) {
  const member = (name, value) => (value === undefined ? '' : `"${name}":${escaped(value)},`);
  const goesToSender = !mock.keys && !mock.businessKey && !mock.timeToLive;

  await play.weir.ask('POST', '/message', 204, `{"messageName":${escaped(mock.answer)},${member('businessKey', mock.businessKey)}${member('timeToLive', mock.timeToLive)}`
    + `${member('processInstanceId', goesToSender ? instance : undefined)}"correlationKeys":${variablesOf(keys)},"processVariables":${variablesOf(variables)}}`);
}

// What waits in an instance that is suspended is answered when that goes on; a call that is replaced, when its caller does.
async function standing(play) {
  const still = new Set();

  for (const { type, processInstanceId } of await play.facts()) {
    if (type === 'instance.suspended') still.add(processInstanceId);
    else if (type === 'instance.activated') still.delete(processInstanceId);
  }
  return still;
}

const isOpen = async (play, { id }) => (await openWaits(play)).some((wait) => wait.id === id);

// Each user task that nobody has is done by somebody else.
async function actorOf(play, { id, mock }) {
  play.actors = (play.actors ?? 0) + 1;
  return mock.by ?? (await play.weir.get(`/task/${id}`)).assignee ?? `mock-${play.actors}`;
}

const ways = {
  async task(play, wait, { mock, variables }) {
    const actor = as(await actorOf(play, wait));
    const say = (operation, body) => play.weir.ask('POST', `/task/${wait.id}/${operation}`, 204, `{${body}"variables":${variables}}`, actor);

    if (mock.escalation) await say('bpmnEscalation', `"escalationCode":${escaped(mock.escalation)},`);
    if (mock.escalation && !await isOpen(play, wait)) return; // it was interrupted
    if (mock.error) await say('bpmnError', `"errorCode":${escaped(mock.error)},`);
    else await say('complete', '');
  },
  async 'external-task'(play, wait, { mock, variables, locals }) {
    const say = (operation, body) => play.weir.ask('POST', `/external-task/${wait.id}/${operation}`, 204, `{"workerId":"mock",${body}}`);

    await say('lock', '"lockDuration":1000');
    if (mock.error) await say('bpmnError', `"errorCode":${escaped(mock.error)},"variables":${variables}`);
    else await say('complete', `"variables":${variables},"localVariables":${locals}`);
  },
  async message(play, wait, { variables }) {
    await play.weir.ask('POST', `/execution/${wait.instance}/messageSubscriptions/${encodeURIComponent(wait.name)}/trigger`, 204, `{"variables":${variables}}`);
  },
  async trigger(play, wait, { variables }) {
    await play.weir.ask('POST', `/execution/${wait.element}:${wait.instance}:${wait.token}/signal`, 204, `{"variables":${variables}}`);
  },
};

async function answerWait(play, wait) {
  const { mock } = wait;

  if (!await isOpen(play, wait)) return; // it was interrupted meanwhile
  const see = seenBy(play, wait);
  const [variables, locals] = [variablesOf(await valueOf(mock, 'variables', see)), variablesOf(await valueOf(mock, 'locals', see))];

  await ways[wait.kind](play, wait, { mock, variables, locals });
}

// All that is to be answered by now, and what follows from it.
export async function answerMocks(play) {
  if (play.scenario.mocks.length === 0) return;
  play.answers ??= [];
  for (;;) {
    await notice(play);
    await hear(play);
    const still = await standing(play);
    const waiting = play.answers.filter(({ isGiven, id, instance, caller }) => !isGiven && !(id && (still.has(instance) || still.has(caller))));
    const now = waiting.length > 0 && await readClock(play);
    const [next] = waiting.filter(({ due }) => due <= now).sort((a, b) => a.due - b.due);

    if (!next) return;
    next.isGiven = true;
    await next.give(play, next);
    if (!play.scenario.hasManualJobs) await play.waitForJobs();
  }
}

// From one timer or answer to the next, so that what a timer begins is answered in its time.
export async function passTime(play, until) {
  for (;;) {
    const now = await readClock(play);
    const jobs = (await play.weir.get('/job?maxResults=10000')).map(({ dueDate }) => Date.parse(dueDate?.replace(/(\d\d)$/, ':$1')));
    const answers = (play.answers ?? []).filter(({ isGiven }) => !isGiven).map(({ due }) => due);
    const next = Math.min(until, ...[...jobs, ...answers].filter((due) => due > now));

    await play.ask('POST', '/clock', 200, { now: toDate(new Date(next).toISOString()) });
    if (!play.scenario.hasManualJobs) await play.waitForJobs();
    await answerMocks(play);
    if (next >= until) return;
  }
}
