// SPDX-License-Identifier: Apache-2.0
// Values as the cases write them, as `weir decide` reads and writes them ({ type, value }), and whether two agree.
import { child, childrenOf } from './xml.mjs';

const isMonths = (text) => /^-?P(?=[^T]*[YM])[^T]*$/.test(text);
const durationType = (text) => (isMonths(text) ? 'years and months duration' : 'days and time duration');

const types = {
    string: () => 'string',
    boolean: () => 'boolean',
    decimal: () => 'number',
    double: () => 'number',
    float: () => 'number',
    integer: () => 'number',
    int: () => 'number',
    long: () => 'number',
    date: () => 'date',
    time: () => 'time',
    dateTime: () => 'date and time',
    duration: durationType,
    dayTimeDuration: durationType,
    yearMonthDuration: durationType,
};

const nothing = { type: 'null', value: null };
const isNil = (node) => node.attributes.nil === 'true';

function simple(node) {
    const name = (node.attributes.type ?? 'string').replace(/^.*:/, '');
    const text = name === 'string' ? node.text : node.text.trim();
    const type = (types[name] ?? types.string)(text);

    return { type, value: type === 'boolean' ? text === 'true' || text === '1' : text };
}

// What a node of the type valueType holds.
export function valueOf(node) {
    const value = node && child(node, 'value');
    const list = node && child(node, 'list');
    const components = node ? childrenOf(node, 'component') : [];

    if (!node || isNil(node)) return nothing;
    if (value) return isNil(value) ? nothing : simple(value);
    if (list) return isNil(list) ? nothing : { type: 'list', value: childrenOf(list, 'item').map(valueOf) };
    if (components.length === 0) return nothing;
    return { type: 'context', value: Object.fromEntries(components.map((each) => [each.attributes.name, valueOf(each)])) };
}

// -- comparing --

// A number as a count of units of 10^-scale.
function decimal(text) {
    const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text.trim());

    if (!match || !(match[2] || match[3])) return null;
    const digits = BigInt(`${match[1]}${match[2]}${match[3] ?? ''}`);
    const scale = (match[3] ?? '').length - Number(match[4] ?? 0);
    return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

const precision = 8; // digits behind the point, as the kit's own runner has it

function numbersAgree(expected, found) {
    const a = decimal(String(expected)), b = decimal(String(found));

    if (!a || !b) return false;
    const scale = Math.max(a.scale, b.scale, precision);
    const units = (number) => number.digits * 10n ** BigInt(scale - number.scale);
    const difference = units(a) - units(b);
    return (difference < 0n ? -difference : difference) < 10n ** BigInt(scale - precision);
}

function secondsOf(text) {
    const match = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$/.exec(text);

    if (!match) return text;
    const [, sign, days, hours, minutes, seconds, fraction] = match;
    const whole = ((BigInt(days ?? 0) * 24n + BigInt(hours ?? 0)) * 60n + BigInt(minutes ?? 0)) * 60n + BigInt(seconds ?? 0);
    const nanoseconds = whole * 10n ** 9n + BigInt((fraction ?? '').padEnd(9, '0').slice(0, 9));
    return String(sign ? -nanoseconds : nanoseconds);
}

function monthsOf(text) {
    const match = /^(-?)P(?:(\d+)Y)?(?:(\d+)M)?$/.exec(text);

    if (!match) return text;
    const months = BigInt(match[2] ?? 0) * 12n + BigInt(match[3] ?? 0);
    return String(match[1] ? -months : months);
}

// 08:00:00.500+00:00 and 08:00:00.5Z are one clock.
const clock = (text) => text.replace(/(\.\d*?)0+(?!\d)/, '$1').replace(/\.(?!\d)/, '').replace(/[+-]00:00$/, 'Z');

const forms = {
    'days and time duration': secondsOf,
    'years and months duration': monthsOf,
    time: clock,
    'date and time': clock,
};

const isObject = (value) => value !== null && typeof value === 'object';

export function agree(expected, found) {
    if (!isObject(found) || expected.type !== found.type) return false;
    const a = expected.value, b = found.value;
    if (expected.type === 'number') return numbersAgree(a, b);
    if (expected.type === 'list') return a.length === b.length && a.every((item, i) => agree(item, b[i]));
    if (expected.type === 'context')
        return Object.keys(a).length === Object.keys(b).length &&
            Object.keys(a).every((key) => Object.hasOwn(b, key) && agree(a[key], b[key]));
    const form = forms[expected.type];
    return form ? form(a) === form(b) : a === b;
}

// As a person reads it.
export function show(value) {
    if (!isObject(value)) return String(value);
    if (value.type === 'list') return `[${value.value.map(show).join(', ')}]`;
    if (value.type === 'context') return `{${Object.entries(value.value).map(([key, each]) => `${key}: ${show(each)}`).join(', ')}}`;
    if (value.type === 'string') return JSON.stringify(value.value);
    return value.type === 'error' ? `error (${value.value})` : String(value.value);
}
