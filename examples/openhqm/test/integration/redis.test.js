// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundTrip, startTestApp, submit, waitForResponse } from '../support/app.js';
import { missing, startRedis } from '../support/servers.js';
import { atEnd } from '../support/at-end.js';

const skip = await missing({ command: 'redis-server', module: 'ioredis' });
const envOf = (redis, role = 'all') => ({ OPENHQM_QUEUE__TYPE: 'redis', OPENHQM_QUEUE__REDIS_URL: redis.url, OPENHQM_ROLE: role });

/** Asks Redis itself, so that the test does not trust the code that it tests. */
async function ask(t, redis, ...command) {
  const { Redis } = await import('ioredis');
  const client = new Redis(redis.url);
  atEnd(t, () => client.disconnect());
  return client.call(...command);
}

test('a request goes through Redis Streams and back', { skip }, async (t) => {
  const { url } = await startTestApp(t, envOf(await startRedis(t)));
  assert.deepEqual((await roundTrip(url, { payload: { a: 1 }, priority: 'high' })).result, { a: 1 });
});

test('gateway and workers are processes of their own, and each request is handled once', { skip }, async (t) => {
  const redis = await startRedis(t);
  const gateway = await startTestApp(t, envOf(redis, 'gateway'));
  const workers = await Promise.all([1, 2, 3].map(() => startTestApp(t, envOf(redis, 'worker'))));
  const payloads = Array.from({ length: 60 }, (_, i) => i);
  const responses = await Promise.all(payloads.map((payload) => roundTrip(gateway.url, { payload })));
  assert.deepEqual(responses.map(({ result }) => result), payloads);
  await Promise.all(workers.map(({ stop }) => stop()));
  const handled = workers.flatMap(({ lines }) => lines.filter(({ message }) => message === 'request handled').map((line) => line.correlation_id));
  assert.deepEqual(handled.sort(), responses.map((response) => response.correlation_id).sort());
});

test('a request waits for a worker', { skip }, async (t) => {
  const redis = await startRedis(t);
  const gateway = await startTestApp(t, envOf(redis, 'gateway'));
  const { correlation_id: id } = await (await submit(gateway.url, { payload: 'early' })).json();
  assert.equal((await fetch(`${gateway.url}/api/v1/response/${id}`)).status, 202);
  await startTestApp(t, envOf(redis, 'worker'));
  assert.equal((await waitForResponse(gateway.url, id)).result, 'early');
});

test('handled requests leave nothing in the streams, and responses have a time to live', { skip }, async (t) => {
  const redis = await startRedis(t);
  const { url, stop } = await startTestApp(t, { ...envOf(redis), OPENHQM_CACHE__TTL_SECONDS: '77' });
  const { correlation_id: id } = await roundTrip(url, { payload: 1 });
  await stop();
  assert.equal(await ask(t, redis, 'XLEN', 'openhqm-requests:normal'), 0);
  assert.deepEqual((await ask(t, redis, 'XPENDING', 'openhqm-requests:normal', 'openhqm-workers'))[0], 0);
  const ttl = await ask(t, redis, 'TTL', `openhqm-responses:${id}`);
  assert.ok(ttl > 0 && ttl <= 77, `it is ${ttl}`);
});

test('what a dead worker held goes to another', { skip }, async (t) => {
  const redis = await startRedis(t);
  const gateway = await startTestApp(t, envOf(redis, 'gateway'));
  const { correlation_id: id } = await (await submit(gateway.url, { payload: 'held' })).json();
  const stream = 'openhqm-requests:normal';
  await ask(t, redis, 'XGROUP', 'CREATE', stream, 'openhqm-workers', '0');
  const [[, [[entry]]]] = await ask(t, redis, 'XREADGROUP', 'GROUP', 'openhqm-workers', 'dead', 'STREAMS', stream, '>');
  await ask(t, redis, 'XCLAIM', stream, 'openhqm-workers', 'dead', '0', entry, 'IDLE', '86400000');
  await startTestApp(t, envOf(redis, 'worker'));
  assert.equal((await waitForResponse(gateway.url, id)).result, 'held');
});

test('a Redis that comes back empty is used again', { skip }, async (t) => {
  const redis = await startRedis(t);
  const { url } = await startTestApp(t, envOf(redis));
  await roundTrip(url, { payload: 1 });
  await redis.restart();
  while ((await fetch(`${url}/health`)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal((await roundTrip(url, { payload: 2 })).result, 2);
});

test('without Redis nothing is accepted, health says why, and stopping still works', { skip }, async (t) => {
  const redis = await startRedis(t);
  const { url, stop } = await startTestApp(t, envOf(redis));
  await redis.stop();
  const answer = await submit(url, { payload: 1 });
  assert.equal(answer.status, 503);
  assert.equal((await answer.json()).error, 'queue_unavailable');
  const health = await fetch(`${url}/health`);
  assert.equal(health.status, 503);
  assert.equal((await health.json()).queue.reachable, false);
  await stop();
});
