// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundTrip, startTestApp, submit, waitForResponse } from '../support/app.js';
import { missing, startMosquitto } from '../support/servers.js';

const skip = await missing({ command: 'mosquitto', module: 'mqtt' });
const envOf = ({ host, port }, role = 'all') => ({
  OPENHQM_QUEUE__TYPE: 'mqtt',
  OPENHQM_QUEUE__MQTT_BROKER_HOST: host,
  OPENHQM_QUEUE__MQTT_BROKER_PORT: String(port),
  OPENHQM_ROLE: role,
});

test('a request goes through MQTT and back', { skip }, async (t) => {
  const { url } = await startTestApp(t, envOf(await startMosquitto(t)));
  assert.deepEqual((await roundTrip(url, { payload: { a: 1 } })).result, { a: 1 });
});

test('workers share the requests, and each is handled once', { skip }, async (t) => {
  const broker = await startMosquitto(t);
  const workers = await Promise.all([1, 2, 3].map(() => startTestApp(t, envOf(broker, 'worker'))));
  const gateway = await startTestApp(t, envOf(broker, 'gateway'));
  const payloads = Array.from({ length: 60 }, (_, i) => i);
  const responses = await Promise.all(payloads.map((payload) => roundTrip(gateway.url, { payload })));
  assert.deepEqual(responses.map(({ result }) => result), payloads);
  await Promise.all(workers.map(({ stop }) => stop()));
  const handled = workers.map(({ lines }) => lines.filter(({ message }) => message === 'request handled').length);
  assert.equal(handled.reduce((sum, count) => sum + count), payloads.length);
  assert.ok(handled.every((count) => count > 0), `they handled ${handled}`);
});

test('a gateway that starts later knows the responses there are', { skip }, async (t) => {
  const broker = await startMosquitto(t);
  const first = await startTestApp(t, envOf(broker));
  const { correlation_id: id } = await roundTrip(first.url, { payload: 'kept' });
  const second = await startTestApp(t, envOf(broker, 'gateway'));
  while ((await fetch(`${second.url}/api/v1/response/${id}`)).status === 404) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal((await waitForResponse(second.url, id)).result, 'kept');
});

test('a request that no worker is there for is refused', { skip }, async (t) => {
  const { url } = await startTestApp(t, envOf(await startMosquitto(t), 'gateway'));
  const answer = await submit(url, { payload: 1 });
  assert.equal(answer.status, 503);
  assert.match((await answer.json()).detail, /^No worker is subscribed to 'openhqm-requests'/);
});

test('a priority is refused, because MQTT has none', { skip }, async (t) => {
  const { url } = await startTestApp(t, envOf(await startMosquitto(t)));
  assert.equal((await submit(url, { payload: 1, priority: 'high' })).status, 422);
});
