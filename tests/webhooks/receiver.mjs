// SPDX-License-Identifier: Apache-2.0
// A receiver that takes what weir delivers as a user's would: verify the signature with the library standardwebhooks,
// parse the event with cloudevents, then look whether it is the next one of its source.
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createHash } from 'node:crypto';
import { HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';

export class Receiver {
  // answer(event, count): the status for the count-th request, 1, 2, 3 …; undefined: 204; 'reset': the connection is cut;
  //   'hang': there is no answer. headers: of every answer.
  // settings: is_filtered: numbers have gaps, which the events tell; begins_anywhere: the first number of a source that
  //   matches this may be any; answer_ms: how long it takes to answer; keeps_events: in `events`, each once, in the order they came
  constructor(name, answer = () => undefined, settings = {}) {
    Object.assign(this, { name, answer, faults: [], seen: new Map(), last: new Map(), requests: 0, duplicates: 0, waiters: [], events: [], headers: {} }, settings);
  }

  // tls: key and certificate, or nothing
  async listen(tls) {
    const take = (request, response) => this.take(request, response);
    this.server = tls ? createTlsServer(tls, take) : createServer(take);
    this.server.keepAliveTimeout = 60000;
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `${tls ? 'https' : 'http'}://127.0.0.1:${this.server.address().port}/${this.name}`;
    return this.url;
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }

  fault(text) {
    if (this.faults.length < 20) this.faults.push(`${this.name}: ${text}`);
  }

  // Resolves when condition() holds after a request; it is asked after each.
  until(condition) {
    return condition() ? Promise.resolve() : new Promise((resolve) => this.waiters.push({ condition, resolve }));
  }

  take(request, response) {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      let status = 400;
      try {
        status = this.judge(request, Buffer.concat(chunks).toString('utf8'));
      } catch (error) {
        this.fault(`${request.headers['webhook-id']}: ${error.message}`);
      }
      if (status === 'reset') request.socket.destroy();
      else if (status !== 'hang' && this.answer_ms) setTimeout(() => response.writeHead(status, this.headers).end(), this.answer_ms);
      else if (status !== 'hang') response.writeHead(status, this.headers).end();
      this.waiters = this.waiters.filter(({ condition, resolve }) => !condition() || resolve());
    });
  }

  judge(request, body) {
    if (!this.secret) return this.answer(null, this.requests); // nobody has told us yet
    this.verify(body, request.headers); // throws
    const event = HTTP.toEvent({ headers: request.headers, body });
    event.validate(); // throws
    this.requests++;
    if (event.id !== request.headers['webhook-id']) this.fault(`${event.id} is not the webhook-id`);
    if (request.method !== 'POST' || request.headers['content-encoding']) this.fault('not a plain POST');
    const status = this.answer(event, this.requests) ?? 204;
    if (status < 300) this.accept(event, body);
    return status;
  }

  // While a secret is changed, the one before may still be in use.
  verify(body, headers) {
    try {
      new Webhook(this.secret).verify(body, headers);
    } catch (error) {
      if (!this.secret_before) throw error;
      new Webhook(this.secret_before).verify(body, headers);
    }
  }

  accept(event, body) {
    const digest = createHash('sha256').update(body).digest('base64');
    if (this.seen.has(event.id)) {
      this.duplicates++;
      if (this.seen.get(event.id) !== digest) this.fault(`${event.id} is not the same as the first time`);
      return;
    }
    this.seen.set(event.id, digest);
    if (this.keeps_events) this.events.push(event);
    if (!event.sequence) return; // a test
    const sequence = Number(event.sequence), last = this.last.get(event.source) ?? 0;
    const expected = this.is_filtered ? Number(event.weirprev ?? 0) : sequence - 1;
    if (expected !== last && !(last === 0 && this.begins_anywhere?.test(event.source))) this.fault(`${event.source}: ${sequence} follows ${last}, and names ${expected}`);
    this.last.set(event.source, sequence);
  }
}
