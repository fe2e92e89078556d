// SPDX-License-Identifier: Apache-2.0
// decision_history.test.js - decisions that were evaluated: by processes and over REST, with what they saw and gave.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start, startOver, process_, flow } from './weir.js';

const dmn = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="offers" name="Offers" namespace="urn:weir:test">
  <inputData id="points" name="points"/>
  <decision id="level" name="Level"><variable name="level"/>
    <informationRequirement><requiredInput href="#points"/></informationRequirement>
    <decisionTable hitPolicy="FIRST">
      <input id="c1" label="Points so far"><inputExpression><text>points</text></inputExpression></input>
      <output id="c2" label="Level of the customer" name="level"/><output id="c3" name="since"/>
      <rule id="gold"><inputEntry><text>&gt;= 100</text></inputEntry><outputEntry><text>"gold"</text></outputEntry><outputEntry><text>date("2026-01-02")</text></outputEntry></rule>
      <rule id="none"><inputEntry><text>-</text></inputEntry><outputEntry><text>"none"</text></outputEntry><outputEntry><text>null</text></outputEntry></rule>
    </decisionTable></decision>
  <decision id="discount" name="Discount"><variable name="discount"/>
    <informationRequirement><requiredDecision href="#level"/></informationRequirement>
    <literalExpression><text>if level.level = "gold" then 10 else 0</text></literalExpression></decision>
  <decision id="sum" name="Sum"><variable name="sum"/>
    <decisionTable hitPolicy="COLLECT" aggregation="SUM">
      <input id="c4"><inputExpression><text>points</text></inputExpression></input><output id="c5" name="sum"/>
      <rule id="s1"><inputEntry><text>&gt; 0</text></inputEntry><outputEntry><text>1.5</text></outputEntry></rule>
      <rule id="s2"><inputEntry><text>&gt; 50</text></inputEntry><outputEntry><text>5</text></outputEntry></rule>
    </decisionTable></decision>
</definitions>`;
const offer = process_('offer', `<startEvent id="start"/>${flow('start', 'decide')}
  <businessRuleTask id="decide" weir:decisionRef="discount" weir:resultVariable="d" weir:mapDecisionResult="singleEntry"/>
  ${flow('decide', 'add')}<businessRuleTask id="add" weir:decisionRef="sum"/>${flow('add', 'wait')}<userTask id="wait"/>`);
const as = (user) => ({ Authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}` });
const history = '/history/decision-instance';

export const before = async () => {
  const server = await start('--virtual-clock');
  const { weir } = server;
  const deployed = await weir.deploy('offers', { 'offer.bpmn': offer, 'offers.dmn': dmn });
  const instance = await weir.post('/process-definition/key/offer/start', { variables: { points: { value: 120 } } }, 200, as('ann'));

  return { server, weir, deployed, instance };
};
export const after = ({ server }) => server.stop();

