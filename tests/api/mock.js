// SPDX-License-Identifier: Apache-2.0
// mock.js - what is mocked in a scenario, answered over HTTP: tasks, and stand-ins of processes that are called.
import assert from 'node:assert/strict';
import { Skip, expectedPlain, isSame, plain, toDate, variablesOf } from './typed.js';

const units = { D: 86400, H: 3600, M: 60, S: 1 };

export function duration(text) {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);

  if (!parts) throw new Skip('a duration with months between mocks');
  return Object.values(units).reduce((sum, unit, ix) => sum + unit * Number(parts[ix + 1] ?? 0), 0) * 1000;
}

export async function readClock(play) {
  return Date.parse((await play.weir.get('/clock')).now.replace(/(\d\d)$/, ':$1'));
}

async function openTasks(play) {
  const tasks = await play.weir.get('/task?maxResults=10000');
  const external = await play.weir.get('/external-task?maxResults=10000');

  return [
    ...tasks.map((task) => ({ id: task.id, element: task.taskDefinitionKey, definition: task.processDefinitionId, path: `/task/${task.id}` })),
    ...external.map((task) => ({ id: task.id, element: task.activityId, definition: task.processDefinitionId, path: `/external-task/${task.id}`, isExternal: true })),
  ].map((task) => ({ ...task, process: task.definition.split(':')[0] }));
}

// Several are used up in their order, and the last one stays.
function choose(play, { element, process }) {
  const fit = play.scenario.mocks.filter((mock) => (mock.standIn ? mock.standIn === process : mock.element === element && (mock.process ?? process) === process));
  const mock = fit.find(({ uses }) => uses === 0) ?? fit.at(-1);

  if (mock) mock.uses++;
  return mock;
}

async function checkInputs(play, mock, task) {
  if (!mock.inputs) return;
  if (mock.inputs instanceof Error || task.isExternal) throw new Skip('inputs that can\'t be looked at');
  const values = await play.weir.get(`${task.path}/variables`);

  for (const [name, value] of Object.entries(mock.inputs)) assert.ok(isSame(plain(values[name]), value), `line ${mock.line}: ${name} is ${JSON.stringify(plain(values[name]))} instead of ${JSON.stringify(expectedPlain(value))}`);
}

async function notice(play) {
  play.answers ??= new Map();
  for (const task of await openTasks(play)) {
    const mock = play.answers.has(task.id) ? undefined : choose(play, task);

    if (!mock) continue;
    if (mock.variables instanceof Error || mock.locals instanceof Error) throw new Skip(mock.variables.message ?? mock.locals.message);
    await checkInputs(play, mock, task);
    play.answers.set(task.id, { task, mock, due: await readClock(play) + (mock.after ? duration(mock.after) : 0) });
  }
}

async function give(play, { task, mock }) {
  const variables = `"variables":${variablesOf(mock.variables)}`;
  const say = (operation, body) => play.weir.ask('POST', `${task.path}/${operation}`, 204, `{${body}}`);

  if (task.isExternal) {
    const worker = '"workerId":"mock"';

    await say('lock', `${worker},"lockDuration":1000`);
    if (mock.attributes.error) await say('bpmnError', `${worker},"errorCode":${JSON.stringify(mock.attributes.error)},${variables}`);
    else await say('complete', `${worker},${variables},"localVariables":${variablesOf(mock.locals)}`);
    return;
  }
  if (mock.attributes.escalation) await say('bpmnEscalation', `"escalationCode":${JSON.stringify(mock.attributes.escalation)},${variables}`);
  if (!(await openTasks(play)).some(({ id }) => id === task.id)) return; // it was interrupted
  if (mock.attributes.error) await say('bpmnError', `"errorCode":${JSON.stringify(mock.attributes.error)},${variables}`);
  else await say('complete', variables);
}

// All that is to be answered by now, and what follows from it.
export async function answerMocks(play) {
  if (play.scenario.mocks.length === 0) return;
  if (play.scenario.mocks.some(({ message }) => message)) throw new Skip('a mock of a message');
  for (;;) {
    await notice(play);
    const now = await readClock(play);
    const open = await openTasks(play);

    for (const id of play.answers.keys()) if (play.answers.get(id) && !open.some((task) => task.id === id)) play.answers.set(id, null);
    const [next] = [...play.answers.values()].filter((answer) => answer && answer.due <= now).sort((a, b) => a.due - b.due);

    if (!next) return;
    await give(play, next);
    play.answers.set(next.task.id, null);
    if (!play.scenario.hasManualJobs) await play.waitForJobs();
  }
}

// From one timer or answer to the next, so that what a timer begins is answered in its time.
export async function passTime(play, until) {
  for (;;) {
    const now = await readClock(play);
    const jobs = (await play.weir.get('/job?maxResults=10000')).map(({ dueDate }) => Date.parse(dueDate?.replace(/(\d\d)$/, ':$1')));
    const answers = [...(play.answers ?? new Map()).values()].filter((answer) => answer).map(({ due }) => due);
    const next = Math.min(until, ...[...jobs, ...answers].filter((due) => due > now));

    await play.ask('POST', '/clock', 200, { now: toDate(new Date(next).toISOString()) });
    if (!play.scenario.hasManualJobs) await play.waitForJobs();
    await answerMocks(play);
    if (next >= until) return;
  }
}
