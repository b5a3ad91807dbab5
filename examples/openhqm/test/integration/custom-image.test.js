// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { roundTrip, startTestApp } from '../support/app.js';
import { atEnd } from '../support/at-end.js';
import { missing } from '../support/servers.js';

const EXAMPLE = fileURLToPath(new URL('../../', import.meta.url));
const skip = await missing({ module: '../../custom/node_modules/fastq/queue.js' });

/** The files where custom/Dockerfile puts them: the handler below src/mycompany, its package in node_modules. */
async function layOut(test) {
  const folder = await mkdtemp(join(tmpdir(), 'openhqm-test-'));
  atEnd(test, () => rm(folder, { recursive: true }));
  await cp(join(EXAMPLE, 'src'), join(folder, 'src'), { recursive: true });
  await cp(join(EXAMPLE, 'package.json'), join(folder, 'package.json'));
  await cp(join(EXAMPLE, 'custom/my_custom_queue.js'), join(folder, 'src/mycompany/my_custom_queue.js'));
  await symlink(join(EXAMPLE, 'custom/node_modules'), join(folder, 'node_modules'));
  return { OPENHQM_QUEUE__TYPE: 'custom', OPENHQM_QUEUE__HANDLER: join(folder, 'src/mycompany/my_custom_queue.js') };
}

test('the queue of the custom image carries requests, several at once', { skip }, async (t) => {
  const { url } = await startTestApp(t, await layOut(t));
  const payloads = Array.from({ length: 20 }, (_, i) => ({ i }));
  const responses = await Promise.all(payloads.map((payload) => roundTrip(url, { payload })));
  assert.deepEqual(responses.map(({ result }) => result), payloads);
});
