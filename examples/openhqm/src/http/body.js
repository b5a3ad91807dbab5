// SPDX-License-Identifier: Apache-2.0
import { HttpError } from './http-error.js';

/**
 * Reads a request's body as JSON.
 * @throws {HttpError} 413 when it is longer than `limit` bytes, 400 when it is not JSON
 */
export async function readJson(request, limit) {
  const chunks = [];
  let size = 0;
  // Leaving the loop must not destroy the request: its socket still has to carry the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > limit) throw new HttpError(413, 'body_too_large', `The body is longer than ${limit} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new HttpError(400, 'not_json', `The body is not JSON: ${error.message}.`);
  }
}
