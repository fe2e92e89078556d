// SPDX-License-Identifier: Apache-2.0
// play.js - a scenario over HTTP: each step is a request, each expectation a query, and a receiver of webhooks that
// verifies and parses hears of all that happens.
import assert from 'node:assert/strict';
import { after, answerMocks, passTime, readClock } from './mock.js';
import { Receiver } from './receiver.mjs';
import { readFeel } from './scenario.js';
import { Skip, expectedPlain, isSame, plain, toDate, typed, untyped, variablesOf } from './typed.js';
import { start } from './weir.js';

const worker = 'scenario';
const as = (name) => ({ Authorization: `Basic ${btoa(`${name}:`)}` });
const statusOf = { ENOTOKEN: 404, EENDED: 404, EVALUE: 400, ELIMIT: 400, EMISMATCH: 400, ELOCK: 400, EPROCESS: 500, ESUSPENDED: 400, EDUTY: 403 };
// Which facts put something on a list, and which take it away.
const lists = {
  '/task': ['task.created'],
  '/external-task': ['job.created'],
  '/job': ['timer.scheduled', 'continuation.created'],
  '/event-subscription': ['message.subscribed', 'signal.subscribed', 'condition.subscribed'],
};
const closes = /^(task|job|timer|continuation)\.(completed|cancelled|fired|executed)$|^(message|signal|condition)\.(correlated|caught|met|unsubscribed)$/;
const isBody = /#multiInstanceBody$/;
const words = (text) => text.split(/\s+/).filter((word) => word !== '');
// Which member of a fact `name` means.
const named = { instance: 'outcome', message: 'message', signal: 'signal', error: 'error', escalation: 'escalation', decision: 'decision', job: 'topic', listener: 'event', 'limit.escalated': 'superior', 'limit.extended': 'by', 'task.performed': 'by', 'task.refused': 'by' };
const sorted = (text) => words(text).sort().join(' ');

// ── a scenario ────────────────────────────────────────────────────────────────────────────────────────────────────────

export class Play {
  constructor(scenario) {
    this.scenario = scenario;
    this.instances = []; // { id, key, name }, in the order they were started
    this.items = new Map(); // of external tasks, by id
    this.log = []; // as far as it was read
    this.requests = 0;
  }

  async run() {
    this.server = await start('--virtual-clock', '--now', this.scenario.now, ...(this.scenario.hasManualJobs ? ['--manual-jobs'] : []));
    this.weir = this.server.weir;
    this.receiver = new Receiver('scenario', undefined, { keeps_events: true, begins_anywhere: /engine$/ });
    try {
      const url = await this.receiver.listen();

      this.webhook = await this.weir.post('/webhook', { url });
      this.receiver.secret = this.webhook.secret;
      await this.weir.deploy(this.scenario.name, this.scenario.files);
      for (const step of this.scenario.steps) await this.take(step);
      for (const mock of this.scenario.mocks) assert.ok(mock.uses > 0 || mock.isShared || mock.optional === 'true', `line ${mock.line}: this mock was never used`);
      await this.compareHistory();
      await this.compareDeliveries();
    } finally {
      this.receiver.close();
      await this.server.stop();
    }
  }

  async take(step) {
    try {
      for (const values of [step.variables, step.keys, step.locals]) if (values instanceof Error) throw new Skip(values.message);
      if (step.tag === 'expect') await this.expect(step);
      else await this.act(step);
    } catch (error) {
      error.message = `line ${step.line}, ${step.tag}: ${error.message}`;
      throw error;
    }
  }

  // ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────

