// SPDX-License-Identifier: Apache-2.0
// Judges what game_play writes: node referee.js [--planted] < LINES
//   --planted: spoil each history in some way, and say so if that goes unnoticed
import { createInterface } from 'node:readline';

import { readModel } from './model.js';
import { Foul } from './foul.js';
import { TokenGame } from './token_game.js';

/** The sentence that says what is wrong, or null. */
function judge(model, steps) {
  const game = new TokenGame(model);
  for (const [at, step] of steps.entries()) {
    try {
      game.step(step);
    } catch (error) {
      if (!(error instanceof Foul)) throw error;
      return `step ${at} (${step.command} ${step.element ?? ''}): ${error.message}`;
    }
  }
  return null;
}

// What can't be left out, said twice, or said of another element without breaking a rule.
const SPOILED = new Set(['element.activated', 'element.completed', 'element.cancelled', 'flow.taken', 'token.waiting',
  'token.consumed', 'instance.ended', 'loop.started', 'task.created', 'job.created', 'timer.scheduled',
  'message.subscribed', 'signal.subscribed', 'task.completed', 'task.cancelled', 'signal.unsubscribed']);

const WAYS = {
  'leaves out': (facts, at) => facts.splice(at, 1),
  repeats: (facts, at) => facts.splice(at, 0, facts[at]),
  misdirects: (facts, at, model) => {
    const fact = facts[at];
    const kind = fact.flow ? 'flow' : 'element';
    const others = [...model[fact.flow ? 'flows' : 'nodes'].keys()].filter((id) => id !== fact[kind]);
    facts[at] = { ...fact, [kind]: others[at % others.length] };
  },
};

/** One fact of the history, chosen by `seed`, is spoiled; null: nothing can be. */
function spoil(model, steps, seed) {
  const places = steps.flatMap((step, at) => step.facts.map((fact, ix) => ({ at, ix, fact })))
    .filter(({ at, fact }) => SPOILED.has(fact.type) &&
      // one that is interrupted in the same step may as well not have got there
      !(fact.type === 'token.waiting' &&
        steps[at].facts.some((other) => other.type === 'token.consumed' && other.token === fact.token)));
  if (places.length === 0) return null;
  const { at, ix, fact } = places[(seed * 7919) % places.length];
  const ways = Object.keys(WAYS).filter((way) => way !== 'misdirects' || fact.type !== 'instance.ended');
  const way = ways[seed % ways.length];
  const spoiled = steps.map((step) => ({ ...step, facts: [...step.facts] }));
  WAYS[way](spoiled[at].facts, ix, model);
  return { steps: spoiled, what: `step ${at} ${way} ${fact.type} of ${fact.element ?? fact.flow ?? 'the instance'}` };
}

const isPlanted = process.argv.includes('--planted');
let passed = 0;
let failed = 0;
const fail = (sentence) => {
  failed += 1;
  if (failed <= 20) console.log(sentence);
};
for await (const line of createInterface({ input: process.stdin })) {
  const { process: number, xml, steps } = JSON.parse(line);
  const model = await readModel(xml);
  const foul = judge(model, steps);
  if (foul) {
    fail(`process ${number}, ${foul}`);
  } else if (!isPlanted) {
    passed += 1;
  } else {
    const spoiled = spoil(model, steps, number);
    if (spoiled && !judge(model, spoiled.steps)) fail(`process ${number}: ${spoiled.what}, and that is not seen`);
    else passed += 1;
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
