// SPDX-License-Identifier: Apache-2.0
// modification.test.js - whatever an administrator asks for, fitting or not: it is done or refused, and weir goes on.
import assert from 'node:assert/strict';
import { start, process_, flow } from './weir.js';

const REQUESTS = 400;

const rich = process_('rich', `
  <startEvent id="start"/>${flow('start', 'fork')}<parallelGateway id="fork"/>
  ${flow('fork', 'items')}
  <subProcess id="items"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>
    <startEvent id="itemStart"/>${flow('itemStart', 'one')}<userTask id="one"/>${flow('one', 'two')}<userTask id="two"/>
  </subProcess>${flow('items', 'join')}
  ${flow('fork', 'row')}
  <userTask id="row"><multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></userTask>
  ${flow('row', 'join')}
  ${flow('fork', 'either')}<eventBasedGateway id="either"/>
  ${flow('either', 'told')}<intermediateCatchEvent id="told"><messageEventDefinition messageRef="tell"/></intermediateCatchEvent>
  ${flow('either', 'hour')}<intermediateCatchEvent id="hour"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>
  ${flow('told', 'merge')}${flow('hour', 'merge')}<exclusiveGateway id="merge"/>${flow('merge', 'outer')}
  <subProcess id="outer"><startEvent id="outerStart"/>${flow('outerStart', 'inner')}
    <subProcess id="inner"><startEvent id="innerStart"/>${flow('innerStart', 'work')}
      <serviceTask id="work" weir:type="external" weir:topic="t"/>${flow('work', 'innerEnd')}<endEvent id="innerEnd"/></subProcess>
    ${flow('inner', 'later')}<userTask id="later" weir:asyncBefore="true" weir:asyncAfter="true"/></subProcess>
  <boundaryEvent id="late" attachedToRef="outer" cancelActivity="false"><timerEventDefinition><timeDuration>PT30M</timeDuration></timerEventDefinition></boundaryEvent>
  ${flow('late', 'remind')}<userTask id="remind"/>${flow('remind', 'stop')}<endEvent id="stop"><terminateEventDefinition/></endEvent>
  ${flow('outer', 'join')}<parallelGateway id="join"/>${flow('join', 'end')}<endEvent id="end"/>`, '<message id="tell" name="tell"/>');

// Joins that look at what else may come, and work without an order.
const free = process_('free', `
  <startEvent id="start"/>${flow('start', 'split')}<inclusiveGateway id="split"/>
  ${flow('split', 'a')}<userTask id="a"/>${flow('a', 'join')}
  ${flow('split', 'b')}<userTask id="b" weir:asyncAfter="true"/>
  <boundaryEvent id="late" attachedToRef="b" cancelActivity="false"><timerEventDefinition><timeDuration>PT30M</timeDuration></timerEventDefinition></boundaryEvent>
  ${flow('late', 'join')}${flow('b', 'way')}<exclusiveGateway id="way" default="way-split"/>
  <sequenceFlow id="way-join" sourceRef="way" targetRef="join"><conditionExpression>a > 3</conditionExpression></sequenceFlow>
  ${flow('way', 'split')}<inclusiveGateway id="join" weir:asyncBefore="true"/>${flow('join', 'gate')}
  ${flow('split', 'told')}<receiveTask id="told" messageRef="tell"/>${flow('told', 'gate')}
  <complexGateway id="gate"><activationCondition>activationCount >= 1 and a != 5</activationCondition></complexGateway>
  ${flow('gate', 'items')}
  <subProcess id="items"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>
    <startEvent id="itemStart"/>${flow('itemStart', 'hoc')}
    <adHocSubProcess id="hoc" ordering="Sequential" cancelRemainingInstances="false"><userTask id="x"/><userTask id="y"/>${flow('y', 'first')}
      <complexGateway id="first"><activationCondition>activationCount >= 1</activationCondition></complexGateway>${flow('x', 'first')}${flow('first', 'z')}<userTask id="z"/>
      <adHocSubProcess id="inner"><userTask id="u"/><completionCondition>a = 2</completionCondition></adHocSubProcess>
      <completionCondition>a = 7</completionCondition></adHocSubProcess></subProcess>
  ${flow('items', 'end')}<endEvent id="end"/>`, '<message id="tell" name="tell"/>');
const names = (xml, pattern) => [...xml.matchAll(pattern)].map((match) => match[1]);

// The same requests again for the same seed.
function random(seed) {
  let state = seed;

  return (count) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor(state / 65536) % count;
  };
}

function activeIds(tree) {
  const ids = [];
  const waiting = tree.childActivityInstances ? [tree] : [];

  while (waiting.length > 0) {
    const node = waiting.pop();

    ids.push(node.id, ...node.childTransitionInstances.map((transition) => transition.id));
    waiting.push(...node.childActivityInstances);
  }
  return ids.length > 0 ? ids : ['none'];
}

export const before = async () => {
  const server = await start('--virtual-clock');

  return { server, weir: server.weir };
};
export const after = async ({ server }) => assert.equal((await server.stop()).code, 0);

const tests = Object.entries({ rich, free }).map(([key, xml]) => [`no instructions are too odd to be answered: ${key}`, async ({ weir }) => {
  const flows = names(xml, /sequenceFlow id="([^"]+)"/g);
  const elements = names(xml, /<(?!sequenceFlow|message|process|definitions)[a-zA-Z]+ id="([^"]+)"/g);
  const seed = Math.floor(Math.random() * 1e6);
  const below = random(seed);
  const pick = (list) => list[below(list.length)];
  const instruction = (ids) => {
    const more = {
      ...(below(2) ? { variables: { a: { value: below(9) }, own: { value: 1, local: true } } } : {}),
      ...(below(3) ? {} : { ancestorActivityInstanceId: pick(ids) }),
    };

    return pick([
      { type: 'cancel', activityId: pick(elements), cancelCurrentActiveActivityInstances: below(2) === 1 },
      { type: 'cancel', activityInstanceId: pick(ids) },
      { type: 'startBeforeActivity', activityId: pick(elements), ...more },
      { type: 'startAfterActivity', activityId: pick(elements), ...more },
      { type: 'startTransition', transitionId: pick(flows), ...more },
    ]);
  };
  let id;

  await weir.deploy(key, { [`${key}.bpmn`]: xml });
  for (let i = 0; i < REQUESTS; i++) {
    id ??= (await weir.post(`/process-definition/key/${key}/start`, { variables: { a: { value: 0 } } })).id;
    const ids = activeIds((await weir.fetch('GET', `/process-instance/${id}/activity-instances`)).body);
    const tasks = (await weir.get(`/task?processInstanceId=${id}`)).map((task) => task.id);
    const instructions = Array.from({ length: 1 + below(3) }, () => instruction(ids));
    const request = pick([
      ['PUT', `/process-instance/${id}/suspended`, { suspended: below(2) === 1 }],
      ['POST', '/clock', { advance: 'PT20M' }],
      ['POST', `/execution/${id}/messageSubscriptions/tell/trigger`, {}],
      ...Array(2).fill(['POST', `/task/${tasks.length > 0 ? pick(tasks) : 'none'}/complete`, { variables: { a: { value: below(9) } } }]),
      ...Array(5).fill(['POST', `/process-instance/${id}/modification`, { instructions }]),
    ]);
    const answer = await weir.fetch(...request);

    assert.ok(answer.status < 500, `seed ${seed}, request ${i}: ${JSON.stringify(request)}: ${answer.text}`);
    if ((await weir.fetch('GET', `/process-instance/${id}`)).status === 404) id = undefined;
  }
}]);

export default Object.fromEntries(tests);
