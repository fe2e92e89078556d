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
    const plain = await weir.deploy('plain', { 'annex.xml': office('6 7'), 'note.xml': '<note/>', 'annex.txt': office('6 7') });
    assert.deepEqual(Object.entries(plain.details).map(([file, { warnings: [{ rule }] }]) => [file, rule]), [['annex.xml', 'calendar-name']]);
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

  'calendars are listed, shown and handed out, with all their versions': async ({ weir }) => {
    const all = await weir.get('/calendar');
    const ids = all.map(({ id }) => id);

    assert.equal((await weir.get('/calendar/count')).count, all.length);
    for (const id of ['24x7', 'cn-gov', 'office', 'branch', 'annex']) assert.ok(ids.includes(id), id);
    assert.equal(new Set(ids).size, ids.length);
    const { deploymentId, deploymentTime, ...listed } = all.find(({ id }) => id === 'office');

    assert.deepEqual(listed, { id: 'office', name: null, version: 2, timeZone: 'Asia/Shanghai', officialUntil: 2026 });
    assert.equal((await weir.get(`/deployment/${deploymentId}`)).name, 'correction');
    assert.ok(deploymentTime);

    const gov = await weir.get('/calendar/cn-gov');
    const year = gov.years.find((row) => row.year === 2026);

    assert.deepEqual(gov.weeklyRest, [6, 7]);
    assert.deepEqual(gov.workingHours, [['08:30', '12:00'], ['13:30', '18:00']]);
    assert.deepEqual([gov.version, gov.timeZone, gov.cutOff, gov.dayClose, gov.durations, gov.officialUntil, gov.deploymentId],
      [1, 'Asia/Shanghai', '18:00', '18:00', 'days', 2026, null]);
    assert.deepEqual([year.status, year.workingDays, year.days.length], ['official', 248, 39]);
    assert.deepEqual(year.days[3], { date: '2026-01-04', kind: 'workday', name: '元旦调休上班', statutory: false, certainty: null });
    assert.equal(gov.years.find((row) => row.year === 2027).days[0].certainty, 'statutory');
    assert.deepEqual(gov.versions, [{ version: 1, deploymentId: null, deploymentTime: null }]);

    const hours = await weir.get('/calendar/cn-gov-hours');

    assert.deepEqual([hours.id, hours.durations, hours.version], ['cn-gov-hours', 'hours', 1]);
    assert.deepEqual(hours.years, gov.years);
    assert.deepEqual([(await weir.get('/calendar/24x7')).durations, (await weir.get('/calendar/24x7-hours')).id], ['natural', '24x7']);

    assert.deepEqual((await weir.get('/calendar/office')).weeklyRest, [5, 6, 7]);
    const first = await weir.get('/calendar/office?version=1');

    assert.deepEqual([first.version, first.weeklyRest], [1, [6, 7]]);
    assert.deepEqual(first.versions.map(({ version }) => version), [1, 2]);
    assert.equal(await weir.get('/calendar/office/xml'), office('5 6 7'));
    assert.equal(await weir.get('/calendar/office-hours/xml?version=1'), office('6 7'));
    assert.match(await weir.get('/calendar/cn-gov/xml'), /urn:weir:calendar/);
    for (const path of ['/calendar/nowhere', '/calendar/nowhere/xml', '/calendar/nowhere/add?limit=1wd', '/calendar/office?version=3', '/calendar/24x7/xml', '/calendar/-hours'])
      await weir.refused('GET', path, 404, 'InvalidRequestException');
    for (const version of ['0', '-1', 'x', '1.5', '99999999999'])
      await weir.refused('GET', `/calendar/office?version=${version}`, 400, 'InvalidRequestException');
  },

  'a calendar computes when limits end': async ({ weir }) => {
    const add = (id, query) => weir.get(`/calendar/${id}/add?${new URLSearchParams(query)}`);
    const due = async (id, start, limit, more = {}) => (await add(id, { start, limit, ...more })).due;

    assert.deepEqual(await add('cn-gov', { start: '2026-03-10T10:15', limit: '5wd' }), {
      calendar: 'cn-gov', version: 1, start: '2026-03-10T02:15:00.000+0000', limit: '5wd', due: '2026-03-17T10:00:00.000+0000',
      reminder: '2026-03-16T10:00:00.000+0000', dueProvisional: false,
    });
    for (const limit of ['PT24H', 'P1D', 'PT1440M'])
      assert.equal(await due('cn-gov-hours', '2026-03-12T10:00:00+08:00', limit), '2026-03-17T02:00:00.000+0000', limit);
    assert.equal(await due('cn-gov', '2026-03-12T10:00', 'P1D'), '2026-03-13T10:00:00.000+0000');
    assert.equal(await due('cn-gov', '2026-03-12T10:00', 'P1D', { natural: true }), '2026-03-13T02:00:00.000+0000');
    assert.equal(await due('24x7', '2026-10-03T15:10:00.000+0000', 'PT4H'), '2026-10-03T19:10:00.000+0000');
    assert.equal(await due('cn-gov', '2026-04-28T09:00', '3wd', { stop: '2026-04-29T14:00/2026-05-07T10:00' }), '2026-05-11T10:00:00.000+0000');
    assert.equal(await due('cn-gov', '2026-03-10T09:00', 'PT4H', { stop: '2026-03-10T09:30/2026-03-10T10:30, 2026-03-10T11:00/2026-03-10T11:30' }), '2026-03-10T08:00:00.000+0000');
    assert.equal((await add('cn-gov', { start: '2026-12-30T15:00', limit: '5wd' })).dueProvisional, true);
    assert.equal(await due('office', '2026-03-10T10:15', '5wd'), '2026-03-18T10:00:00.000+0000');
    assert.equal(await due('office', '2026-03-10T10:15', '5wd', { version: 1 }), '2026-03-17T10:00:00.000+0000');
    assert.equal((await add('cn-gov', { limit: '0wd' })).start, '2026-03-10T02:16:00.000+0000');
    for (const wrong of [{}, { limit: '' }, { limit: 'soon' }, { limit: 'P1M' }, { limit: 'P1DT4H' }, { limit: '5wd', start: 'yesterday' }, { limit: '5wd', natural: 'perhaps' },
      { limit: '5wd', stop: '2026-01-02' }, { limit: '5wd', stop: '2026-01-03T00:00/2026-01-02T00:00' },
      { limit: '5wd', stop: '2026-01-03T00:00/2026-01-04T00:00,2026-01-02T00:00/2026-01-02T01:00' }, { limit: '5wd', stop: '2026-01-03T00:00/2026-01-04T00:00,' },
      { limit: '36600wd', start: '2026-01-01T00:00' }])
      await weir.refused('GET', `/calendar/cn-gov/add?${new URLSearchParams(wrong)}`, 400, 'InvalidRequestException');
  },

  'in a calendar of hours a day is 24 working hours, whoever says so and how': async ({ weir }) => {
    const limited = (calendar) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:weir="urn:weir:bpmn" targetNamespace="t">
<process id="limited" isExecutable="true" weir:calendar="${calendar}"><startEvent id="s"/>${flow('s', 'a')}
  <userTask id="a" weir:timeLimit="= within"/>${flow('a', 'e')}<endEvent id="e"/></process></definitions>`;
    const due = async (value, type) => {
      const { id } = await weir.post('/process-definition/key/limited/start', { variables: { within: { value, type } } });
      const [limit] = await weir.get(`/time-limit?processInstanceId=${id}`);
      const [task] = await weir.get(`/task?processInstanceId=${id}`);

      assert.equal(task.due, limit.due);
      return [limit.calendar, limit.limit, limit.due];
    };

    await weir.deploy('hours', { 'limited.bpmn': limited('cn-gov-hours') });
    for (const text of ['PT24H', 'P1D', 'PT1440M']) assert.deepEqual(await due(text, 'String'), ['cn-gov-hours', 'PT24H', '2026-03-13T02:16:00.000+0000'], text);
    assert.deepEqual(await due('P1DT4H', 'String'), ['cn-gov-hours', 'PT28H', '2026-03-13T07:46:00.000+0000']);
    assert.deepEqual(await due(1, 'Integer'), ['cn-gov-hours', '1wd', '2026-03-11T10:00:00.000+0000']);
    await weir.deploy('days', { 'limited.bpmn': limited('cn-gov') });
    assert.deepEqual(await due('P1D', 'String'), ['cn-gov', '1wd', '2026-03-11T10:00:00.000+0000']);
    assert.deepEqual(await due('PT24H', 'String'), ['cn-gov', 'PT24H', '2026-03-13T02:16:00.000+0000']);
  },

  'an import says which versions it makes, and how many instances follow; a check writes nothing': async ({ weir }) => {
    const send = (path, text, expected = 200) => weir.post(path, text, expected, { 'Content-Type': 'application/xml' });
    const depot = (rest, id = 'depot') => office(rest, '<overlay id="depot-north" name="North"><rest date="2026-10-12"/></overlay>').replace('"office"', `"${id}"`);
    const versions = ({ calendars }) => calendars.map(({ id, version, isNew }) => [id, version, isNew]);
    const deployments = (await weir.get('/deployment/count')).count;
    const checked = await send('/calendar/check', depot('6 7'));

    assert.deepEqual([checked.deploymentId, checked.details], [null, null]);
    assert.deepEqual(versions(checked), [['depot', 1, true], ['depot-north', 1, true]]);
    assert.equal((await weir.get('/deployment/count')).count, deployments);
    await weir.refused('GET', '/calendar/depot', 404, 'InvalidRequestException');

    const made = await send('/calendar?name=depot.xml', depot('6 7'));

    assert.deepEqual(versions(made), [['depot', 1, true], ['depot-north', 1, true]]);
    assert.deepEqual(made.calendars[1], { id: 'depot-north', name: 'North', version: 1, timeZone: 'Asia/Shanghai', officialUntil: 2026, isNew: true });
    assert.deepEqual((await weir.get(`/deployment/${made.deploymentId}/resources`)).map(({ name }) => name), ['depot.calendar.xml']);
    assert.equal((await weir.get('/calendar/depot')).deploymentId, made.deploymentId);

    const instance = await begin(weir, 'depot');
    const old = await dates(weir, instance);
    const again = await send('/calendar', depot('6 7'));

    assert.deepEqual([versions(again), again.datedInstances], [[['depot', 1, false], ['depot-north', 1, false]], 0]);
    const form = new FormData();

    form.append('a', new Blob([depot('5 6 7')]), 'depot.xml');
    form.append('b', new Blob([depot('6 7', 'other').replace('depot-north', 'other-north')]), 'other.calendar.xml');
    assert.deepEqual(versions(await weir.post('/calendar/check', form)), [['depot', 2, true], ['depot-north', 2, true], ['other', 1, true], ['other-north', 1, true]]);
    const corrected = await weir.post('/calendar', form);

    assert.deepEqual(versions(corrected), [['depot', 2, true], ['depot-north', 2, true], ['other', 1, true], ['other-north', 1, true]]);
    assert.ok(corrected.datedInstances >= 1);
    await weir.post('/clock', { now: '2026-03-10T10:17:00+08:00' });
    assert.equal(old.due, '2026-03-17T10:00:00.000+0000');
    assert.equal((await dates(weir, instance)).due, '2026-03-18T10:00:00.000+0000');
    const [fact] = (await weir.get(`/log?processInstanceId=${instance.id}`)).filter(({ type }) => type === 'timer.rescheduled');

    assert.deepEqual([fact.data.oldDue, fact.data.due], ['2026-03-17T10:00:00.000Z', '2026-03-18T10:00:00.000Z']);
    assert.deepEqual((await weir.get('/calendar/depot')).versions.map(({ version }) => version), [1, 2]);
    await weir.delete(`/deployment/${made.deploymentId}?cascade=true`);
    assert.equal((await weir.get('/calendar/depot')).version, 2); // it outlives its deployment
    assert.deepEqual(versions(await send('/calendar/check', await weir.get('/calendar/cn-gov/xml'))), [['cn-gov', 2, true]]);
  },

  'what is no calendar is refused with file, line and element': async ({ weir }) => {
    const count = (await weir.get('/deployment/count')).count;
    const xml = { 'Content-Type': 'application/xml' };
    const wrong = office('6 7').replace('from="13:30"', 'from="11:00"').replace('source="s"/>', 'source="s"><rest date="2027-01-01"/></year>');

    for (const path of ['/calendar', '/calendar/check']) {
      const error = await weir.refused('POST', `${path}?name=office.xml`, 400, 'ParseException', wrong, xml);
      const { errors } = error.details['office.calendar.xml'];

      assert.match(error.message, /^office\.calendar\.xml:3: error \[calendar-date\].*nothing is imported$/);
      assert.deepEqual(errors.map(({ rule, line }) => [rule, line]), [['calendar-date', 3], ['calendar-time', 3]]);
      const zone = await weir.refused('POST', path, 400, 'ParseException', office('6 7').replace('Asia/Shanghai', 'Mars'), xml);

      assert.deepEqual(zone.details['imported.calendar.xml'].errors.map(({ rule, line, mainElementId }) => [rule, line, mainElementId]), [['calendar-zone', 2, 'office']]);
      assert.match((await weir.refused('POST', path, 400, 'ParseException', model, xml)).message, /a <definitions> is no calendar/);
      assert.match((await weir.refused('POST', path, 400, 'ParseException', '<calendar', xml)).message, /imported\.calendar\.xml:1: error \[xml-syntax\]/);
      assert.match((await weir.refused('POST', path, 400, 'ParseException', office('6 7').replace(' cutOff="18:00"', ''), xml)).message, /:2: error \[xsd.*cutOff/);
      for (const [body, headers] of [['', xml], [' ', xml], [new FormData(), {}]]) await weir.refused('POST', path, 400, 'InvalidRequestException', body, headers);
      const twice = new FormData();

      twice.append('a', new Blob([office('6 7')]), 'a.xml');
      twice.append('b', new Blob([office('6 7')]), 'a.calendar.xml');
      await weir.refused('POST', path, 400, 'InvalidRequestException', twice);
      const field = new FormData();

      field.append('a', 'x');
      await weir.refused('POST', path, 400, 'InvalidRequestException', field);
    }
    const lost = await weir.post('/calendar/check', office('6 7').replace('source="s"/>', 'source="s"><rest date="2026-05-04"/></year>'), 200, xml);

    assert.equal(lost.details['imported.calendar.xml'].warnings[0].rule, 'calendar-balance');
    assert.equal((await weir.get('/deployment/count')).count, count);
  },

  'a server to which nothing was deployed checks calendars as strictly': async () => {
    const server = await start();
    const error = await server.weir.refused('POST', '/calendar/check', 400, 'ParseException', office('6 7').replace('number="2026"', 'number="MMXXVI"'), { 'Content-Type': 'application/xml' });

    assert.equal(error.details['imported.calendar.xml'].errors[0].rule, 'xsd-attribute-value');
    assert.deepEqual((await server.weir.get('/calendar')).map(({ id }) => id), ['24x7', 'cn-gov']);
    assert.equal((await server.stop()).code, 0);
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
