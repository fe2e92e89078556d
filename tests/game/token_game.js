// SPDX-License-Identifier: Apache-2.0
// The token game of BPMN 2.0.2 clause 13, played over the facts of an instance: each fact must be allowed where it
// stands, and after each command nothing may be left undone that the standard says happens by itself.
import { Foul } from './foul.js';
import { CONTAINERS, WAIT_OF } from './kinds.js';
import { rest } from './token_rest.js';
import { waits } from './token_waits.js';

const OPENS = {
  'task.created': 'task', 'job.created': 'job', 'timer.scheduled': 'timer', 'message.subscribed': 'message',
  'signal.subscribed': 'signal', 'condition.subscribed': 'conditional',
};
const MEETS = {
  'task.completed': 'task', 'job.completed': 'job', 'timer.fired': 'timer', 'message.correlated': 'message',
  'signal.caught': 'signal',
};
const TAKES_BACK = {
  'task.cancelled': 'task', 'job.cancelled': 'job', 'timer.cancelled': 'timer', 'message.unsubscribed': 'message',
  'signal.unsubscribed': 'signal', 'continuation.cancelled': 'continuation',
  'condition.unsubscribed': 'conditional',
};

export class TokenGame {
  constructor(model) {
    this.model = model;
    this.tokens = new Map();
    this.scopes = new Map();
    this.waits = new Map();
    this.highest = 0;
    this.status = 'new';
    this.undoable = []; // completed activities that can be undone, the last one first
  }

  /** One command: who it was for, and what came of it. */
  step(step) {
    this.command = step;
    this.owed = []; // flows that a node which is done must put tokens on
    this.starts = []; // start events that must get a token
    this.catches = []; // catchers that must get a token
    this.met = []; // waits that ended because what they waited for happened
    this.gone = []; // tokens that ended without leaving, until something explains it
    this.reasons = []; // what explains them
    this.mustEnd = null;
    this.target = this.waits.get(step.wait)?.token;
    for (const fact of step.facts) {
      if (this.status === 'ended') throw new Foul(`${fact.type} after the end`);
      this.judge(fact);
    }
    this.settled();
  }

  judge(fact) {
    if (OPENS[fact.type]) return this.open(fact, OPENS[fact.type]);
    if (MEETS[fact.type]) return this.meet(fact, MEETS[fact.type]);
    if (TAKES_BACK[fact.type]) return this.closeWait(fact, TAKES_BACK[fact.type]);
    const handler = HANDLERS[fact.type];
    if (!handler) throw new Foul('a fact that the referee does not know');
    return handler.call(this, fact);
  }

  // ── where things are ────────────────────────────────────────────────────────────────────────────────

  node(id) {
    const node = this.model.nodes.get(id);
    if (!node) throw new Foul(`there is no element ${id}`);
    return node;
  }

  token(number) {
    const token = this.tokens.get(number);
    if (!token) throw new Foul(`there is no token ${number}`);
    return token;
  }

  newNumber(number) {
    if (!(number > this.highest)) throw new Foul(`the number ${number} was given before`);
    this.highest = number;
  }

  tokensIn(scope) {
    return [...this.tokens.values()].filter((token) => token.scope === scope);
  }

  scopeOpenedBy(number) {
    return [...this.scopes.values()].find((scope) => scope.token === number);
  }

  value(name, scope) {
    for (let at = this.scopes.get(scope); at; at = this.scopes.get(at.parent)) {
      if (at.variables.has(name)) return at.variables.get(name);
    }
    throw new Foul(`there is no variable ${name}`);
  }

  holds(condition, scope) {
    return condition((name) => this.value(name, scope));
  }

  /** The scopes around a token, and the tokens that own them, from inside out. */
  around(token) {
    const scopes = [];
    const owners = [token.number];
    for (let scope = this.scopes.get(token.scope); scope; scope = this.scopes.get(scope.parent)) {
      scopes.push(scope.number);
      owners.push(scope.token);
    }
    return { scopes, owners };
  }

