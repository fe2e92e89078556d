// SPDX-License-Identifier: Apache-2.0
// filters.test.js - each parameter and each key to sort by that openapi.json declares for a list, on a database of which
// we know what every one of them finds: by GET and POST, rows and count, alone and as an alternative.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';
import { lists } from './filters.js';

const dmn = (...keys) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="of_${keys.join('_')}" name="Of ${keys.join(' and ')}" namespace="${keys.length > 1 ? 'two' : 'one'}">${keys
    .map((key) => `<decision id="${key}" name="The ${key}" xmlns:camunda="http://camunda.org/schema/1.0/dmn" camunda:versionTag="${keys.length > 1 ? 'V2' : 'v1'}"><literalExpression><text>1</text></literalExpression></decision>`)
    .join('')}</definitions>`;
const fork = (...to) => `<startEvent id="start"/>${flow('start', 'fork')}<parallelGateway id="fork"/>${to.map((id) => flow('fork', id)).join('')}`;
const alpha = process_('alpha', `
  <startEvent id="start"/>${flow('start', 'check')}
  <userTask id="check" name="Check" weir:assignee="ada" weir:candidateUsers="bob" weir:candidateGroups="boss"
      weir:dueDate="2030-01-01T00:00:00Z" weir:followUpDate="2030-02-01T00:00:00Z" weir:priority="70">
    <documentation>Look twice.</documentation>
  </userTask>
  <boundaryEvent id="late" attachedToRef="check"><timerEventDefinition><timeDuration>PT5H</timeDuration></timerEventDefinition></boundaryEvent>
  ${flow('late', 'end')}${flow('check', 'end')}<endEvent id="end"/>`);
const tagged = (tag, more = '') => alpha.replace('<process ', `<process weir:versionTag="${tag}" ${more} `);
const beta = process_('beta', `
  ${fork('review', 'ship', 'hear', 'listen', 'wait')}
  <userTask id="review" name="review all" weir:candidateUsers="eve" weir:candidateGroups="sales" weir:priority="20" weir:dueDate="2031-01-01T00:00:00Z"/>
  <serviceTask id="ship" weir:type="external" weir:topic="ship" weir:taskPriority="8"/>
  <intermediateCatchEvent id="hear"><messageEventDefinition messageRef="paid"/></intermediateCatchEvent>
  <intermediateCatchEvent id="listen"><signalEventDefinition signalRef="go"/></intermediateCatchEvent>
  <intermediateCatchEvent id="wait"><timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition></intermediateCatchEvent>`,
  '<message id="paid" name="paid"/><signal id="go" name="go"/>');
const gamma = process_('gamma', `
  ${fork('note', 'pack', 'choose', 'await')}
  <userTask id="note" weir:followUpDate="2031-02-01T00:00:00Z"/>
  <serviceTask id="pack" weir:type="external" weir:topic="pack" weir:taskPriority="3"/>
  <exclusiveGateway id="choose" weir:asyncBefore="true" weir:jobPriority="5"/>
  <sequenceFlow id="f" sourceRef="choose" targetRef="small"><conditionExpression>=x = 1</conditionExpression></sequenceFlow>
  <endEvent id="small"/>
  <intermediateCatchEvent id="await"><messageEventDefinition messageRef="sent"/></intermediateCatchEvent>`,
  '<message id="sent" name="sent"/>');
const broken = process_('broken', `
  <startEvent id="start"/>${flow('start', 'stop')}<endEvent id="stop"><errorEventDefinition errorRef="no"/></endEvent>`,
  '<error id="no" errorCode="NO"/>');

const as = (user) => ({ Authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}` });

