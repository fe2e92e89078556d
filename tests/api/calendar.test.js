// SPDX-License-Identifier: Apache-2.0
// calendar.test.js - calendars of working days over HTTP: due dates of jobs and tasks, deployments of corrections.
import assert from 'node:assert/strict';
import { start, flow } from './weir.js';

const model = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:weir="urn:weir:bpmn" targetNamespace="t">
<process id="p" isExecutable="true" weir:calendar="= calendar"><startEvent id="s"/>${flow('s', 'a')}
  <userTask id="a" weir:dueDate="5wd" weir:followUpDate="P2D"/>${flow('a', 'e')}
  <boundaryEvent id="late" attachedToRef="a" cancelActivity="false"><timerEventDefinition id="d"><timeDuration>5wd</timeDuration></timerEventDefinition></boundaryEvent>
  ${flow('late', 'e')}<endEvent id="e"/></process></definitions>`;
const office = (rest, more = '') => `<?xml version="1.0" encoding="UTF-8"?>
<calendar xmlns="urn:weir:calendar" id="office" zone="Asia/Shanghai" weeklyRest="${rest}" cutOff="18:00" dayClose="18:00">
<hours from="08:30" to="12:00"/><hours from="13:30" to="18:00"/><year number="2026" status="official" source="s"/>${more}</calendar>`;

export async function before() {
  const server = await start('--virtual-clock', '--now', '2026-03-10T10:15:00+08:00');

  await server.weir.deploy('p', { 'p.bpmn': model, 'office.calendar.xml': office('6 7') });
  return { server, weir: server.weir };
}

export async function after({ server }) {
  assert.equal((await server.stop()).code, 0);
}

const begin = (weir, calendar) => weir.post('/process-definition/key/p/start', { variables: { calendar: { value: calendar, type: 'String' } } });
const dates = async (weir, { id }) => {
  const [task] = await weir.get(`/task?processInstanceId=${id}`);
  const [job] = await weir.get(`/job?processInstanceId=${id}`);

  return { due: task.due, followUp: task.followUp, job: job.dueDate };
};

export default {
  'due dates of tasks and jobs are those of the calendar': async ({ weir }) => {
    assert.deepEqual(await dates(weir, await begin(weir, 'cn-gov')), {
      due: '2026-03-17T10:00:00.000+0000', followUp: '2026-03-12T10:00:00.000+0000', job: '2026-03-17T10:00:00.000+0000',
    });
    assert.deepEqual(await dates(weir, await begin(weir, '24x7')), {
      due: '2026-03-16T00:00:00.000+0000', followUp: '2026-03-12T02:15:00.000+0000', job: '2026-03-16T00:00:00.000+0000',
    });
    await weir.refused('POST', '/process-definition/key/p/start', 500, 'RestException', { variables: { calendar: { value: 'nowhere', type: 'String' } } });
  },

  'a name that no calendar has is warned of at deployment, with the nearest one that is known': async ({ weir }) => {
    const named = (name) => model.replace('<process id="p"', '<process id="q"').replace('"= calendar"', `"${name}"`);
    const unknown = await weir.deploy('typo', { 'typo.bpmn': named('ofice') });

    const { errors, warnings } = unknown.details['typo.bpmn'];

    assert.deepEqual(errors, []);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0].message, /there is no calendar "ofice".*did you mean "office"\?$/);
    assert.deepEqual([warnings[0].line, warnings[0].mainElementId], [3, 'q']);
    for (const name of ['office', 'office-hours', 'cn-gov', 'cn-gov-hours', '24x7'])
      assert.equal((await weir.deploy('known', { 'known.bpmn': named(name) })).details, null, name);
    const beside = office('6 7', '<overlay id="annex"/>').replace('"office"', '"branch"');
    for (const name of ['branch', 'annex', 'annex-hours'])
      assert.equal((await weir.deploy('beside', { 'a.bpmn': named(name), 'z.calendar.xml': beside })).details, null, name);
    assert.equal((await weir.deploy('later', { 'later.bpmn': named('annex') })).details, null);
  },

  'a correction is a deployment, and what is open follows, with a fact each': async ({ weir }) => {
    const instance = await begin(weir, 'office');
    const byHand = await begin(weir, 'office');
    const [task] = await weir.get(`/task?processInstanceId=${byHand.id}`);
    const old = await dates(weir, instance);

    await weir.put(`/task/${task.id}`, { ...task, due: '2026-03-20T00:00:00.000+0000' });
    await weir.deploy('correction', { 'office.calendar.xml': office('5 6 7') });
    await weir.post('/clock', { now: '2026-03-10T10:16:00+08:00' });
    assert.equal(old.due, '2026-03-17T10:00:00.000+0000');
    assert.deepEqual(await dates(weir, instance), {
      due: '2026-03-18T10:00:00.000+0000', followUp: '2026-03-12T10:00:00.000+0000', job: '2026-03-18T10:00:00.000+0000',
    });
    assert.equal((await dates(weir, byHand)).due, '2026-03-20T00:00:00.000+0000');
    const facts = (await weir.get(`/log?processInstanceId=${instance.id}`)).filter(({ type }) => type === 'timer.rescheduled' || type === 'task.updated');

    assert.equal(facts.length, 2);
    for (const { data } of facts) {
      const { calendar, version, limit } = (data.cycle ?? data.details).dueBy;

      assert.deepEqual([data.due, data.oldDue], ['2026-03-18T10:00:00.000Z', '2026-03-17T10:00:00.000Z']);
      assert.deepEqual([calendar, version, limit], ['office', 2, '5wd']);
    }
  },

  'a calendar with errors is refused, and nothing of it is deployed': async ({ weir }) => {
    const before_ = (await weir.get('/deployment/count')).count;

    await assert.rejects(weir.deploy('broken', { 'broken.calendar.xml': office('6 7').replace('Asia/Shanghai', 'Mars') }));
    assert.equal((await weir.get('/deployment/count')).count, before_);
  },
  'what a file is, its name says, whatever the same bytes were called before': async ({ weir }) => {
    const corrected = office('5 6');
    const other = model.replace('process id="p"', 'process id="other"');

    await weir.deploy('as text', { 'a.txt': other, 'office.txt': corrected });
    const { deployedProcessDefinitions } = await weir.deploy('as model', { 'a.bpmn': other });
    assert.equal(Object.values(deployedProcessDefinitions)[0].key, 'other');
    await weir.deploy('as calendar', { 'office.calendar.xml': corrected });
    assert.equal((await dates(weir, await begin(weir, 'office'))).due, '2026-03-17T10:00:00.000+0000'); // 13 and 14 March rest, 15 works
    assert.equal((await weir.deploy('as text again', { 'a.txt': other })).deployedProcessDefinitions, null);
  },
};
