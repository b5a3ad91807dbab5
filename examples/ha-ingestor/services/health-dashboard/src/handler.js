// SPDX-License-Identifier: Apache-2.0
const POLICY = "default-src 'self'; frame-ancestors 'none'";

/** Answers requests: the pages, `/health`, and `/api/overview`. */
export function createHandler(pages, adminApi) {
  return async (request, response) => {
    const path = request.url.split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return sendJson(response, 405, { error: `${path} knows GET` });
    }
    if (path === '/health') return sendJson(response, 200, { status: 'healthy' });
    if (path === '/api/overview') return sendJson(response, 200, await adminApi.overview());
    const page = pages.get(path);
    return page ? sendPage(request, response, page) : sendJson(response, 404, { error: `there is no ${path}` });
  };
}

function sendPage(request, response, { type, body, gzip, etag }) {
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Security-Policy', POLICY);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-cache');
  response.setHeader('ETag', etag);
  response.setHeader('Vary', 'Accept-Encoding');
  if (request.headers['if-none-match'] === etag) return response.writeHead(304).end();
  if (gzip && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
    response.setHeader('Content-Encoding', 'gzip');
    return response.end(gzip);
  }
  return response.end(body);
}

function sendJson(response, status, value) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(value));
}
