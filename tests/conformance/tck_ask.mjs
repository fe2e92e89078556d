// SPDX-License-Identifier: Apache-2.0
// Asks `weir decide`, a few processes at once.
import { execFile } from 'node:child_process';
import os from 'node:os';
import { agree, show } from './tck_values.mjs';

const answerTimeMs = 60_000; // a program that hangs must not hang the run

function ask(weir, file, input, question) {
    const given = ['decide', file, question.option, question.name, '--input', JSON.stringify(input)];

    return new Promise((done) => {
        execFile(weir, given, { timeout: answerTimeMs, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
            const status = error ? error.code ?? error.signal : 0;

            try {
                done({ status, value: JSON.parse(stdout), stderr });
            } catch {
                done({ status, value: null, stderr });
            }
        });
    });
}

// Why the answer is wrong; null: it is right.
function fault({ status, value, stderr }, question) {
    const { expected, entry } = question;
    const found = entry && value?.type === 'context' ? value.value[entry] ?? null : value;
    const words = `${question.result}: expected ${show(expected)}, got ${found ? show(found) : `exit code ${status}`}`;
    const isError = status === 1 && value?.type === 'error';

    if (status === 0 && agree(expected, found)) return null;
    if (isError && question.mayFail && expected.type === 'null') return null;
    const reason = /^weir decide: .* is null: (.*)$/m.exec(stderr);
    return reason ? `${words} (${reason[1]})` : words;
}

async function run(weir, testCase) {
    const started = process.hrtime.bigint();
    const faults = [];

    for (const question of testCase.questions) {
        const wrong = fault(await ask(weir, testCase.file, testCase.input, question), question);

        if (wrong) faults.push(wrong);
    }
    return { ...testCase, faults, seconds: Number(process.hrtime.bigint() - started) / 1e9 };
}

// In the order of the cases.
export async function runAll(weir, cases) {
    const results = [];
    let next = 0;

    const worker = async () => {
        while (next < cases.length) {
            const at = next++;

            results[at] = await run(weir, cases[at]);
        }
    };
    await Promise.all(Array.from({ length: os.cpus().length + 1 }, worker));
    return results;
}