  // ── tokens ──────────────────────────────────────────────────────────────────────────────────────────

  enter(fact) {
    const node = this.node(fact.element);
    const scope = this.scopes.get(fact.scope);
    const item = fact.item ?? 0;
    let token = this.tokens.get(fact.token);
    if (!scope || scope.node !== (item > 0 ? node.id : node.container)) throw new Foul('entered in a foreign scope');
    if (token) {
      if (token.node !== node.id || token.scope !== fact.scope) throw new Foul('the token is elsewhere');
      if (token.at === 'held') this.join(node, token);
      else if (token.at !== 'arriving') throw new Foul('entered twice');
      else if (this.isJoin(node)) throw new Foul('a join that does not wait');
      else if (node.asyncBefore && !token.wasPutOff) throw new Foul('a job should have gone on from here');
    } else {
      this.newNumber(fact.token);
      token = { number: fact.token, node: node.id, scope: fact.scope, item };
      this.mayBegin(node, token, scope);
      this.tokens.set(token.number, token);
    }
    token.at = 'active';
    token.fired = new Set();
    if (this.throwsCompensation(node)) token.chooses = this.undoable.filter((done) => !done.thrower);
    if (fact.opens) this.openScope(fact, node, token);
    else if (CONTAINERS.has(node.type) || (node.loop && item === 0)) throw new Foul('a container without a scope');
  }

  openScope(fact, node, token) {
    this.newNumber(fact.opens);
    this.scopes.set(fact.opens, {
      number: fact.opens, parent: fact.scope, token: token.number, node: node.id, variables: new Map(), fired: new Set(),
    });
    if (!CONTAINERS.has(node.type) || (node.loop && token.item === 0)) return;
    for (const start of node.type === 'SubProcess' ? [node.starts[0]] : this.entries(node)) {
      this.starts.push({ scope: fact.opens, node: start });
    }
  }

  /** §13.3.5: what no flow leads to is enabled when the ad-hoc sub-process is. */
  entries(container) {
    return [...this.model.nodes.values()].filter((node) => node.container === container.id && node.in.length === 0 &&
      node.type !== 'BoundaryEvent').map((node) => node.id);
  }

  /** A token that came over no flow: a start event, an item of a loop, a boundary event. */
  mayBegin(node, token, scope) {
    if (token.item > 0) return this.beginItem(scope, token);
    if (node.type === 'StartEvent' || this.node(node.container).type === 'AdHocSubProcess') {
      return this.take(this.starts, (start) => start.scope === token.scope && start.node === node.id,
        'a start event that nothing started');
    }
    if (node.isEventSubProcess) return this.beginEventSubProcess(node, scope);
    if (this.handler?.node === node.id && this.handler.token === token.number) {
      token.undoes = this.handler.thrower;
      this.handler = null;
      return undefined;
    }
    if (node.type !== 'BoundaryEvent') throw new Foul('a token out of nothing');
    let host = this.catches.findIndex((place) => place.catcher === node.id && place.scope === token.scope);
    if (host >= 0) {
      host = this.catches.splice(host, 1)[0].host;
    } else {
      host = this.take(this.met, (met) => met.element === node.id, 'a boundary event that nothing triggered').token;
    }
    const lost = this.gone.find((other) => other.number === host);
    if (node.interrupts) {
      if (!lost || lost.node !== node.attachedTo) throw new Foul('it interrupts, but its activity went on');
      this.reasons.push({ token: host });
    } else {
      if (lost) throw new Foul('it does not interrupt, but its activity is gone');
      this.token(host).fired.add(node.id);
    }
    return undefined;
  }

