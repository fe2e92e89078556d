// SPDX-License-Identifier: Apache-2.0
// clock.test.js - the virtual clock: it never goes back, not even over a crash, and it has an end.
import assert from 'node:assert/strict';
import { start, startOver } from './weir.js';

const begin = '2026-11-23T01:00:00.000+0000';

export async function before() {
  return { server: await start('--virtual-clock', '--now', '2026-11-23T09:00:00+08:00') };
}

export async function after({ server }) {
  await server.stop();
}

export default {
  'the clock begins where it is told to, and stands': async ({ server: { weir } }) => {
    assert.deepEqual(await weir.get('/clock'), { now: begin, virtual: true });
    assert.deepEqual(await weir.post('/clock', { now: '2026-11-23T09:00:00.000+0800' }), { now: begin, fired: 0 });
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
