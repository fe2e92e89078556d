// SPDX-License-Identifier: Apache-2.0
// message.test.js - whom a message is for, what it brings and what comes back; conditions.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const caught = '<messageEventDefinition messageRef="m"/>';
const message = (name) => `<message id="m" name="${name}"/>`;
const local = (name) => `<extensionElements><weir:inputOutput><weir:inputParameter name="${name}">=${name}OfOrder</weir:inputParameter></weir:inputOutput></extensionElements>`;

// Waits for the message, then at a task.
const waiting = (key, inside = '', name = key) => process_(key, `
  <startEvent id="start"/>${flow('start', 'catch')}<intermediateCatchEvent id="catch">${inside}${caught}</intermediateCatchEvent>
  ${flow('catch', 'after')}<userTask id="after"/>`, message(name));
const begun = (key, name = key) => process_(key, `
  <startEvent id="start">${caught}</startEvent>${flow('start', 'after')}<userTask id="after"/>`, message(name));
const watched = (key, cancels) => process_(key, `
  <startEvent id="start"/>${flow('start', 'work')}<userTask id="work"/>
  <boundaryEvent id="told" attachedToRef="work" cancelActivity="${cancels}">${caught}</boundaryEvent>
  ${flow('told', 'after')}<userTask id="after"/>`, message(key));
const either = (key) => process_(key, `
  <startEvent id="start"/>${flow('start', 'gate')}<eventBasedGateway id="gate"/>
  ${flow('gate', 'catch')}<intermediateCatchEvent id="catch">${caught}</intermediateCatchEvent>
  ${flow('gate', 'hour')}<intermediateCatchEvent id="hour"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>
  ${flow('catch', 'after')}<userTask id="after"/>${flow('hour', 'late')}<userTask id="late"/>`, message(key));

export const before = async () => {
  const server = await start('--virtual-clock');

  return { server, weir: server.weir };
};
export const after = async ({ server }) => assert.equal((await server.stop()).code, 0);

const deploy = (weir, key, xml) => weir.deploy(key, { [`${key}.bpmn`]: xml });
const begin = (weir, key, body = {}) => weir.post(`/process-definition/key/${key}/start`, body);
const places = async (weir, id) => (await weir.get(`/task?processInstanceId=${id}`)).map((task) => task.taskDefinitionKey).sort();
const variables = (weir, id) => weir.get(`/process-instance/${id}/variables`);
const values = (map) => Object.fromEntries(Object.entries(map).map(([name, value]) => [name, { value }]));