// A minute lies between two things that happened.
const prepare = async (weir) => {
  const step = () => weir.post('/clock', { advance: 'PT1M' });
  const deploy = async (name, files, fields) => {
    const made = await weir.deploy(name, files, fields);

    await step();
    return made.id;
  };
  const begin = async (definition, businessKey, variables = {}, user = 'ann') => {
    const body = { businessKey, variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, { value }])) };
    const { id } = await weir.post(`/process-definition/${definition}/start`, body, 200, as(user));

    await step();
    return id;
  };
  const one = async (path) => {
    const rows = await weir.get(path);

    assert.equal(rows.length, 1, path);
    return rows[0];
  };
  const deployments = {
    a: await deploy('First', { 'alpha.bpmn': tagged('v1', 'weir:candidateStarterUsers="ada, bob"'), 'fee.dmn': dmn('fee') }, { 'deployment-source': 'ci' }),
    b: await deploy('second', { 'alpha.bpmn': tagged('V2', 'weir:isStartableInTasklist="false" weir:historyTimeToLive="P1W" weir:candidateStarterUsers="bob"'), 'more.dmn': dmn('fee', 'extra') }),
    c: await deploy('third', { 'beta.bpmn': beta, 'size.dmn': dmn('size') }),
    d: await deploy('fourth', { 'gamma.bpmn': gamma, 'broken.bpmn': broken, 'pair.dmn': dmn('big', 'small') }),
  };
  const definition = async (query) => (await one(`/process-definition?${query}`)).id;
  const definitions = {
    a: await definition('key=alpha&version=1'),
    b: await definition('key=alpha&version=2'),
    c: await definition('key=beta'),
    d: await definition('key=gamma'),
    e: await definition('key=broken'),
  };
  const decisions = {
    a: (await one('/decision-definition?key=fee&version=1')).id,
    b: (await one('/decision-definition?key=fee&version=2')).id,
    c: (await one('/decision-definition?key=size')).id,
    d: (await one('/decision-definition?key=extra')).id,
    e: (await one('/decision-definition?key=big')).id,
    f: (await one('/decision-definition?key=small')).id,
  };
  const graphs = {
    a: (await one('/decision-requirements-definition?key=of_fee_extra')).id,
    b: (await one('/decision-requirements-definition?key=of_big_small')).id,
  };
  const instances = {
    a: await begin(definitions.a, 'K-1', { amount: 5, color: 'Red' }),
    b: await begin(definitions.c, 'K_2', { Color: 'blue' }, 'ben'),
    c: await begin(definitions.d, 'M-3'),
    d: await begin(definitions.b, 'Z-4'),
    e: await begin(definitions.b, 'Z-5'),
    f: await begin(definitions.e, 'Z-6'),
  };
  const task = (instance) => one(`/task?processInstanceId=${instance}`);
  const external = (topic) => one(`/external-task?topicName=${topic}`);
  const lock = async (topic, workerId) => {
    assert.equal((await weir.post('/external-task/fetchAndLock', { workerId, maxTasks: 1, topics: [{ topicName: topic, lockDuration: 86400000 }] })).length, 1);
  };

  await weir.post(`/task/${(await task(instances.d)).id}/complete`, {}, 204);
  await step();
  await weir.delete(`/process-instance/${instances.e}`);
  await weir.post(`/task/${(await task(instances.a)).id}/delegate`, { userId: 'cyd' }, 204, as('ada'));
  await lock('ship', 'w1');
  await lock('pack', 'w2');
  await weir.post(`/external-task/${(await external('pack')).id}/failure`, { workerId: 'w2', errorMessage: 'No box', retries: 0 }, 204);
  await step();
  const failing = await one('/job?messages=true');

  for (let i = 0; i < 3; i++) await weir.refused('POST', `/job/${failing.id}/execute`, 500, 'RestException');
  await weir.put(`/process-instance/${instances.b}/suspended`, { suspended: true });
  await weir.put(`/process-definition/${definitions.b}/suspended`, { suspended: true });
  const subscription = async (name) => (await one(`/event-subscription?eventName=${name}`)).id;
  const variable = async (name) => (await one(`/variable-instance?variableName=${name}`)).id;

  return {
    deployment: deployments,
    definition: definitions,
    decision: decisions,
    graph: graphs,
    instance: instances,
    running: { a: instances.a, b: instances.b, c: instances.c },
    task: { a: (await task(instances.a)).id, b: (await task(instances.b)).id, c: (await task(instances.c)).id },
    external: { a: (await external('ship')).id, b: (await external('pack')).id },
    subscription: { a: await subscription('paid'), b: await subscription('go'), c: await subscription('sent') },
    variable: { a: await variable('amount'), b: await variable('color'), c: await variable('Color') },
    incident: { a: (await one('/incident?activityId=pack')).id, b: (await one('/incident?activityId=choose')).id },
    job: { a: (await one('/job?activityId=late')).id, b: (await one('/job?activityId=wait')).id, c: (await one('/job?activityId=choose')).id },
  };
};

