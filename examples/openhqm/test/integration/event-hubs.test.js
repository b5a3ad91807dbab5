// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundTrip, startTestApp } from '../support/app.js';
import { startFakeEventHubs } from '../support/fake-event-hubs.js';
import { missing } from '../support/servers.js';

const skip = await missing({ module: '@azure/event-hubs' });

const envOf = ({ connection }, role = 'all') => ({
  OPENHQM_QUEUE__TYPE: 'azure_eventhubs',
  OPENHQM_QUEUE__AZURE_EVENTHUBS_CONNECTION_STRING: connection,
  OPENHQM_ROLE: role,
});

/** A reader of all partitions takes them one after the other, in its own time. */
async function untilRead({ readers }, hub, count) {
  while (readers.filter((reader) => reader.hub === hub).length < count) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('a request goes through Event Hubs and back', { skip }, async (t) => {
  const hubs = await startFakeEventHubs(t);
  const { url } = await startTestApp(t, envOf(hubs));
  await untilRead(hubs, 'openhqm-requests', 2);
  await untilRead(hubs, 'openhqm-responses', 2);
  assert.deepEqual((await roundTrip(url, { payload: { a: 'ü' } })).result, { a: 'ü' });
});

test('workers divide the partitions, and the gateway learns what each did', { skip }, async (t) => {
  const hubs = await startFakeEventHubs(t);
  const gateway = await startTestApp(t, envOf(hubs, 'gateway'));
  const worker = (partitions) => startTestApp(t, { ...envOf(hubs, 'worker'), OPENHQM_QUEUE__AZURE_EVENTHUBS_PARTITIONS: partitions });
  const workers = [await worker('0'), await worker('1')];
  await untilRead(hubs, 'openhqm-requests', 2);
  await untilRead(hubs, 'openhqm-responses', 2);
  const payloads = [1, 2, 3, 4, 5, 6];
  for (const payload of payloads) assert.equal((await roundTrip(gateway.url, { payload })).result, payload);
  await Promise.all(workers.map(({ stop }) => stop()));
  const handled = workers.map(({ lines }) => lines.filter(({ message }) => message === 'request handled').length);
  assert.equal(handled[0] + handled[1], payloads.length);
});
