// SPDX-License-Identifier: Apache-2.0

/** The queue cannot be reached or did not take a message: the outside world, worth a retry. */
export class QueueUnavailableError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = 'QueueUnavailableError';
  }
}

/** The innermost reason of an error: client libraries wrap a refused connection in several layers, some with an empty message. */
export function reasonOf(error) {
  const inner = error?.errors?.[0] ?? error?.cause;
  if (inner && inner !== error) return reasonOf(inner);
  return error?.message || error?.code || String(error);
}