  async act(step) {
    const before = step.attributes.error && await this.weir.get('/log/head');
    const action = actions[step.tag];

    if (!action) throw new Skip(`there is no request for <${step.tag}>`);
    this.wanted = step.attributes.error;
    this.actor = step.attributes.by ?? 'scenario';
    this.line = step.line;
    this.answer = undefined;
    await action.call(this, step, step.attributes);
    if (!this.scenario.hasManualJobs) await this.waitForJobs();
    await answerMocks(this);
    const { error, errorElement } = step.attributes;

    if (error === 'EDUTY') { // who was refused is noted
      const noted = (await this.facts()).filter(({ position }) => position > before.position);

      assert.deepEqual(noted.filter(({ type }) => type !== 'task.refused'), [], 'the step was refused, but more than that has happened');
    } else if (error && !(step.tag === 'executeJob' && error === 'EPROCESS')) { // a job that fails loses a retry
      assert.deepEqual(await this.weir.get('/log/head'), before, 'the step failed as it should, but changed something');
      if (errorElement && error === 'EPROCESS' && this.answer) assert.ok(this.answer.message.startsWith(`element '${errorElement}'`), this.answer.message);
    }
    const started = (await this.facts()).filter(({ type }) => type === 'instance.created').map((fact) => fact.processInstanceId);
    const fresh = started.slice(this.instances.length);

    for (const [ix, id] of fresh.entries()) {
      const { processDefinitionKey: key } = await this.weir.get(`/history/process-instance/${id}`);

      const mock = this.scenario.mocks.find(({ standIn }) => standIn === key);

      this.instances.push({ id, key: mock?.element ?? key, isStandIn: mock !== undefined, name: ix === 0 && step.tag === 'start' ? step.attributes.as : undefined });
    }
    if (step.tag === 'start' && !error) assert.equal(this.answer.id, fresh[0]);
  }

  // The server runs what was put off by itself, each job a step of its own.
  async waitForJobs() {
    for (;;) {
      const open = new Map(); // job → instance
      const known = new Set();
      const suspended = new Set();
      let now;

      for (const { type, data, processInstanceId } of await this.facts()) {
        if (type === 'continuation.created') known.add(data.id);
        if (known.has(data.id) && data.due) now ??= await readClock(this);
        const isDue = data.retries > 0 && !(data.due && Date.parse(data.due) > now);

        if (type === 'continuation.created' || (known.has(data.id) && isDue && /failed|rescheduled|retries/.test(type))) open.set(data.id, processInstanceId);
        else if (type.startsWith('continuation.')) open.delete(data.id);
        else if (type === 'instance.suspended') suspended.add(processInstanceId);
        else if (type === 'instance.activated') suspended.delete(processInstanceId);
      }
      if ([...open.values()].every((id) => suspended.has(id))) return;
      await this.readLog('&waitMs=20');
    }
  }

  // Ask; where the step is to fail, the answer must be a refusal with the status of that error.
  async ask(method, path, status, body) {
    this.requests++;
    if (!this.wanted) {
      this.answer = await this.weir.ask(method, path, status, body, as(this.actor));
      return this.answer;
    }
    const answer = await this.weir.fetch(method, path, body, as(this.actor));

    assert.equal(answer.status, statusOf[this.wanted], `${this.wanted}: ${method} ${path}: ${answer.text}`);
    this.weir.check(method, path, answer);
    this.answer = answer.body;
    return null;
  }

  // The last one of the name it was given, of the key of its process, or its how-manieth: "key:2".
  instanceOf({ instance }) {
    const [key, number] = instance?.split(':') ?? [];
    const ofKey = this.instances.filter((one) => one.key === key);
    const found = this.instances.findLast(({ name, isStandIn }) => (instance === undefined ? !isStandIn : name === instance)) ?? ofKey.at(number ? number - 1 : -1);

    assert.ok(found, 'no such instance was started before this step');
    return found.id;
  }

  async tasks(id, activity) {
    const both = [
      ...(await this.weir.get(`/task?processInstanceId=${id}`)).map((task) => ({ id: task.id, activity: task.taskDefinitionKey, path: `/task/${task.id}` })),
      ...(await this.weir.get(`/external-task?processInstanceId=${id}`)).map((task) => ({ id: task.id, activity: task.activityId, topic: task.topicName, path: `/external-task/${task.id}` })),
    ];

    return activity === undefined ? both : both.filter((task) => task.activity === activity);
  }

  async itemOf(task) {
    if (!task.topic) return (await this.weir.get(`${task.path}/variables/loopCounter`)).value + 1;
    if (!this.items.has(task.id)) {
      const topics = [{ topicName: task.topic, lockDuration: 1000, variables: ['loopCounter'] }];
      const fetched = await this.weir.post('/external-task/fetchAndLock', { workerId: worker, maxTasks: 1000, topics });

      for (const { id, variables } of fetched) {
        if (variables.loopCounter) this.items.set(id, variables.loopCounter.value + 1);
        await this.weir.post(`/external-task/${id}/unlock`, undefined, 204);
      }
    }
    return this.items.get(task.id);
  }

