// SPDX-License-Identifier: Apache-2.0
import { get } from 'node:http';

const PATIENCE_MS = 3000;
const MAX_BYTES = 1024 * 1024;

/** What admin-api tells, in one answer. */
export class AdminApi {
  #url;

  constructor(url) {
    this.#url = url;
  }

  /** How all services are, what they did, and the latest events. Without admin-api the answer says so. */
  async overview() {
    try {
      const [health, stats, latest] = await Promise.all([
        fetchJson(`${this.#url}/api/v1/health`), fetchJson(`${this.#url}/api/v1/stats`), fetchJson(`${this.#url}/api/v1/events?limit=10`).catch(() => ({ events: [] })),
      ]);
      const services = { ...health.services, 'admin-api': { status: 'healthy' } };
      return { status: health.status, services, stats, events: latest.events ?? [] };
    } catch (problem) {
      return { status: 'degraded', services: { 'admin-api': { status: 'unreachable', detail: problem.message } }, stats: {}, events: [] };
    }
  }
}

function fetchJson(url) {
  return new Promise((resolve, reject) => {
    const request = get(url, { timeout: PATIENCE_MS }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part) => {
        text += part;
        if (text.length > MAX_BYTES) request.destroy(new Error(`${url} answered more than ${MAX_BYTES} bytes`));
      });
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode !== 200) return reject(new Error(`${url} answered ${answer.statusCode}`));
        try {
          resolve(JSON.parse(text));
        } catch (problem) {
          reject(new Error(`${url} answered no JSON: ${problem.message}`));
        }
      });
    });
    request.on('timeout', () => request.destroy(new Error(`${url} took longer than ${PATIENCE_MS} ms`)));
    request.on('error', reject);
  });
}
