// SPDX-License-Identifier: Apache-2.0
// FEEL in weir, in feelin and in C written by hand: the same expressions, in one run, in turn.
//   compare.mjs PROGRAM EXPRESSIONS            nanoseconds of one evaluation, the best of ROUNDS rounds, and the ratios
//   compare.mjs PROGRAM EXPRESSIONS --values   only that all three give the values that expressions.json names
// PROGRAM is speed_feel, which measures what is C; this file measures feelin.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { evaluate, parseExpression, parseUnaryTests, unaryTest } from '@bpmn-io/feelin'

const ROUNDS = 20
const MS_OF_ROUND = 5 // so short that some are not disturbed
const TOLERANCE = 1e-12 // feelin counts in binary

const [program, file, option] = process.argv.slice(2)
const cases = JSON.parse(readFileSync(file, 'utf8'))

// --- C, in a process of its own: one line asks, one line answers ---

const child = spawn(program, [file], { stdio: ['pipe', 'pipe', 'inherit'] })
const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()

async function ask (...words) {
  child.stdin.write(words.join(' ') + '\n')
  const { value, done } = await answers.next()
  assert(!done, 'the program has ended')
  return JSON.parse(value)
}

// --- feelin ---

// What stands in for a decision table: each test of each rule, then the output of the one that hits.
function decide (table, scope) {
  const inputs = table.inputs.map(input => evaluate(input, scope).value)
  const hits = table.rules.filter(rule => inputs.every((input, i) => unaryTest(rule[i], { ...scope, '?': input }).value === true))
  return hits.length === 1 ? evaluate(hits[0][inputs.length], scope).value : null
}

function feelinOf (test) {
  const scope = evaluate(test.scope, {}).value
  if (test.rules) return { run: () => decide(test, scope) }
  if (!test.tests) {
    return { run: () => evaluate(test.source, scope).value, parse: () => parseExpression(test.source, scope) }
  }
  const withInput = { ...scope, '?': evaluate(test.input, {}).value }
  return { run: () => unaryTest(test.tests, withInput).value, parse: () => parseUnaryTests(test.tests, withInput) }
}

function measure (run) {
  const begin = process.hrtime.bigint()
  const end = begin + BigInt(MS_OF_ROUND * 1e6)
  let count = 0
  let now
  do {
    for (let i = 0; i < 8; i++) run()
    count += 8
    now = process.hrtime.bigint()
  } while (now < end)
  return Number(now - begin) / count
}

// --- both ---

function isSame (a, b) {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b)) * 1e3
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every(key => key in b && isSame(a[key], b[key]))
}

async function checkValues () {
  let passed = 0
  let failed = 0
  for (const [ix, test] of cases.entries()) {
    const values = { weir: await ask(ix, 'value'), feelin: feelinOf(test).run() }
    if (test.hand) values['by hand'] = await ask(ix, 'value-by-hand')
    for (const [who, value] of Object.entries(values)) {
      if (isSame(value, test.value)) passed++
      else failed++, console.log(`${test.name}: ${who} gives ${JSON.stringify(value)}, not ${JSON.stringify(test.value)}`)
    }
  }
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0
}

async function roundOf (ix, test, feelin) {
  return {
    weir: await ask(ix, 'evaluate', MS_OF_ROUND),
    feelin: measure(feelin.run),
    parse: feelin.parse ? measure(feelin.parse) : NaN,
    both: await ask(ix, 'compile', MS_OF_ROUND),
    hand: test.hand ? await ask(ix, 'by-hand', MS_OF_ROUND) : NaN
  }
}

const whole = number => Number.isNaN(number) ? '' : number.toLocaleString('en', { maximumFractionDigits: 0 })
const ratio = number => Number.isNaN(number) ? '' : number < 10 ? number.toFixed(2) : whole(number)

async function printSpeed () {
  const feelins = cases.map(feelinOf)
  const best = cases.map(() => ({}))
  for (let round = 0; round < ROUNDS; round++) {
    for (const [ix, test] of cases.entries()) {
      for (const [name, ns] of Object.entries(await roundOf(ix, test, feelins[ix]))) best[ix][name] = Math.min(ns, best[ix][name] ?? Infinity)
    }
  }
  const line = (...cells) => console.log(cells[0].padEnd(20) + cells.slice(1).map(cell => cell.padStart(11)).join(''))
  line('ns of one', 'weir', 'feelin', 'feelin/weir', 'without', 'with', 'by hand', 'weir/hand', 'steps', 'bytes')
  line('', '', '', '', 'parsing', 'compiling', '', '', '', '')
  for (const [ix, test] of cases.entries()) {
    const b = best[ix]
    const [steps, bytes] = await ask(ix, 'cost')
    line(test.name, whole(b.weir), whole(b.feelin), ratio(b.feelin / b.weir), ratio((b.feelin - b.parse) / b.weir), ratio(b.feelin / b.both), whole(b.hand), ratio(b.weir / b.hand), whole(steps), whole(bytes))
  }
  const mean = of => Math.exp(best.reduce((sum, b) => sum + Math.log(of(b)), 0) / best.length)
  line('geometric mean', '', '', ratio(mean(b => b.feelin / b.weir)), '', ratio(mean(b => b.feelin / b.both)), '', '', '', '')
  const last = Math.min(...best.map(b => b.feelin / b.weir))
  line('the least', '', '', ratio(last), '', ratio(Math.min(...best.map(b => b.feelin / b.both))), '', '', '', '')
}

const ok = option === '--values' ? await checkValues() : (await printSpeed(), true)
child.stdin.end()
process.exitCode = ok ? 0 : 1
