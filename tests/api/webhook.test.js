// SPDX-License-Identifier: Apache-2.0
// webhook.test.js - webhooks over HTTP: registered, delivered to receivers that verify and parse, retried, kept apart.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { Receiver } from './receiver.mjs';
import { start, startOver, process_, flow } from './weir.js';

const order = process_('order', `<startEvent id="s"/>${flow('s', 'pack')}<userTask id="pack"/>${flow('pack', 'e')}<endEvent id="e"/>`);
const quick = process_('quick', `<startEvent id="s"/>${flow('s', 'e')}<endEvent id="e"/>`);
const nobody = 'http://127.0.0.1:9/';
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const bad = 'InvalidRequestException';

// A receiver that listens, and its webhook.
async function hook({ weir, receivers }, name, { answer, settings, ...body } = {}) {
  const receiver = new Receiver(name, answer, { keeps_events: true, begins_anywhere: /engine$/, ...settings });
  const url = await receiver.listen();

  receivers.push(receiver);
  receiver.secret = body.secret ?? secret;
  receiver.webhook = await weir.post('/webhook', { url, secret: receiver.secret, ...body });
  return receiver;
}

// Done with: no test sees what the others do.
async function unhook({ weir }, ...receivers) {
  for (const receiver of receivers) {
    await weir.delete(`/webhook/${receiver.webhook.id}`);
    receiver.close();
    assert.deepEqual(receiver.faults, []);
  }
}

async function play(weir, key) {
  const instance = await weir.post(`/process-definition/key/${key}/start`, { businessKey: 'B-1' });

  for (const task of await weir.get(`/task?processInstanceId=${instance.id}`)) await weir.post(`/task/${task.id}/complete`, {}, 204);
  return instance;
}

