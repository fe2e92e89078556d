// SPDX-License-Identifier: Apache-2.0
// What a modeler sees: each model is read by the library that modelers use, without a warning, everything in it is drawn,
// and written back it has lost nothing.
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

async function check(file) {
  const xml = fs.readFileSync(file, 'utf8');
  const { rootElement, warnings } = await moddle.fromXML(xml);
  const process = rootElement.rootElements.find(({ $type }) => $type === 'bpmn:Process');
  const drawn = new Set(rootElement.diagrams.flatMap(({ plane }) => plane.planeElement).map(({ bpmnElement }) => bpmnElement.id));

  assert.deepEqual(warnings.map(({ message }) => message), [], file);
  assert.deepEqual([...all(process), ...lanes(process.laneSets)].filter(isDrawn).map(({ id }) => id).filter((id) => !drawn.has(id)), [],
    `${file}: not drawn`);
  assert.deepEqual(words((await moddle.toXML(rootElement)).xml), words(xml), `${file}: written back`);
}

const folder = process.argv[2];
const files = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.bpmn')).map((name) => path.join(folder, name));

assert.ok(files.length > 0, `no models in ${folder}`);
for (const file of files) await check(file);
console.log(`${files.length} passed, 0 failed`);
