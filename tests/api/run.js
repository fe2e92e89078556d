// SPDX-License-Identifier: Apache-2.0
// run.js - node run.js PATH-OF-WEIR: run every *.test.js of this folder; ends with "N passed, M failed".
import { readdirSync } from 'node:fs';

const folder = new URL('.', import.meta.url);
let passed = 0;
let failed = 0;

for (const file of readdirSync(folder).filter((name) => name.endsWith('.test.js')).sort()) {
  const { default: tests, before, after } = await import(new URL(file, folder));
  const world = (await before?.()) ?? {};

  for (const [name, test] of Object.entries(tests)) {
    try {
      await test(world);
      passed++;
    } catch (error) {
      failed++;
      console.log(`failed: ${file}: ${name}\n${error.stack}`);
    }
  }
  try {
    await after?.(world);
  } catch (error) {
    failed++;
    console.log(`failed: ${file}: after\n${error.stack}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
