// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SettingsError, readSettings } from '../../src/settings.js';

function problemsOf(env) {
  try {
    readSettings(env);
  } catch (error) {
    assert.ok(error instanceof SettingsError, error.stack);
    return error.problems;
  }
  return [];
}

test('an empty environment gives the defaults', () => {
  const settings = readSettings({});
  assert.equal(settings.role, 'all');
  assert.equal(settings.server.port, 8000);
  assert.equal(settings.queue.type, 'memory');
});

test('a variable becomes a setting', () => {
  const settings = readSettings({ OPENHQM_QUEUE__TYPE: 'mqtt', OPENHQM_QUEUE__MQTT_BROKER_HOST: 'mqtt', OPENHQM_QUEUE__MQTT_BROKER_PORT: '1884' });
  assert.equal(settings.queue.type, 'mqtt');
  assert.equal(settings.queue.mqttBrokerHost, 'mqtt');
  assert.equal(settings.queue.mqttBrokerPort, 1884);
});

test('the queue type is the image variant unless something else is said', () => {
  assert.equal(readSettings({ OPENHQM_QUEUE_BACKEND: 'kafka' }).queue.type, 'kafka');
  assert.equal(readSettings({ OPENHQM_QUEUE_BACKEND: 'minimal' }).queue.type, 'memory');
  assert.equal(readSettings({ OPENHQM_QUEUE_BACKEND: 'kafka', OPENHQM_QUEUE__TYPE: 'memory' }).queue.type, 'memory');
});

test('an image with several backends leaves the choice to the queue type', () => {
  assert.equal(readSettings({ OPENHQM_QUEUE_BACKEND: 'redis,mqtt' }).queue.type, 'memory');
  assert.equal(readSettings({ OPENHQM_QUEUE_BACKEND: 'redis,mqtt', OPENHQM_QUEUE__TYPE: 'mqtt' }).queue.type, 'mqtt');
  assert.deepEqual(problemsOf({ OPENHQM_QUEUE_BACKEND: 'redis,mqt' }), [
    "OPENHQM_QUEUE_BACKEND must be one of all, minimal, redis, kafka, sqs, azure, gcp, mqtt; it is 'mqt' (did you mean mqtt?).",
  ]);
});

test('several Kafka brokers are a list', () => {
  assert.deepEqual(readSettings({ OPENHQM_QUEUE__KAFKA_BROKERS: 'a:9092, b:9093' }).queue.kafkaBrokers, ['a:9092', 'b:9093']);
});

test('all problems are told at once', () => {
  const problems = problemsOf({ OPENHQM_QUEUE__TYPE: 'sqs', OPENHQM_SERVER__PORT: '70000', OPENHQM_QUEUE__KAFKA_BROKERS: 'nowhere' });
  assert.deepEqual(problems, [
    "OPENHQM_SERVER__PORT must be a whole number from 0 to 65535; it is '70000'.",
    "OPENHQM_QUEUE__KAFKA_BROKERS must be host:port[,host:port…]; 'nowhere' is not host:port.",
    'OPENHQM_QUEUE__TYPE=sqs needs OPENHQM_QUEUE__SQS_REGION, which is not set.',
  ]);
});

test('an unknown setting is refused and the nearest one named', () => {
  assert.deepEqual(problemsOf({ OPENHQM_QUEUE__REDIS_ULR: 'redis://r' }), [
    'OPENHQM_QUEUE__REDIS_ULR is not a setting (did you mean OPENHQM_QUEUE__REDIS_URL?).',
  ]);
});

test('an unknown queue type is refused and the nearest one named', () => {
  const [problem] = problemsOf({ OPENHQM_QUEUE__TYPE: 'reddis' });
  assert.match(problem, /^OPENHQM_QUEUE__TYPE must be one of redis, .*; it is 'reddis' \(did you mean redis\?\)\.$/);
});

test('what Kubernetes adds to the environment is left alone', () => {
  assert.deepEqual(problemsOf({ OPENHQM_SERVICE_HOST: '10.0.0.1', OPENHQM_PORT: 'tcp://10.0.0.1:8000' }), []);
});

test('a wrong URL is refused without telling its password', () => {
  const [problem] = problemsOf({ OPENHQM_QUEUE__REDIS_URL: 'http://user:secret@redis:6379' });
  assert.equal(problem, "OPENHQM_QUEUE__REDIS_URL must start with redis:// or rediss://; it starts with 'http:'.");
});

test('a memory queue cannot be shared by processes', () => {
  const [problem] = problemsOf({ OPENHQM_ROLE: 'worker', OPENHQM_QUEUE__TYPE: 'memory' });
  assert.match(problem, /^OPENHQM_ROLE=worker needs a queue that processes can share/);
});
