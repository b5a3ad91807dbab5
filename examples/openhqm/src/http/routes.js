// SPDX-License-Identifier: Apache-2.0
import { isFinal } from '../states.js';
import { reasonOf } from '../errors.js';
import { readJson } from './body.js';
import { HttpError } from './http-error.js';
import { readSubmission } from './submission.js';

const ID = '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})';

/** The routes of a process: a worker alone has only its health to show. Each answers `{ status, body }`. */
export function routesOf({ queue, settings, version, log }) {
  const health = { method: 'GET', path: /^\/health$/, answer: () => answerHealth({ queue, settings, version }) };
  if (settings.role === 'worker') return [health];
  return [
    health,
    { method: 'POST', path: /^\/api\/v1\/submit$/, answer: (request) => submit({ queue, settings, log }, request) },
    { method: 'GET', path: new RegExp(`^/api/v1/status/${ID}$`), answer: (_request, id) => answerStatus(queue, id) },
    { method: 'GET', path: new RegExp(`^/api/v1/response/${ID}$`), answer: (_request, id) => answerResponse(queue, id) },
  ];
}

async function answerHealth({ queue, settings, version }) {
  const body = { status: 'healthy', version, role: settings.role, queue: { type: settings.queue.type, reachable: true } };
  try {
    await queue.check();
    return { status: 200, body };
  } catch (error) {
    const reason = reasonOf(error);
    return { status: 503, body: { ...body, status: 'unhealthy', queue: { ...body.queue, reachable: false, reason } } };
  }
}

async function submit({ queue, settings, log }, message) {
  const request = readSubmission(await readJson(message, settings.server.maxBodyBytes), queue);
  await queue.submit(request);
  log.info('request submitted', { correlation_id: request.id, priority: request.priority });
  return { status: 202, body: { correlation_id: request.id, status: 'PENDING', submitted_at: request.submitted_at } };
}

async function answerStatus(queue, id) {
  const { status, submitted_at, updated_at } = await known(queue, id);
  return { status: 200, body: { correlation_id: id, status, submitted_at, updated_at } };
}

async function answerResponse(queue, id) {
  const state = await known(queue, id);
  const { status, result, error } = state;
  if (!isFinal(state)) return { status: 202, body: { correlation_id: id, status } };
  return { status: 200, body: { correlation_id: id, status, result, error, completed_at: state.updated_at } };
}

async function known(queue, id) {
  const state = await queue.find(id);
  if (state === null) throw new HttpError(404, 'unknown_request', `No request has the id ${id}, or its time to live has passed.`);
  return state;
}
