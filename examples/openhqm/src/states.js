// SPDX-License-Identifier: Apache-2.0

/** What becomes of a request. The order is the order of its life. */
export const Status = Object.freeze({ PENDING: 'PENDING', PROCESSING: 'PROCESSING', COMPLETED: 'COMPLETED', FAILED: 'FAILED' });

const RANK = { PENDING: 0, PROCESSING: 1, COMPLETED: 2, FAILED: 2 };

/**
 * The state of a request, as it is kept and as it travels:
 * `{ id, status, submitted_at, updated_at, result?, error? }`, times in ISO 8601.
 */
export function stateOf(request, status, outcome = {}) {
  return { id: request.id, status, submitted_at: request.submitted_at, updated_at: new Date().toISOString(), ...outcome };
}

export function isFinal(state) {
  return RANK[state.status] === RANK.COMPLETED;
}

/**
 * Remembers states in memory, for queues that have no store of their own.
 * A state goes when its time to live has passed, and the oldest goes when there is no room.
 */
export class StateTable {
  #states = new Map();
  #ttl;
  #limit;
  #now;

  constructor({ ttlSeconds, maxEntries }, now = Date.now) {
    this.#ttl = ttlSeconds * 1000;
    this.#limit = maxEntries;
    this.#now = now;
  }

  /** Records a state, unless a later one is known already: messages may come twice and out of order. */
  put(state) {
    const known = this.#fresh(state.id);
    if (known && RANK[known.status] > RANK[state.status]) return;
    this.#states.delete(state.id);
    this.#states.set(state.id, { state, until: this.#now() + this.#ttl });
    this.#shrink();
  }

  find(id) {
    return this.#fresh(id) ?? null;
  }

  delete(id) {
    this.#states.delete(id);
  }

  #fresh(id) {
    const entry = this.#states.get(id);
    return entry && entry.until > this.#now() ? entry.state : undefined;
  }

  /** The map is in order of writing, so that what is stale or too much stands at its front. */
  #shrink() {
    for (const [id, { until }] of this.#states) {
      if (until > this.#now() && this.#states.size <= this.#limit) return;
      this.#states.delete(id);
    }
  }
}
