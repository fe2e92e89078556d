// SPDX-License-Identifier: Apache-2.0
// forms.test.js - forms of start events and tasks: what they are, what they hold, and what they must fulfil.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const fields = `<extensionElements><weir:formData>
  <weir:formField id="amount" type="long" defaultValue="7"><weir:validation><weir:constraint name="min" config="1"/><weir:constraint name="max" config="10"/></weir:validation></weir:formField>
  <weir:formField id="who" type="string"><weir:validation><weir:constraint name="required"/><weir:constraint name="minlength" config="2"/><weir:constraint name="maxlength" config="4"/></weir:validation></weir:formField>
  <weir:formField id="kind" type="enum"><weir:value id="a" name="A"/><weir:value id="b" name="B"/></weir:formField>
  <weir:formField id="fixed" type="string"><weir:validation><weir:constraint name="readonly"/></weir:validation></weir:formField>
  <weir:formField id="fine" type="boolean"/>
</weir:formData></extensionElements>`;
const asked = process_('asked', `
  <startEvent id="start" weir:formKey="embedded:deployment:begin.html">${fields}</startEvent>${flow('start', 'a')}
  <userTask id="a" weir:formRef="check">${fields}</userTask>${flow('a', 'b')}
  <userTask id="b" weir:formKey="app:elsewhere.html"/>`);

export const before = async () => {
  const server = await start('--virtual-clock');
  const made = await server.weir.deploy('forms', { 'asked.bpmn': asked, 'begin.html': '<form/>', 'check.form': '{"id":"check","components":[]}' });

  const bound = (form, ...more) => `<userTask id="${form}" weir:formRef="check" weir:formRefBinding="${form}" ${more}/>`;

  await server.weir.deploy('later', { 'check.form': '{"id":"check","later":true}' });
  await server.weir.deploy('bound', {
    'check.form': '{"id":"check","own":true}',
    'bound.bpmn': process_('bound', `<startEvent id="start" weir:formRef="check" weir:formRefBinding="version" weir:formRefVersion="2"/>
      ${flow('start', 'latest')}${bound('latest')}${flow('start', 'deployment')}${bound('deployment')}${flow('start', 'version')}${bound('version', 'weir:formRefVersion="1"')}`),
  });
  await server.weir.deploy('last', { 'check.form': '{"id":"check","last":true}' });
  return { server, weir: server.weir, id: Object.keys(made.deployedProcessDefinitions)[0] };
};
export const after = async ({ server }) => assert.equal((await server.stop()).code, 0);

const value = (value) => ({ value });
const good = { who: value('ada'), amount: value(3), kind: value('a'), fine: value(true) };
const bad = [{}, { who: value('') }, { who: value('x') }, { who: value('too long') }, { who: value(7) }, { ...good, amount: value(0) }, { ...good, amount: value(11) },
  { ...good, amount: value(1.5) }, { ...good, kind: value('c') }, { ...good, fixed: value('x') }, { ...good, fine: value('yes') }];

export default {
  'the form of a start event is named, its fields have their defaults, its file can be read': async ({ weir, id }) => {
    for (const path of [`/process-definition/${id}`, '/process-definition/key/asked']) {
      const form = await weir.get(`${path}/startForm`);

      assert.deepEqual([form.key, form.operatonFormRef], ['embedded:deployment:begin.html', null]);
      const all = await weir.get(`${path}/form-variables`);

      assert.deepEqual(Object.keys(all), ['amount', 'who', 'kind', 'fixed', 'fine']);
      assert.equal(all.amount.value, 7);
      assert.deepEqual(Object.keys(await weir.get(`${path}/form-variables?variableNames=who,kind`)), ['who', 'kind']);
      assert.equal((await weir.fetch('GET', `${path}/deployed-start-form`)).text, '<form/>');
    }
    await weir.get('/process-definition/key/none/startForm', 404);
    await weir.get('/process-definition/asked:9:none/form-variables', 404);
  },

  'a form that is submitted starts an instance, if it fulfils its constraints': async ({ weir, id }) => {
    const count = async () => (await weir.get('/process-instance/count')).count;
    const before = await count();

    for (const variables of bad) await weir.post('/process-definition/key/asked/submit-form', { variables }, 400);
    assert.equal(await count(), before);
    const instance = await weir.post(`/process-definition/${id}/submit-form`, { variables: { who: value('ada') }, businessKey: 'F-1' });

    assert.equal(instance.businessKey, 'F-1');
    assert.equal((await weir.get(`/process-instance/${instance.id}/variables/amount`)).value, 7);
    await weir.post('/process-definition/key/none/submit-form', {}, 404);
    assert.match((await weir.post('/process-definition/key/asked/submit-form', {}, 400)).message, /'who' is required/);
    await weir.post('/process-definition/key/asked/start', {});
  },

  'a form that is referred to is the latest, that of the deployment, or of a version': async ({ weir }) => {
    const formAt = async (path) => JSON.parse((await weir.fetch('GET', path)).text);
    const instance = await weir.post('/process-definition/key/bound/start', {});
    const tasks = await weir.get(`/task?processInstanceId=${instance.id}`);
    const form = (name) => tasks.find((task) => task.taskDefinitionKey === name);

    assert.deepEqual((await weir.get('/process-definition/key/bound/startForm')).operatonFormRef, { key: 'check', binding: 'version', version: 2 });
    assert.equal((await formAt('/process-definition/key/bound/deployed-start-form')).later, true);
    assert.deepEqual(form('version').camundaFormRef, { key: 'check', binding: 'version', version: 1 });
    assert.deepEqual((await weir.get(`/task/${form('deployment').id}/form`)).operatonFormRef, { key: 'check', binding: 'deployment', version: null });
    assert.equal((await formAt(`/task/${form('deployment').id}/deployed-form`)).own, true);
    assert.equal((await formAt(`/task/${form('latest').id}/deployed-form`)).last, true);
    assert.deepEqual((await formAt(`/task/${form('version').id}/deployed-form`)).components, []);
  },

  'the form of a task is checked when it is submitted, and its file is in the deployment': async ({ weir }) => {
    const instance = await weir.post('/process-definition/key/asked/start', {});
    const [task] = await weir.get(`/task?processInstanceId=${instance.id}`);

    assert.equal(JSON.parse((await weir.fetch('GET', `/task/${task.id}/deployed-form`)).text).last, true);
    assert.deepEqual(Object.keys(await weir.get(`/task/${task.id}/form-variables?variableNames=amount,none`)), ['amount']);
    for (const variables of bad) await weir.post(`/task/${task.id}/submit-form`, { variables }, 400);
    await weir.post(`/task/${task.id}/submit-form`, { variables: good }, 204);
    const [next] = await weir.get(`/task?processInstanceId=${instance.id}`);

    await weir.get(`/task/${next.id}/deployed-form`, 400);
    await weir.get('/task/none/deployed-form', 404);
  },

  'a form of form-js gives defaults and is checked: at the start, and for a task': async ({ weir }) => {
    const form = JSON.stringify({ id: 'apply', schemaVersion: 17, components: [
      { type: 'textfield', key: 'who', defaultValue: 'ada', validate: { required: true, pattern: '^[a-z]+$' } },
      { type: 'number', key: 'amount', defaultValue: 2, validate: { max: 5 } },
      { type: 'select', key: 'kind', values: [{ label: 'A', value: 'a' }], validate: { required: true } },
      { type: 'group', path: 'address', components: [{ type: 'textfield', key: 'city' }] }, { type: 'newfangled', key: 'x' }] });
    const reference = 'weir:formRef="apply" weir:formRefBinding="deployment"';

    await weir.deploy('form-js', { 'forms/apply.form': form, 'applied.bpmn': process_('applied',
      `<startEvent id="start" ${reference}/>${flow('start', 'a')}<userTask id="a" ${reference}/>`) });
    const variables = await weir.get('/process-definition/key/applied/form-variables');

    assert.deepEqual(Object.keys(variables), ['who', 'amount', 'kind', 'x']);
    assert.deepEqual([variables.who.value, variables.amount.value, variables.kind.value], ['ada', 2, null]);
    assert.deepEqual(Object.keys(await weir.get('/process-definition/key/applied/form-variables?variableNames=kind')), ['kind']);
    assert.equal((await weir.fetch('GET', '/process-definition/key/applied/deployed-start-form')).text, form);
    for (const [sent, rule] of [[{}, /'who' is required/], [{ who: value('Ada'), kind: value('a') }, /'who' does not match its constraint 'pattern'/],
      [{ who: value('ada'), kind: value('b') }, /'kind' must be one of its choices/], [{ who: value('ada'), kind: value('a'), amount: value(6) }, /'amount' is more than its constraint 'max'/]])
      assert.match((await weir.post('/process-definition/key/applied/submit-form', { variables: sent }, 400)).message, rule);
    const instance = await weir.post('/process-definition/key/applied/submit-form', { variables: { who: value('bob'), kind: value('a') } });

    assert.equal((await weir.get(`/process-instance/${instance.id}/variables/amount`)).value, 2);
    const [task] = await weir.get(`/task?processInstanceId=${instance.id}`);

    assert.equal((await weir.fetch('GET', `/task/${task.id}/deployed-form`)).text, form);
    assert.match((await weir.post(`/task/${task.id}/submit-form`, { variables: { who: value('x'), kind: value(1) } }, 400)).message, /'kind' must be one of its choices/);
    await weir.post(`/task/${task.id}/submit-form`, { variables: { who: value('x'), kind: value('a') } }, 204);
  },

  'what is no form is not deployed, and the answer says where it is wrong': async ({ weir }) => {
    const refused = async (content, what) => assert.match(JSON.stringify(await weir.deploy('bad', { 'bad.form': content }, {}, 400)), what);

    await refused('{', /form-syntax|no JSON/);
    await refused('{"components":[]}', /no id/);
    await refused('{"id":"a","components":[{"type":"group","components":[{"type":"textfield"}]}]}', /components\[0\]\.components\[0\]: the textfield has no key/);
    await refused('{"id":"a","components":[{"type":"number","key":"k"},{"type":"checkbox","key":"k"}]}', /the key 'k' already/);
  },
};
