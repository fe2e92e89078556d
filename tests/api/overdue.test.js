// SPDX-License-Identifier: Apache-2.0
// overdue.test.js - what is overdue, and by how much: the same over HTTP, by the command line, and over the file alone.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flow, program, startOver } from './weir.js';

const process_ = (id, body) => `<process id="${id}" isExecutable="true" weir:calendar="cn-gov"><startEvent id="s-${id}"/>${body}</process>`;
const one = (id, attributes) => process_(id, `${flow(`s-${id}`, `t-${id}`)}<userTask id="t-${id}" ${attributes}/>`);
const model = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:weir="urn:weir:bpmn" targetNamespace="t">
${one('dated', 'weir:dueDate="3wd"')}
${one('limited', 'weir:dueDate="10wd" weir:timeLimit="1wd" weir:timeLimitPolicy="TL-1"')}
${one('free', '')}
${one('long', 'weir:timeLimit="30wd"')}
${process_('stopped', `${flow('s-stopped', 'fork')}<parallelGateway id="fork"/>${flow('fork', 't-stopped')}<userTask id="t-stopped" weir:timeLimit="3wd"/>
  ${flow('fork', 'stopper')}<userTask id="stopper" weir:suspends="t-stopped"/>`)}
</definitions>`;
const late = ['t-dated', 't-limited'];

export async function before() {
  const folder = mkdtempSync(join(tmpdir(), 'weir-overdue-'));
  const server = await startOver(join(folder, 'a.db'), '--virtual-clock', '--now', '2026-03-10T09:00:00+08:00');
  const ids = {};

  await server.weir.deploy('overdue', { 'overdue.bpmn': model });
  for (const key of ['dated', 'limited', 'free', 'long', 'stopped']) ids[key] = (await server.weir.post(`/process-definition/key/${key}/start`, {})).id;
  return { folder, server, weir: server.weir, ids };
}

export async function after({ folder, server }) {
  assert.equal((await server.stop()).code, 0);
  rmSync(folder, { recursive: true });
}

const keys = (rows) => rows.map((row) => row.taskDefinitionKey ?? row.element).sort();
const of = (instances) => instances.map((row) => row.processDefinitionKey ?? row.process ?? row.definitionId.split(":")[0]).sort();
const lines = (...words) => execFileSync(program, [...words, '--json'], { encoding: 'utf8' }).split('\n').filter(Boolean).map((line) => JSON.parse(line));
const until = (weir, now) => weir.post('/clock', { now });

export default {
  'nothing is overdue before its time': async ({ weir, server }) => {
    await until(weir, '2026-03-11T17:59:59.999+0800');
    assert.deepEqual(await weir.get('/task?overdue=true'), []);
    assert.equal((await weir.get('/task/count?overdue=false')).count, 6);
    assert.deepEqual(await weir.get('/process-instance?overdue=true'), []);
    assert.deepEqual(await weir.get('/history/process-instance?overdue=true'), []);
    assert.deepEqual(lines('task', 'list', '--overdue', '--server', server.url), []);
  },

  'a limit that is overdue or a due date that has passed: everywhere the same': async ({ weir, server, ids }) => {
    await until(weir, '2026-03-11T18:00:00.000+0800');
    assert.deepEqual(keys(await weir.get('/task?overdue=true')), ['t-limited']);
    await until(weir, '2026-03-13T18:00:00.000+0800');
    assert.deepEqual(keys(await weir.get('/task?overdue=true')), late);
    await until(weir, '2026-03-16T09:00:00.000+0800');
    assert.deepEqual(keys(await weir.get('/task?overdue=true')), late);
    assert.equal((await weir.get('/task/count?overdue=true')).count, 2);
    assert.deepEqual(keys(await weir.get('/task?overdue=false')), ['stopper', 't-free', 't-long', 't-stopped']);
    assert.deepEqual(of(await weir.get('/process-instance?overdue=true')), ['dated', 'limited']);
    assert.equal((await weir.get('/process-instance/count?overdue=false')).count, 3);
    assert.deepEqual(keys(await weir.get('/history/task?overdue=true')), late);
    assert.deepEqual(of(await weir.get('/history/process-instance?overdue=true')), ['dated', 'limited']);
    assert.equal((await weir.get('/history/process-instance/count?overdue=false')).count, 3);
    assert.deepEqual(of(await weir.get('/log/instance?overdue=true')), ['dated', 'limited']);
    assert.deepEqual(keys(lines('task', 'list', '--overdue', '--server', server.url)), late);
    assert.deepEqual(keys(lines('task', 'list', '--overdue', '--db', server.db)), late);
    assert.deepEqual(keys(lines('task', 'list', '--overdue', '--instance', ids.dated, '--db', server.db)), ['t-dated']);
    assert.deepEqual(lines('task', 'list', '--overdue', '--instance', ids.long, '--db', server.db), []);
    assert.deepEqual(keys(lines('task', 'list', '--overdue', '--process', 'limited', '--db', server.db)), ['t-limited']);
    assert.deepEqual(of(lines('ps', '--overdue', '--server', server.url)), ['dated', 'limited']);
    assert.deepEqual(of(lines('ps', '--overdue', '--db', server.db)), ['dated', 'limited']);
  },

  'days overdue are those of now, wherever they are asked': async ({ weir, server, ids }) => {
    const days = async () => (await weir.get(`/process-instance/${ids.limited}/limits`))[0].overdueWd;
    const shown = (...where) => lines('show', ids.limited, ...where)[0].waits.find(({ kind }) => kind === 'limit').value.overdueWd;

    await until(weir, '2026-03-16T09:00:00.000+0800');
    assert.equal(await days(), 3);
    await until(weir, '2026-03-31T09:00:00.000+0800');
    assert.equal(await days(), 14);
    assert.equal((await weir.get('/time-limit?overdue=true'))[0].overdueWd, 14);
    assert.equal((await weir.get(`/time-limit?processInstanceId=${ids.long}`))[0].overdueWd, 0);
    assert.equal(shown('--server', server.url), 14);
    assert.equal(shown('--db', server.db), 14);
    const step = (await weir.get(`/process-instance/${ids.limited}/accountability`)).instances[0].steps.find(({ element }) => element === 't-limited');

    assert.equal(step.limit.overdueWd, 14);
    const facts = await weir.get(`/log?processInstanceId=${ids.limited}&maxResults=100`);
    const marked = facts.find(({ type }) => type === 'limit.overdue');

    assert.equal(marked.data.details.overdueWd ?? 0, 0); /* as it was then */
  },

  'a correction of the calendar counts for how late a limit is': async ({ weir, ids }) => {
    await weir.deploy('corrected', { 'cn-gov.calendar.xml': `<?xml version="1.0" encoding="UTF-8"?>