  beginEventSubProcess(node, scope) {
    const start = this.node(node.starts[0]);
    const thrown = this.catches.findIndex((place) => place.catcher === start.id && place.scope === scope.number);
    if (scope.interrupted) throw new Foul('its scope was interrupted before');
    if (thrown >= 0) {
      this.catches.splice(thrown, 1);
    } else {
      this.take(this.met, (met) => met.element === start.id && met.token === scope.token, 'an event that did not happen');
    }
    scope.fired.add(start.id);
    if (!start.interrupts) return;
    if (this.tokensIn(scope.number).length > 0) throw new Foul('it interrupts, but others go on');
    for (const wait of this.waits.values()) {
      if (wait.token === scope.token && this.node(wait.element).type === 'StartEvent') {
        throw new Foul(`${wait.element} still waits`);
      }
    }
    scope.interrupted = true;
    this.reasons.push({ scope: scope.number });
  }

  // ── compensation: §13.5.5, one after the other, the last completion first ───────────────────────────────

  throwsCompensation(node) {
    return node.trigger.kind === 'compensate' && ['IntermediateThrowEvent', 'EndEvent'].includes(node.type);
  }

  /** Items of a loop can be undone when the loop is completed as a whole. */
  noteUndoable(node, token, scope) {
    if (!node.handler) return;
    if (node.loop && token.item === 0) this.undoable.unshift(...(scope.done ?? []));
    else if (token.item === 0) this.undoable.unshift({ number: token.number, node });
    else (this.scopes.get(token.scope).done ??= []).unshift({ number: token.number, node });
  }

  choose(fact) {
    const chosen = this.token(fact.token).chooses?.shift();
    if (chosen?.number !== fact.completed || chosen.node.id !== fact.element) throw new Foul('not the one to be undone next');
    chosen.thrower = fact.token;
  }

  undo(fact) {
    const next = this.undoable.find((done) => done.thrower && done.number === fact.completed);
    const first = next && this.undoable.find((done) => done.thrower === next.thrower);
    if (!next || first !== next || next.node.handler !== fact.element) throw new Foul('nothing is undone so');
    if ([...this.tokens.values()].some((token) => token.undoes === next.thrower)) throw new Foul('two are undone at once');
    this.undoable.splice(this.undoable.indexOf(next), 1);
    this.handler = { node: fact.element, token: fact.token, thrower: next.thrower };
  }

  beginItem(scope, token) {
    const { loop } = scope;
    if (!loop || loop.isDone) throw new Foul('an item of no loop');
    if (token.item !== undefined && loop.begun.has(token.item)) throw new Foul('the item has begun before');
    if (token.item > loop.count) throw new Foul('more items than the loop has');
    if (loop.isSequential && (loop.active > 0 || token.item !== loop.completed + 1)) throw new Foul('out of order');
    loop.begun.add(token.item);
    loop.active += 1;
  }

  take(list, test, otherwise) {
    const at = list.findIndex(test);
    if (at < 0) throw new Foul(otherwise);
    return list.splice(at, 1)[0];
  }

  isJoin(node) {
    return (node.type.endsWith('Gateway') ? ['ParallelGateway', 'InclusiveGateway'].includes(node.type) &&
      node.in.length > 1 : node.startQuantity > 1);
  }

  /** The tokens that have been consumed in front of the node just before, merged into the one that goes on. */
  join(node, token) {
    const isMerged = (other) => other.at === 'held' && other.node === node.id && other.scope === token.scope;
    if (node.startQuantity > 1) {
      for (let i = 1; i < node.startQuantity; i += 1) this.take(this.gone, isMerged, 'too few tokens');
      return;
    }
    const from = (flow) => (other) => isMerged(other) && other.flow === flow.id;
    if (node.type === 'InclusiveGateway') {
      const merged = [token, ...this.gone.filter(isMerged)];
      if (this.mayCome(node, token.scope, merged)) throw new Foul('a token may still come');
    }
    for (const flow of node.in) {
      const isEmpty = node.type === 'InclusiveGateway' && !this.gone.some(from(flow)) &&
        ![...this.tokens.values()].some(from(flow));
      if (flow.id !== token.flow && !isEmpty) this.take(this.gone, from(flow), `no token was taken from ${flow.id}`);
    }
  }