// GET again until it is so.
async function settled(weir, path, condition) {
  for (;;) {
    const body = await weir.get(path);

    if (condition(body)) return body;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const delivery = (weir, receiver, condition) => settled(weir, `/webhook/${receiver.webhook.id}`, (webhook) => condition(webhook.delivery, webhook));
const factsOf = (weir, instance) => weir.get(`/log?processInstanceId=${instance.id}`);
const of = (receiver, instance) => receiver.events.filter((event) => event.source.endsWith(`/instances/${instance.id}`));
const has = (receiver, instance, type) => () => of(receiver, instance).some((event) => event.type === `io.weir.bpmn.${type}.v1`);
const shown = (event) => ({ id: event.id, sequence: Number(event.sequence), type: event.type, time: event.time.slice(0, 23), data: event.data });
const expected = (fact) => ({
  id: `evt_${String(fact.position).padStart(16, '0')}`, sequence: fact.number, type: `io.weir.bpmn.${fact.type}.v1`,
  time: fact.time.slice(0, 23), data: fact.data,
});

export async function before() {
  const server = await start();
  const world = { server, weir: server.weir, receivers: [] };

  await server.weir.deploy('webhooks', { 'order.bpmn': order, 'quick.bpmn': quick });
  // Refuses the first task it hears of, once; weir comes back to it after five seconds, while the other tests run.
  world.choosy = await hook(world, 'choosy', {
    eventTypes: ['task.*'],
    settings: { is_filtered: true },
    answer(event, count) { return count === 1 ? 422 : undefined; },
  });
  world.refused = await play(server.weir, 'order');
  world.taken = await play(server.weir, 'order');
  return world;
}

export async function after({ server, receivers }) {
  for (const receiver of receivers) receiver.close();
  assert.equal((await server.stop()).code, 0);
}

export default {
  'the files with secrets are for their owner alone': ({ server: { db } }) => {
    for (const file of [db, `${db}-wal`, `${db}-webhooks`, `${db}-webhooks-wal`]) assert.equal(statSync(file).mode & 0o777, 0o600, file);
  },

  'a webhook is created with a secret that is told once': async ({ weir }) => {
    const created = await weir.post('/webhook', { url: nobody, eventTypes: ['nothing.*', 'task.*'].slice(1), processDefinitionKeys: ['order'] });
    const path = `/webhook/${created.id}`;

    assert.match(created.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.deepEqual([created.url, created.eventTypes, created.processDefinitionKeys, created.active], [nobody, ['task.*'], ['order'], true]);
    for (const body of [await weir.get(path), (await weir.get('/webhook')).find((row) => row.id === created.id)]) {
      assert.ok(!('secret' in body));
      assert.ok(!JSON.stringify(body).includes(created.secret.slice(6)));
    }
    const [fact] = (await weir.get('/log?maxResults=10000')).filter(({ data }) => data.webhook === created.id);
    const digest = createHash('sha256').update(Buffer.from(created.secret.slice(6), 'base64')).digest('hex');

    assert.equal(fact.data.secretDigest, digest);
    assert.equal((await weir.put(path, { active: false }, 200)).secret, null);
    await weir.delete(path);
    await weir.refused('GET', path, 404, bad);
    await weir.refused('DELETE', path, 404, bad);
    await weir.refused('PUT', path, 404, bad, {});
    await weir.refused('POST', `${path}/test`, 404, bad);
    await weir.refused('GET', '/webhook/no-id', 404, bad);
  },

  'the log says who did it': async ({ weir }) => {
    const authorization = `Basic ${Buffer.from('mary:secret').toString('base64')}`;
    const created = await weir.post('/webhook', { url: nobody }, 200, { Authorization: authorization });

    await weir.delete(`/webhook/${created.id}`);
    const facts = (await weir.get('/log?maxResults=10000')).filter(({ data }) => data.webhook === created.id);

    assert.deepEqual(facts.map(({ type, actor }) => [type, actor]), [['webhook.created', 'unverified:mary'], ['webhook.deleted', 'unverified:anonymous']]);
  },

  'of a url the log and other receivers get the scheme and the host alone': async (world) => {
    const { weir } = world;
    const spy = await hook(world, 'spy', { eventTypes: ['webhook.*'] });
    const { id } = await weir.post('/webhook', { url: 'http://127.0.0.1:9/T0/B0/t0ken?key=t0ken', eventTypes: ['task.*'] });
    const mine = ({ data }) => data.webhook === id;

    await weir.put(`/webhook/${id}`, { url: 'http://127.0.0.1:9?key=t0ken' }, 200);
    await delivery(weir, spy, () => spy.events.filter(mine).length === 2);
    const facts = (await weir.get('/log?maxResults=10000')).filter(mine);

    assert.deepEqual(facts.map(({ data }) => [data.url, data.eventTypes]), Array(2).fill(['http://127.0.0.1:9', ['task.*']]));
    assert.deepEqual(spy.events.filter(mine).map(({ data }) => data), facts.map(({ data }) => data));
    assert.doesNotMatch(JSON.stringify(facts), /t0ken/);
    assert.equal((await weir.get(`/webhook/${id}`)).url, 'http://127.0.0.1:9?key=t0ken');
    await weir.delete(`/webhook/${id}`);
    await unhook(world, spy);
  },

  'a webhook never calls weir itself, nor is it told of nothing': async ({ weir, server }) => {
    assert.match((await weir.refused('POST', '/webhook', 400, bad, { url: `${server.url}/engine-rest/webhook` })).message, /may not go to this address/);
    for (const filter of ['eventTypes', 'processDefinitionKeys']) {
      const { message } = await weir.refused('POST', '/webhook', 400, bad, { url: nobody, [filter]: [] });

      assert.equal(message, `'${filter}' is empty: leave it out for all`);
    }
  },

  'a change keeps what it does not name, and null takes a filter away': async ({ weir }) => {
    const { id } = await weir.post('/webhook', { url: nobody, eventTypes: ['task.*'], processDefinitionKeys: ['order'] });
    const path = `/webhook/${id}`;

    await weir.put(path, { url: `${nobody}other` }, 200);
    assert.deepEqual((({ url, eventTypes, processDefinitionKeys }) => [url, eventTypes, processDefinitionKeys])(await weir.get(path)), [`${nobody}other`, ['task.*'], ['order']]);
    await weir.put(path, { eventTypes: null, processDefinitionKeys: ['quick'] }, 200);
    assert.deepEqual((({ eventTypes, processDefinitionKeys }) => [eventTypes, processDefinitionKeys])(await weir.get(path)), [null, ['quick']]);
    assert.equal((await weir.put(path, { secret }, 200)).secret, secret);
    assert.deepEqual((({ active, disabledReason }) => [active, disabledReason])(await weir.put(path, { active: false }, 200)), [false, 'disabled by hand']);
    assert.deepEqual((({ active, disabledReason }) => [active, disabledReason])(await weir.put(path, { active: true }, 200)), [true, null]);
    await weir.delete(path);
  },

  'webhooks are listed in the order they were created, and counted': async ({ weir }) => {
    const { count } = await weir.get('/webhook/count');
    const ids = [];

    for (let i = 0; i < 3; i++) ids.push((await weir.post('/webhook', { url: `${nobody}${i}` })).id);
    const all = await weir.get('/webhook');

    assert.equal(all.length, count + 3);
    assert.deepEqual(all.slice(-3).map((row) => row.id), ids);
    assert.deepEqual((await weir.get(`/webhook?firstResult=${count + 1}&maxResults=1`)).map((row) => row.id), [ids[1]]);
    assert.equal((await weir.get('/webhook/count')).count, count + 3);
    for (const id of ids) await weir.delete(`/webhook/${id}`);
    await weir.refused('GET', '/webhook?maxResults=many', 400, bad);
  },

  'wrong settings are refused with a sentence that names the member': async ({ weir }) => {
    const { count } = await weir.get('/webhook/count');
    const cases = [
      ["'url'", {}], ["'url'", { url: 5 }], ["'url'", { url: 'ftp://example.org/' }], ["'url'", { url: 'http://user:pw@example.org/' }],
      ["'url'", { url: 'http://127.1/' }], ["'url'", { url: 'http://example.org/#a' }], ["'url'", { url: `http://example.org/${'x'.repeat(2048)}` }],
      ["'eventTypes'", { url: nobody, eventTypes: 'task.*' }], ["'eventTypes'", { url: nobody, eventTypes: [1] }],
      ["'eventTypes'", { url: nobody, eventTypes: ['no.such'] }], ["'eventTypes'", { url: nobody, eventTypes: Array(65).fill('*') }],
      ["'processDefinitionKeys'", { url: nobody, processDefinitionKeys: {} }], ["'processDefinitionKeys'", { url: nobody, processDefinitionKeys: [null] }],
      ["'secret'", { url: nobody, secret: 'whsec_short' }], ["'secret'", { url: nobody, secret: true }],
      ["'from'", { url: nobody, from: 'then' }], ["'from'", { url: nobody, from: 0 }], ["'from'", { url: nobody, from: 1.5 }], ["'from'", { url: nobody, from: 1e9 }],
    ];

    for (const [member, body] of cases) {
      const answer = await weir.fetch('POST', '/webhook', body);

      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.ok(answer.body.message.includes(member), `${answer.body.message} names ${member}`);
    }
    assert.equal((await weir.get('/webhook/count')).count, count);
  },

  'private networks are refused, but for those that were allowed': async ({ weir }) => {
    const addresses = ['10.0.0.1', '192.168.0.1', '172.16.0.1', '169.254.169.254', '100.64.0.1', '[fd00::1]', '[fe80::1]', '[::ffff:10.0.0.1]', '0.0.0.0'];

    for (const address of addresses) await weir.refused('POST', '/webhook', 400, bad, { url: `http://${address}/` });
    const other = await start('--webhook-allow', '10.0.0.0/8,fd00::/8', '--webhook-allow=192.168.0.1');

    for (const address of ['10.0.0.1', '[fd00::1]', '192.168.0.1', '127.0.0.1:7000', '[::1]']) await other.weir.post('/webhook', { url: `http://${address}/` });
    await other.weir.refused('POST', '/webhook', 400, bad, { url: 'http://192.168.0.2/' });
    await other.stop();
    await assert.rejects(start('--webhook-allow', '10.0.0.0/40'), /--webhook-allow: .*10\.0\.0\.0\/40/);
    await assert.rejects(start('--webhook-source', 'no uri'), /URI/);
  },

  'a name that leads to a private address is refused when it is dialled': async () => {
    const open = await start('--listen', '0.0.0.0:0', '--insecure');

    await open.weir.refused('POST', '/webhook', 400, bad, { url: 'http://127.0.0.1:8000/' });
    await open.weir.refused('POST', '/webhook', 400, bad, { url: 'http://localhost:7999/' });
    const { id } = await open.weir.post('/webhook', { url: 'http://localhost:8000/' });
    const outcome = await open.weir.post(`/webhook/${id}/test`);

    assert.equal(outcome.delivered, false);
    assert.equal(outcome.status, null);
    assert.match(outcome.error, /may not go/);
    await open.stop();
  },

  'each fact arrives once, signed, in order, and is what the log says': async (world) => {
    const { weir } = world;
    const receiver = await hook(world, 'all');
    const instance = await play(weir, 'order');

    await receiver.until(has(receiver, instance, 'instance.ended'));
    assert.deepEqual(of(receiver, instance).map(shown), (await factsOf(weir, instance)).map(expected));
    for (const event of of(receiver, instance)) {
      assert.equal(event.source, `urn:weir/instances/${instance.id}`);
      assert.equal(event.correlationid, 'B-1');
    }
    const at = await delivery(weir, receiver, ({ lag }) => lag === 0);

    assert.equal(at.delivery.position, (await weir.get('/log/head')).position);
    assert.equal(at.delivery.delivered, receiver.events.length);
    assert.equal(receiver.duplicates, 0);
    assert.equal((await weir.get('/health')).webhookLagMax, 0);
    await unhook(world, receiver);
  },

  'a filter leaves out types and processes': async (world) => {
    const { weir } = world;
    const tasks = await hook(world, 'tasks', { eventTypes: ['task.*', 'instance.ended'], settings: { is_filtered: true } });
    const orders = await hook(world, 'orders', { processDefinitionKeys: ['order'] });
    const other = await play(weir, 'quick');
    const instance = await play(weir, 'order');
    const types = (receiver, one) => of(receiver, one).map((event) => event.type.slice('io.weir.bpmn.'.length, -'.v1'.length));
    const logged = async (one) => (await factsOf(weir, one)).map((fact) => fact.type);

    await Promise.all([tasks, orders].map((receiver) => receiver.until(has(receiver, instance, 'instance.ended'))));
    await tasks.until(has(tasks, other, 'instance.ended'));
    assert.deepEqual(types(tasks, instance), (await logged(instance)).filter((type) => /^task\.|^instance\.ended$/.test(type)));
    assert.deepEqual(types(tasks, other), ['instance.ended']);
    assert.deepEqual(types(orders, instance), await logged(instance));
    assert.ok(orders.events.every((event) => event.subject.startsWith('order')));
    await unhook(world, tasks, orders);
  },

  'it begins where it was told to': async (world) => {
    const { weir } = world;
    const instance = await play(weir, 'order');
    const facts = await factsOf(weir, instance);
    const middle = facts[3];
    const late = await hook(world, 'late', { from: middle.position, settings: { begins_anywhere: /./ } });
    const first = await hook(world, 'first', { from: 1 });

    await Promise.all([late, first].map((receiver) => receiver.until(has(receiver, instance, 'instance.ended'))));
    assert.equal(late.webhook.from, middle.position);
    assert.deepEqual(of(late, instance).map(shown), facts.slice(3).map(expected));
    assert.deepEqual(of(first, instance).map(shown), facts.map(expected));
    await unhook(world, late, first);
  },

  'a test event says what came of it': async (world) => {
    const { weir } = world;
    const receiver = await hook(world, 'tested', { eventTypes: ['incident.*'] });
    const path = `/webhook/${receiver.webhook.id}`;

    assert.deepEqual((({ delivered, status, error }) => [delivered, status, error])(await weir.post(`${path}/test`)), [true, 204, null]);
    assert.equal(receiver.events[0].type, 'io.weir.webhook.test.v1');
    receiver.answer = () => 503;
    assert.deepEqual((({ delivered, status }) => [delivered, status])(await weir.post(`${path}/test`)), [false, 503]);
    receiver.answer = () => 'reset';
    const outcome = await weir.post(`${path}/test`);

    assert.deepEqual([outcome.delivered, outcome.status], [false, null]);
    assert.ok(outcome.error.length > 0);
    await unhook(world, receiver);
  },

  'a receiver that is down for a moment gets the same event again': async (world) => {
    const answers = [503, 'reset', 204];

    for (const answer of answers.slice(0, 2)) {
      const receiver = await hook(world, `down-${answer}`, { answer: (event, count) => (count === 3 ? answer : undefined) });
      const instance = await play(world.weir, 'order');

      await receiver.until(has(receiver, instance, 'instance.ended'));
      assert.deepEqual(of(receiver, instance).map(shown), (await factsOf(world.weir, instance)).map(expected));
      assert.equal(receiver.requests, receiver.events.length + 1);
      await unhook(world, receiver);
    }
  },

  'a redirect is not followed': async (world) => {
    const { weir } = world;
    const target = new Receiver('target');
    const receiver = await hook(world, 'redirecting', { answer: () => 302, settings: { headers: { Location: await target.listen() } } });

    await play(weir, 'quick');
    const { delivery: state } = await delivery(weir, receiver, ({ failing }) => failing);

    assert.equal(state.lastStatus, 302);
    assert.ok(state.lag > 0);
    assert.ok((await weir.get('/health')).failingWebhookCount >= 1);
    assert.match((await weir.post(`/webhook/${receiver.webhook.id}/test`)).error, /redirect/);
    assert.equal(target.requests, 0);
    target.close();
    await unhook(world, receiver);
  },

  'a receiver that hangs or fails holds up nobody else': async (world) => {
    const { weir } = world;
    const hanging = await hook(world, 'hanging', { answer: () => 'hang' });
    const failing = await hook(world, 'failing', { answer: () => 500 });
    const fine = await hook(world, 'fine');
    const instances = [];

    for (let i = 0; i < 20; i++) instances.push(await play(weir, 'order'));
    await fine.until(() => instances.every((instance) => has(fine, instance, 'instance.ended')()));
    for (const instance of instances) assert.deepEqual(of(fine, instance).map(shown), (await factsOf(weir, instance)).map(expected));
    assert.equal(hanging.events.length + failing.events.length, 0);
    await unhook(world, hanging, failing, fine);
  },

  'who answers 410 is left alone until somebody enables it again': async (world) => {
    const { weir } = world;
    const receiver = await hook(world, 'gone', { answer: () => 410 });
    const path = `/webhook/${receiver.webhook.id}`;
    const instance = await play(weir, 'order');
    const { disabledReason } = await settled(weir, path, ({ active }) => !active);

    assert.match(disabledReason, /receiver asked/);
    receiver.answer = () => undefined;
    const count = receiver.requests;

    await weir.post(`${path}/test`);
    assert.equal(receiver.requests, count + 1);
    await weir.put(path, { active: true }, 200);
    await receiver.until(has(receiver, instance, 'instance.ended'));
    assert.deepEqual(of(receiver, instance).map(shown), (await factsOf(weir, instance)).map(expected));
    await unhook(world, receiver);
  },

  'a new secret signs what comes after it': async (world) => {
    const { weir } = world;
    const receiver = await hook(world, 'rotated');
    const one = await play(weir, 'order');

    await receiver.until(has(receiver, one, 'instance.ended'));
    receiver.secret_before = receiver.secret;
    receiver.secret = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
    await weir.put(`/webhook/${receiver.webhook.id}`, { secret: receiver.secret }, 200);
    const two = await play(weir, 'order'); // what was on its way may still have the old signature

    await receiver.until(has(receiver, two, 'instance.ended'));
    await delivery(weir, receiver, ({ lag }) => lag === 0);
    receiver.secret_before = undefined;
    const three = await play(weir, 'order');

    await receiver.until(has(receiver, three, 'instance.ended'));
    await unhook(world, receiver);
  },

  'after a stop it goes on where it was, and its source is what it was told to be': async () => {
    const first = await start('--webhook-source', 'https://weir.example/one');
    const world = { weir: first.weir, receivers: [] };

    await first.weir.deploy('d', { 'order.bpmn': order });
    const receiver = await hook(world, 'kept');
    const one = await play(first.weir, 'order');

    await receiver.until(has(receiver, one, 'instance.ended'));
    await delivery(first.weir, receiver, ({ lag }) => lag === 0);
    first.kill('SIGTERM');
    await first.ended;
    const second = await startOver(first.db, '--webhook-source', 'https://weir.example/one');
    const two = await play(second.weir, 'order');

    await receiver.until(has(receiver, two, 'instance.ended'));
    assert.equal(receiver.duplicates, 0);
    assert.ok(receiver.events.every((event) => event.source.startsWith('https://weir.example/one/')));
    receiver.close();
    assert.deepEqual(receiver.faults, []);
    await second.stop();
    await first.stop();
  },

  'a stop does not wait for a receiver, and whoever tests one is told': async () => {
    const server = await start();
    const receiver = await hook({ weir: server.weir, receivers: [] }, 'hanging', { answer: () => 'hang' });
    const answer = server.weir.fetch('POST', `/webhook/${receiver.webhook.id}/test`);

    await receiver.until(() => receiver.requests > 0);
    assert.equal((await server.stop()).code, 0);
    assert.equal((await answer).status, 503);
    receiver.close();
  },

  'an instance whose event was refused waits alone, and gets it again': async (world) => {
    const { weir, choosy, refused, taken } = world;

    await choosy.until(has(choosy, taken, 'task.completed'));
    if (!has(choosy, refused, 'task.created')()) {
      const { delivery: state } = await delivery(weir, choosy, ({ lag }) => lag === 0);

      assert.equal(state.blockedInstances, 1);
      assert.equal(state.lastStatus, 422);
      assert.equal(state.failing, false);
    }
    await choosy.until(has(choosy, refused, 'task.completed'));
    const facts = (await factsOf(weir, refused)).filter((fact) => fact.type.startsWith('task.'));

    assert.deepEqual(of(choosy, refused).map(shown), facts.map(expected));
    await delivery(weir, choosy, ({ blockedInstances }) => blockedInstances === 0);
    await unhook(world, choosy);
  },
};
