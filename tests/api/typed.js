// SPDX-License-Identifier: Apache-2.0
// typed.js - values of scenarios as the API writes them: {value, type}, and back.
import assert from 'node:assert/strict';
import { Decimal, Temporal } from './scenario.js';

// A step that REST can't express.
export class Skip extends Error {}

function toJson(value) {
  if (value instanceof Decimal) return value.text;
  if (value instanceof Temporal) return JSON.stringify(value.text);
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${toJson(item)}`).join(',')}}`;
}

const instant = /^(.*?T\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const isInstant = (value) => value instanceof Temporal && value.kind === 'date and time' && instant.test(value.text);

// With milliseconds and an offset without a colon.
export function toDate(text) {
  const [, date, fraction = '', zone] = instant.exec(text) ?? [];

  if (!date) throw new Skip(`a date that the API has no form for: ${text}`);
  return `${date}${(fraction || '.').padEnd(4, '0').slice(0, 4)}${zone === 'Z' ? '+0000' : zone.replace(':', '')}`;
}

// {value, type}, as JSON; the API has no dates without a time or an offset: they travel as texts.
export function typed(value) {
  if (isInstant(value)) return `{"value":"${toDate(value.text)}","type":"Date"}`;
  if (value instanceof Temporal) return `{"value":${JSON.stringify(value.text)},"type":"String"}`;
  if (value !== null && typeof value === 'object' && !(value instanceof Decimal)) return `{"value":${JSON.stringify(toJson(value))},"type":"Json"}`;
  return `{"value":${toJson(value)}}`;
}

export function variablesOf(context) {
  if ('' in context) throw new Skip('a variable without a name');
  return `{${Object.entries(context).map(([name, value]) => `${JSON.stringify(name)}:${typed(value)}`).join(',')}}`;
}

// What a typed answer means, and what is expected, in one form.
export function plain(answer) {
  if (!answer || answer.type === 'Null') return null;
  return answer.type === 'Json' ? JSON.parse(answer.value) : answer.value;
}

export function expectedPlain(value) {
  if (value instanceof Temporal) return isInstant(value) ? toDate(value.text) : value.text;
  return JSON.parse(toJson(value));
}

export const isSame = (found, expected) =>
  (isInstant(expected) ? Date.parse(found?.replace(/(\d\d)$/, ':$1')) === Date.parse(expected.text)
    : assert.deepEqual(found, expectedPlain(expected)) === undefined);

// {"$integer": "0"} → 0, {"$date": "2026-01-05"} → "2026-01-05"
export function untyped(value) {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(untyped);
  const [[key, text] = []] = Object.entries(value);
  if (key?.startsWith('$')) return /^[$](short|integer|long|double)$/.test(key) ? Number(text) : text;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, untyped(member)]));
}