  // A task with an incident can't be locked, nor one that is suspended, which is how REST refuses what is asked of one.
  async lock(task) {
    const answer = await this.weir.fetch('POST', `${task.path}/lock`, { workerId: worker, lockDuration: 3600000 });

    if (/^(ENOTOKEN|ESUSPENDED)$/.test(this.wanted) && answer.status === 400) return false;
    assert.equal(answer.status, 204, answer.text);
    return true;
  }

  // The task a step means, locked if it is an external one; null: it is not open, as it should be.
  async taskOf({ task, item, ...attributes }) {
    let candidates = await this.tasks(this.instanceOf(attributes), task);

    if (item) {
      const items = [];

      for (const candidate of candidates) items.push(await this.itemOf(candidate));
      candidates = candidates.filter((_, ix) => items[ix] === Number(item));
    }
    const [found] = candidates;

    if (!found && (this.wanted === 'ENOTOKEN' || this.wanted === 'EENDED')) return null;
    assert.ok(found, 'no such task is open');
    if (found.topic) {
      if (!await this.lock(found)) return null;
      found.worker = `"workerId":"${worker}",`;
    } else found.worker = '';
    return found;
  }

  async onTask(attributes, operation, body, userBody = body) {
    const task = await this.taskOf(attributes);

    if (!task) return;
    if (!task.topic && !attributes.by) this.actor = (await this.weir.get(task.path)).assignee ?? this.somebody();
    const wants = task.topic ? body : userBody;

    if (wants === undefined) throw new Skip(`${operation} of ${task.topic ? 'an external' : 'a user'} task`);
    await this.ask('POST', `${task.path}/${operation}`, 204, `{${task.worker}${wants}}`);
  }

  // Who does a task where no step says so: where duties are kept apart, somebody new each time.
  somebody() {
    const hasDuties = Object.values(this.scenario.files).some((text) => /:((?:separateFrom|notBy)=|exclusive\b)/.test(text));

    return hasDuties ? `scenario-${this.line}` : this.actor;
  }

  // ── expectations ─────────────────────────────────────────────────────────────────────────────────────────────────

  // What was logged since the last time.
  async readLog(wait = '') {
    const count = 10000;

    for (let fresh = []; fresh !== undefined; fresh = fresh.length === count ? [] : undefined) {
      fresh = await this.weir.get(`/log?maxResults=${count}&after=${this.log.at(-1)?.position ?? 0}${wait}`);
      this.log.push(...fresh);
    }
  }

  async facts(id) {
    await this.readLog();
    return id ? this.log.filter(({ processInstanceId }) => processInstanceId === id) : this.log;
  }

  async expect({ attributes, facts, variables }) {
    const id = this.instances.length > 0 || attributes.instance ? this.instanceOf(attributes) : undefined;

    for (const name of Object.keys(attributes)) assert.ok(name === 'instance' || name in expectations || name.startsWith('xmlns'), `there is nothing to ask for ${name}`);
    for (const [name, expectation] of Object.entries(expectations)) {
      if (!(name in attributes)) continue;
      const [found, expected] = await expectation.call(this, id, attributes[name], variables);

      assert.deepEqual(found, expected, `expect ${name}`);
    }
    if (facts.length > 0) await this.expectFacts(facts, attributes.instance ? id : undefined);
    if (id) await this.compareOpen(id);
  }

  // What the lists show of an instance is what was begun and not ended.
  async compareOpen(id) {
    const facts = await this.facts(id);
    const closed = new Set(facts.filter(({ type }) => closes.test(type)).map(({ data }) => data.id));

    for (const [path, opens] of Object.entries(lists)) {
      const rows = await this.weir.get(`${path}?processInstanceId=${id}`);
      const open = facts.filter(({ type, data }) => opens.includes(type) && !closed.has(data.id));

      const elementOf = (row) => (row.activityId ?? row.taskDefinitionKey ?? open.find(({ data }) => data.id === row.id)?.data.element)?.replace(isBody, ''); // a job has none

      assert.deepEqual(
        rows.map((row) => `${elementOf(row)} ${row.id}`).sort(), open.map(({ data }) => `${data.element} ${data.id}`).sort(), `${path} of what is open`);
    }
  }

