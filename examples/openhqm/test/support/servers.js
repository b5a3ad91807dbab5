// SPDX-License-Identifier: Apache-2.0
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './at-end.js';

/** Why a test that needs a command and a package cannot run here; false when it can. */
export async function missing({ command, module }) {
  if (command && spawnSync(command, ['-h']).error) return `${command} is not installed`;
  if (module) {
    const found = await import(module).then(() => true, () => false);
    if (!found) return `the package ${module} is not installed (see README.md, Tests)`;
  }
  return false;
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A Redis without persistence; `restart()` gives one on the same port that has forgotten everything. */
export async function startRedis(test) {
  const port = await freePort();
  const start = () => startServer(port, 'redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']);
  let stop = await start();
  atEnd(test, () => stop());
  const restart = async () => {
    await stop();
    stop = await start();
  };
  return { url: `redis://127.0.0.1:${port}`, stop: () => stop(), restart };
}

export async function startMosquitto(test) {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'openhqm-test-'));
  const file = join(folder, 'mosquitto.conf');
  await writeFile(file, `listener ${port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n`);
  const stop = await startServer(port, 'mosquitto', ['-c', file]);
  atEnd(test, async () => {
    await stop();
    await rm(folder, { recursive: true });
  });
  return { host: '127.0.0.1', port };
}

/**
 * The Kafka broker that librdkafka, Confluent's client library, has for tests: a real server with consumer groups, behind Debian's kcat.
 * It makes a topic for whoever asks about it, and knows no request to create one. `messagesOf(topic)` reads with kcat, not with our client.
 */
export async function startKafka(test, topics) {
  const [first] = topics;
  const broker = spawn('kcat', ['-P', '-X', 'test.mock.num.brokers=1', '-b', 'itself', '-t', first, '-d', 'mock'], { stdio: ['pipe', 'ignore', 'pipe'] });
  atEnd(test, async () => {
    const exited = once(broker, 'exit');
    broker.kill('SIGKILL'); // Asked to end, it would wait for its clients.
    await exited;
  });
  let said = '';
  broker.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  let address;
  while (!(address = /bootstrap\.servers=(127\.0\.0\.1:\d+)/.exec(said)?.[1])) {
    if (broker.exitCode !== null) throw new Error(`kcat ended with exit code ${broker.exitCode} before its broker listened: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  for (const topic of topics) kcat('-L', '-b', address, '-t', topic);
  return { address, messagesOf: (topic) => kcat('-C', '-b', address, '-t', topic, '-o', 'beginning', '-e', '-q').split('\n').filter(Boolean) };
}

function kcat(...words) {
  const { status, stdout, stderr } = spawnSync('kcat', words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`kcat ${words.join(' ')} ended with exit code ${status}: ${stderr}`);
  return stdout;
}

async function startServer(port, command, args) {
  const child = spawn(command, args.map(String), { stdio: 'ignore' });
  const exited = once(child, 'exit');
  while (!(await canConnect(port))) {
    if (child.exitCode !== null) throw new Error(`${command} ended with exit code ${child.exitCode} before it listened on port ${port}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return async () => {
    child.kill('SIGTERM');
    await exited;
  };
}

async function canConnect(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
