// SPDX-License-Identifier: Apache-2.0
// service_design.test.js - every scenario of the shipped process over HTTP, each fact of it at a receiver.
import assert from 'node:assert/strict';
import { Play } from './play.js';
import { readScenarios } from './scenario.js';

const at_once = 4;
const scenarios = readScenarios('processes/service-design-management/scenarios.xml');
const plays = new Map();

export async function before() {
  const waiting = [...scenarios];
  const lanes = Array.from({ length: at_once }, () => Promise.resolve());

  waiting.forEach((scenario, ix) => {
    const lane = ix % at_once;
    const play = new Play(scenario);

    plays.set(scenario.name, lanes[lane] = lanes[lane].then(() => play.run()).then(() => ({ play }), (error) => ({ play, error })));
  });
}

export default {
  ...Object.fromEntries(scenarios.map(({ name }) => [name, async () => {
    const { play, error } = await plays.get(name);

    if (error) throw error;
    assert.ok(play.receiver.events.length > 10 && play.requests > 2);
  }])),

  'a fact that does not arrive as it was is noticed': async () => {
    const play = new Play(scenarios[0]);
    const compare = play.compareDeliveries;

    play.compareDeliveries = async function change() {
      await compare.call(this);
      const { events } = this.receiver;

      events[5] = { ...events[5], data: { type: 'other' } };
      await assert.rejects(compare.call(this), assert.AssertionError);
      events.splice(5, 1, events[6]);
      await assert.rejects(compare.call(this), assert.AssertionError);
    };
    await play.run();
  },
};
