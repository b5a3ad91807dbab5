// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createHandler } from './handlers.js';
import { createGateway } from './http/gateway.js';
import { openQueue } from './queue/open.js';
import { startWorker } from './worker.js';

/**
 * Starts what the settings ask for: queue, worker, HTTP server, in this order, so that whatever answers also works.
 * @returns {Promise<{ port: number, stop: () => Promise<void> }>} stop ends them in the opposite order, letting requests under way finish
 */
export async function startApp(settings, log) {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const queue = await openQueue(settings, log);
  try {
    const stopWorker = settings.role === 'gateway' ? async () => {} : await startWorker(queue, createHandler(settings), settings, log);
    const server = createGateway({ queue, settings, version, log });
    await listen(server, settings.server);
    const { port } = server.address();
    log.info('listening', { role: settings.role, host: settings.server.host, port, queue: settings.queue.type, version });
    const stop = async () => {
      await closeServer(server);
      await stopWorker();
      await queue.close();
    };
    return { port, stop };
  } catch (error) {
    await queue.close().catch(() => {}); // The first error is the one to tell.
    throw error;
  }
}

async function listen(server, { host, port }) {
  server.listen(port, host);
  await once(server, 'listening');
}

async function closeServer(server) {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await closed;
}
