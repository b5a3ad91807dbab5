// SPDX-License-Identifier: Apache-2.0
import { Status, isFinal, stateOf } from './states.js';
import { reasonOf } from './errors.js';

/**
 * Takes requests from a queue, handles each, and reports what became of it.
 * @param {(request: object, signal: AbortSignal) => Promise<unknown>} handle gives the result; an error with `final: true` is not tried again
 * @returns {Promise<() => Promise<void>>} stop: resolves when the requests under way are done
 */
export async function startWorker(queue, handle, { worker }, log) {
  const deliver = async (request) => {
    const known = await queue.find(request.id);
    if (known && isFinal(known)) return; // It came twice, and the first time was enough.
    await queue.report(request, stateOf(request, Status.PROCESSING));
    const started = Date.now();
    const state = await outcome(request);
    await queue.report(request, state);
    log.info('request handled', { correlation_id: request.id, status: state.status, milliseconds: Date.now() - started });
  };

  const outcome = async (request) => {
    for (let attempt = 0; ; attempt++) {
      try {
        const result = await attemptOnce(request);
        return stateOf(request, Status.COMPLETED, { result: result ?? null });
      } catch (error) {
        const reason = reasonOf(error);
        if (error.final || attempt >= worker.maxRetries) return stateOf(request, Status.FAILED, { error: reason });
        log.warn('a try was in vain', { correlation_id: request.id, attempt: attempt + 1, reason });
        await new Promise((resolve) => setTimeout(resolve, worker.retryDelayMs * 2 ** attempt));
      }
    }
  };

  const attemptOnce = async (request) => {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(new Error(`no answer within ${worker.timeoutSeconds} s`)), worker.timeoutSeconds * 1000);
    try {
      return await handle(request, timeout.signal);
    } catch (error) {
      throw timeout.signal.aborted ? timeout.signal.reason : error;
    } finally {
      clearTimeout(timer);
    }
  };

  return queue.consume(deliver);
}
