// SPDX-License-Identifier: Apache-2.0

const MAX_ANSWER_BYTES = 10 * 1024 * 1024;

/** What a worker does with requests: forwards them when there is somewhere to forward to, else echoes them. */
export function createHandler({ worker }) {
  return worker.forwardUrl ? forwardTo(worker.forwardUrl) : echo;
}

async function echo(request) {
  return request.payload;
}

function forwardTo(url) {
  return async (request, signal) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-correlation-id': request.id },
      body: JSON.stringify(request.payload),
      signal,
    });
    const body = await readBody(response);
    if (response.ok) return { status_code: response.status, body };
    throw refusal(response.status);
  };
}

/** A 4xx says that the request itself is wrong, so that another try would end the same; 408 and 429 ask for one. */
function refusal(status) {
  const error = new Error(`the forward target answered ${status}`);
  error.final = status < 500 && status !== 408 && status !== 429;
  return error;
}

async function readBody(response) {
  const chunks = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) {
      throw Object.assign(new Error(`the forward target answered with more than ${MAX_ANSWER_BYTES} bytes`), { final: true });
    }
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (!/^application\/(.+\+)?json\b/i.test(response.headers.get('content-type') ?? '')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
