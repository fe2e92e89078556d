// SPDX-License-Identifier: Apache-2.0
// What a modeler sees: each model is read by the library that modelers use, without a warning, everything in it is drawn,
// no label lies on a flow, on the border of a lane or on another shape, no boundary event on a marker, and written back it
// has lost nothing.
//   node modeler.js FOLDER
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import BpmnModdle from 'bpmn-moddle';

const moddle = new BpmnModdle();

// Whatever stands in it, at any depth.
function* all(element) {
  yield element;
  for (const child of [...(element.flowElements ?? []), ...(element.artifacts ?? [])]) yield* all(child);
}

function* lanes(sets) {
  for (const lane of (sets ?? []).flatMap((set) => set.lanes ?? [])) {
    yield lane;
    yield* lanes(lane.childLaneSet ? [lane.childLaneSet] : []);
  }
}

const isDrawn = ({ $type }) => !['bpmn:Process', 'bpmn:DataObject'].includes($type);

// Elements and attributes of the extension, by name.
function words(xml) {
  const found = {};

  for (const [, word] of xml.matchAll(/[ <](weir:\w+)[ =>]/g)) found[word] = (found[word] ?? 0) + 1;
  return found;
}

const meet = (a, b, inset = 2) => a.x + a.width > b.x + inset && b.x + b.width > a.x + inset && a.y + a.height > b.y + inset && b.y + b.height > a.y + inset;

// The sides of a rectangle, and the legs of a line, as thin rectangles.
const leg = (a, b) => ({ x: Math.min(a.x, b.x) - 2, y: Math.min(a.y, b.y) - 2, width: Math.abs(a.x - b.x) + 4, height: Math.abs(a.y - b.y) + 4 });
const legs = (points) => points.slice(1).map((point, ix) => leg(points[ix], point));
const sides = ({ x, y, width, height }) => legs([{ x, y }, { x: x + width, y }, { x: x + width, y: y + height }, { x, y: y + height }, { x, y }]);

// Where an activity shows that there are several of it, or that it is a call: in the middle of its lower edge.
function marker({ bpmnElement: { loopCharacteristics, $type }, bounds }) {
  if (!loopCharacteristics && $type !== 'bpmn:CallActivity') return null;
  return { x: bounds.x + bounds.width / 2 - 8, y: bounds.y + bounds.height - 20, width: 16, height: 16 };
}

// What can't be read, because something lies on it.
function* covered(shapes) {
  const boxes = shapes.filter(({ bounds }) => bounds);
  const isBand = ({ bpmnElement: { $type } }) => ['bpmn:Lane', 'bpmn:Participant', 'bpmn:SubProcess', 'bpmn:TextAnnotation'].includes($type);

  for (const label of shapes.filter((shape) => shape.label?.bounds && !isBand(shape))) {
    const at = label.label.bounds, id = label.bpmnElement.id;

    for (const other of shapes) {
      const parts = other.waypoint ? legs(other.waypoint) : other === label ? [] : isBand(other) ? sides(other.bounds) : [other.bounds];

      if (parts.some((part) => meet(at, part, 3))) yield `the label of ${id} lies on ${other.bpmnElement.id}`;
    }
  }
  for (const event of boxes.filter(({ bpmnElement: { $type } }) => $type === 'bpmn:BoundaryEvent')) {
    const host = boxes.find(({ bpmnElement }) => bpmnElement === event.bpmnElement.attachedToRef);

    if (marker(host) && meet(event.bounds, marker(host), 0)) yield `${event.bpmnElement.id} lies on the marker of ${host.bpmnElement.id}`;
  }
}

async function check(file) {
  const xml = fs.readFileSync(file, 'utf8');
  const { rootElement, warnings } = await moddle.fromXML(xml);
  const process = rootElement.rootElements.find(({ $type }) => $type === 'bpmn:Process');
  const drawn = new Set(rootElement.diagrams.flatMap(({ plane }) => plane.planeElement).map(({ bpmnElement }) => bpmnElement.id));

  assert.deepEqual(warnings.map(({ message }) => message), [], file);
  assert.deepEqual([...all(process), ...lanes(process.laneSets)].filter(isDrawn).map(({ id }) => id).filter((id) => !drawn.has(id)), [],
    `${file}: not drawn`);
  assert.deepEqual(rootElement.diagrams.flatMap(({ plane }) => [...covered(plane.planeElement)]), [], file);
  assert.deepEqual(words((await moddle.toXML(rootElement)).xml), words(xml), `${file}: written back`);
}

const folder = process.argv[2];
const files = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.bpmn')).map((name) => path.join(folder, name));

assert.ok(files.length > 0, `no models in ${folder}`);
for (const file of files) await check(file);
console.log(`${files.length} passed, 0 failed`);
