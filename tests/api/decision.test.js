// SPDX-License-Identifier: Apache-2.0
// decision.test.js - decision definitions: deployed, listed, read, evaluated.
import assert from 'node:assert/strict';
import { start } from './weir.js';

const dmn = (inner, name = 'grades') => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="${name}" name="${name}" namespace="urn:weir:test" xmlns:camunda="http://camunda.org/schema/1.0/dmn">${inner}</definitions>`;
const rule = (test, ...outputs) =>
  `<rule><inputEntry><text>${test}</text></inputEntry>${outputs.map((text) => `<outputEntry><text>${text}</text></outputEntry>`).join('')}</rule>`;
const table = (id, policy, outputs, rules) => `<decision id="${id}" name="The ${id}"><decisionTable hitPolicy="${policy}">
  <input label="score"><inputExpression typeRef="number"><text>score</text></inputExpression></input>
  ${outputs.map((name) => `<output name="${name}"/>`).join('')}${rules.join('')}</decisionTable></decision>`;

const grade = table('grade', 'UNIQUE', ['grade', 'bonus'], [rule('&gt;= 90', '"good"', '10'), rule('[0..90)', '"bad"', '0')]);
const measures = table('measures', 'COLLECT', ['measure'], [rule('&gt; 1', '"a"'), rule('&gt; 2', '"b"')]);
const clash = table('clash', 'UNIQUE', ['which'], [rule('&gt; 1', '"a"'), rule('&gt; 2', '"b"')]);
const sum = `<decision id="sum" name="Sum"><variable name="total"/><literalExpression><text>a + b</text></literalExpression></decision>`;

export const before = async () => {
  const server = await start('--virtual-clock');

  return { server, weir: server.weir };
};
export const after = ({ server }) => server.stop();

const evaluate = (weir, key, values, expected = 200) =>
  weir.post(`/decision-definition/key/${key}/evaluate`, { variables: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])) }, expected);

export default {
  'a deployment answers with its decisions': async ({ weir }) => {
    assert.deepEqual(await weir.get('/decision-definition'), []);
    const made = await weir.deploy('first', { 'grades.dmn': dmn(grade + measures + clash), 'sum.dmn': dmn(sum, 'sums') });
    const decisions = Object.values(made.deployedDecisionDefinitions);

    assert.deepEqual(decisions.map((row) => row.key), ['clash', 'grade', 'measures', 'sum']);
    assert.equal(made.deployedProcessDefinitions, null);
    const [first] = decisions.filter((row) => row.key === 'grade');

    assert.match(first.id, /^grade:1:/);
    assert.equal(first.name, 'The grade');
    assert.equal(first.resource, 'grades.dmn');
    assert.equal(first.deploymentId, made.id);
    assert.equal(first.category, 'urn:weir:test');
    assert.deepEqual(await weir.get(`/decision-definition/${first.id}`), first);
    assert.deepEqual(await weir.get('/decision-definition/key/grade'), first);
    assert.deepEqual(await weir.get(`/decision-definition/${first.id}/xml`), { id: first.id, dmnXml: dmn(grade + measures + clash) });
    assert.equal((await weir.get('/decision-definition/key/sum/xml')).dmnXml, dmn(sum, 'sums'));
  },

  'the same again is a new version': async ({ weir }) => {
    const made = await weir.deploy('second', { 'sum.dmn': dmn(sum, 'sums') });
    const [second] = Object.values(made.deployedDecisionDefinitions);

    assert.equal(second.version, 2);
    assert.deepEqual(await weir.get('/decision-definition/key/sum'), second);
    assert.deepEqual((await weir.get('/decision-definition?key=sum&sortBy=version&sortOrder=desc')).map((row) => row.version), [2, 1]);
    assert.deepEqual(await weir.get('/decision-definition?key=sum&latestVersion=true'), [second]);
    assert.equal((await weir.get('/decision-definition/count?latestVersion=true')).count, 4);
    assert.equal((await weir.get('/decision-definition/count')).count, 5);
  },

  'a decision is evaluated to a list of results': async ({ weir }) => {
    assert.deepEqual(await evaluate(weir, 'grade', { score: 95 }), [{
      grade: { type: 'String', value: 'good', valueInfo: {} },
      bonus: { type: 'Integer', value: 10, valueInfo: {} },
    }]);
    assert.deepEqual(await evaluate(weir, 'grade', { score: -1 }), []);
    assert.deepEqual((await evaluate(weir, 'measures', { score: 3 })).map((row) => row.measure.value), ['a', 'b']);
    assert.deepEqual(await evaluate(weir, 'measures', { score: 0 }), []);
    assert.deepEqual(await evaluate(weir, 'sum', { a: 1, b: 2 }), [{ total: { type: 'Integer', value: 3, valueInfo: {} } }]);
    const [old] = await weir.get('/decision-definition?key=sum&version=1');

    assert.equal((await weir.post(`/decision-definition/${old.id}/evaluate`, { variables: { a: { value: 1 }, b: { value: 1 } } }))[0].total.value, 2);
  },

  'files of one deployment import each other': async ({ weir }) => {
    const file = (uri, inner) => dmn(inner).replace('urn:weir:test', uri);
    const main = file('urn:main', `<import name="the rest" namespace="urn:rest" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>
      <decision id="whole" name="whole"><informationRequirement><requiredDecision href="urn:rest#part"/></informationRequirement>
      <literalExpression><text>the rest.part * 2</text></literalExpression></decision>`);
    const rest = (value) => file('urn:rest', `<decision id="part" name="part"><literalExpression><text>${value}</text></literalExpression></decision>`);

    await weir.deploy('with 1', { 'main.dmn': main, 'rest.dmn': rest(1) });
    await weir.deploy('with 5', { 'rest.dmn': rest(5), 'main.dmn': main });
    assert.equal((await evaluate(weir, 'whole', {}))[0].whole.value, 10);
    const [old] = await weir.get('/decision-definition?key=whole&version=1');

    assert.equal((await weir.post(`/decision-definition/${old.id}/evaluate`, {}))[0].whole.value, 2);
  },

  'what can not be evaluated says why': async ({ weir }) => {
    const error = await weir.refused('POST', '/decision-definition/key/clash/evaluate', 500, 'RestException', { variables: { score: { value: 3 } } });

    assert.match(error.message, /Cannot evaluate decision clash:1:.*rules 1 and 2 both hit/);
    assert.match((await weir.refused('POST', '/decision-definition/key/sum/evaluate', 500, 'RestException', {})).message, /sum:2/);
    await weir.refused('POST', '/decision-definition/key/none/evaluate', 404, 'RestException', {});
    await weir.refused('POST', '/decision-definition/none/evaluate', 404, 'RestException', {});
    await weir.refused('POST', '/decision-definition/key/sum/evaluate', 400, 'InvalidRequestException', { variables: [] });
    await weir.refused('GET', '/decision-definition/none', 404, 'InvalidRequestException');
    await weir.refused('GET', '/decision-definition/key/none', 404, 'RestException');
    await weir.refused('GET', '/decision-definition/none/xml', 404, 'InvalidRequestException');
    await weir.refused('GET', '/decision-definition/key/none/xml', 404, 'RestException');
    await weir.refused('GET', '/decision-definition/none/diagram', 404, 'InvalidRequestException');
    await weir.refused('GET', '/decision-definition/key/none/diagram', 404, 'RestException');
    for (const [suffix, type] of [['none', 'InvalidRequestException'], ['key/none', 'RestException']])
      for (const part of ['', '/xml', '/diagram']) await weir.refused('GET', `/decision-requirements-definition/${suffix}${part}`, 404, type);
    await weir.get('/decision-definition/key/sum/diagram', 204);
  },

  'a file with several decisions is a definition, too': async ({ weir }) => {
    const tagged = sum.replace('<decision ', '<decision camunda:versionTag="1.2" camunda:historyTimeToLive="P5D" ');
    const [first] = await weir.get('/decision-requirements-definition');

    assert.deepEqual(Object.keys(first), ['id', 'key', 'category', 'name', 'version', 'resource', 'deploymentId', 'tenantId']);
    assert.equal(first.key, 'grades');
    assert.equal(first.category, 'urn:weir:test');
    assert.equal((await weir.get('/decision-definition/key/grade')).decisionRequirementsDefinitionId, first.id);
    assert.equal((await weir.get('/decision-definition/key/sum')).decisionRequirementsDefinitionId, null);
    const made = await weir.deploy('graph', { 'grades.dmn': dmn(grade + tagged), 'alone.dmn': dmn(measures, 'alone') });
    const [second] = Object.values(made.deployedDecisionRequirementsDefinitions);

    assert.equal(Object.keys(made.deployedDecisionRequirementsDefinitions).length, 1);
    assert.match(second.id, /^grades:2:/);
    assert.deepEqual(await weir.get('/decision-requirements-definition/key/grades'), second);
    assert.deepEqual(await weir.get(`/decision-requirements-definition/${second.id}`), second);
    assert.deepEqual(await weir.get('/decision-requirements-definition/key/grades/xml'), { id: second.id, dmnXml: dmn(grade + tagged) });
    assert.equal((await weir.get(`/decision-requirements-definition/${first.id}/xml`)).dmnXml, dmn(grade + measures + clash));
    await weir.get(`/decision-requirements-definition/${second.id}/diagram`, 204);
    await weir.get('/decision-requirements-definition/key/grades/diagram', 204);
    const decision = await weir.get('/decision-definition?versionTag=1.2').then(([row]) => row);

    assert.equal(decision.key, 'sum');
    assert.equal(decision.historyTimeToLive, 5);
    assert.equal(decision.versionTag, '1.2');
    assert.equal(decision.decisionRequirementsDefinitionKey, 'grades');
    assert.deepEqual((await weir.get(`/decision-definition?decisionRequirementsDefinitionId=${second.id}`)).map((row) => row.key), ['grade', 'sum']);
    await weir.delete(`/deployment/${made.id}`);
    assert.deepEqual(await weir.get('/decision-requirements-definition'), [first]);
    await weir.refused('GET', `/decision-requirements-definition/${second.id}`, 404, 'InvalidRequestException');
  },

  'what has no id is known by its name': async ({ weir }) => {
    const one = '<decision name="My level"><literalExpression><text>n + 1</text></literalExpression></decision>';
    const made = await weir.deploy('names', { 'names.dmn': dmn(one + one.replace('My level', 'Other'), 'names').replace('id="names" ', '') });

    assert.deepEqual(Object.values(made.deployedDecisionDefinitions).map((row) => row.key), ['My level', 'Other']);
    assert.equal(Object.values(made.deployedDecisionRequirementsDefinitions)[0].key, 'names');
    assert.equal((await evaluate(weir, 'My%20level', { n: 1 }))[0]['My level'].value, 2);
    await weir.delete(`/deployment/${made.id}`);
  },

  'a decision service is one of them': async ({ weir }) => {
    const made = await weir.deploy('service', { 'service.dmn': dmn(`${sum}<decisionService id="adds" name="Adds"><outputDecision href="#sum"/></decisionService>`, 'service') });

    assert.deepEqual(Object.values(made.deployedDecisionDefinitions).map((row) => row.key), ['adds', 'sum']);
    assert.equal(made.deployedDecisionRequirementsDefinitions, null);
    assert.equal((await evaluate(weir, 'adds', { a: 1, b: 2 }))[0].total.value, 3);
    await weir.delete(`/deployment/${made.id}`);
  },
};
