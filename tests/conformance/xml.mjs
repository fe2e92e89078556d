// SPDX-License-Identifier: Apache-2.0
// XML to plain objects: { name, attributes, children, text }, names without their prefixes. For files that are known
// to be well formed.

const entities = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text) {
    return text.replace(/&(#x[0-9a-fA-F]+|#[0-9]+|[a-z]+);/g, (whole, name) => {
        if (name.startsWith('#x')) return String.fromCodePoint(parseInt(name.slice(2), 16));
        if (name.startsWith('#')) return String.fromCodePoint(parseInt(name.slice(1), 10));
        return entities[name] ?? whole;
    });
}

const local = (name) => name.slice(name.indexOf(':') + 1);

function attributesOf(source) {
    const attributes = {};

    for (const [, name, , double, single] of source.matchAll(/([^\s=]+)\s*=\s*("([^"]*)"|'([^']*)')/g)) {
        if (!name.startsWith('xmlns')) attributes[local(name)] = decode(double ?? single);
    }
    return attributes;
}

const token = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<!DOCTYPE[^>]*>|<\/[^>]*>|<((?:"[^"]*"|'[^']*'|[^>"'])*)>|[^<]+/g;

export function parse(source) {
    const top = { name: '', attributes: {}, children: [], text: '' };
    const open = [top];

    for (const [whole, data, tag] of source.replace(/\r\n?/g, '\n').matchAll(token)) {
        const parent = open[open.length - 1];

        if (data !== undefined) {
            parent.text += data;
        } else if (tag !== undefined && !whole.startsWith('</')) {
            const [, name, rest] = /^([^\s/]+)([\s\S]*)$/.exec(tag);
            const node = { name: local(name), attributes: attributesOf(rest), children: [], text: '' };

            parent.children.push(node);
            if (!tag.endsWith('/')) open.push(node);
        } else if (whole.startsWith('</')) {
            open.pop();
        } else if (!whole.startsWith('<')) {
            parent.text += decode(whole);
        }
    }
    return top.children[0] ?? top;
}

export const child = (node, name) => node.children.find((each) => each.name === name);
export const childrenOf = (node, name) => node.children.filter((each) => each.name === name);

export function* walk(node) {
    const waiting = [node];

    while (waiting.length > 0) {
        const next = waiting.pop();

        yield next;
        waiting.push(...next.children);
    }
}
