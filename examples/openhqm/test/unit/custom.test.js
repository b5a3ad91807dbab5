// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { roundTrip, startTestApp } from '../support/app.js';
import { atEnd } from '../support/at-end.js';

async function writeHandler(test, text) {
  const folder = await mkdtemp(join(tmpdir(), 'openhqm-test-'));
  atEnd(test, () => rm(folder, { recursive: true }));
  const path = join(folder, 'my_queue.mjs');
  await writeFile(path, text);
  return { OPENHQM_QUEUE__TYPE: 'custom', OPENHQM_QUEUE__HANDLER: path };
}

test('a queue of the user carries requests', async (t) => {
  const memory = new URL('../../src/queue/memory.js', import.meta.url);
  const { url } = await startTestApp(t, await writeHandler(t, `export { open } from '${memory}';`));
  assert.deepEqual((await roundTrip(url, { payload: [1, 2] })).result, [1, 2]);
});

test('a handler that is not there is refused by its path', async (t) => {
  const env = { OPENHQM_QUEUE__TYPE: 'custom', OPENHQM_QUEUE__HANDLER: '/nowhere/my_queue.js' };
  await assert.rejects(startTestApp(t, env), { message: "OPENHQM_QUEUE__HANDLER names '/nowhere/my_queue.js', which cannot be read." });
});

test('a handler that lacks methods is refused by their names', async (t) => {
  const env = await writeHandler(t, 'export const open = async () => ({ submit() {}, find() {}, report() {}, check() {} });');
  await assert.rejects(startTestApp(t, env), /lacks consume\(\), close\(\)\.$/);
});