  async expectFacts(wanted, id) {
    const facts = (await this.facts(id)).filter((fact) => fact.processInstanceId);
    let at = 0;

    for (const { type, element, name, number } of wanted) {
      const key = named[type] ?? named[type.split('.')[0]] ?? 'name';
      const isIt = (fact) => fact.type === type && (element === undefined || fact.data.element === element) &&
        (name === undefined || fact.data[key] === name) &&
        (number === undefined || (fact.data.count ?? fact.data.retries ?? fact.data.priority ?? fact.data.root ?? 0) === Number(number));
      const found = facts.slice(at).findIndex(isIt);

      assert.ok(found >= 0, `no fact ${type} ${element ?? ''} ${name ?? ''} after those before it`);
      at += found + 1;
    }
  }

  async hasEnded(id) {
    return (await this.weir.get(`/history/process-instance/${id}`)).endTime !== null;
  }

  // ── at the end ───────────────────────────────────────────────────────────────────────────────────────────────────

  // What history says of activities and tasks is what the log says.
  async compareHistory() {
    const key = (element, token) => `${element}:${token}`;

    for (const { id } of this.instances) {
      const facts = await this.facts(id);
      const of = (type) => facts.filter((fact) => fact.type === type);
      const activities = await this.weir.get(`/history/activity-instance?processInstanceId=${id}&maxResults=10000`);
      const part = (rows) => rows.map((row) => key(row.activityId.replace('#multiInstanceBody', ''), row.id.split(':').at(-1))).sort();
      const log = (type) => of(type).map(({ data }) => key(data.element, data.token)).sort();

      assert.deepEqual(part(activities.filter((row) => row.endTime && !row.canceled)), log('element.completed'), 'completed activities');
      assert.deepEqual(part(activities.filter((row) => row.canceled)), log('element.cancelled'), 'cancelled activities');
      assert.equal((await this.weir.get(`/history/task/count?processInstanceId=${id}`)).count, of('task.created').length, 'tasks');
    }
  }

  async compareDeliveries() {
    const { position } = await this.weir.get('/log/head');
    const facts = (await this.facts()).filter(({ position: at }) => at >= this.webhook.from);

    await this.receiver.until(() => this.receiver.events.length >= facts.length);
    assert.deepEqual(this.receiver.faults, []);
    assert.equal(facts.at(-1)?.position ?? position, position);
    const byPosition = [...this.receiver.events].sort((a, b) => (a.id < b.id ? -1 : 1));

    assert.deepEqual(
      byPosition.map(({ id, sequence, type, source, data }) => [Number(id.slice(4)), Number(sequence), type, source, data]),
      facts.map((fact) => [fact.position, fact.number, asPublished(fact),
        fact.processInstanceId ? `urn:weir/instances/${fact.processInstanceId}` : 'urn:weir/engine',
        isOfBusiness(fact) ? untyped(fact.data.payload) : fact.data]));
    assert.equal(this.receiver.duplicates, 0);
  }
}

// What a model publishes arrives under its own type, with its fields alone.
const isOfBusiness = ({ type }) => type.startsWith('platform.');
const asPublished = (fact) => (isOfBusiness(fact) ? fact.type : `io.weir.bpmn.${fact.type}.v1`);

// ── the tables ────────────────────────────────────────────────────────────────────────────────────────────────────────

const text = (name, value) => (value === undefined ? '' : `"${name}":${JSON.stringify(value)},`);

