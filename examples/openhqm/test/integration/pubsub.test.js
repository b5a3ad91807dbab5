// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundTrip, startTestApp, submit, waitForResponse } from '../support/app.js';
import { startFakePubSub } from '../support/fake-pubsub.js';
import { missing } from '../support/servers.js';

const skip = await missing({ module: '@google-cloud/pubsub' });

async function start(t) {
  const fake = await startFakePubSub(t);
  process.env.PUBSUB_EMULATOR_HOST = fake.address;
  return fake;
}

const envOf = (role = 'all') => ({ OPENHQM_QUEUE__TYPE: 'gcp_pubsub', OPENHQM_QUEUE__GCP_PROJECT: 'p', OPENHQM_ROLE: role });

test('a request goes through Pub/Sub, and everything is acknowledged', { skip }, async (t) => {
  const { subscriptions } = await start(t);
  const { url, stop } = await startTestApp(t, envOf());
  assert.deepEqual((await roundTrip(url, { payload: { a: 'ü' } })).result, { a: 'ü' });
  const { waiting, held } = subscriptions.get('projects/p/subscriptions/openhqm-workers');
  // The answer is there a moment before its request is acknowledged; who stops in between leaves the request to the next.
  while (held.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await stop();
  assert.deepEqual([...subscriptions.keys()], ['projects/p/subscriptions/openhqm-workers']);
  assert.deepEqual([waiting.length, held.size], [0, 0]);
});

test('every gateway learns what the workers did', { skip }, async (t) => {
  await start(t);
  const first = await startTestApp(t, envOf('gateway'));
  const second = await startTestApp(t, envOf('gateway'));
  const { correlation_id: id } = await (await submit(first.url, { payload: 'early' })).json();
  await startTestApp(t, envOf('worker'));
  assert.equal((await waitForResponse(first.url, id)).result, 'early');
  while ((await fetch(`${second.url}/api/v1/response/${id}`)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal((await roundTrip(second.url, { payload: 2 })).result, 2);
});
