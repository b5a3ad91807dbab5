// SPDX-License-Identifier: Apache-2.0
// Measures how long a request takes from submit to response, and how many go through in a second.
//
//   node test/latency.mjs                       the memory queue, and Redis and MQTT with Debian's servers, each in a process of its own
//   node test/latency.mjs --update README.md    the same, written between that document's marks
//   node test/latency.mjs http://localhost:8000 a gateway that runs already, such as an image
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { writeBetweenMarks } from './support/marks.js';
import { freePort, missing, startMosquitto, startRedis } from './support/servers.js';

const WARM_UP = 300;
const MEASURED = 2000;
const CLIENTS = 32;
const PAUSE_MS = 5; // Many clients that never pause would measure how fast questions are answered.
const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));
const agent = new Agent({ keepAlive: true });

const QUEUES = [
  { name: 'memory', start: async () => ({ OPENHQM_QUEUE__TYPE: 'memory' }) },
  {
    name: 'redis',
    needs: { command: 'redis-server', module: 'ioredis' },
    start: async (scope) => ({ OPENHQM_QUEUE__TYPE: 'redis', OPENHQM_QUEUE__REDIS_URL: (await startRedis(scope)).url }),
  },
  {
    name: 'mqtt',
    needs: { command: 'mosquitto', module: 'mqtt' },
    start: async (scope) => {
      const { host, port } = await startMosquitto(scope);
      return { OPENHQM_QUEUE__TYPE: 'mqtt', OPENHQM_QUEUE__MQTT_BROKER_HOST: host, OPENHQM_QUEUE__MQTT_BROKER_PORT: String(port) };
    },
  },
];

const words = process.argv.slice(2);
const document = words[0] === '--update' ? words[1] : null;
const rows = document === null && words.length > 0 ? [await measure(words[0], words[0])] : await measureAll();
const table = [
  '| Queue | p50 | p99 | longest | requests a second |',
  '| --- | ---: | ---: | ---: | ---: |',
  ...rows.map(({ name, p50, p99, longest, rate }) => `| ${name} | ${p50.toFixed(2)} ms | ${p99.toFixed(2)} ms | ${longest.toFixed(2)} ms | ${Math.round(rate)} |`),
  '',
  `${MEASURED} requests one after the other, then ${MEASURED} by ${CLIENTS} clients at once; Node.js ${process.version}, ${availableParallelism()} × ${cpus()[0].model}.`,
].join('\n');
console.log(table);
if (document !== null) await writeBetweenMarks(document, 'latency', table);
agent.destroy();

async function measureAll() {
  const measured = [];
  for (const { name, needs, start } of QUEUES) {
    const reason = needs && (await missing(needs));
    if (reason) {
      console.error(`${name} is left out: ${reason}`);
      continue;
    }
    const ends = [];
    const scope = { after: (action) => ends.push(action) };
    try {
      const env = await start(scope);
      measured.push(await measure(name, await startProcess(scope, env)));
    } finally {
      for (const end of ends.reverse()) await end();
    }
  }
  return measured;
}

/** Starts the application as the images do: `node src/main.js`, with what it logs thrown away. */
async function startProcess(scope, env) {
  const port = await freePort();
  const own = { OPENHQM_SERVER__HOST: '127.0.0.1', OPENHQM_SERVER__PORT: String(port), OPENHQM_MONITORING__LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env.PATH, NODE_ENV: 'production', ...own, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = once(child, 'exit');
  scope.after(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  const url = `http://127.0.0.1:${port}`;
  while ((await ask('GET', `${url}/health`).catch(() => ({ status: 0 }))).status !== 200) {
    if (child.exitCode !== null) throw new Error(`the application ended with exit code ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return url;
}

async function measure(name, url) {
  for (let i = 0; i < WARM_UP; i++) await roundTrip(url, i);
  const times = [];
  for (let i = 0; i < MEASURED; i++) times.push(await roundTrip(url, i));
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.ceil(share * times.length) - 1];
  const begun = performance.now();
  let left = MEASURED;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (left-- > 0) await roundTrip(url, left, PAUSE_MS);
    }),
  );
  return { name, p50: at(0.5), p99: at(0.99), longest: at(1), rate: (MEASURED / (performance.now() - begun)) * 1000 };
}

/** Submits one request and asks for its response until it is there, with a pause between two questions; gives the milliseconds. */
async function roundTrip(url, payload, pause = 0) {
  const begun = performance.now();
  const submitted = await ask('POST', `${url}/api/v1/submit`, { payload });
  if (submitted.status !== 202) throw new Error(`submit answered ${submitted.status}: ${submitted.text}`);
  const { correlation_id: id } = JSON.parse(submitted.text);
  let answer;
  while ((answer = await ask('GET', `${url}/api/v1/response/${id}`)).status === 202) {
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  if (answer.status !== 200 || JSON.parse(answer.text).result !== payload) throw new Error(`the response was ${answer.status}: ${answer.text}`);
  return performance.now() - begun;
}

function ask(method, url, body) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