const actions = {
  async start({ variables }, { process, businessKey }) {
    const key = process ?? (await this.weir.get('/process-definition?latestVersion=true')).map((row) => row.key)
      .filter((one) => !this.scenario.mocks.some(({ standIn }) => standIn === one)).join();

    await this.ask('POST', `/process-definition/key/${key}/start`, 200, `{${text('businessKey', businessKey)}"variables":${variablesOf(variables)}}`);
  },
  async complete({ variables, locals }, attributes) {
    await this.onTask(attributes, 'complete', `"variables":${variablesOf(variables)},"localVariables":${variablesOf(locals)}`, `"variables":${variablesOf(variables)}`);
  },
  async setTaskVariables({ variables }, { local, remove = '', ...attributes }) {
    await this.onTask(attributes, local === 'true' ? 'localVariables' : 'variables', undefined,
      `"modifications":${variablesOf(variables)},"deletions":${JSON.stringify(words(remove))}`);
  },
  async fail({ variables, locals }, { retries = '0', message, ...attributes }) {
    await this.onTask(attributes, 'failure', `${text('errorMessage', message)}"retries":${retries},"variables":${variablesOf(variables)},"localVariables":${variablesOf(locals)}`, undefined);
  },
  async throwError({ variables }, { code, message, ...attributes }) {
    await this.onTask(attributes, 'bpmnError', `${text('errorMessage', message)}"errorCode":${JSON.stringify(code)},"variables":${variablesOf(variables)}`);
  },
  async throwEscalation({ variables }, { code, ...attributes }) {
    await this.onTask(attributes, 'bpmnEscalation', undefined, `"escalationCode":${JSON.stringify(code)},"variables":${variablesOf(variables)}`);
  },
  async delegate(step, { name, ...attributes }) {
    await this.onTask(attributes, 'delegate', undefined, `"userId":${JSON.stringify(name)}`);
  },
  async submit({ variables }, attributes) {
    await this.onTask(attributes, 'submit-form', undefined, `"variables":${variablesOf(variables)}`);
  },
  async resolve({ variables }, attributes) {
    await this.onTask(attributes, 'resolve', undefined, `"variables":${variablesOf(variables)}`);
  },
  // PUT sets all there is: what the step does not name stays.
  async updateTask({ variables }, attributes) {
    const task = await this.taskOf(attributes);

    if (!task || Object.keys(variables).length === 0) return; // an update of nothing has no form in REST
    const now = await this.weir.get(task.path);
    const kept = Object.fromEntries(['name', 'description', 'assignee', 'owner', 'delegationState', 'priority', 'due', 'followUp'].map((name) => [name, now[name]]));
    const changed = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value === null ? null : expectedPlain(value)]));

    await this.ask('PUT', task.path, 204, { ...kept, ...changed });
  },
  async link(step, attributes) {
    await this.onLink(attributes, 'identity-links');
  },
  async unlink(step, attributes) {
    await this.onLink(attributes, 'identity-links/delete');
  },
  async assign(step, { name, ...attributes }) {
    await this.onTask(attributes, 'assignee', undefined, `"userId":${JSON.stringify(name ?? null)}`);
  },
  async claim(step, { name, ...attributes }) {
    await this.onTask(attributes, 'claim', undefined, `"userId":${JSON.stringify(name)}`);
  },
  async message({ variables, keys }, { name, businessKey, timeToLive }) {
    await this.ask('POST', '/message', 204, `{"messageName":${JSON.stringify(name)},${text('businessKey', businessKey)}${text('timeToLive', timeToLive)}"correlationKeys":${variablesOf(keys)},"processVariables":${variablesOf(variables)}}`);
  },
  async signal({ variables }, { name }) {
    await this.ask('POST', '/signal', 204, `{"name":${JSON.stringify(name)},"variables":${variablesOf(variables)}}`);
  },
  async condition({ variables }, { businessKey }) {
    await this.ask('POST', '/condition', 200, `{${text('businessKey', businessKey)}"variables":${variablesOf(variables)}}`);
  },
  async trigger({ variables }, { element, item, ...attributes }) {
    const id = this.instanceOf(attributes);
    const facts = await this.facts(id);
    const over = facts.filter(({ type }) => /^trigger\.(met|cancelled)$/.test(type)).map(({ data }) => data.id);
    const waits = facts.filter(({ type, data }) => type === 'trigger.awaited' && data.element === element && !over.includes(data.id));

    const itemOf = ({ data }) => facts.find((fact) => fact.type === 'element.activated' && fact.data.token === data.token)?.data.item;
    const one = waits.find((wait) => !item || itemOf(wait) === Number(item));

    if (!one && this.wanted === 'ENOTOKEN') return;
    await this.ask('POST', `/execution/${element}:${id}:${one.data.token}/signal`, 204, `{"variables":${variablesOf(variables)}}`);
  },
  async advance(step, { by }) {
    this.mayPass();
    if (this.scenario.mocks.length > 0) await passTime(this, after(await readClock(this), by));
    else await this.ask('POST', '/clock', 200, { advance: by });
  },
  async now(step, { at }) {
    this.mayPass();
    if (this.scenario.mocks.length > 0) await passTime(this, Date.parse(at));
    else await this.ask('POST', '/clock', 200, { now: toDate(at) });
  },
  async calendar(step, { file }) {
    await this.weir.deploy('calendar', this.scenario.besides(file));
    await this.ask('POST', '/clock', 200, { advance: 'PT0S' }); // what is open follows
  },
  async extendLimit(step, { element, item, days = '0', reason, ...attributes }) {
    const id = this.instanceOf(attributes);
    const limits = (await this.weir.get(`/process-instance/${id}/limits`)).filter(({ ownerId }) => ownerId === element);
    const limit = limits[item ? Number(item) - 1 : 0]?.id ?? element;

    await this.ask('POST', `/process-instance/${id}/limits/${encodeURIComponent(limit)}/extension`, 204, `{${text('reason', reason)}"workingDays":${days}}`);
  },
  async setVariables({ variables }, { remove = '', ...attributes }) {
    await this.ask('POST', `/process-instance/${this.instanceOf(attributes)}/variables`, 204, `{"modifications":${variablesOf(variables)},"deletions":${JSON.stringify(words(remove))}}`);
  },
  async cancel(step, { reason, ...attributes }) {
    await this.ask('DELETE', `/process-instance/${this.instanceOf(attributes)}${reason ? `?deleteReason=${encodeURIComponent(reason)}` : ''}`, 204);
  },
  async modify({ variables, locals }, { cancel = '', startBefore = '', startAfter = '', transition = '', ancestor, item, annotation, ...attributes }) {
    const id = this.instanceOf(attributes);
    const { status, body: tree } = await this.weir.fetch('GET', `/process-instance/${id}/activity-instances`);
    const active = status === 200 ? activeIn(tree) : [];
    const within = ancestor && `"ancestorActivityInstanceId":${JSON.stringify(active.findLast(({ activity }) => activity === ancestor)?.id ?? id)},`;
    const own = JSON.stringify({ local: true }).slice(1, -1);
    const values = [...Object.entries(variables).map(([name, value]) => `${JSON.stringify(name)}:${typed(value)}`),
      ...Object.entries(locals).map(([name, value]) => `${JSON.stringify(name)}:${typed(value).replace('{', `{${own},`)}`)];
    const starts = (ids, type, member) => words(ids).map((element) =>
      `{"type":"${type}","${member}":${JSON.stringify(element)},${within ?? ''}"variables":{${values.join()}}}`);
    const instructions = [];

    for (const element of words(cancel)) {
      const found = item && await this.activeItem(id, active, element, Number(item));

      instructions.push(JSON.stringify({ type: 'cancel', ...(found ? { [found.member]: found.id } : { activityId: element }) }));
    }
    instructions.push(...starts(startBefore, 'startBeforeActivity', 'activityId'), ...starts(startAfter, 'startAfterActivity', 'activityId'),
      ...starts(transition, 'startTransition', 'transitionId'));
    await this.ask('POST', `/process-instance/${id}/modification`, 204, `{${text('annotation', annotation)}"instructions":[${instructions.join()}]}`);
  },
  async suspend(step, attributes) {
    await this.setSuspended(attributes, true);
  },
  async activate(step, attributes) {
    await this.setSuspended(attributes, false);
  },
  async executeJob(step, { element, item, ...attributes }) {
    const id = this.instanceOf(attributes);
    const facts = item ? await this.facts(id) : [];
    const isOfItem = (job) => !item || facts.some(({ type, data }) => type === 'continuation.created' && data.id === job.id && data.item === Number(item));
    const jobs = (await this.weir.get(`/job?processInstanceId=${id}&activityId=${encodeURIComponent(element)}`)).filter(isOfItem);

    if (jobs.length === 0 && this.wanted === 'ENOTOKEN') return;
    assert.ok(jobs.length > 0, 'there is no such job');
    const answer = await this.weir.fetch('POST', `/job/${jobs[0].id}/execute`);

    this.weir.check('POST', `/job/${jobs[0].id}/execute`, answer);
    this.requests++;
    this.answer = answer.body;
    assert.ok(answer.status === (this.wanted ? statusOf[this.wanted] : 204) || (!this.wanted && answer.status === 500), answer.text); // one that fails loses a retry
  },
  async changeJob(step, { element, retries, priority, due, ...attributes }) {
    const id = this.instanceOf(attributes);
    const [job] = await this.weir.get(`/job?processInstanceId=${id}&activityId=${encodeURIComponent(element)}`);
    const [task] = await this.weir.get(`/external-task?processInstanceId=${id}&activityId=${encodeURIComponent(element)}`);

    if (!job && (!task || due) && this.wanted === 'ENOTOKEN') return;
    const path = job ? `/job/${job.id}` : `/external-task/${task.id}`;

    if (retries) await this.ask('PUT', `${path}/retries`, 204, { retries: Number(retries) });
    if (priority) await this.ask('PUT', `${path}/priority`, 204, { priority: Number(priority) });
    if (due) await this.ask('PUT', `${path}/duedate`, 204, { duedate: toDate(due) });
  },
  async retry(step, { element, ...attributes }) {
    const id = this.instanceOf(attributes);
    const [incident] = (await this.weir.get(`/incident?processInstanceId=${id}`)).filter(({ activityId }) => activityId === element);

    if (!incident && this.wanted === 'ENOTOKEN') return;
    assert.ok(incident, 'there is no incident here');
    const resource = incident.incidentType === 'failedJob' ? 'job' : 'external-task';

    await this.ask('PUT', `/${resource}/${incident.configuration}/retries`, 204, { retries: 1 });
  },
};

