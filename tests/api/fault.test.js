// SPDX-License-Identifier: Apache-2.0
// fault.test.js - what is wrong with the machine is for the administrator; clients are told that something is.
import assert from 'node:assert/strict';
import { fstatSync, openSync, writeSync, closeSync } from 'node:fs';
import { start } from './weir.js';

function overwrite(path) {
  const file = openSync(path, 'r+');
  const { size } = fstatSync(file);

  for (let at = 32; at < size; at += 65536) writeSync(file, Buffer.alloc(Math.min(65536, size - at), 0xff), 0, undefined, at);
  closeSync(file);
}

export default {
  'a file that is damaged is named to the administrator, not to clients': async () => {
    const server = await start();

    overwrite(`${server.db}-wal`);
    overwrite(server.db);
    const { status, body } = await server.weir.fetch('GET', '/process-definition');

    assert.equal(status, 500);
    assert.deepEqual([body.type, body.message], ['ProcessEngineException', "the database can't be read"]);
    const { errors } = await server.stop('SIGKILL');

    assert.ok(errors.some((line) => line.includes(server.db)), errors.join('\n'));
  },
};
