// SPDX-License-Identifier: Apache-2.0
// duties.test.js - who may not do a task since he did another one is told so.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const apart = process_('apart', `
  <extensionElements><weir:exclusive groups="inspector appeal"/></extensionElements>
  <startEvent id="start"/>${flow('start', 'check')}
  <userTask id="check" weir:candidateGroups="inspector"/>${flow('check', 'investigate')}
  <userTask id="investigate" weir:separateFrom="check"/>${flow('investigate', 'hear')}
  <userTask id="hear" weir:candidateGroups="appeal"/>`);

export const before = async () => {
  const server = await start('--virtual-clock');

  await server.weir.deploy('apart', { 'apart.bpmn': apart });
  return { server, weir: server.weir };
};
export const after = async ({ server }) => assert.equal((await server.stop()).code, 0);

const as = (user) => ({ Authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}` });
const taskOf = async (weir, instance) => (await weir.get(`/task?processInstanceId=${instance.id}`))[0];

export default {
  'a task that is separate from another one is refused to who did that, by a rule with a name': async ({ weir }) => {
    const instance = await weir.post('/process-definition/key/apart/start', {});
    const check = await taskOf(weir, instance);

    const nobody = await weir.post(`/task/${check.id}/complete`, {}, 403);
    assert.equal(nobody.type, 'AuthorizationException');
    assert.match(nobody.message, /element 'check': .*say who does the task/);
    await weir.post(`/task/${check.id}/claim`, { userId: 'anna' }, 204);
    await weir.post(`/task/${check.id}/complete`, {}, 204); // who has it did it

    const task = await taskOf(weir, instance);
    const refused = await weir.post(`/task/${task.id}/claim`, { userId: 'anna' }, 403);
    assert.equal(refused.type, 'AuthorizationException');
    assert.match(refused.message, /element 'investigate': separate-from: anna, who did check, may not do this task/);
    for (const [way, body] of [['assignee', { userId: 'anna' }], ['delegate', { userId: 'anna' }],
      ['identity-links', { userId: 'anna', type: 'assignee' }]])
      await weir.post(`/task/${task.id}/${way}`, body, 403, as('boss'));
    for (const [way, body] of [['complete', {}], ['submit-form', {}], ['resolve', {}], ['bpmnError', { errorCode: 'no' }]])
      await weir.post(`/task/${task.id}/${way}`, body, 403, as('anna'));
    await weir.post(`/task/${task.id}/complete`, {}, 204, as('bob'));

    const hear = await taskOf(weir, instance);
    const excluded = await weir.post(`/task/${hear.id}/claim`, { userId: 'anna' }, 403);
    assert.match(excluded.message, /exclusive: anna, who did check for inspector, may not act for appeal/);
    await weir.post(`/task/${hear.id}/complete`, {}, 204, as('bob'));

    const facts = await weir.get(`/log?processInstanceId=${instance.id}`);
    const done = facts.filter((fact) => fact.type === 'task.performed').map((fact) => [fact.data.element, fact.data.by]);
    assert.deepEqual(done, [['check', 'anna'], ['investigate', 'bob'], ['hear', 'bob']]);
  },
};
