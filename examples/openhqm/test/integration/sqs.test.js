// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundTrip, startTestApp, submit, waitForResponse } from '../support/app.js';
import { startFakeSqs } from '../support/fake-sqs.js';
import { missing } from '../support/servers.js';

const skip = await missing({ module: '@aws-sdk/client-sqs' });
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });

const envOf = (sqs, env = {}) => ({
  OPENHQM_QUEUE__TYPE: 'sqs',
  OPENHQM_QUEUE__SQS_REGION: 'eu-west-1',
  OPENHQM_QUEUE__SQS_ENDPOINT: sqs.url,
  ...env,
});

test('a request goes through SQS, and its message is deleted', { skip }, async (t) => {
  const sqs = await startFakeSqs(t, ['openhqm-requests']);
  const { url, stop } = await startTestApp(t, envOf(sqs));
  assert.deepEqual((await roundTrip(url, { payload: { a: 'ü' } })).result, { a: 'ü' });
  await stop();
  assert.deepEqual(sqs.queues.get('openhqm-requests'), []);
});

test('a worker answers the gateway that asked, on its own queue', { skip }, async (t) => {
  const sqs = await startFakeSqs(t, ['openhqm-requests', 'answers-1', 'answers-2']);
  const gatewayEnv = (name) => envOf(sqs, { OPENHQM_ROLE: 'gateway', OPENHQM_QUEUE__SQS_RESPONSE_QUEUE_URL: sqs.urlOf(name) });
  const first = await startTestApp(t, gatewayEnv('answers-1'));
  const second = await startTestApp(t, gatewayEnv('answers-2'));
  await startTestApp(t, envOf(sqs, { OPENHQM_ROLE: 'worker' }));
  assert.equal((await roundTrip(first.url, { payload: 1 })).result, 1);
  assert.equal((await roundTrip(second.url, { payload: 2 })).result, 2);
});

test('a request waits for a worker', { skip }, async (t) => {
  const sqs = await startFakeSqs(t, ['openhqm-requests', 'answers']);
  const env = envOf(sqs, { OPENHQM_QUEUE__SQS_RESPONSE_QUEUE_URL: sqs.urlOf('answers') });
  const gateway = await startTestApp(t, { ...env, OPENHQM_ROLE: 'gateway' });
  const { correlation_id: id } = await (await submit(gateway.url, { payload: 'early' })).json();
  assert.equal((await fetch(`${gateway.url}/api/v1/response/${id}`)).status, 202);
  await startTestApp(t, { ...env, OPENHQM_ROLE: 'worker' });
  assert.equal((await waitForResponse(gateway.url, id)).result, 'early');
});

test('a queue that does not exist is said so', { skip }, async (t) => {
  const sqs = await startFakeSqs(t, []);
  const env = envOf(sqs, { OPENHQM_QUEUE__CONNECT_TIMEOUT_SECONDS: '1' });
  await assert.rejects(startTestApp(t, env), /queue 'openhqm-requests' within 1 s .*The specified queue does not exist/);
});
