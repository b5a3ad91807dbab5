// SPDX-License-Identifier: Apache-2.0
// A queue of one's own, as /app/src/queue/open.js describes one: here inside the process, by the package fastq.
import fastq from 'fastq';
import { Status, StateTable, stateOf } from '../states.js';

/** Opens the queue. What it holds is gone when the process ends. */
export async function open({ cache, worker }, log) {
  const states = new StateTable(cache);
  let deliver;
  const queue = fastq.promise((request) => deliver(request), worker.concurrency);
  queue.pause(); // Until somebody takes requests, they wait.

  const push = (request) =>
    queue.push(request).catch((error) => {
      log.warn('a request will be tried again', { correlation_id: request.id, reason: error.message });
      push(request);
    });

  return {
    priorities: false,
    async submit(request) {
      states.put(stateOf(request, Status.PENDING));
      push(request);
    },
    async consume(take) {
      deliver = take;
      queue.resume();
      return async () => {
        queue.pause();
        while (queue.running() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
      };
    },
    async report(_request, state) {
      states.put(state);
    },
    async find(id) {
      return states.find(id);
    },
    async check() {},
    async close() {
      queue.kill();
    },
  };
}
