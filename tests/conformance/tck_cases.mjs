// SPDX-License-Identifier: Apache-2.0
// The cases of a folder: files of testCases beside the models they ask.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { child, childrenOf, parse, walk } from './xml.mjs';
import { valueOf } from './tck_values.mjs';

function* filesBelow(folder) {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));

    for (const entry of entries) {
        const path = join(folder, entry.name);

        if (entry.isDirectory()) yield* filesBelow(path);
        else if (entry.name.endsWith('.xml')) yield path;
    }
}

// -- the model: which decisions call Java, how many outputs a service has --

const callsJava = (node) =>
    node.attributes.kind === 'Java' || /\bexternal\s*\{/.test(node.text);

function readModel(path) {
    let root;

    try {
        root = parse(readFileSync(path, 'utf8'));
    } catch {
        return { needsJava: () => false, outputCount: () => 1 };
    }
    const byId = new Map(root.children.map((each) => [each.attributes.id, each]));
    const named = (name) => root.children.find((each) => each.attributes.name === name);

    // The element, and all that it requires.
    function* reached(name) {
        const waiting = [named(name)], seen = new Set();

        while (waiting.length > 0) {
            const element = waiting.pop();

            if (!element || seen.has(element)) continue;
            seen.add(element);
            yield element;
            for (const part of walk(element))
                if (part.attributes.href) waiting.push(byId.get(part.attributes.href.replace(/^.*#/, '')));
        }
    }
    return {
        needsJava: (name) => [...reached(name)].some((element) => [...walk(element)].some(callsJava)),
        outputCount: (name) => childrenOf(named(name) ?? root, 'outputDecision').length,
    };
}

// -- cases --

const options = { decision: '--decision', bkm: '--bkm', decisionService: '--service' };

function question(model, testCase, resultNode) {
    const { type = 'decision', invocableName } = testCase.attributes;
    const asked = invocableName ? type : resultNode.attributes.type ?? 'decision';
    const name = invocableName ?? resultNode.attributes.name;

    return {
        option: options[asked] ?? options.decision,
        name,
        // A service with several outputs gives a context; the result is one of its entries.
        entry: asked === 'decisionService' && model.outputCount(name) > 1 ? resultNode.attributes.name : null,
        result: resultNode.attributes.name,
        expected: valueOf(child(resultNode, 'expected')),
        mayFail: resultNode.attributes.errorResult === 'true',
    };
}

function caseOf(place, model, testCase) {
    const questions = childrenOf(testCase, 'resultNode').map((each) => question(model, testCase, each));

    return {
        ...place,
        id: testCase.attributes.id ?? '',
        input: Object.fromEntries(childrenOf(testCase, 'inputNode').map((each) => [each.attributes.name, valueOf(each)])),
        questions,
        needsJava: questions.some((each) => model.needsJava(each.name)),
    };
}

function* casesOf(path) {
    const source = readFileSync(path, 'utf8');
    const root = /<(\w+:)?testCases\b/.test(source) ? parse(source) : null;
    const folder = dirname(path);
    const level = /compliance-level-(\d+)/.exec(folder)?.[1];

    if (!root || root.name !== 'testCases') return;
    const file = join(folder, child(root, 'modelName')?.text.trim() ?? '');
    const model = readModel(file);
    const place = { level: level ? `level ${level}` : 'no level', group: basename(folder), cases: basename(path), file };
    for (const testCase of childrenOf(root, 'testCase')) yield caseOf(place, model, testCase);
}

export function* casesBelow(folder) {
    for (const path of filesBelow(folder)) yield* casesOf(path);
}