// What fails when its time has come loses a retry there, and becomes an incident: the clock moves on.
Play.prototype.mayPass = function mayPass() {
  if (this.wanted) throw new Skip('a timer that fails, which a server makes an incident of');
};

Play.prototype.onLink = async function onLink({ name, role, ...attributes }, operation) {
  const who = role === 'candidateGroups' ? 'groupId' : 'userId';

  await this.onTask(attributes, operation, undefined, `"${who}":${JSON.stringify(name)},"type":"${role.startsWith('candidate') ? 'candidate' : role}"`);
};

Play.prototype.setSuspended = async function setSuspended(attributes, suspended) {
  if (!('/process-instance/{id}/suspended' in this.server.document.paths)) throw new Skip('suspending');
  await this.ask('PUT', `/process-instance/${this.instanceOf(attributes)}/suspended`, 204, { suspended });
};

// All that is active, with the member of an instruction that names it.
function activeIn(node) {
  return [
    { id: node.id, activity: node.activityId.replace(isBody, ''), member: 'activityInstanceId' },
    ...node.childTransitionInstances.map((one) => ({ id: one.id, activity: one.activityId.replace(isBody, ''), member: 'transitionInstanceId' })),
    ...node.childActivityInstances.flatMap(activeIn),
  ];
}

// Of several that are active, the one of that item.
Play.prototype.activeItem = async function activeItem(id, active, element, item) {
  const tokens = (await this.facts(id)).filter(({ data }) => data.element === element && data.item === item && data.token).map(({ data }) => String(data.token));

  return active.findLast((one) => one.activity === element && tokens.includes(one.id.split(':').at(-1)));
};

