// SPDX-License-Identifier: Apache-2.0
// scenario.js - scenario files (xsd/scenario.xsd) as objects: models as files to deploy, steps, what is expected.
// weir test checks these files; here they are taken to be well-formed and valid.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { program } from './weir.js';

const bpmn = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const markup = /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([\w.:-]+)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;
const entities = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const unescape = (text) =>
  text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (all, hex, number, name) =>
    (name ? entities[name] : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(number))));

// ── XML ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

function readAttributes(text) {
  const attributes = {};

  for (const [, name, double, single] of text.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) attributes[name] = unescape(double ?? single);
  return attributes;
}

// { name, attributes, children, text, source } of the root; source is what stands in the file.
function readXml(source) {
  const top = { children: [], text: '' };
  const open = [top];
  let end = 0;

  for (const match of source.matchAll(markup)) {
    const [whole, cdata, closes, name, attributes, isEmpty] = match;
    const parent = open.at(-1);

    parent.text += unescape(source.slice(end, match.index)) + (cdata ?? '');
    end = match.index + whole.length;
    if (!name) continue;
    if (!closes) {
      const element = { name, attributes: readAttributes(attributes), children: [], text: '', start: match.index, line: source.slice(0, match.index).split('\n').length };

      parent.children.push(element);
      if (!isEmpty) open.push(element);
      else element.source = whole;
    } else {
      const element = open.pop();

      element.source = source.slice(element.start, end);
    }
  }
  return top.children[0];
}

// ── FEEL, as far as values need it; what is computed, weir feel computes ────────────────────────────────────────────────────────────────────

// Numbers stay texts, so that none is rounded here.
export class Decimal {
  constructor(text) { this.text = text; }
}

// A date, a time, a date and time, a duration.
export class Temporal {
  constructor(kind, text) { Object.assign(this, { kind, text }); }
}

