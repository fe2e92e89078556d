// SPDX-License-Identifier: Apache-2.0
// dialects.test.js - models for other engines, deployed as their tools deploy them.
import assert from 'node:assert/strict';
import { start } from './weir.js';

const model = (key, inside, attributes = '') => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="defs" targetNamespace="t" modeler:executionPlatform="Camunda Platform">
  <bpmn:process id="${key}" isExecutable="true" camunda:historyTimeToLive="30" ${attributes}>
    <bpmn:startEvent id="start"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="work"/>
    ${inside}
    <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="end"/>
    <bpmn:endEvent id="end"/>
  </bpmn:process>
</bpmn:definitions>`;
const java = model('java', '<bpmn:serviceTask id="work" camunda:delegateExpression="${charger}" camunda:colour="red"/>');

export const before = async () => {
  const server = await start('--virtual-clock');

  return { server, weir: server.weir };
};
export const after = ({ server }) => server.stop();

const lock = (weir, topicName) => weir.post('/external-task/fetchAndLock', { workerId: 'w', maxTasks: 10, topics: [{ topicName, lockDuration: 60000, includeExtensionProperties: true }] });

export default {
  'a camunda model runs, its file is given back as it came, and its properties reach the worker': async ({ weir }) => {
    const file = model('order', `<bpmn:serviceTask id="work" camunda:type="external" camunda:topic="ship" camunda:taskPriority="4">
      <bpmn:extensionElements><camunda:properties><camunda:property name="colour" value="red"/></camunda:properties></bpmn:extensionElements></bpmn:serviceTask>`, 'camunda:versionTag="1.4"');
    const made = await weir.deploy('order', { 'order.bpmn': file });

    assert.equal(made.details, null);
    assert.equal((await weir.get('/process-definition/key/order/xml')).bpmn20Xml, file);
    assert.equal((await weir.get('/process-definition/key/order')).versionTag, '1.4');
    assert.equal((await weir.get('/process-definition/key/order')).historyTimeToLive, 30);
    await weir.post('/process-definition/key/order/start', {});
    const [task] = await lock(weir, 'ship');

    assert.equal(task.priority, 4);
    assert.deepEqual(task.extensionProperties, { colour: 'red' });
  },

  'Java is refused with line and advice, unless it shall be work for others': async ({ weir }) => {
    const refused = await weir.deploy('java', { 'java.bpmn': java }, {}, 400);
    const [error] = refused.details['java.bpmn'].errors;

    assert.equal(error.line, 6);
    assert.equal(error.mainElementId, 'work');
    assert.equal(error.rule, 'dialect-unmapped');
    assert.match(error.message, /camunda:delegateExpression="\$\{charger\}" is not executed: .*delegates=external/);

    const made = await weir.deploy('java', { 'java.bpmn': java }, { delegates: 'external' });

    assert.deepEqual(made.details['java.bpmn'].errors, []);
    assert.match(made.details['java.bpmn'].warnings[0].message, /camunda:colour="red" has no effect/);
    assert.equal((await weir.get('/process-definition/key/java/xml')).bpmn20Xml, java);
    await weir.post('/process-definition/key/java/start', {});
    assert.equal((await lock(weir, 'charger')).length, 1);
    await weir.deploy('java', { 'java.bpmn': java }, { delegates: 'java' }, 400);
  },

  'the same file with another option is no duplicate, and is deployed again with the one it had': async ({ weir }) => {
    const file = model('twice', '<bpmn:serviceTask id="work" camunda:type="external" camunda:topic="t"/>');
    const options = { 'enable-duplicate-filtering': 'true' };
    const first = await weir.deploy('twice', { 'twice.bpmn': file }, options);
    const second = await weir.deploy('twice', { 'twice.bpmn': file }, { ...options, delegates: 'external' });

    assert.notEqual(second.id, first.id);
    assert.equal((await weir.deploy('twice', { 'twice.bpmn': file }, { ...options, delegates: 'external' })).id, second.id);

    const old = await weir.deploy('old', { 'java.bpmn': java }, { delegates: 'external' });
    const again = await weir.post(`/deployment/${old.id}/redeploy`, {});

    assert.equal(Object.values(again.deployedProcessDefinitions).length, 1);
  },
};