  /** §13.4.3: whether a token elsewhere can come over a flow that has none, and over none that has some. */
  mayCome(node, scope, held) {
    const full = new Set(held.map((token) => token.flow));
    const others = this.tokensIn(scope).filter((token) => !(token.node === node.id && token.at === 'held'));
    return others.some((token) => {
      return this.waysInto(node, token, true).some((flow) => !full.has(flow)) &&
        !this.waysInto(node, token, false).some((flow) => full.has(flow));
    });
  }

  /** The incoming flows of the node at the ends of all paths of the token that don't lead through it; those by way of a
   * boundary event are no sequence flows, but a token may come by them. */
  waysInto(goal, token, byBoundary) {
    if (token.at === 'leaving' && !token.flow) return [];
    const place = token.at === 'leaving' ? this.model.flows.get(token.flow).target : token.node;
    if (place === goal.id) return token.at === 'active' ? [] : [token.flow];
    const seen = new Set([place]);
    const ways = new Set();
    for (const id of seen) {
      const node = this.node(id);
      for (const flow of node.out) {
        if (flow.target === goal.id) ways.add(flow.id);
        else seen.add(flow.target);
      }
      if (byBoundary) for (const event of node.boundary) seen.add(event.id);
    }
    return [...ways];
  }

  complete(fact) {
    const token = this.token(fact.token);
    const node = this.node(fact.element);
    if (token.at !== 'active' || token.node !== node.id || token.item !== (fact.item ?? 0)) {
      throw new Foul('completed without being active');
    }
    const scope = this.scopeOpenedBy(token.number);
    this.mayComplete(node, token, scope);
    if (token.item > 0) {
      this.itemDone(token);
    } else {
      const flows = this.flowsOut(node, token);
      for (let i = 0; i < node.completionQuantity; i += 1) {
        for (const flow of flows) this.owed.push({ flow: flow.id, scope: token.scope, isLater: node.asyncAfter });
      }
      if (node.asyncAfter && flows.length === 0) this.owed.push({ scope: token.scope, isLater: true });
    }
    this.noteUndoable(node, token, scope);
    this.remove(token, scope);
    if (node.type === 'EndEvent') this.endEvent(node, token);
    this.thrower = { node: node.id, scope: token.scope };
  }

  mayComplete(node, token, scope) {
    if (scope && this.tokensIn(scope.number).length > 0) throw new Foul('there are tokens in it');
    if (token.chooses && (token.chooses.length > 0 || this.undoable.some((done) => done.thrower === token.number) ||
      [...this.tokens.values()].some((other) => other.undoes === token.number))) {
      throw new Foul('not everything is undone');
    }
    if (node.loop && token.item === 0) {
      if (!scope.loop?.isDone) throw new Foul('the loop is not done');
      return;
    }
    if (WAIT_OF[node.type] || (node.type === 'IntermediateCatchEvent' && node.trigger.kind !== 'link')) {
      this.take(this.met, (met) => met.element === node.id && (met.token === token.number || met.isRace),
        'nobody completed it');
    }
  }

  /** §13.2.1 and clause 13.4: which flows get a token. */
  flowsOut(node, token) {
    const rest = node.out.filter((flow) => flow.id !== node.default);
    const isTrue = (flow) => !flow.condition || this.holds(flow.condition, token.scope);
    const otherwise = node.out.filter((flow) => flow.id === node.default);
    if (node.type === 'ExclusiveGateway') return [rest.find(isTrue) ?? otherwise[0]].filter(Boolean);
    if (node.type === 'ParallelGateway') return node.out;
    if (node.type === 'EventBasedGateway') {
      const met = this.met.find((other) => other.token === token.number && other.kind !== 'continuation');
      if (!met) throw new Foul('none of the events has happened');
      met.isRace = true;
      return node.out.filter((flow) => flow.target === met.element);
    }
    const taken = rest.filter(isTrue);
    return taken.length > 0 ? taken : otherwise;
  }

  itemDone(token) {
    const body = this.scopes.get(token.scope);
    const { loop } = body;
    loop.completed += 1;
    loop.active -= 1;
    if (!this.loopIsOver(loop, body)) return;
    loop.isDone = true;
    this.reasons.push({ scope: body.number });
  }

