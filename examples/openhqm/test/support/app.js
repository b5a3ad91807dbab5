// SPDX-License-Identifier: Apache-2.0
import { startApp } from '../../src/app.js';
import { createLog } from '../../src/log.js';
import { readSettings } from '../../src/settings.js';
import { atEnd } from './at-end.js';

/** Starts the application on a free port of loopback, and stops it when the test ends. Gives its address and what it logged. */
export async function startTestApp(test, env = {}) {
  const lines = [];
  const log = createLog('debug', (line) => lines.push(JSON.parse(line)));
  const settings = readSettings({ OPENHQM_SERVER__HOST: '127.0.0.1', OPENHQM_SERVER__PORT: '0', ...env });
  const app = await startApp(settings, log);
  let stopped;
  const stop = () => (stopped ??= app.stop());
  atEnd(test, stop);
  return { url: `http://127.0.0.1:${app.port}`, lines, stop };
}

export function submit(url, body) {
  return fetch(`${url}/api/v1/submit`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
}

/** Submits a request and waits until there is a response; gives its body. */
export async function roundTrip(url, body) {
  const answer = await submit(url, body);
  const { correlation_id: id, ...rest } = await answer.json();
  if (answer.status !== 202) throw new Error(`submit answered ${answer.status}: ${JSON.stringify(rest)}`);
  return waitForResponse(url, id);
}

export async function waitForResponse(url, id) {
  for (;;) {
    const response = await fetch(`${url}/api/v1/response/${id}`);
    const body = await response.json();
    if (response.status !== 202) return body;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
