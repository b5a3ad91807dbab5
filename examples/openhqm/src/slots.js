// SPDX-License-Identifier: Apache-2.0

/** Runs tasks, at most `limit` at once. Whoever starts one waits for a free slot first. */
export class Slots {
  #limit;
  #running = new Set();

  constructor(limit) {
    this.#limit = limit;
  }

  get free() {
    return this.#limit - this.#running.size;
  }

  /** Resolves when a slot is free. */
  async wait() {
    while (this.free <= 0) await Promise.race(this.#running);
  }

  /** Starts a task. A rejection is the task's own to handle: it is swallowed here. */
  start(task) {
    const run = Promise.resolve()
      .then(task)
      .catch(() => {})
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  /** Resolves when nothing runs any more. */
  async drained() {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