  /** §13.3.6: a standard loop goes on while its condition holds, a multi-instance until its own does. */
  loopIsOver(loop, body) {
    return loop.completed === loop.count ||
      (loop.condition && this.holds(loop.condition, body.number) !== Boolean(loop.isStandard));
  }

  endEvent(node, token) {
    if (node.trigger.kind !== 'terminate') return;
    this.reasons.push({ scope: token.scope });
    if (this.tokensIn(token.scope).length > 0) throw new Foul('terminated, but others go on');
    if (token.scope === 1) this.mustEnd = { outcome: 'terminated' };
  }

  /** Cancelled, or consumed by a join: something in this step has to explain it. */
  lose(fact) {
    const token = this.token(fact.token);
    if (token.node !== fact.element) throw new Foul('the token is elsewhere');
    if ((fact.type === 'element.cancelled') !== (token.at === 'active')) throw new Foul(`the token is ${token.at}`);
    const scope = this.scopeOpenedBy(token.number);
    if (scope && this.tokensIn(scope.number).length > 0) throw new Foul('there are tokens in it');
    const isOver = token.at === 'leaving' && !token.flow && token.wasPutOff;
    if (!isOver) this.gone.push({ ...token, ...this.around(token) });
    if (token.item > 0) this.scopes.get(token.scope).loop.active -= 1;
    for (const done of this.undoable) {
      if (done.thrower === token.number) done.thrower = 0; // chosen, and not begun
    }
    if (scope) this.starts = this.starts.filter((start) => start.scope !== scope.number);
    this.remove(token, scope);
  }

  remove(token, scope) {
    for (const wait of this.waits.values()) {
      if (wait.token === token.number) throw new Foul(`its wait at ${wait.element} is still open`);
    }
    this.tokens.delete(token.number);
    if (scope) this.scopes.delete(scope.number);
  }

  flow(fact) {
    const flow = this.model.flows.get(fact.flow);
    const rested = this.tokens.get(fact.token);
    if (rested) {
      if (rested.at !== 'leaving' || rested.flow !== fact.flow || !rested.wasPutOff) throw new Foul('it does not leave');
    } else {
      this.take(this.owed, (owed) => owed.flow === fact.flow && owed.scope === fact.scope && !owed.isLater,
        'a flow that is not due');
      this.newNumber(fact.token);
    }
    this.tokens.set(fact.token, {
      number: fact.token, node: flow.target, scope: fact.scope, flow: flow.id, item: 0, at: 'arriving',
    });
  }

  hold(fact) {
    const token = this.token(fact.token);
    if (token.at !== 'arriving' || token.node !== fact.element || !this.isJoin(this.node(token.node))) {
      throw new Foul('nothing is joined here');
    }
    token.at = 'held';
  }

  // ── errors and escalations ──────────────────────────────────────────────────────────────────────────

  thrown(fact, kind, code) {
    const source = this.node(fact.element);
    let host;
    if (source.type === 'EndEvent' || source.type === 'IntermediateThrowEvent') {
      if (this.thrower?.node !== source.id || source.trigger.kind !== kind || source.trigger.code !== code) {
        throw new Foul('thrown by an event that is not there');
      }
      host = this.scopes.get(this.thrower.scope).token;
    } else {
      if (this.command.command !== 'throw-error' || this.command.element !== source.id) throw new Foul('out of nothing');
      host = this.target;
      if (!this.tokens.has(host)) throw new Foul('its task is not there');
    }
    this.thrower = null;
    let from = null; // what is thrown out of an event sub-process is not for those beside it to catch again
    for (let owner = host; ; owner = this.scopes.get(this.tokens.get(owner).scope).token) {
      const token = this.tokens.get(owner);
      const inner = owner === 0 ? this.scopes.get(1) : this.scopeOpenedBy(owner);
      const isOpen = inner && !inner.loop && !inner.interrupted;
      const starts = !isOpen ? [] : this.node(inner.node).eventSubProcesses.filter((sub) => sub.id !== from)
        .map((sub) => this.node(sub.starts[0]));
      const events = !token || token.item > 0 ? [] : this.node(token.node).boundary;
      for (const [catchers, scope] of [[starts, inner?.number], [events, token?.scope]]) {
        const fitting = catchers.filter((event) => event.trigger.kind === kind);
        const catcher = fitting.find((event) => event.trigger.code === code) ??
          fitting.find((event) => event.trigger.code === undefined);
        if (catcher) {
          this.catches.push({ catcher: catcher.id, host: owner, scope });
          return;
        }
      }
      if (!token) break;
      from = token.node;
    }
    if (kind === 'error') this.mustEnd = { outcome: 'error', error: code };
  }

