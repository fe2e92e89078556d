// SPDX-License-Identifier: Apache-2.0
// token_waits.js - a part of TokenGame: what tokens wait for: it begins, is met, or is taken back.
import { Foul } from './foul.js';
import { WAIT_OF } from './kinds.js';

const MEETING_COMMAND = {
  task: ['complete', 'throw-error'], job: ['complete', 'throw-error'], timer: ['fire'], message: ['message'],
  signal: ['signal'], continuation: ['fire'],
};

export const waits = {
  open(fact, kind) {
    const node = this.node(fact.element);
    this.newNumber(fact.wait);
    if (node.type === 'StartEvent') return this.openStart(fact, node, kind);
    const token = this.token(fact.token);
    const host = this.node(token.node);
    if (token.at !== 'active') throw new Foul('a wait of a token that is not there yet');
    if (kind !== (WAIT_OF[node.type] ?? node.trigger.kind)) throw new Foul(`${node.id} does not wait for that`);
    const isBoundary = node.attachedTo === host.id && token.item === 0;
    const isRace = host.type === 'EventBasedGateway' && host.out.some((flow) => flow.target === node.id);
    if (host !== node && !isBoundary && !isRace) throw new Foul('a wait for another element');
    for (const other of this.waits.values()) {
      if (other.token === token.number && other.element === node.id) throw new Foul('it waits already');
    }
    this.waits.set(fact.wait, { number: fact.wait, element: node.id, token: token.number, kind });
  },

  /** The start of an event sub-process waits for the owner of the scope around it. */
  openStart(fact, node, kind) {
    const owner = fact.token ?? 0;
    const container = this.node(node.container);
    const scope = owner === 0 ? this.scopes.get(1) : this.scopeOpenedBy(owner);
    if (!container.isEventSubProcess || scope?.node !== container.container || scope.interrupted || scope.loop ||
      kind !== node.trigger.kind) {
      throw new Foul('nothing can begin here');
    }
    this.waits.set(fact.wait, { number: fact.wait, element: node.id, token: owner, kind });
  },

  closeWait(fact, kind) {
    const wait = this.waits.get(fact.wait);
    if (!wait || wait.kind !== kind || wait.element !== fact.element) throw new Foul('there is no such wait');
    this.waits.delete(fact.wait);
    return wait;
  },

  /** A job goes on: into the element, or over the flow that it leaves by. */
  putOff(fact) {
    const node = this.node(fact.element);
    let token = this.tokens.get(fact.token);
    if (fact.where === 'before') {
      if (!node.asyncBefore) throw new Foul('nobody wanted a job here');
      if (!token) {
        this.newNumber(fact.token);
        token = { number: fact.token, node: node.id, scope: fact.scope, item: fact.item ?? 0, at: 'arriving' };
        this.mayBegin(node, token, this.scopes.get(fact.scope));
      } else if (token.at !== 'arriving' || token.wasPutOff) {
        throw new Foul('it was put off before');
      }
    } else {
      this.take(this.owed, (owed) => owed.isLater && owed.flow === fact.flow && owed.scope === fact.scope,
        'nothing is put off here');
      this.newNumber(fact.token);
      token = { number: fact.token, node: node.id, scope: fact.scope, flow: fact.flow, item: 0, at: 'leaving' };
    }
    this.tokens.set(token.number, token);
    this.newNumber(fact.wait);
    this.waits.set(fact.wait, { number: fact.wait, element: node.id, token: token.number, kind: 'continuation' });
  },

  goOn(fact) {
    const wait = this.meet(fact, 'continuation');
    this.token(wait.token).wasPutOff = true;
  },

  conditionHolds(wait) {
    const own = wait.token === 0 ? this.scopes.get(1) : this.scopeOpenedBy(wait.token);
    return this.holds(this.node(wait.element).trigger.condition, own ? own.number : this.token(wait.token).scope);
  },

  /** §10.5.5: a condition that has become true. */
  meetCondition(fact) {
    const wait = this.closeWait(fact, 'conditional');
    if (!this.conditionHolds(wait)) throw new Foul('the condition is not true');
    this.met.push(wait);
  },

  meet(fact, kind) {
    const wait = this.closeWait(fact, kind);
    if (this.command.wait !== wait.number || !MEETING_COMMAND[kind].includes(this.command.command)) {
      throw new Foul('nobody asked for that');
    }
    this.met.push(wait);
    return wait;
  },
};
