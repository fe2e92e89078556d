// SPDX-License-Identifier: Apache-2.0
// expressions.test.js - ${…}, scripts and listeners as clients see them: types, who acts, what a deployment refuses.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const listener = (kind, event, expression) => `<weir:${kind}Listener event="${event}" expression="${expression}"/>`;
const types = process_('types', `<startEvent id="s"/>${flow('s', 't')}
  <serviceTask id="t" weir:expression="\${execution.setVariable('long', n + 1)}\${execution.setVariable('half', 10 / 5)}\${execution.setVariable('size', list.size())}\${execution.setVariable('text', 'x'.concat(n))}"/>
  ${flow('t', 'u')}<userTask id="u"/>`);
const people = process_('people', `<startEvent id="s"/>${flow('s', 'u')}
  <userTask id="u"><extensionElements>
    ${listener('task', 'create', "${task.setAssignee(currentUser())}${task.setName('Of '.concat(authenticatedUserId))}")}
    ${listener('task', 'assignment', "${execution.setVariable('holder', task.assignee)}")}
    ${listener('task', 'complete', "${execution.setVariable('by', currentUser())}${execution.setVariable('where', execution.activityInstanceId)}")}
    ${listener('task', 'delete', '${missing}')}
  </extensionElements></userTask>${flow('u', 'v')}<userTask id="v"/>`);
const as = (user) => ({ Authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}` });

export async function before() {
  const server = await start();

  for (const [name, xml] of Object.entries({ types, people })) await server.weir.deploy(name, { [`${name}.bpmn`]: xml });
  return { server, weir: server.weir };
}

export const after = async ({ server }) => assert.equal((await server.stop()).code, 0);

export default {
  'whole numbers are Long, a division is Double, a size is Integer': async ({ weir }) => {
    const { id } = await weir.post('/process-definition/key/types/start', {
      variables: { n: { value: 5, type: 'Integer' }, list: { value: '[1, 2]', type: 'Json' } },
    });
    const variables = await weir.get(`/process-instance/${id}/variables`);

    assert.deepEqual(
      Object.fromEntries(['long', 'half', 'size', 'text'].map((name) => [name, [variables[name].type, variables[name].value]])),
      { long: ['Long', 6], half: ['Double', 2], size: ['Integer', 2], text: ['String', 'x5'] },
    );
  },

  'an expression knows who acts, and a listener gives the task to them': async ({ weir }) => {
    const { id } = await weir.post('/process-definition/key/people/start', {}, 200, as('mary'));
    const [task] = await weir.get(`/task?processInstanceId=${id}`);

    assert.deepEqual([task.name, task.assignee], ['Of mary', 'mary']);
    await weir.post(`/task/${task.id}/assignee`, { userId: 'jo' }, 204);
    assert.equal((await weir.get(`/process-instance/${id}/variables/holder`)).value, 'jo');
    await weir.post(`/task/${task.id}/complete`, {}, 204, as('jo'));
    assert.equal((await weir.get(`/process-instance/${id}/variables/by`)).value, 'jo');
    const [past] = await weir.get(`/history/activity-instance?processInstanceId=${id}&activityId=u`);

    assert.equal((await weir.get(`/process-instance/${id}/variables/where`)).value, past.id);
  },

  'a listener that fails undoes a modification, but does not keep an instance alive': async ({ weir }) => {
    const { id } = await weir.post('/process-definition/key/people/start', {}, 200, as('mary'));

    await weir.post(`/process-instance/${id}/modification`, { instructions: [{ type: 'cancel', activityId: 'u' }] }, 500);
    assert.equal((await weir.get(`/task?processInstanceId=${id}`)).length, 1);
    await weir.ask('DELETE', `/process-instance/${id}`, 204);
    await weir.get(`/process-instance/${id}`, 404);
    const failed = (await weir.get(`/log?processInstanceId=${id}`)).filter(({ type }) => type === 'listener.failed');

    assert.equal(failed.length, 1);
  },

  'what is not in the list is refused with its place': async ({ weir }) => {
    const xml = process_('bad', `<startEvent id="s"/>${flow('s', 't')}<serviceTask id="t" weir:expression="\${bean.doIt(1)}"/>`);
    const answer = await weir.deploy('bad', { 'bad.bpmn': xml }, {}, 400);

    assert.match(JSON.stringify(answer), /there is no method doIt; if bean is a bean of another engine/);
    assert.match(JSON.stringify(answer), /column 8/);
  },

  'an unknown variable is an error of the process': async ({ weir }) => {
    const answer = await weir.post('/process-definition/key/types/start', {}, 500);

    assert.match(answer.message, /there is no variable 'n' \(line 1, column 33\)/);
  },
};
