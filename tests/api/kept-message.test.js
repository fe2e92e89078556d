// SPDX-License-Identifier: Apache-2.0
// kept-message.test.js - messages with a time to live: kept, seen, delivered, taken away, gone, and there after a restart.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOver, process_, flow } from './weir.js';

const waits = process_('waits', `
  <startEvent id="start"/>${flow('start', 'wait')}<receiveTask id="wait" messageRef="m"/>${flow('wait', 't')}<userTask id="t"/>`)
  .replace('<process ', '<message id="m" name="paid"/><process ');
const names = (rows) => rows.map((row) => row.messageName);
const types = async (weir) => (await weir.get('/log?after=0&maxResults=1000')).map((row) => row.type).filter((type) => type.startsWith('message.'));

export const before = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-kept-'));
  const world = { folder, db: join(folder, 'kept.db') };

  world.server = await startOver(world.db, '--virtual-clock');
  await world.server.weir.deploy('d', { 'waits.bpmn': waits });
  return world;
};
export const after = async ({ server, folder }) => {
  await server.stop();
  rmSync(folder, { recursive: true });
};

export default {
  'without a time to live nobody is an error': async ({ server: { weir } }) => {
    await weir.post('/message', { messageName: 'paid' }, 400);
    assert.deepEqual(await weir.get('/message'), []);
  },

  'a time to live is a duration, and of a message for one': async ({ server: { weir } }) => {
    for (const timeToLive of ['', 'PT', '1 hour', '-PT1H', 'PT0S'])
      await weir.post('/message', { messageName: 'paid', timeToLive }, 400);
    await weir.post('/message', { messageName: 'paid', timeToLive: 'PT1H', all: true }, 400);
    assert.equal((await weir.get('/message/count')).count, 0);
  },

  'what is kept is listed, and can be taken away': async ({ server: { weir } }) => {
    for (const [messageName, timeToLive] of [['paid', 'PT1H'], ['other', 'PT2H'], ['paid', 'PT3H']])
      await weir.post('/message', { messageName, timeToLive, businessKey: 'K', processVariables: { n: { value: timeToLive } } }, 204);
    const rows = await weir.get('/message');

    assert.deepEqual(names(rows), ['paid', 'other', 'paid']);
    assert.equal(rows[0].businessKey, 'K');
    assert.equal(rows[0].processInstanceId, null);
    assert.equal(new Date(rows[0].expirationTime) - new Date(rows[0].createTime), 3600000);
    assert.deepEqual(names(await weir.get('/message?messageName=other')), ['other']);
    assert.deepEqual(names(await weir.get('/message?businessKey=L')), []);
    assert.deepEqual(names(await weir.get('/message?sortBy=expirationTime&sortOrder=desc')), ['paid', 'other', 'paid']);
    assert.deepEqual(await weir.get(`/message/${rows[1].id}`), rows[1]);
    await weir.delete(`/message/${rows[1].id}`);
    await weir.delete(`/message/${rows[1].id}`, 404);
    assert.equal((await weir.get('/message/count')).count, 2);
  },

  'it is there after a restart, and delivered once': async (world) => {
    await world.server.stop();
    world.server = await startOver(world.db, '--virtual-clock');
    const { weir } = world.server;

    assert.equal((await weir.get('/message/count')).count, 2);
    const stranger = await weir.post('/process-definition/key/waits/start', { businessKey: 'L' });
    const mine = await weir.post('/process-definition/key/waits/start', { businessKey: 'K' });

    assert.equal((await weir.get(`/process-instance/${mine.id}/variables/n`)).value, 'PT1H');
    assert.deepEqual(await weir.get(`/process-instance/${stranger.id}/variables`), {});
    assert.equal((await weir.get('/message/count')).count, 1);
  },

  'it expires by the clock': async ({ server: { weir } }) => {
    await weir.post('/clock', { advance: 'PT2H59M' });
    assert.equal((await weir.get('/message/count')).count, 1);
    await weir.post('/clock', { advance: 'PT1M' });
    assert.equal((await weir.get('/message/count')).count, 0);
    assert.deepEqual(await types(weir), ['message.kept', 'message.kept', 'message.kept', 'message.discarded',
      'message.subscribed', 'message.subscribed', 'message.delivered', 'message.correlated', 'message.expired']);
  },
};