export default {
  'a message for all gets to whoever waits, and starts what it starts': async ({ weir }) => {
    await deploy(weir, 'everybody', waiting('everybody'));
    await deploy(weir, 'newcomer', begun('newcomer', 'everybody'));
    const instances = [];

    for (const businessKey of ['A', 'B', 'A']) instances.push((await begin(weir, 'everybody', { businessKey })).id);
    const someInstances = await weir.post('/message', { messageName: 'everybody', businessKey: 'A', all: true, resultEnabled: true, variablesInResultEnabled: true, processVariables: values({ told: 1 }) });

    assert.deepEqual(someInstances.map((result) => result.resultType), ['Execution', 'Execution', 'ProcessDefinition']);
    assert.deepEqual(someInstances.slice(0, 2).map((result) => result.execution.id), [instances[0], instances[2]]);
    assert.equal(someInstances[2].execution, null);
    assert.equal(someInstances[2].processInstance.businessKey, 'A');
    for (const result of someInstances) assert.equal(result.variables.told.value, 1);
    assert.deepEqual(await places(weir, instances[0]), ['after']);
    assert.deepEqual(await places(weir, instances[1]), []);
    await weir.post('/message', { messageName: 'everybody', all: true }, 204);
    assert.deepEqual(await places(weir, instances[1]), ['after']);
    assert.equal((await weir.get('/process-instance/count?processDefinitionKey=newcomer')).count, 2);
  },

  'a message for all that nobody waits for is none that failed': async ({ weir }) => {
    assert.deepEqual(await weir.post('/message', { messageName: 'nobody', all: true, resultEnabled: true }), []);
    await weir.post('/message', { messageName: 'nobody', all: true }, 204);
  },

  'a message for all leaves out who is suspended': async ({ weir }) => {
    await deploy(weir, 'resting', waiting('resting'));
    const [one, two] = [await begin(weir, 'resting'), await begin(weir, 'resting')];

    await weir.put(`/process-instance/${one.id}/suspended`, { suspended: true });
    const results = await weir.post('/message', { messageName: 'resting', all: true, resultEnabled: true });

    assert.deepEqual(results.map((result) => result.execution.id), [two.id]);
  },

  'what somebody else starts by the message is not among the results': async ({ weir }) => {
    await deploy(weir, 'relay', process_('relay', `
      <startEvent id="start">${caught}</startEvent>${flow('start', 'tell')}
      <intermediateThrowEvent id="tell"><messageEventDefinition messageRef="next"/></intermediateThrowEvent>
      ${flow('tell', 'after')}<userTask id="after"/>`, `${message('relay')}<message id="next" name="relayed"/>`));
    await deploy(weir, 'relayed', begun('relayed'));
    const results = await weir.post('/message', { messageName: 'relay', resultEnabled: true });

    assert.equal(results.length, 1);
    assert.match(results[0].processInstance.definitionId, /^relay:/);
    assert.equal((await weir.get('/process-instance/count?processDefinitionKey=relayed')).count, 1);
  },

  'a message for one instance gets to no other, and starts nothing': async ({ weir }) => {
    await deploy(weir, 'meant', waiting('meant'));
    await deploy(weir, 'meantToo', begun('meantToo', 'meant'));
    const [one, two] = [await begin(weir, 'meant', { businessKey: 'M-1' }), await begin(weir, 'meant')];
    const tell = (processInstanceId, more) => ({ messageName: 'meant', processInstanceId, ...more });

    await weir.refused('POST', '/message', 400, 'RestException', tell(one.id, { businessKey: 'M-2' }));
    await weir.refused('POST', '/message', 400, 'RestException', tell(one.id, { correlationKeys: values({ x: 1 }) }));
    await weir.post('/message', tell(one.id, { businessKey: 'M-1' }), 204);
    assert.deepEqual(await places(weir, one.id), ['after']);
    assert.deepEqual(await places(weir, two.id), []);
    await weir.refused('POST', '/message', 400, 'RestException', tell(one.id));
    await weir.refused('POST', '/message', 400, 'RestException', tell('no-id'));
    await weir.refused('POST', '/message', 400, 'RestException', tell('00000000-0000-4000-8000-000000000000'));
    assert.deepEqual(await weir.post('/message', tell(one.id, { all: true, resultEnabled: true })), []);
    assert.equal((await weir.post('/message', tell(two.id, { all: true, resultEnabled: true }))).length, 1);
    assert.equal((await weir.get('/process-instance/count?processDefinitionKey=meantToo')).count, 0);
  },

  'local keys are compared with what is local where it waits': async ({ weir }) => {
    await deploy(weir, 'near', waiting('near', local('line')));
    const lines = [];

    for (const line of [1, 2]) lines.push((await begin(weir, 'near', { variables: values({ lineOfOrder: line, line: 7 }) })).id);
    const tell = (more) => ({ messageName: 'near', ...more });

    await weir.refused('POST', '/message', 400, 'RestException', tell({ localCorrelationKeys: values({ line: 7 }) }));
    await weir.refused('POST', '/message', 400, 'RestException', tell({ localCorrelationKeys: values({ lineOfOrder: 2 }) }));
    await weir.refused('POST', '/message', 400, 'RestException', tell({ localCorrelationKeys: values({ line: 2 }), correlationKeys: values({ lineOfOrder: 1 }) }));
    await weir.post('/message', tell({ localCorrelationKeys: values({ line: 2 }), correlationKeys: values({ lineOfOrder: 2 }) }), 204);
    assert.deepEqual(await places(weir, lines[0]), []);
    assert.deepEqual(await places(weir, lines[1]), ['after']);
  },

  'local variables end with the event, and stay with an activity that goes on': async ({ weir }) => {
    const brought = { processVariables: values({ all: 1 }), processVariablesLocal: values({ own: 2 }) };

    for (const [key, xml] of Object.entries({ crossed: waiting('crossed'), chosen: either('chosen'), ended: watched('ended', true) })) {
      await deploy(weir, key, xml);
      const { id } = await begin(weir, key);

      await weir.post('/message', { messageName: key, ...brought }, 204);
      assert.deepEqual(await places(weir, id), ['after'], key);
      assert.deepEqual(Object.keys(await variables(weir, id)), ['all'], key);
    }
    await deploy(weir, 'reminded', watched('reminded', false));
    const { id } = await begin(weir, 'reminded');

    await weir.post('/message', { messageName: 'reminded', ...brought }, 204);
    assert.deepEqual(await places(weir, id), ['after', 'work']);
    assert.deepEqual(Object.keys(await variables(weir, id)), ['all']);
    const [work] = await weir.get(`/task?processInstanceId=${id}&taskDefinitionKey=work`);

    assert.equal((await weir.get(`/task/${work.id}/localVariables`)).own.value, 2);
    await weir.post('/message', { messageName: 'reminded', localCorrelationKeys: values({ own: 2 }) }, 204);
    await weir.post(`/task/${work.id}/complete`, {}, 204);
  },

  'local variables of a process that a message starts are its own': async ({ weir }) => {
    await deploy(weir, 'hello', begun('hello'));
    const [result] = await weir.post('/message', { messageName: 'hello', processVariables: values({ a: 1 }), processVariablesLocal: values({ b: 2 }), resultEnabled: true, variablesInResultEnabled: true });

    assert.deepEqual(Object.keys(result.variables).sort(), ['a', 'b']);
  },

  'what weir does not have is said, and what makes no sense refused': async ({ weir }) => {
    const named = { messageName: 'nobody' };

    await weir.refused('POST', '/message', 501, 'RestException', { ...named, tenantId: 't' });
    await weir.refused('POST', '/message', 501, 'RestException', { ...named, processVariablesToTriggeredScope: values({ a: 1 }) });
    await weir.refused('POST', '/message', 400, 'InvalidRequestException', { all: true });
    await weir.refused('POST', '/message', 400, 'InvalidRequestException', { ...named, all: 'yes' });
    await weir.refused('POST', '/message', 400, 'InvalidRequestException', { ...named, variablesInResultEnabled: true });
    await weir.refused('POST', '/message', 400, 'InvalidRequestException', { ...named, localCorrelationKeys: { a: { value: 'x', type: 'Integer' } } });
    await weir.post('/message', { ...named, all: true, withoutTenantId: true, tenantId: null, processVariablesToTriggeredScope: {} }, 204);
  },

  'conditions that no process waits for, and what is wrong with them': async ({ weir }) => {
    assert.deepEqual(await weir.post('/condition', { variables: values({ temperature: 30 }), businessKey: 'K', withoutTenantId: true }), []);
    await weir.refused('POST', '/condition', 400, 'InvalidRequestException', {});
    await weir.refused('POST', '/condition', 400, 'InvalidRequestException', { variables: { a: { value: 'x', type: 'Integer' } } });
    await weir.refused('POST', '/condition', 400, 'InvalidRequestException', { variables: {}, tenantId: 't', withoutTenantId: true });
    await weir.refused('POST', '/condition', 501, 'RestException', { variables: {}, tenantId: 't' });
    await weir.refused('POST', '/condition', 400, 'RestException', { variables: {}, processDefinitionId: 'p:1:x' });
  },
};
