// SPDX-License-Identifier: Apache-2.0
// token_rest.js - a part of TokenGame: what holds when a command is done: nothing is owed, and each token may rest where it is.
import { Foul } from './foul.js';
import { CONTAINERS } from './kinds.js';

const PASSES_THROUGH = new Set(['Task', 'ScriptTask', 'ManualTask', 'SendTask', 'StartEvent', 'EndEvent', 'BoundaryEvent',
  'IntermediateThrowEvent', 'ExclusiveGateway', 'ParallelGateway', 'InclusiveGateway']);
// What waits as long as its activity is active, and begins again when it has happened; timers happen once.
const GOES_ON_WAITING = ['message', 'signal', 'conditional', 'timer'];

export const rest = {
  isExplained(token) {
    return this.reasons.some((reason) => (reason.token ? token.owners.includes(reason.token)
      : token.scopes.includes(reason.scope)));
  },

  settled() {
    const nothing = (list, what) => {
      if (list.length > 0) throw new Foul(`${what}: ${JSON.stringify(list[0])}`);
    };
    nothing(this.owed, 'a flow was not taken');
    nothing(this.starts, 'a start event got no token');
    nothing(this.catches, 'nobody caught it');
    nothing(this.gone.filter((token) => !this.isExplained(token)), 'a token is gone');
    if (this.mustEnd) throw new Foul(`should have ended: ${JSON.stringify(this.mustEnd)}`);
    for (const wait of this.waits.values()) {
      if (wait.token !== 0) this.token(wait.token);
      else if (this.status === 'ended') throw new Foul(`${wait.element} waits after the end`);
    }
    for (const wait of this.waits.values()) {
      const node = this.node(wait.element);
      if (wait.kind === 'conditional' && (node.interrupts || node.type === 'IntermediateCatchEvent') &&
        this.conditionHolds(wait)) {
        throw new Foul(`the condition of ${node.id} is true`);
      }
    }
    for (const token of this.tokens.values()) this.mayRest(token);
    if (this.status !== 'active') return;
      const holdsTokens = (scope) => (scope.number === 1 || CONTAINERS.has(this.node(scope.node).type)) || scope.loop;
    for (const scope of this.scopes.values()) {
      if (holdsTokens(scope) && this.tokensIn(scope.number).length === 0) throw new Foul(`nothing is left in scope ${scope.number}`);
      this.loopGoesOn(scope);
      this.startsWait(scope);
    }
  },

  startsWait(scope) {
    const subs = scope.loop || scope.interrupted ? [] : this.node(scope.node).eventSubProcesses;
    for (const start of subs.map((sub) => this.node(sub.starts[0]))) {
      const waits = [...this.waits.values()].some((wait) => wait.element === start.id && wait.token === scope.token);
      const isOver = start.trigger.kind === 'timer' && scope.fired.has(start.id);
      if (GOES_ON_WAITING.includes(start.trigger.kind) && !waits && !isOver) {
        throw new Foul(`${start.id} does not wait`);
      }
    }
  },

  loopGoesOn({ loop, number }) {
    if (!loop) return;
    if (loop.isDone) throw new Foul(`the loop of scope ${number} is done`);
    if (loop.active !== (loop.isSequential ? 1 : loop.count - loop.completed)) throw new Foul('items are missing');
  },

  mayBeHeld(node, scope) {
    const held = this.tokensIn(scope).filter((token) => token.at === 'held' && token.node === node.id);
    const isFull = (flow) => held.some((token) => token.flow === flow.id);
    const isReady = node.startQuantity > 1 ? held.length >= node.startQuantity
      : node.type === 'ParallelGateway' ? node.in.every(isFull) : !this.mayCome(node, scope, held);
    if (isReady) throw new Foul(`the join ${node.id} has all the tokens it needs`);
  },

  mayRest(token) {
    const node = this.node(token.node);
    const waitsAt = (id) => [...this.waits.values()].some((wait) => wait.token === token.number && wait.element === id);
    if (token.at === 'arriving' || token.at === 'leaving') {
      if (!waitsAt(node.id)) throw new Foul(`token ${token.number} got stuck before or behind ${node.id}`);
      return;
    }
    if (token.at === 'held') {
      this.mayBeHeld(node, token.scope);
      return;
    }
    for (const event of token.item > 0 ? [] : node.boundary) {
      if (GOES_ON_WAITING.includes(event.trigger.kind) && !waitsAt(event.id) &&
        !(event.trigger.kind === 'timer' && token.fired.has(event.id))) {
        throw new Foul(`${event.id} does not wait while ${node.id} is active`);
      }
    }
    if (CONTAINERS.has(node.type) || (node.loop && token.item === 0)) return; // its scope must have tokens
    if (node.type === 'EventBasedGateway') {
      if (!node.out.every((flow) => waitsAt(flow.target))) throw new Foul(`${node.id} does not wait for all its events`);
      return;
    }
    if (token.chooses?.length === 0 && [...this.tokens.values()].some((other) => other.undoes === token.number)) return;
    if (PASSES_THROUGH.has(node.type)) throw new Foul(`token ${token.number} got stuck in ${node.id}`);
    if (!waitsAt(node.id)) throw new Foul(`${node.id} does not wait for anything`);
  },
};