<calendar xmlns="urn:weir:calendar" id="cn-gov" name="cn" zone="Asia/Shanghai" weeklyRest="6 7" cutOff="18:00" dayClose="18:00">
<hours from="08:30" to="12:00"/><hours from="13:30" to="18:00"/>
<year number="2026" status="official" source="x"><rest date="2026-03-30" name="Flood"/></year></calendar>` });
    assert.equal((await weir.get(`/process-instance/${ids.limited}/limits`))[0].overdueWd, 13);
  },

  'who was late stays late in history, and was late by what the end says': async ({ weir, server, ids }) => {
    for (const key of ['dated', 'limited', 'free']) {
      const [task] = await weir.get(`/task?processInstanceId=${ids[key]}`);

      await weir.post(`/task/${task.id}/complete`, {}, 204);
    }
    assert.deepEqual(await weir.get('/task?overdue=true'), []);
    assert.deepEqual(of(await weir.get('/process-instance?overdue=true')), []);
    assert.deepEqual(keys(await weir.get('/history/task?overdue=true')), late);
    assert.deepEqual(keys(await weir.get('/history/task?overdue=false')), ['stopper', 't-free', 't-long', 't-stopped']);
    assert.deepEqual(of(await weir.get('/history/process-instance?overdue=true')), ['dated', 'limited']);
    assert.deepEqual(lines('task', 'list', '--overdue', '--db', server.db), []);
    await until(weir, '2026-04-30T09:00:00.000+0800');
    const step = (await weir.get(`/process-instance/${ids.limited}/accountability`)).instances[0].steps.find(({ element }) => element === 't-limited');

    assert.equal(step.limit.overdueWd, 13);
    assert.deepEqual(keys(await weir.get('/history/task?overdue=true')), [...late, 't-long'].sort());
  },

  'a due date that somebody moves before it passes makes nobody late, one that has passed stays in history': async ({ weir }) => {
    const begin = async () => {
      const { id } = await weir.post('/process-definition/key/dated/start', {});

      return (await weir.get(`/task?processInstanceId=${id}`))[0];
    };
    const move = async (task, due) => weir.put(`/task/${task.id}`, { name: 'x', due }, 204);
    const early = await begin();

    await move(early, '2026-08-01T09:00:00.000+0800');
    await until(weir, '2026-06-01T09:00:00.000+0800');
    const slow = await begin();

    await until(weir, '2026-07-01T09:00:00.000+0800');
    const is = async (task) => [(await weir.get(`/task?taskId=${task.id}&overdue=true`)).length, (await weir.get(`/history/task?processInstanceId=${task.processInstanceId}&overdue=true`)).length];

    assert.deepEqual(await is(early), [0, 0]);
    assert.deepEqual(await is(slow), [1, 1]);
    await move(slow, '2026-08-01T09:00:00.000+0800');
    assert.deepEqual(await is(slow), [0, 1]);
    await move(slow, null);
    assert.deepEqual(await is(slow), [0, 1]);
  },
};
