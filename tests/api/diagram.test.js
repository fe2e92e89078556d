// SPDX-License-Identifier: Apache-2.0
// diagram.test.js - pictures of processes and of what instances did in them.
import assert from 'node:assert/strict';
import { flow, process_, start } from './weir.js';

const model = process_('ship', `<startEvent id="start"/>${flow('start', 'which')}<exclusiveGateway id="which" default="which-pack"/>
  <sequenceFlow id="which-ring" sourceRef="which" targetRef="ring"><conditionExpression>=false</conditionExpression></sequenceFlow>
  ${flow('which', 'pack')}<userTask id="pack" name="打包 &lt;小心&gt;"/>${flow('pack', 'post')}
  <serviceTask id="post" weir:topic="post"/>${flow('post', 'end')}<endEvent id="end"/><userTask id="ring"/>${flow('ring', 'rung')}<endEvent id="rung"/>`);

export const before = async () => {
  const server = await start('--virtual-clock');

  await server.weir.deploy('ship', { 'ship.bpmn': model });
  return { server, weir: server.weir };
};
export const after = ({ server }) => server.stop();

const picture = async (weir, path) => {
  const answer = await weir.fetch('GET', path);

  assert.equal(answer.status, 200, answer.text);
  assert.match(answer.headers.get('content-type'), /^image\/svg\+xml/);
  weir.check('GET', path, answer);
  assert.ok(!/<script|href=|\son\w+=/.test(answer.text), 'a picture holds nothing that acts');
  return answer.text;
};
// The class of the group of an element: "passed", "active", "failed", or nothing.
const state = (svg, id) => svg.match(new RegExp(`<g data-element-id="${id}"[^>]*>`))[0].match(/class="(\w+)"/)?.[1];

export default {
  'a process is drawn, by key and by id': async ({ weir }) => {
    const { id } = await weir.get('/process-definition/key/ship');
    const svg = await picture(weir, '/process-definition/key/ship/diagram');

    assert.equal(await picture(weir, `/process-definition/${id}/diagram`), svg);
    assert.match(svg, /<title>打包 &lt;小心&gt; \(pack\)<\/title>/);
    for (const element of ['start', 'which', 'pack', 'post', 'end', 'which-pack']) assert.equal(state(svg, element), undefined);
    assert.ok(!svg.includes('class="legend"'));
  },

  'an instance shows what it passed, where it is, what failed, also when it has ended': async ({ weir }) => {
    const { id } = await weir.post('/process-definition/key/ship/start', {});
    let svg = await picture(weir, `/process-instance/${id}/diagram`);

    assert.deepEqual(['start', 'which', 'which-pack', 'pack', 'post', 'ring', 'which-ring'].map((element) => state(svg, element)),
      ['passed', 'passed', 'passed', 'active', undefined, undefined, undefined]);
    assert.match(svg, /<g data-count-of="pack"[^>]*><rect[^>]*\/><text[^>]*>1<\/text>/);
    assert.ok(svg.includes('passed 已经过'));

    const [task] = await weir.get(`/task?processInstanceId=${id}`);

    await weir.post(`/task/${task.id}/complete`, {}, 204);
    const [external] = await weir.post('/external-task/fetchAndLock', { workerId: 'w', maxTasks: 1, topics: [{ topicName: 'post', lockDuration: 60000 }] });

    await weir.post(`/external-task/${external.id}/failure`, { workerId: 'w', errorMessage: 'no stamps', retries: 0 }, 204);
    svg = await picture(weir, `/process-instance/${id}/diagram`);
    assert.deepEqual(['pack', 'post', 'end'].map((element) => state(svg, element)), ['passed', 'failed', undefined]);
    assert.match(svg, />!1<\/text>/);

    await weir.put(`/external-task/${external.id}/retries`, { retries: 1 });
    const [again] = await weir.post('/external-task/fetchAndLock', { workerId: 'w', maxTasks: 1, topics: [{ topicName: 'post', lockDuration: 60000 }] });

    await weir.post(`/external-task/${again.id}/complete`, { workerId: 'w' }, 204);
    svg = await picture(weir, `/process-instance/${id}/diagram`);
    assert.deepEqual(['post', 'post-end', 'end'].map((element) => state(svg, element)), ['passed', 'passed', 'passed']);
    assert.equal(await picture(weir, `/process-definition/key/ship/diagram?instance=${id}`), svg);
  },

  'of what is not there, there is no picture': async ({ weir }) => {
    const nobody = '00000000-0000-7000-8000-000000000000';

    await weir.refused('GET', '/process-definition/key/none/diagram', 404, 'RestException');
    await weir.refused('GET', '/process-definition/none/diagram', 404, 'InvalidRequestException');
    await weir.refused('GET', `/process-definition/none:1:${nobody}/diagram`, 404, 'InvalidRequestException');
    await weir.refused('GET', `/process-instance/${nobody}/diagram`, 404, 'InvalidRequestException');
    await weir.refused('GET', '/process-instance/none/diagram', 404, 'InvalidRequestException');
    await weir.refused('GET', '/process-definition/key/ship/diagram?diagram=2', 404, 'RestException');
    await weir.refused('GET', '/process-definition/key/ship/diagram?diagram=x', 400, 'InvalidRequestException');
  },
};
