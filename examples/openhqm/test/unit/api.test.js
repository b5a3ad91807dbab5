// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundTrip, startTestApp, submit } from '../support/app.js';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

test('a request is accepted at once and echoed later', async (t) => {
  const { url } = await startTestApp(t);
  const answer = await submit(url, { payload: { hello: 'world' }, metadata: { from: 'a test' } });
  assert.equal(answer.status, 202);
  const { correlation_id: id, status } = await answer.json();
  assert.equal(status, 'PENDING');
  assert.match(id, /^[0-9a-f-]{36}$/);
  const { status: last, result } = await roundTrip(url, { payload: { hello: 'world' } });
  assert.equal(last, 'COMPLETED');
  assert.deepEqual(result, { hello: 'world' });
});

test('any JSON is a payload', async (t) => {
  const { url } = await startTestApp(t);
  for (const payload of [null, 0, '', false, [], 'ü€😀', { a: [1, { b: null }] }]) {
    assert.deepEqual((await roundTrip(url, { payload })).result, payload);
  }
});

test('the status of a request can be asked for', async (t) => {
  const { url } = await startTestApp(t);
  const { correlation_id: id } = await roundTrip(url, { payload: 1 });
  const response = await fetch(`${url}/api/v1/status/${id}`);
  assert.equal(response.status, 200);
  const body = await response.json();
  assert.equal(body.status, 'COMPLETED');
  assert.ok(Date.parse(body.submitted_at) <= Date.parse(body.updated_at));
});

test('an unknown id is not found', async (t) => {
  const { url } = await startTestApp(t);
  for (const kind of ['status', 'response']) {
    const response = await fetch(`${url}/api/v1/${kind}/${UNKNOWN}`);
    assert.equal(response.status, 404);
    assert.equal((await response.json()).error, 'unknown_request');
  }
});

test('a body that is not JSON is refused', async (t) => {
  const { url } = await startTestApp(t);
  const response = await submit(url, '{"payload":');
  assert.equal(response.status, 400);
  assert.match((await response.json()).detail, /^The body is not JSON: /);
});

test('every problem of a submission is told at once', async (t) => {
  const { url } = await startTestApp(t);
  const response = await submit(url, { metadata: [], priority: 'urgent', pay_load: 1 });
  assert.equal(response.status, 422);
  assert.equal(
    (await response.json()).detail,
    "'pay_load' is not a field; there are payload, metadata, priority. 'payload' is missing. 'metadata' must be an object. 'priority' must be one of high, normal, low.",
  );
});

test('a body that is too long is refused with an answer', async (t) => {
  const { url } = await startTestApp(t, { OPENHQM_SERVER__MAX_BODY_BYTES: '100' });
  const response = await submit(url, { payload: 'x'.repeat(100) });
  assert.equal(response.status, 413);
  assert.equal((await response.json()).detail, 'The body is longer than 100 bytes.');
});

test('a path that nothing answers at is not found', async (t) => {
  const { url } = await startTestApp(t);
  assert.equal((await fetch(`${url}/api/v2/submit`)).status, 404);
});

test('a wrong method is refused with the right ones', async (t) => {
  const { url } = await startTestApp(t);
  const response = await fetch(`${url}/api/v1/submit`);
  assert.equal(response.status, 405);
  assert.equal(response.headers.get('allow'), 'POST');
});

test('health tells the version and the queue', async (t) => {
  const { url } = await startTestApp(t);
  const response = await fetch(`${url}/health`);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { status: 'healthy', version: '1.0.0', role: 'all', queue: { type: 'memory', reachable: true } });
});
