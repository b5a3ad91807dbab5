// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { PRIORITIES } from '../queue/priorities.js';
import { HttpError } from './http-error.js';

const FIELDS = ['payload', 'metadata', 'priority'];

/**
 * Makes a request of what a client submitted.
 * @throws {HttpError} 422 with every problem at once
 */
export function readSubmission(body, queue) {
  if (!isObject(body)) throw new HttpError(422, 'not_a_submission', 'The body must be a JSON object with a payload.');
  const problems = [];
  for (const name of Object.keys(body).filter((key) => !FIELDS.includes(key))) {
    problems.push(`'${name}' is not a field; there are ${FIELDS.join(', ')}.`);
  }
  if (body.payload === undefined) problems.push("'payload' is missing.");
  if (body.metadata !== undefined && !isObject(body.metadata)) problems.push("'metadata' must be an object.");
  const priority = body.priority ?? 'normal';
  if (!PRIORITIES.includes(priority)) problems.push(`'priority' must be one of ${PRIORITIES.join(', ')}.`);
  else if (priority !== 'normal' && !queue.priorities) problems.push("'priority' must be normal: this queue hands requests out in its own order.");
  if (problems.length > 0) throw new HttpError(422, 'not_a_submission', problems.join(' '));
  return { id: randomUUID(), payload: body.payload, metadata: body.metadata ?? {}, priority, submitted_at: new Date().toISOString() };
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
