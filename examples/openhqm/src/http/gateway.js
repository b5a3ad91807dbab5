// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:http';
import { QueueUnavailableError } from '../errors.js';
import { HttpError } from './http-error.js';
import { routesOf } from './routes.js';

/** Makes the HTTP server of a process; it does not listen yet. */
export function createGateway(context) {
  const routes = routesOf(context);
  const server = createServer((request, response) => {
    answer(routes, request, context.log)
      .then((reply) => send(request, response, reply))
      .catch((error) => {
        context.log.error('cannot send an answer', { reason: error.message });
        response.destroy();
      });
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  return server;
}

async function answer(routes, request, log) {
  try {
    const path = request.url.split('?', 1)[0];
    const { route, parts } = choose(routes, request.method, path);
    return await route.answer(request, ...parts);
  } catch (error) {
    return refusal(error, request, log);
  }
}

function choose(routes, method, path) {
  const here = routes.map((route) => ({ route, match: route.path.exec(path) })).filter(({ match }) => match);
  if (here.length === 0) throw new HttpError(404, 'no_such_path', `Nothing answers at ${path}.`);
  const found = here.find(({ route }) => route.method === method || (route.method === 'GET' && method === 'HEAD'));
  if (found) return { route: found.route, parts: found.match.slice(1) };
  const allow = here.map(({ route }) => (route.method === 'GET' ? 'GET, HEAD' : route.method)).join(', ');
  throw new HttpError(405, 'method_not_allowed', `${path} takes ${allow}, not ${method}.`, { allow });
}

function refusal(error, request, log) {
  if (error instanceof HttpError) return { status: error.status, headers: error.headers, body: { error: error.code, detail: error.message } };
  if (error instanceof QueueUnavailableError) {
    log.error('the queue is out of reach', { method: request.method, path: request.url, reason: error.message });
    return { status: 503, headers: { 'retry-after': '5' }, body: { error: 'queue_unavailable', detail: error.message } };
  }
  log.error('a bug of ours', { method: request.method, path: request.url, stack: error.stack });
  return { status: 500, body: { error: 'internal', detail: 'Something unforeseen happened; the log has the details.' } };
}

function send(request, response, { status, headers = {}, body }) {
  const text = `${JSON.stringify(body)}\n`;
  if (status === 413) headers = { ...headers, connection: 'close' }; // The rest of the body will not be read.
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}
