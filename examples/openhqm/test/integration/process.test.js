// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { roundTrip } from '../support/app.js';
import { freePort, missing } from '../support/servers.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const HEALTH = fileURLToPath(new URL('../../src/health.js', import.meta.url));

/** Runs a script with this environment alone. `ended` gives the exit code and the lines that it logged. */
function run(script, env) {
  const child = spawn(process.execPath, [script], { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = once(child, 'close').then(([code]) => ({ code, lines: output.split('\n').filter(Boolean).map((line) => JSON.parse(line)) }));
  return { child, ended, output: () => output };
}

async function untilListening({ output }) {
  while (!output().includes('"listening"')) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('SIGTERM ends the process with exit code 0', async () => {
  const port = await freePort();
  const app = run(MAIN, { OPENHQM_SERVER__HOST: '127.0.0.1', OPENHQM_SERVER__PORT: String(port) });
  await untilListening(app);
  await roundTrip(`http://127.0.0.1:${port}`, { payload: 1 });
  app.child.kill('SIGTERM');
  const { code, lines } = await app.ended;
  assert.equal(code, 0);
  assert.equal(lines.at(-1).message, 'stopped');
});

test('the health script says yes when the process is well, and no when it is not there', async () => {
  const port = await freePort();
  const env = { OPENHQM_SERVER__HOST: '127.0.0.1', OPENHQM_SERVER__PORT: String(port) };
  assert.equal((await run(HEALTH, env).ended).code, 1);
  const app = run(MAIN, env);
  await untilListening(app);
  assert.equal((await run(HEALTH, env).ended).code, 0);
  app.child.kill('SIGTERM');
  await app.ended;
});

test('wrong settings end the process with exit code 2, a line each', async () => {
  const { code, lines } = await run(MAIN, { OPENHQM_SERVER__PORT: 'x', OPENHQM_QUEUE__TYPE: 'azure_eventhubs' }).ended;
  assert.equal(code, 2);
  assert.deepEqual(lines.map(({ message }) => message), [
    "OPENHQM_SERVER__PORT must be a whole number from 0 to 65535; it is 'x'.",
    'OPENHQM_QUEUE__TYPE=azure_eventhubs needs OPENHQM_QUEUE__AZURE_EVENTHUBS_CONNECTION_STRING, which is not set.',
  ]);
});

const NOWHERE = [
  ['ioredis', 'redis', { OPENHQM_QUEUE__REDIS_URL: 'redis://user:secret@127.0.0.1:1' }, /at redis:\/\/127\.0\.0\.1:1 within 1 s .*ECONNREFUSED/],
  ['mqtt', 'mqtt', { OPENHQM_QUEUE__MQTT_BROKER_HOST: '127.0.0.1', OPENHQM_QUEUE__MQTT_BROKER_PORT: '1' }, /at mqtt:\/\/127\.0\.0\.1:1 within 1 s .*ECONNREFUSED/],
  ['kafkajs', 'kafka', { OPENHQM_QUEUE__KAFKA_BROKERS: '127.0.0.1:1' }, /at 127\.0\.0\.1:1 within 1 s/],
  [
    '@aws-sdk/client-sqs',
    'sqs',
    { OPENHQM_QUEUE__SQS_REGION: 'eu-west-1', OPENHQM_QUEUE__SQS_ENDPOINT: 'http://127.0.0.1:1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
    /at http:\/\/127\.0\.0\.1:1, queue 'openhqm-requests' within 1 s .*ECONNREFUSED/,
  ],
  [
    '@azure/event-hubs',
    'azure_eventhubs',
    {
      OPENHQM_QUEUE__AZURE_EVENTHUBS_CONNECTION_STRING:
        'Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=a;SharedAccessKey=c2VjcmV0;UseDevelopmentEmulator=true',
    },
    /at sb:\/\/127\.0\.0\.1:1 within 1 s/,
  ],
  ['@google-cloud/pubsub', 'gcp_pubsub', { OPENHQM_QUEUE__GCP_PROJECT: 'p', PUBSUB_EMULATOR_HOST: '127.0.0.1:1' }, /at 127\.0\.0\.1:1, project 'p' within 1 s/],
];

for (const [module, type, env, expected] of NOWHERE) {
  test(`a ${type} queue that cannot be reached ends the process with exit code 3 and says where`, { skip: await missing({ module }) }, async () => {
    const { code, lines } = await run(MAIN, { OPENHQM_QUEUE__TYPE: type, OPENHQM_QUEUE__CONNECT_TIMEOUT_SECONDS: '1', ...env }).ended;
    assert.equal(code, 3);
    assert.match(lines.at(-1).message, expected);
    assert.doesNotMatch(JSON.stringify(lines), /secret/);
  });
}