export const before = async () => {
  const server = await start('--virtual-clock', '--manual-jobs');
  const known = await prepare(server.weir);
  const tables = {};
  const times = new Map((await server.weir.get('/deployment')).map((row) => [row.id, row.deploymentTime]));
  const deployed = Object.fromEntries(Object.entries(known.deployment).map(([letter, id]) => [letter, times.get(id)]));

  for (const [path, { of, table }] of Object.entries(lists)) {
    const shown = await server.weir.get(path);
    const rows = Object.fromEntries(Object.entries(known[of]).map(([letter, id]) => [letter, shown.find((row) => row.id === id)]));

    tables[path] = table(known, { ...rows, deployed });
  }
  return { server, weir: server.weir, known, tables };
};
export const after = async ({ server }) => assert.equal((await server.stop()).code, 0);

const isSeveral = /(In|Ids|candidateGroups)$/;
const isVariables = /^(variables|processVariables|variableValues)$/;
const scalar = (text) => (/^(true|false|-?\d+)$/.test(text) ? JSON.parse(text) : text);

// "value&other=…", the way a table writes it, as pairs.
const pairsOf = (name, value) => `${name}=${value}`.split('&').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
const queryOf = (pairs) => pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
const memberOf = (name, value) => {
  if (isVariables.test(name)) return value.split(',').map((text) => ((part) => ({ name: part[0], operator: part[1], value: scalar(part[2]) }))(text.split('_')));
  if (name === 'dueDates') return value.split(',').map((text) => ((part) => ({ operator: part[0], value: part[1] }))(text.split('_')));
  return isSeveral.test(name) ? value.split(',') : scalar(value);
};
const bodyOf = (pairs) => Object.fromEntries(pairs.map(([name, value]) => [name, memberOf(name, value)]));

const letters = (rows, known) => rows.map((row) => Object.keys(known).find((letter) => known[letter] === row.id) ?? '?').join('');
const sorted = (text) => [...text].sort().join('');
const parametersOf = (document, path) => document.paths[path].get.parameters.map((row) => row.name);
const paging = ['sortBy', 'sortOrder', 'firstResult', 'maxResults'];

const tests = {};

