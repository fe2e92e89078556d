// SPDX-License-Identifier: Apache-2.0
// What became of the cases: on the terminal, as JUnit XML, and as docs/conformance.md.

export const verdictOf = (result) => (result.needsJava ? 'java' : result.faults.length === 0 ? 'passed' : 'failed');
export const nameOf = (result) => `${result.group} ${result.id}`;

function count(results) {
    const sums = { passed: 0, failed: 0, java: 0 };

    for (const result of results) sums[verdictOf(result)] += 1;
    return sums;
}

function groupBy(results, key) {
    const groups = new Map();

    for (const result of results) groups.set(key(result), [...(groups.get(key(result)) ?? []), result]);
    return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

const rows = (results) => [
    ...groupBy(results, (each) => each.level).flatMap(([level, ofLevel]) => [
        ...groupBy(ofLevel, (each) => each.group).map(([group, ofGroup]) => ({ level, group, ...count(ofGroup) })),
        { level, group: null, ...count(ofLevel) },
    ]),
    { level: 'total', group: null, ...count(results) },
];

export function text(results) {
    const lines = results.filter((each) => verdictOf(each) === 'failed')
        .flatMap((each) => each.faults.map((words) => `failed: ${each.level} ${nameOf(each)}: ${words}`));

    for (const { level, group, passed, failed, java } of rows(results)) {
        const name = group ? `  ${group}` : level;

        lines.push(`${name.padEnd(52)} passed ${String(passed).padStart(4)}  failed ${String(failed).padStart(3)}` +
            (java ? `  needs Java ${java}` : ''));
    }
    return `${lines.join('\n')}\n`;
}

// -- JUnit --

const escape = (words) => words
    .replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c])
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');

function junitCase(result) {
    const head = `<testcase classname="${escape(`${result.level}.${result.group}`)}" name="${escape(result.id)}" ` +
        `file="${escape(result.cases)}" time="${result.seconds.toFixed(3)}"`;

    if (result.needsJava) return `    ${head}><skipped message="calls a Java function"/></testcase>`;
    if (result.faults.length === 0) return `    ${head}/>`;
    return `    ${head}><failure message="${escape(result.faults.join('\n'))}"/></testcase>`;
}

export function junit(results) {
    const suites = groupBy(results, (each) => `${each.level}.${each.group}`).map(([name, ofGroup]) => {
        const { failed, java } = count(ofGroup);

        return `  <testsuite name="${escape(name)}" tests="${ofGroup.length}" failures="${failed}" skipped="${java}">\n` +
            `${ofGroup.map(junitCase).join('\n')}\n  </testsuite>`;
    });
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
}

// -- the page --

const share = ({ passed, failed }) => (passed + failed === 0 ? '' : `${(Math.floor((10000 * passed) / (passed + failed)) / 100).toFixed(2)} %`);
const cell = (words) => words.replaceAll('|', '\\|').replaceAll('\n', ' ');

// known: why a case fails, by its name.
export function page(results, known) {
    const failed = results.filter((each) => verdictOf(each) === 'failed');
    const java = results.filter((each) => verdictOf(each) === 'java');
    const table = rows(results);
    const lines = [
        '# Conformance to DMN',
        '',
        'What `weir decide` answers to the cases of the public DMN Technology Compatibility Kit (Apache-2.0, `dmn-tck/tck`),',
        'one process for each result that a case expects. This page is written by',
        '',
        '    tests/conformance/dmn-tck --write docs/conformance.md [FOLDER…]',
        '',
        'and `conformance/dmn_tck` of the tests fails when it is not what a run says. A case passes when each of its results',
        'does: the same type and value, numbers to 8 digits behind the point, and no error but where the case expects one.',
        'Not every group of level 3 lies in the folder that was run. Cases that call Java functions count for nothing: weir',
        'runs no Java, and such a function gives null.',
        '',
        '| level | passed | failed | | call Java |',
        '|---|---:|---:|---:|---:|',
        ...table.filter((row) => !row.group).map((row) => `| ${row.level} | ${row.passed} | ${row.failed} | ${share(row)} | ${row.java || ''} |`),
        '',
        '## What fails, and why',
        '',
        ...(failed.length === 0 ? ['Nothing.'] : ['| case | | why |', '|---|---|---|']),
        ...failed.map((each) => `| ${nameOf(each)} | ${cell(each.faults.join('; '))} | ${cell(known.get(nameOf(each)) ?? 'not known yet')} |`),
        '',
        '## What calls Java',
        '',
        ...groupBy(java, (each) => each.group).map(([group, ofGroup]) => `- ${group}: ${ofGroup.map((each) => each.id).join(', ')}`),
        ...(java.length === 0 ? ['Nothing.'] : []),
        '',
        '## Group by group',
        '',
        '| level | group | passed | failed | call Java |',
        '|---|---|---:|---:|---:|',
        ...table.filter((row) => row.group).map((row) => `| ${row.level} | ${row.group} | ${row.passed} | ${row.failed || ''} | ${row.java || ''} |`),
    ];
    return `${lines.join('\n')}\n`;
}
