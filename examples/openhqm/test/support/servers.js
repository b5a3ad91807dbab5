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
  await writeFile(file, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  const stop = await startServer(port, 'mosquitto', ['-c', file]);
  atEnd(test, async () => {
    await stop();
    await rm(folder, { recursive: true });
  });
  return { host: '127.0.0.1', port };
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
