// SPDX-License-Identifier: Apache-2.0
// scenarios.js - node scenarios.js PATH-OF-WEIR FILE-OR-FOLDER…: play scenario files over HTTP, with webhooks; says
// aloud what REST can't express. Ends with "N passed, M failed".
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Play } from './play.js';
import { readScenarios } from './scenario.js';
import { Skip } from './typed.js';

const at_once = 4; // each has a server of its own
const memory = '/dev/shm'; // of Linux: no database waits for a disk

if (!process.env.TMPDIR && existsSync(memory)) process.env.TMPDIR = memory;
const files = process.argv.slice(3).flatMap((path) => (statSync(path).isDirectory()
  ? readdirSync(path, { recursive: true }).map((name) => join(path, name)).filter((name) => name.endsWith('.xml')).sort() : [path]));
const scenarios = files.flatMap((file) => readScenarios(file).map((scenario) => ({ file, scenario })));
const skipped = new Map();
let passed = 0;
let failed = 0;
let facts = 0;
let requests = 0;

async function playNext() {
  for (let next = scenarios.shift(); next; next = scenarios.shift()) {
    const { file, scenario } = next;
    const play = new Play(scenario);

    try {
      await play.run();
      passed++;
    } catch (error) {
      if (error instanceof Skip) {
        const reason = error.message.replace(/^line \d+, \w+: /, '');

        skipped.set(reason, [...(skipped.get(reason) ?? []), `${file}:${scenario.line}`]);
      } else {
        failed++;
        console.log(`failed: ${file}:${scenario.line}: ${scenario.name}\n${error.stack.split('\n').slice(0, 30).join('\n')}`);
      }
    }
    facts += play.receiver?.events.length ?? 0;
    requests += play.requests;
  }
}

await Promise.all(Array.from({ length: at_once }, playNext));
for (const [reason, places] of skipped) console.log(`skipped ${places.length}: ${reason}: ${places.join(' ')}`);
console.log(`${requests} requests of steps, ${facts} facts delivered and verified`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
