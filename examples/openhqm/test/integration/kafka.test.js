// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestApp, submit, waitForResponse } from '../support/app.js';
import { missing, startKafka } from '../support/servers.js';

const skip = await missing({ command: 'kcat', module: 'kafkajs' });

const envOf = ({ address }, role) => ({ OPENHQM_QUEUE__TYPE: 'kafka', OPENHQM_QUEUE__KAFKA_BROKERS: address, OPENHQM_ROLE: role });

test('a request goes through Kafka to a worker and back, and stands in the topics for other clients', { skip }, async (t) => {
  const kafka = await startKafka(t, ['openhqm-requests', 'openhqm-responses']);
  const gateway = await startTestApp(t, envOf(kafka, 'gateway'));
  const { correlation_id: id } = await (await submit(gateway.url, { payload: { a: 'ü' } })).json();
  await startTestApp(t, envOf(kafka, 'worker'));
  assert.deepEqual((await waitForResponse(gateway.url, id)).result, { a: 'ü' });
  const [request] = kafka.messagesOf('openhqm-requests').map((line) => JSON.parse(line));
  assert.deepEqual([request.id, request.payload], [id, { a: 'ü' }]);
  const states = kafka.messagesOf('openhqm-responses').map((line) => JSON.parse(line));
  assert.deepEqual(states.map((state) => [state.id, state.status]), ['PENDING', 'PROCESSING', 'COMPLETED'].map((status) => [id, status]));
});