// What is active while it waits for nothing itself: what undoes, or what may be added, is elsewhere.
const isIdle = /^(intermediateCompensationThrowEvent|compensationEndEvent|adHocSubProcess)$/;

// Where tokens wait: what has nothing inside, and what waits on its way in or out.
function leaves(node) {
  const { childActivityInstances: inner, childTransitionInstances: between } = node;

  if (inner.length + between.length > 0 || !node.parentActivityInstanceId) return [...inner.flatMap(leaves), ...between.map(({ activityId }) => activityId)];
  return isIdle.test(node.activityType) ? [] : [node.activityId.replace(isBody, '')];
}

// Each gives what was found, and what should have been.
// What a scenario may ask of a limit and REST shows.
const limitMembers = ['state', 'limit', 'policy', 'basis', 'superior', 'calendar', 'start', 'remind', 'due'];
const isLimitMember = ([name]) => limitMembers.includes(name);
const limitValue = (name, value) => (['start', 'remind', 'due'].includes(name) ? new Date(value.replace(/\+0000$/, 'Z')).toISOString() : value);
const limitOfScenario = (limit) => (typeof limit === 'string' ? limit
  : Object.fromEntries(Object.entries(limit).filter(isLimitMember).map(([name, value]) => [name, limitValue(name, value)])));
