// SPDX-License-Identifier: Apache-2.0
// The conformance runner: what it was asked to do, and how it ends.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { casesBelow } from './tck_cases.mjs';
import { runAll } from './tck_ask.mjs';
import { junit, nameOf, page, text, verdictOf } from './tck_report.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');

const help = `dmn-tck [FOLDER…] [--group TEXT] [--weir FILE] [--junit FILE] [--write FILE] [--check FILE]

Runs the cases of the DMN Technology Compatibility Kit through "weir decide": all *.xml of testCases below the folders
(default: WEIR_TCK_DIR, else ../shared/dmn-tck beside the project), each with the model beside it.

  --group TEXT   only groups whose name has this in it; may be given several times
  --weir FILE    the program (default: build/release/weir)
  --junit FILE   a list for build servers
  --write FILE   the page docs/conformance.md
  --check FILE   fail unless this page is what the run says

Exit code: 0 all passed, or with --check the page is right; 1 cases failed, or the page is not right; 2 wrong usage;
77 there are no cases.
`;

function readArguments(given) {
    const wanted = { folders: [], groups: [], weir: join(root, 'build', 'release', 'weir') };

    for (let i = 0; i < given.length; i++) {
        const [, name, inline] = /^--(group|weir|junit|write|check)(?:=([\s\S]*))?$/.exec(given[i]) ?? [];
        const value = name && (inline ?? given[++i]);

        if (given[i] === '--help' || given[i] === '-h') wanted.help = true;
        else if (name && value === undefined) throw new Error(`--${name} needs a value`);
        else if (name === 'group') wanted.groups.push(value);
        else if (name) wanted[name] = value;
        else if (given[i].startsWith('-')) throw new Error(`there is no option ${given[i]}`);
        else wanted.folders.push(given[i]);
    }
    return wanted;
}

// Lines of "group case: why".
function readKnown() {
    const lines = readFileSync(join(here, 'dmn_tck.known'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));

    return new Map(lines.map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]));
}

// True: the page says what the run says, and each failure has its reason.
function check(file, results) {
    const known = readKnown(), wanted = page(results, known);
    const unexplained = results.filter((each) => verdictOf(each) === 'failed' && !known.has(nameOf(each)));

    for (const each of unexplained) console.log(`${nameOf(each)} fails, and dmn_tck.known does not say why`);
    if (existsSync(file) && readFileSync(file, 'utf8') === wanted) return unexplained.length === 0;
    console.log(`${file} is not what the run says; if it should be: tests/conformance/dmn-tck --write docs/conformance.md`);
    return false;
}

export async function main(given) {
    let wanted;

    try {
        wanted = readArguments(given);
    } catch (error) {
        console.error(`dmn-tck: ${error.message}; --help says more`);
        return 2;
    }
    if (wanted.help) {
        process.stdout.write(help);
        return 0;
    }
    const folders = wanted.folders.length > 0 ? wanted.folders
        : [process.env.WEIR_TCK_DIR ?? join(root, '..', 'shared', 'dmn-tck')];
    const there = folders.filter((folder) => existsSync(folder));
    const cases = there.flatMap((folder) => [...casesBelow(folder)])
        .filter((each) => wanted.groups.length === 0 || wanted.groups.some((words) => each.group.includes(words)));
    if (cases.length === 0) {
        console.log(`skipped: no cases in ${folders.join(', ')}; name the folder that holds compliance-level-2`);
        return 77;
    }
    if (!existsSync(wanted.weir)) {
        console.error(`dmn-tck: there is no ${wanted.weir}; build it, or say --weir FILE`);
        return 2;
    }
    const results = await runAll(wanted.weir, cases);

    process.stdout.write(text(results));
    if (wanted.junit) writeFileSync(wanted.junit, junit(results));
    if (wanted.write) writeFileSync(wanted.write, page(results, readKnown()));
    if (wanted.check) return check(wanted.check, results) ? 0 : 1;
    return results.some((each) => verdictOf(each) === 'failed') ? 1 : 0;
}