  end(fact) {
    if (this.mustEnd && (this.mustEnd.outcome !== fact.outcome || this.mustEnd.error !== fact.error)) {
      throw new Foul(`should have ended: ${JSON.stringify(this.mustEnd)}`);
    }
    if (!this.mustEnd && fact.outcome !== (this.command.command === 'cancel' ? 'cancelled' : 'completed')) {
      throw new Foul('nothing ended it like that');
    }
    if (fact.outcome === 'completed' && this.gone.some((token) => !this.isExplained(token))) throw new Foul('cut short');
    if (fact.outcome !== 'completed') {
      this.reasons.push({ scope: 1 });
      this.owed = [];
      this.starts = [];
    }
    if (this.tokens.size > 0) throw new Foul('ended with tokens in it');
    this.mustEnd = null;
    this.status = 'ended';
  }

}

Object.assign(TokenGame.prototype, waits, rest);

const nothing = () => {};

const HANDLERS = {
  'instance.created'() {
    if (this.status !== 'new') throw new Foul('started twice');
    this.status = 'active';
    this.highest = 1;
    this.scopes.set(1, { number: 1, parent: 0, token: 0, node: this.model.process, variables: new Map(), fired: new Set() });
    this.starts.push({ scope: 1, node: this.node(this.model.process).starts[0] });
  },
  'instance.ended': TokenGame.prototype.end,
  'element.activated': TokenGame.prototype.enter,
  'element.completed': TokenGame.prototype.complete,
  'element.cancelled': TokenGame.prototype.lose,
  'token.consumed': TokenGame.prototype.lose,
  'token.waiting': TokenGame.prototype.hold,
  'condition.met': TokenGame.prototype.meetCondition,
  'flow.taken': TokenGame.prototype.flow,
  'continuation.created': TokenGame.prototype.putOff,
  'continuation.executed': TokenGame.prototype.goOn,
  'loop.started'(fact) {
    const scope = this.scopes.get(fact.scope);
    const { loop } = this.node(fact.element);
    if (!scope || scope.node !== fact.element || scope.loop || (fact.count ?? 0) !== loop.count) {
      throw new Foul('not a loop that starts here');
    }
    scope.loop = { ...loop, begun: new Set(), completed: 0, active: 0, isDone: loop.count === 0 };
    if (loop.testBefore) scope.loop.isDone = this.loopIsOver(scope.loop, scope);
  },
  'variable.changed'(fact) {
    const scope = this.scopes.get(fact.scope);
    if (!scope) throw new Foul('a variable in no scope');
    scope.variables.set(fact.name, fact.value);
  },
  'error.thrown'(fact) {
    this.thrown(fact, 'error', fact.error);
  },
  'escalation.thrown'(fact) {
    this.thrown(fact, 'escalation', fact.escalation);
  },
  'message.thrown': nothing,
  'compensation.triggered': TokenGame.prototype.choose,
  'compensation.started': TokenGame.prototype.undo,
  'scope.opened'(fact) {
    const { number, scope, node } = this.token(fact.token);
    this.newNumber(fact.opens);
    this.scopes.set(fact.opens, { number: fact.opens, parent: scope, token: number, node, variables: new Map(), fired: new Set() });
  },
};