export default {
  'a decision of a process, and those that it required': async ({ weir, deployed, instance }) => {
    const rows = await weir.get(history);
    const [level, discount, sum] = rows;
    const definition = (key) => Object.values(deployed.deployedDecisionDefinitions).find((row) => row.key === key);
    const [graph] = Object.values(deployed.deployedDecisionRequirementsDefinitions);

    assert.deepEqual(rows.map((row) => row.decisionDefinitionKey), ['level', 'discount', 'sum']);
    assert.equal((await weir.get(`${history}/count`)).count, 3);
    assert.equal(level.decisionDefinitionId, definition('level').id);
    assert.equal(discount.decisionDefinitionId, definition('discount').id);
    assert.equal(level.decisionDefinitionName, 'Level');
    assert.equal(level.rootDecisionInstanceId, discount.id);
    assert.equal(discount.rootDecisionInstanceId, null);
    assert.equal(sum.rootDecisionInstanceId, null);
    assert.equal(level.decisionRequirementsDefinitionId, graph.id);
    assert.equal(level.decisionRequirementsDefinitionKey, 'offers');
    assert.equal(level.processInstanceId, instance.id);
    assert.equal(level.rootProcessInstanceId, instance.id);
    assert.equal(level.processDefinitionId, instance.definitionId);
    assert.equal(level.processDefinitionKey, 'offer');
    assert.equal(level.activityId, 'decide');
    assert.equal(level.userId, 'ann');
    assert.equal(level.inputs, null);
    assert.equal(level.outputs, null);
    assert.equal(level.collectResultValue, null);
    assert.equal(sum.collectResultValue, 6.5);
    const [activity] = await weir.get('/history/activity-instance?activityId=decide');

    assert.equal(level.activityInstanceId, activity.id);
    assert.equal(level.evaluationTime, activity.startTime);
    assert.deepEqual(await weir.get(`${history}/${level.id}`), level);
    await weir.refused('GET', `${history}/999999`, 404, 'InvalidRequestException');
    await weir.refused('GET', `${history}/1`, 404, 'InvalidRequestException');
    await weir.refused('GET', `${history}/x`, 404, 'InvalidRequestException');
  },

  'with what they saw and gave': async ({ weir, instance }) => {
    const [level, discount, sum] = await weir.get(`${history}?includeInputs=true&includeOutputs=true&disableBinaryFetching=true`);
    const common = { errorMessage: null, createTime: level.evaluationTime, removalTime: null, rootProcessInstanceId: instance.id };

    assert.deepEqual(level.inputs, [{ id: `${level.id}:i1`, decisionInstanceId: level.id, clauseId: 'c1', clauseName: 'Points so far', type: 'Integer', value: 120, valueInfo: {}, ...common }]);
    assert.deepEqual(level.outputs, [
      { id: `${level.id}:o1`, decisionInstanceId: level.id, clauseId: 'c2', clauseName: 'Level of the customer', ruleId: 'gold', ruleOrder: 1, variableName: 'level', type: 'String', value: 'gold', valueInfo: {}, ...common },
      { id: `${level.id}:o2`, decisionInstanceId: level.id, clauseId: 'c3', clauseName: null, ruleId: 'gold', ruleOrder: 1, variableName: 'since', type: 'String', value: '2026-01-02', valueInfo: {}, ...common },
    ]);
    assert.equal(discount.inputs[0].clauseName, 'level');
    assert.equal(discount.inputs[0].clauseId, null);
    assert.deepEqual(discount.outputs.map((row) => [row.ruleId, row.ruleOrder, row.variableName, row.value]), [[null, null, 'Discount', 10]]);
    assert.deepEqual(sum.outputs.map((row) => [row.ruleId, row.ruleOrder, row.value]), [['s1', 1, 1.5], ['s2', 2, 5]]);
    assert.equal(sum.inputs[0].clauseName, 'points');
    const one = await weir.get(`${history}/${sum.id}?includeOutputs=true`);

    assert.deepEqual(one, { ...sum, inputs: null });
  },

  'one that was evaluated over REST belongs to nobody but who asked': async ({ weir }) => {
    await weir.post('/clock', { advance: 'PT1H' });
    const [result] = await weir.post('/decision-definition/key/discount/evaluate', { variables: { points: { value: 7, valueInfo: { transient: true } } } }, 200, as('bob'));

    assert.equal(result.discount.value, 0);
    const [level, discount, ...others] = await weir.get(`${history}?userId=bob&includeInputs=true&includeOutputs=true`);

    assert.deepEqual(others, []);
    assert.equal(level.rootDecisionInstanceId, discount.id);
    for (const member of ['processDefinitionId', 'processDefinitionKey', 'processInstanceId', 'rootProcessInstanceId', 'activityId', 'activityInstanceId']) assert.equal(level[member], null, member);
    assert.equal(level.inputs[0].rootProcessInstanceId, null);
    assert.equal(level.outputs[0].value, 'none');
    assert.equal(level.outputs[0].ruleId, 'none');
    assert.equal((await weir.get(`${history}/${level.id}?includeInputs=true&includeOutputs=true`)).outputs[0].value, 'none');
    assert.equal(level.decisionRequirementsDefinitionKey, 'offers');
    // What fails leaves nothing.
    await weir.refused('POST', '/decision-definition/key/none/evaluate', 404, 'RestException', {});
    assert.equal((await weir.get(`${history}/count`)).count, 5);
  },

  'each parameter finds what it says': async ({ weir, deployed, instance }) => {
    const all = await weir.get(history);
    const letters = Object.fromEntries(all.map((row, i) => [row.id, 'abcde'[i]]));
    const find = async (query) => (await weir.get(`${history}?${query}`)).map((row) => letters[row.id]).join('');
    const definition = (key) => Object.values(deployed.deployedDecisionDefinitions).find((row) => row.key === key).id;
    const [graph] = Object.values(deployed.deployedDecisionRequirementsDefinitions);
    const late = encodeURIComponent(all[3].evaluationTime), early = encodeURIComponent(all[0].evaluationTime);
    const finds = {
      [`decisionInstanceId=${all[1].id}`]: 'b', 'decisionInstanceId=x': '',
      [`decisionInstanceIdIn=${all[1].id},${all[4].id},x`]: 'be',
      [`decisionDefinitionId=${definition('level')}`]: 'ad',
      [`decisionDefinitionIdIn=${definition('level')},${definition('sum')}`]: 'acd',
      'decisionDefinitionKey=sum': 'c', 'decisionDefinitionKeyIn=sum,level': 'acd', 'decisionDefinitionKey=Sum': '',
      'decisionDefinitionName=Sum': 'c', 'decisionDefinitionNameLike=%25e%25': 'ad', 'decisionDefinitionNameLike=s%25': '',
      [`processDefinitionId=${instance.definitionId}`]: 'abc', 'processDefinitionKey=offer': 'abc', 'processDefinitionKey=other': '',
      [`processInstanceId=${instance.id}`]: 'abc', 'processInstanceId=none': '',
      'caseDefinitionId=x': '', 'caseDefinitionKey=x': '', 'caseInstanceId=x': '',
      'activityIdIn=add': 'c', 'activityIdIn=add,decide': 'abc', 'activityIdIn=x': '',
      [`activityInstanceIdIn=${all[0].activityInstanceId}`]: 'ab',
      [`evaluatedAfter=${late}`]: 'de', [`evaluatedBefore=${early}`]: 'abc', [`evaluatedAfter=${early}&evaluatedBefore=${early}`]: 'abc',
      'userId=ann': 'abc', 'userId=bob': 'de', 'userId=nobody': '',
      [`rootDecisionInstanceId=${all[1].id}`]: 'ab', [`rootDecisionInstanceId=${all[0].id}`]: '',
      'rootDecisionInstancesOnly=true': 'bce', 'rootDecisionInstancesOnly=false': 'abcde',
      [`decisionRequirementsDefinitionId=${graph.id}`]: 'abcde', 'decisionRequirementsDefinitionKey=offers': 'abcde', 'decisionRequirementsDefinitionKey=x': '',
      'tenantIdIn=x': '', 'withoutTenantId=true': 'abcde',
      'sortBy=evaluationTime&sortOrder=desc': 'deabc', 'sortBy=tenantId&sortOrder=asc': 'abcde',
      'firstResult=1&maxResults=2': 'bc', 'disableCustomObjectDeserialization=true': 'abcde',
    };

    for (const [query, found] of Object.entries(finds)) {
      assert.equal(await find(query), found, query);
      if (!/sortBy|Result/.test(query) || query.includes('rootDecision')) assert.equal((await weir.get(`${history}/count?${query}`)).count, found.length, query);
    }
    await weir.refused('GET', `${history}?evaluatedAfter=yesterday`, 400, 'InvalidRequestException');
    await weir.refused('GET', `${history}?includeInputs=1`, 400, 'InvalidRequestException');
    await weir.refused('GET', `${history}?sortBy=id&sortOrder=asc`, 400, 'InvalidRequestException');
  },

  'what a task is bound to is found again by the next server': async () => {
    const folder = mkdtempSync(join(tmpdir(), 'weir-api-'));
    const db = join(folder, 'test.db');
    const version = (tag, value) => `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="f" name="f" namespace="n"><decision id="it" name="It" camunda:versionTag="${tag}"><literalExpression><text>${value}</text></literalExpression></decision></definitions>`;
    const bound = (id, binding) => process_(id, `<startEvent id="start"/>${flow('start', 'decide')}<businessRuleTask id="decide" weir:decisionRef="it" ${binding} weir:resultVariable="r" weir:mapDecisionResult="singleEntry"/>${flow('decide', 'end')}<endEvent id="end"/>`);
    const tag = 'weir:decisionRefBinding="versionTag" weir:decisionRefVersionTag';
    let server = await startOver(db);

    await server.weir.deploy('one', { 'it.dmn': version('old', 1), 'beside.bpmn': bound('beside', 'weir:decisionRefBinding="deployment"') });
    const second = await server.weir.deploy('two', { 'it.dmn': version('old', 2) });

    await server.weir.deploy('three', {
      'it.dmn': version('new', 3), 'latest.bpmn': bound('latest', ''), 'first.bpmn': bound('first', 'weir:decisionRefBinding="version" weir:decisionRefVersion="1"'),
      'second.bpmn': bound('second', 'weir:decisionRefBinding="version" weir:decisionRefVersion="2"'), 'tagged.bpmn': bound('tagged', `${tag}="old"`), 'late.bpmn': bound('late', `${tag}="\${t}"`),
    });
    const decide = async (key) => {
      const { id } = await server.weir.post(`/process-definition/key/${key}/start`, { variables: { t: { value: 'new' } } });
      const [row] = await server.weir.get(`/history/decision-instance?processInstanceId=${id}&includeOutputs=true`);

      return [row.outputs[0].value, row.decisionDefinitionId.split(':')[1]].join(' of ');
    };
    const all = async () => Object.fromEntries(await Promise.all(['beside', 'latest', 'first', 'second', 'tagged', 'late'].map(async (key) => [key, await decide(key)])));
    const expected = { beside: '1 of 1', latest: '3 of 3', first: '1 of 1', second: '2 of 2', tagged: '2 of 2', late: '3 of 3' };

    assert.deepEqual(await all(), expected);
    await server.stop();
    server = await startOver(db);
    assert.deepEqual(await all(), expected);
    // A version that is deleted is gone; the numbers of the others stay.
    await server.weir.delete(`/deployment/${second.id}`);
    for (const key of ['second']) {
      const error = await server.weir.refused('POST', `/process-definition/key/${key}/start`, 500, 'RestException', {});

      assert.match(error.message, /no decision 'it' is deployed in version 2/);
    }
    assert.equal(await decide('tagged'), '1 of 1');
    await server.stop();
    server = await startOver(db);
    assert.equal(await decide('tagged'), '1 of 1');
    assert.equal(await decide('latest'), '3 of 3');
    assert.equal((await server.weir.post('/decision-definition/key/it/evaluate', {}))[0].It.value, 3);
    await server.stop();
    rmSync(folder, { recursive: true });
  },

  'the log has them as facts': async ({ weir }) => {
    const facts = (await weir.get('/log')).filter((fact) => fact.type === 'decision.evaluated');

    assert.equal(facts.length, 5);
    assert.deepEqual(facts.map((fact) => fact.processInstanceId === null), [false, false, false, true, true]);
  },
};
