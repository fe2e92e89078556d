// SPDX-License-Identifier: Apache-2.0
// clock.test.js - the virtual clock: it never goes back, not even over a crash, once it was set; it has an end.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { start, startOver, process_, flow } from './weir.js';

const waiting = process_('waiting', `<startEvent id="start"/>${flow('start', 'wait')}
  <intermediateCatchEvent id="wait"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>
  ${flow('wait', 'end')}<endEvent id="end"/>`);

const begin = '2026-11-23T01:00:00.000+0000';

export async function before() {
  return { server: await start('--virtual-clock', '--now', '2026-11-23T09:00:00+08:00') };
}

export async function after({ server }) {
  await server.stop();
}

export default {
  'a server of trials does nothing ahead for those who come in thousands': async ({ server: { db, weir } }) => {
    await weir.get('/health');
    assert.ok(statSync(`${db}-wal`).size < 4 * 1024 * 1024);
  },

  'the clock begins where it is told to, and stands': async ({ server: { weir } }) => {
    assert.deepEqual(await weir.get('/clock'), { now: begin, virtual: true });
    assert.deepEqual(await weir.post('/clock', { now: '2026-11-23T09:00:00.000+0800' }), { now: begin, fired: 0 });
  },

  'before the first instance the clock is set once to any time, also back, and keeps it': async () => {
    const first = await start('--virtual-clock');

    await first.weir.deploy('d', { 'waiting.bpmn': waiting });
    assert.deepEqual(await first.weir.post('/clock', { now: '2026-01-05T09:00:00.000+0000' }), { now: '2026-01-05T09:00:00.000+0000', fired: 0 });
    await first.weir.refused('POST', '/clock', 400, 'InvalidRequestException', { now: '2026-01-05T08:59:59.999+0000' });
    first.kill('SIGKILL');
    await first.ended;
    const again = await startOver(first.db, '--virtual-clock');
    const { weir } = again;

    assert.equal((await weir.get('/clock')).now, '2026-01-05T09:00:00.000+0000');
    const { id } = await weir.post('/process-definition/key/waiting/start', {});

    assert.equal((await weir.get(`/history/process-instance/${id}`)).startTime, '2026-01-05T09:00:00.000+0000');
    assert.match((await weir.refused('POST', '/clock', 400, 'InvalidRequestException', { now: '2026-01-05T08:59:59.999+0000' })).message, /never goes back/);
    assert.deepEqual(await weir.post('/clock', { advance: 'P1D' }), { now: '2026-01-06T09:00:00.000+0000', fired: 1 });
    assert.equal((await weir.get(`/history/process-instance/${id}`)).state, 'COMPLETED');
    await again.stop();
  },

  'the clock is not moved back, nor behind the year 9999': async ({ server: { weir } }) => {
    for (const body of [{ now: '2026-11-23T08:59:59.999+0800' }, { advance: '-PT1S' }, { advance: 'P8000Y' }, { now: '+10000-01-01T00:00:00Z' }])
      await weir.refused('POST', '/clock', 400, 'InvalidRequestException', body);
    assert.equal((await weir.get('/clock')).now, begin);
  },

  'where the clock was moved to is kept over a crash, though nothing happened then': async ({ server: { weir, kill, ended, db } }) => {
    await weir.post('/clock', { advance: 'PT5H' });
    kill('SIGKILL');
    await ended;
    const again = await startOver(db, '--virtual-clock');

    assert.equal((await again.weir.get('/clock')).now, '2026-11-23T06:00:00.000+0000');
    await again.stop();
  },
};