for (const [path, { of, always = [], never = [], alternatives }] of Object.entries(lists)) {
  tests[`${path}: each parameter is in the table, and the table says what it finds and what not`] = async ({ server, tables, known }) => {
    const all = Object.keys(known[of]).join('');

    assert.deepEqual(Object.keys(tables[path].filters).sort(), parametersOf(server.document, path).filter((name) => !paging.includes(name)).sort());
    for (const [name, values] of Object.entries(tables[path].filters)) {
      assert.ok(never.includes(name) || Object.values(values).some((found) => found !== ''), `${name}: nothing is found`);
      assert.ok(always.includes(name) || Object.values(values).some((found) => found !== all), `${name}: everything is found`);
    }
  };

  tests[`${path}: each parameter finds what it says`] = async ({ server, weir, tables, known }) => {
    const wrong = [];
    const compare = (what, found, expected) => found === expected || wrong.push(`${what}: ${found} for ${expected}`);

    compare('without one', sorted(letters(await weir.get(path), known[of])), Object.keys(known[of]).join(''));
    for (const [name, values] of Object.entries(tables[path].filters)) {
      for (const [value, expected] of Object.entries(values)) {
        const pairs = pairsOf(name, value);
        const query = queryOf(pairs);
        const body = bodyOf(pairs);

        compare(`GET ${query}`, sorted(letters(await weir.get(`${path}?${query}`), known[of])), expected);
        compare(`GET count ${query}`, (await weir.get(`${path}/count?${query}`)).count, expected.length);
        if (!server.document.paths[path].post) continue;
        compare(`POST ${JSON.stringify(body)}`, sorted(letters(await weir.post(path, body), known[of])), expected);
        compare(`POST count ${JSON.stringify(body)}`, (await weir.post(`${path}/count`, body)).count, expected.length);
        if (alternatives) compare(`orQueries ${JSON.stringify(body)}`, sorted(letters(await weir.post(path, { orQueries: [body] }), known[of])), expected);
      }
    }
    assert.deepEqual(wrong, []);
  };

  tests[`${path}: each key to sort by is in the table, and sorts`] = async ({ server, weir, tables, known }) => {
    const declared = server.document.paths[path].get.parameters.find((row) => row.name === 'sortBy');
    const wrong = [];

    assert.deepEqual(Object.keys(tables[path].sorts).sort(), [...declared.schema.enum].sort());
    for (const [key, expected] of Object.entries(tables[path].sorts)) {
      for (const [order, wanted] of [['asc', expected], ['desc', [...expected].reverse().join('')]]) {
        const found = [letters(await weir.get(`${path}?sortBy=${key}&sortOrder=${order}`), known[of])];

        if (server.document.paths[path].post) found.push(letters(await weir.post(path, { sorting: [{ sortBy: key, sortOrder: order }] }), known[of]));
        for (const row of found) {
          const shown = [...row].filter((letter) => wanted.includes(letter)).join('');

          if (shown !== wanted || row.length !== Object.keys(known[of]).length) wrong.push(`${key} ${order}: ${row} for ${wanted}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
    await weir.refused('GET', `${path}?sortBy=nothing&sortOrder=asc`, 400, 'InvalidRequestException');
    await weir.refused('GET', `${path}?sortBy=${Object.keys(tables[path].sorts)[0]}`, 400, 'InvalidRequestException');
    await weir.refused('GET', `${path}?sortOrder=asc`, 400, 'InvalidRequestException');
  };
}

export default {
  ...tests,

  'of alternatives one holds, of several lists of them all': async ({ weir, known }) => {
    const find = async (path, of, ...orQueries) => sorted(letters(await weir.post(path, { orQueries }), known[of]));

    assert.equal(await find('/task', 'task', { name: 'Check', minPriority: 60, taskDefinitionKey: 'note' }), 'ac');
    assert.equal(await find('/task', 'task', { name: 'Check', taskDefinitionKey: 'note' }, { maxPriority: 60 }), 'c');
    assert.equal(await find('/process-instance', 'instance', { businessKey: 'K-1', withIncident: true }), 'ac');
    assert.equal(await find('/process-instance', 'instance', { businessKey: 'K-1', withIncident: true }, { processDefinitionKey: 'gamma' }), 'c');
    assert.equal(await find('/process-instance', 'instance', { variables: [{ name: 'color', operator: 'eq', value: 'Red' }, { name: 'Color', operator: 'eq', value: 'blue' }] }), 'ab');
    assert.equal(await find('/task', 'task', { candidateGroup: 'boss', assignee: 'cyd', candidateUser: 'eve' }), 'ab');
    assert.equal(await find('/history/process-instance', 'instance', { finished: true, processInstanceBusinessKey: 'K-1' }), 'adef');
    assert.equal(sorted(letters(await weir.post('/task', { priority: 70, orQueries: [{ name: 'Check', taskDefinitionKey: 'note' }] }), known.task)), 'a');
    for (const path of ['/task', '/process-instance', '/history/process-instance']) {
      await weir.refused('POST', path, 400, 'InvalidRequestException', { orQueries: [{ orQueries: [] }] });
      await weir.refused('POST', path, 400, 'InvalidRequestException', { orQueries: [{ sorting: [] }] });
    }
  },
};
