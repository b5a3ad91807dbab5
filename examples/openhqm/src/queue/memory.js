// SPDX-License-Identifier: Apache-2.0
import { Status, StateTable, stateOf } from '../states.js';
import { Slots } from '../slots.js';
import { PRIORITIES } from './priorities.js';

/** A queue inside the process: for trying things out, and for tests. What it holds is gone when the process ends. */
class MemoryQueue {
  priorities = true;
  #waiting = new Map(PRIORITIES.map((priority) => [priority, []]));
  #states;
  #concurrency;
  #wake = () => {};

  constructor({ cache, worker }) {
    this.#states = new StateTable(cache);
    this.#concurrency = worker.concurrency;
  }

  async submit(request) {
    this.#states.put(stateOf(request, Status.PENDING));
    this.#waiting.get(request.priority).push(request);
    this.#wake();
  }

  async consume(deliver) {
    const slots = new Slots(this.#concurrency);
    let stopping = false;
    const loop = async () => {
      for (;;) {
        await slots.wait();
        if (stopping) return;
        const request = this.#next();
        if (request) {
          slots.start(() => deliver(request).catch(() => this.#waiting.get(request.priority).push(request)));
        } else {
          await new Promise((resolve) => (this.#wake = resolve));
        }
      }
    };
    const running = loop();
    return async () => {
      stopping = true;
      this.#wake();
      await running;
      await slots.drained();
    };
  }

  async report(_request, state) {
    this.#states.put(state);
  }

  async find(id) {
    return this.#states.find(id);
  }

  async check() {}

  async close() {}

  #next() {
    for (const requests of this.#waiting.values()) {
      if (requests.length > 0) return requests.shift();
    }
    return undefined;
  }
}

export function describe() {
  return 'this process';
}

export async function open(settings) {
  return new MemoryQueue(settings);
}
