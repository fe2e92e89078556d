// SPDX-License-Identifier: Apache-2.0
// A process as the token game sees it: nodes and flows by id, read by the library that modelers use.
import BpmnModdle from 'bpmn-moddle';

const moddle = new BpmnModdle();

/** "=m > 3" as a function of the variables that can be seen. */
function condition(expression) {
  if (!expression) return null;
  const parts = /^=(\w+) (>|<=) (\d+)$/.exec(expression.body);
  if (!parts) throw new Error(`a condition that the referee can't read: ${expression.body}`);
  const [, name, operator, limit] = parts;
  return (value) => (operator === '>' ? value(name) > Number(limit) : value(name) <= Number(limit));
}

const TRIGGERS = {
  'bpmn:MessageEventDefinition': (definition) => ({ kind: 'message', name: definition.messageRef.name }),
  'bpmn:SignalEventDefinition': (definition) => ({ kind: 'signal', name: definition.signalRef.name }),
  'bpmn:TimerEventDefinition': () => ({ kind: 'timer' }),
  'bpmn:ErrorEventDefinition': (definition) => ({ kind: 'error', code: definition.errorRef?.errorCode }),
  'bpmn:EscalationEventDefinition': (definition) => ({
    kind: 'escalation', code: definition.escalationRef?.escalationCode,
  }),
  'bpmn:ConditionalEventDefinition': (definition) => ({
    kind: 'conditional', condition: condition(definition.condition),
  }),
  'bpmn:LinkEventDefinition': (definition) => ({ kind: 'link', name: definition.name }),
  'bpmn:CompensateEventDefinition': () => ({ kind: 'compensate' }),
  'bpmn:TerminateEventDefinition': () => ({ kind: 'terminate' }),
};

function trigger(element) {
  if (element.messageRef) return { kind: 'message', name: element.messageRef.name };
  const definition = element.eventDefinitions?.[0];
  return definition ? TRIGGERS[definition.$type](definition) : { kind: 'none' };
}

function loop(characteristics) {
  if (!characteristics) return undefined;
  if (characteristics.$type === 'bpmn:StandardLoopCharacteristics') {
    return {
      isStandard: true,
      isSequential: true,
      count: Number(characteristics.loopMaximum),
      testBefore: characteristics.testBefore,
      condition: condition(characteristics.loopCondition),
    };
  }
  return {
    isSequential: characteristics.isSequential,
    count: Number(characteristics.loopCardinality.body),
    condition: condition(characteristics.completionCondition),
  };
}

/** A link is a flow; weir gives it the id of the event that throws. */
function lay(node, nodes, flows) {
  const target = [...nodes.values()].find((other) => other.type === 'IntermediateCatchEvent' &&
    other.container === node.container && other.trigger.kind === 'link' && other.trigger.name === node.trigger.name);
  const flow = { id: node.id, source: node.id, target: target.id, condition: null };
  flows.set(flow.id, flow);
  node.out.push(flow);
  target.in.push(flow);
}

export async function readModel(xml) {
  const { rootElement, warnings } = await moddle.fromXML(xml);
  if (warnings.length > 0) throw new Error(warnings.map((warning) => warning.message).join('; '));
  const nodes = new Map();
  const flows = new Map();
  const add = (element, container) => {
    nodes.set(element.id, {
      id: element.id,
      type: element.$type.slice('bpmn:'.length),
      container,
      in: [],
      out: [],
      boundary: [],
      starts: [],
      default: element.default?.id,
      loop: loop(element.loopCharacteristics),
      trigger: trigger(element),
      attachedTo: element.attachedToRef?.id,
      interrupts: element.cancelActivity !== false && element.isInterrupting !== false,
      isEventSubProcess: element.triggeredByEvent === true,
      eventSubProcesses: [],
      startQuantity: element.startQuantity ?? 1,
      completionQuantity: element.completionQuantity ?? 1,
      asyncBefore: element.$attrs['weir:asyncBefore'] === 'true',
      asyncAfter: element.$attrs['weir:asyncAfter'] === 'true',
    });
    for (const child of element.flowElements ?? []) {
      if (child.$type !== 'bpmn:SequenceFlow') add(child, element.id);
    }
    for (const child of element.flowElements ?? []) {
      if (child.$type === 'bpmn:SequenceFlow') {
        const flow = {
          id: child.id, source: child.sourceRef.id, target: child.targetRef.id,
          condition: condition(child.conditionExpression),
        };
        flows.set(flow.id, flow);
        nodes.get(flow.source).out.push(flow);
        nodes.get(flow.target).in.push(flow);
      } else if (child.$type === 'bpmn:StartEvent') {
        nodes.get(element.id).starts.push(child.id);
      } else if (child.triggeredByEvent) {
        nodes.get(element.id).eventSubProcesses.push(nodes.get(child.id));
      }
    }
  };
  const process = rootElement.rootElements.find((element) => element.$type === 'bpmn:Process');
  add(process, null);
  for (const node of nodes.values()) {
    if (node.attachedTo) nodes.get(node.attachedTo).boundary.push(node);
    if (node.trigger.kind === 'link' && node.type === 'IntermediateThrowEvent') lay(node, nodes, flows);
  }
  for (const { sourceRef, targetRef } of process.artifacts ?? []) {
    nodes.get(nodes.get(sourceRef.id).attachedTo).handler = targetRef.id;
  }
  return { process: process.id, nodes, flows };
}