const limitOfRow = (row, wanted) => (typeof wanted === 'string' ? row.state
  : Object.fromEntries(Object.entries(wanted).filter(isLimitMember).map(([name]) => [name, limitValue(name, row[name])])));

const expectations = {
  async instances(id, wanted) {
    return [(await this.weir.get('/history/process-instance/count')).count, Number(wanted)];
  },
  async messages(id, wanted) {
    return [(await this.weir.get('/message')).map((row) => row.messageName).join(' '), words(wanted).join(' ')];
  },
  async path(id, wanted) {
    const facts = (await this.facts(id)).filter(({ type, data }) => /^element\.c/.test(type) && !data.item);

    return [facts.map(({ type, data }) => (type === 'element.completed' ? data.element : `(${data.element})`)).join(' '), words(wanted).join(' ')];
  },
  async waiting(id, wanted) {
    if (await this.hasEnded(id)) return ['', sorted(wanted)];

    return [leaves(await this.weir.get(`/process-instance/${id}/activity-instances`)).sort().join(' '), sorted(wanted)];
  },
  async tasks(id, wanted) {
    return [(await this.tasks(id)).map((task) => task.activity).sort().join(' '), sorted(wanted)];
  },
  async incidents(id, wanted) {
    return [(await this.weir.get(`/incident?processInstanceId=${id}`)).map((row) => row.activityId).sort().join(' '), sorted(wanted)];
  },
  async ended(id, wanted) {
    const hasEnded = await this.hasEnded(id);

    if (!hasEnded || wanted.trim() === 'true' || wanted.trim() === 'false') return [String(hasEnded), wanted.trim()];
    const ends = (await this.weir.get(`/history/activity-instance?processInstanceId=${id}&finished=true&maxResults=10000`))
      .filter((row) => /EndEvent$/.test(row.activityType) && !row.canceled).map((row) => row.activityId);
    const order = (await this.facts(id)).filter(({ type, data }) => type === 'element.completed' && ends.includes(data.element)).map(({ data }) => data.element);

    return [order.join(' '), words(wanted).join(' ')];
  },
  async limits(id, wanted) {
    const rows = await this.hasEnded(id) ? [] : await this.weir.get(`/process-instance/${id}/limits`);
    const limits = Object.entries(readFeel(wanted)).map(([owner, limit]) => [owner, limit === null ? [] : [limit].flat()]);

    const found = (owner, each) => rows.filter(({ ownerId }) => ownerId === owner).map((row, ix) => limitOfRow(row, each[ix] ?? 'running'));

    return [ // those of a multi-instance in no order
      limits.map(([owner, each]) => [owner, found(owner, each).sort()]),
      limits.map(([owner, each]) => [owner, each.map(limitOfScenario).sort()]),
    ];
  },
  async endError(id, wanted) {
    const { data } = (await this.facts(id)).find(({ type }) => type === 'instance.ended') ?? { data: {} };

    return [data.outcome === 'error' ? data.error : '', wanted];
  },
  async variables(id, wanted, variables) {
    const isActive = !(await this.hasEnded(id));
    const past = (await this.weir.get(`/history/variable-instance?processInstanceId=${id}&maxResults=10000`)).filter((row) => row.activityInstanceId === id);
    const values = isActive ? await this.weir.get(`/process-instance/${id}/variables`) : Object.fromEntries(past.map((row) => [row.name, row]));

    for (const [name, value] of Object.entries(variables)) {
      if (!isSame(plain(values[name]), value)) return [plain(values[name]), expectedPlain(value)];
      if (isActive && values[name]) assert.deepEqual(plain(past.find((row) => row.name === name)), plain(values[name]), `history of ${name}`);
    }
    return [null, null];
  },
};
