// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { roundTrip, startTestApp, submit, waitForResponse } from '../support/app.js';
import { atEnd } from '../support/at-end.js';

/** An HTTP server that answers as told and remembers what it was asked. */
async function startTarget(test, answer) {
  const asked = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    asked.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
    await answer(response, asked.length);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(test, () => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}/take`, asked };
}

const send = (status, body) => (response) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

test('a payload is forwarded and the answer becomes the result', async (t) => {
  const target = await startTarget(t, send(201, { taken: true }));
  const { url } = await startTestApp(t, { OPENHQM_WORKER__FORWARD_URL: target.url });
  const response = await roundTrip(url, { payload: { a: 1 } });
  assert.deepEqual(response.result, { status_code: 201, body: { taken: true } });
  assert.equal(target.asked[0].body, '{"a":1}');
  assert.equal(target.asked[0].headers['x-correlation-id'], response.correlation_id);
});

test('a target in trouble is tried again', async (t) => {
  const target = await startTarget(t, (response, times) => send(times < 3 ? 503 : 200, times)(response));
  const { url } = await startTestApp(t, { OPENHQM_WORKER__FORWARD_URL: target.url, OPENHQM_WORKER__RETRY_DELAY_MS: '1' });
  assert.deepEqual((await roundTrip(url, { payload: 1 })).result, { status_code: 200, body: 3 });
});

test('a target that stays in trouble makes the request fail', async (t) => {
  const target = await startTarget(t, send(500, {}));
  const settings = { OPENHQM_WORKER__FORWARD_URL: target.url, OPENHQM_WORKER__RETRY_DELAY_MS: '1', OPENHQM_WORKER__MAX_RETRIES: '2' };
  const { url } = await startTestApp(t, settings);
  const response = await roundTrip(url, { payload: 1 });
  assert.equal(response.status, 'FAILED');
  assert.equal(response.error, 'the forward target answered 500');
  assert.equal(target.asked.length, 3);
});

test('a target that refuses the request is not asked again', async (t) => {
  const target = await startTarget(t, send(400, {}));
  const { url } = await startTestApp(t, { OPENHQM_WORKER__FORWARD_URL: target.url });
  assert.equal((await roundTrip(url, { payload: 1 })).error, 'the forward target answered 400');
  assert.equal(target.asked.length, 1);
});

test('a request has no response while it is under way', async (t) => {
  let release;
  const target = await startTarget(t, (response) => new Promise((resolve) => (release = resolve)).then(() => send(200, 'late')(response)));
  const { url } = await startTestApp(t, { OPENHQM_WORKER__FORWARD_URL: target.url });
  const { correlation_id: id } = await (await submit(url, { payload: 1 })).json();
  while (!release) await new Promise((resolve) => setTimeout(resolve, 5));
  const response = await fetch(`${url}/api/v1/response/${id}`);
  assert.equal(response.status, 202);
  assert.equal((await response.json()).status, 'PROCESSING');
  release();
  assert.equal((await waitForResponse(url, id)).result.body, 'late');
});

test('high priority overtakes', async (t) => {
  const order = [];
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const target = await startTarget(t, async (response) => {
    await held;
    send(200, {})(response);
  });
  const { url } = await startTestApp(t, { OPENHQM_WORKER__FORWARD_URL: target.url, OPENHQM_WORKER__CONCURRENCY: '1' });
  const ids = [];
  for (const [payload, priority] of [['first', 'normal'], ['low', 'low'], ['normal', 'normal'], ['high', 'high']]) {
    ids.push((await (await submit(url, { payload, priority })).json()).correlation_id);
    while (target.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  release();
  await Promise.all(ids.map((id) => waitForResponse(url, id)));
  order.push(...target.asked.map(({ body }) => JSON.parse(body)));
  assert.deepEqual(order, ['first', 'high', 'normal', 'low']);
});

test('stopping lets a request under way finish', async (t) => {
  let release;
  const target = await startTarget(t, (response) => new Promise((resolve) => (release = resolve)).then(() => send(200, 1)(response)));
  const { url, stop, lines } = await startTestApp(t, { OPENHQM_WORKER__FORWARD_URL: target.url });
  await submit(url, { payload: 1 });
  while (!release) await new Promise((resolve) => setTimeout(resolve, 5));
  const stopped = stop();
  release();
  await stopped;
  assert.equal(lines.find(({ message }) => message === 'request handled').status, 'COMPLETED');
});