const token = /\s*(?:(@?"(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(date and time|date|time|duration)(?=\s*\()|([\p{L}_][\p{L}\p{N}_ -]*[\p{L}\p{N}_]|[\p{L}_])|([{}[\](),:]))\s*/uy;

// @"2026-01-05"
function literal(text) {
  const kind = text.includes('P') ? 'duration' : text.includes('T') ? 'date and time' : text.includes(':') ? 'time' : 'date';

  return new Temporal(kind, text);
}

export function readFeel(text) {
  const tokens = [];

  for (token.lastIndex = 0; token.lastIndex < text.length;) {
    const match = token.exec(text);

    if (!match) throw new Error('an expression that the driver can\'t read');
    tokens.push(match.slice(1));
  }
  const next = (mark) => {
    const found = tokens.shift();

    if (mark && found?.[4] !== mark) throw new Error(`'${mark}' is missing in ${text}`);
    return found;
  };
  const list = (end, item) => {
    const items = [];

    while (tokens[0][4] !== end) {
      items.push(item());
      if (tokens[0][4] === ',') next();
    }
    next(end);
    return items;
  };
  const value = () => {
    const [string, number, temporal, name, mark] = next();

    if (string?.startsWith('@')) return literal(JSON.parse(string.slice(1)));
    if (string) return JSON.parse(string);
    if (number) return new Decimal(number);
    if (temporal) {
      next('(');
      const argument = value();

      next(')');
      return new Temporal(temporal, argument);
    }
    if (mark === '[') return list(']', value);
    if (mark === '{') return Object.fromEntries(list('}', () => {
      const [key, , , bare] = next();

      next(':');
      return [key ? JSON.parse(key) : bare, value()];
    }));
    if (name === 'null') return null;
    if (name === 'true' || name === 'false') return name === 'true';
    throw new Error('an expression that the driver can\'t read');
  };
  const result = value();

  if (tokens.length > 0) throw new Error('an expression that the driver can\'t read');
  return result;
}

// ── scenarios ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const isModel = (element) => element.name.includes(':') || element.attributes.xmlns === bpmn;

// Inline elements become a file; loose ones are put into definitions of their own, with all names that the file declares.
function readInline(root, scenario) {
  const declarations = { ...root.attributes, ...scenario.attributes };
  const names = Object.keys(declarations).filter((name) => name.startsWith('xmlns'));
  const declared = (element) => names.filter((name) => !(name in element.attributes)).map((name) => ` ${name}="${declarations[name]}"`).join('');
  const files = {};
  const loose = [];

  for (const element of scenario.children.filter(isModel)) {
    if (!element.name.endsWith(':definitions')) loose.push(element.source);
    else {
      const kind = declarations[`xmlns:${element.name.split(':')[0]}`] === bpmn ? 'bpmn' : 'dmn';

      files[`inline${Object.keys(files).length}.${kind}`] = element.source.replace(/^<[\w.:-]+/, (start) => start + declared(element));
    }
  }
  if (loose.length > 0) files['inline.bpmn'] = `<inline:definitions${declared({ attributes: {} })} xmlns:inline="${bpmn}" targetNamespace="urn:scenario">${loose.join('\n')}</inline:definitions>`;
  return files;
}

// variables: plain JSON by name, or {type, value}.
export function compute(text, variables = {}) {
  const { status, stdout, stderr } = spawnSync(program, ['feel', text, '--input', JSON.stringify(variables)], { encoding: 'utf8' });

  if (status !== 0) throw new Error(`${text}: ${stderr}`);
  return readFeel(stdout);
}

function readStep(element) {
  const { name: tag, attributes, children, text, line } = element;
  const variables = (attributes.variables ?? text).trim();
  const known = (feel) => { try { return readFeel(feel); } catch { return compute(feel); } };
  // What gives no value ends the scenario where the step comes, not the whole file.
  const read = (feel) => { try { return feel ? known(feel) : {}; } catch (error) { return error; } };

  return {
    tag, line, attributes,
    variables: read(variables),
    locals: read(attributes.locals),
    keys: read(attributes.keys),
    facts: children.map((child) => child.attributes),
  };
}

// The model, and the forms beside it if it names any.
function readModel(file) {
  const text = readFileSync(file, 'utf8');
  const folder = join(dirname(file), 'forms');
  const forms = /:formRef="/.test(text) && existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.form')) : [];

  return [[basename(file), text], ...forms.map((name) => [join(basename(file, '.bpmn'), name), readFileSync(join(folder, name), 'utf8')])];
}

// ── mocks ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

// A call that is mocked goes to a stand-in, a process with one task; the file it is in is changed.
function redirect(files, mock) {
  for (let [file, text] of Object.entries(files)) {
    const call = new RegExp(`<[\\w.-]*:?callActivity\\b[^>]*\\sid="${mock.element}"[^>]*>`).exec(text);
    const process = call && [...text.slice(0, call.index).matchAll(/<[\w.-]*:?process\b[^>]*\sid="([^"]+)"/g)].at(-1)?.[1];

    if (!process || (mock.process && mock.process !== process)) continue;
    mock.process = process;
    mock.standIn = `${process}.${mock.element}`;
    const extension = /<zeebe:calledElement\b[^>]*>/.exec(text.slice(call.index).split(/<\/[\w.-]*:?callActivity>/)[0])?.[0];

    if (extension) text = text.replace(extension, extension.replace(/\s(?:bindingType|versionTag)="[^"]*"/g, '').replace(/processId="[^"]*"/, `processId="${mock.standIn}"`));
    files[file] = text.replace(call[0], call[0].replace(/\s(?:[\w.-]+:)?calledElement(?:Binding|Version|VersionTag)?\s*=\s*(?:"[^"]*"|'[^']*')/g, '')
      .replace(/(\/?>)$/, ` calledElement="${mock.standIn}"$1`));
  }
}

// Its own, and those of the file that it has an element for.
function readMocks(root, scenario, files) {
  const of = (element, isShared) => element.children.filter(({ name }) => name === 'mock')
    .map(({ attributes, line, text }) => ({ variables: text.trim(), ...attributes, line, isShared, uses: 0 })); // expressions as texts: they see what is there
  const own = of(scenario, false);
  const isThere = ({ element, message }) => message || Object.values(files).some((text) => text.includes(`id="${element}"`));
  const mocks = [...own, ...of(root, true).filter((mock) => isThere(mock) && !own.some((one) => one.element === mock.element && one.message === mock.message))];
  const standIns = new Set();

  for (const mock of mocks.filter(({ element }) => element)) {
    const twin = mocks.find((one) => one !== mock && one.standIn && one.element === mock.element && (mock.process ?? one.process) === one.process);

    if (twin) Object.assign(mock, { process: twin.process, standIn: twin.standIn });
    else redirect(files, mock);
    if (mock.standIn) standIns.add(mock.standIn);
  }
  if (standIns.size > 0) {
    files['stand-ins.bpmn'] = `<definitions xmlns="${bpmn}" targetNamespace="urn:weir:mock">${[...standIns].map((key) => `<process id="${key}" isExecutable="true">`
      + `<startEvent id="${key}_called"/><sequenceFlow id="${key}_in" sourceRef="${key}_called" targetRef="${key}_answer"/><userTask id="${key}_answer"/></process>`).join('')}</definitions>`;
  }
  return mocks;
}

// [{ name, line, now, files, mocks, steps }]; files: name → text.
export function readScenarios(path) {
  const root = readXml(readFileSync(path, 'utf8'));
  const models = (element) => Object.fromEntries(element.children.filter(({ name }) => name === 'model')
    .flatMap(({ attributes: { file } }) => readModel(join(dirname(path), file))));

  return root.children.filter(({ name }) => name === 'scenario').map((scenario) => {
    const files = { ...models(root), ...readInline(root, scenario), ...models(scenario) };

    return {
      name: scenario.attributes.name,
      line: scenario.line,
      now: scenario.attributes.now ?? '2026-01-05T09:00:00Z',
      files,
      mocks: readMocks(root, scenario, files),
      besides: (file) => ({ [basename(file)]: readFileSync(join(dirname(path), file), 'utf8') }), // the scenario file
      hasManualJobs: scenario.attributes.jobs === 'manual',
      steps: scenario.children.filter((element) => !isModel(element) && element.name !== 'model' && element.name !== 'mock').map(readStep),
    };
  });
}
