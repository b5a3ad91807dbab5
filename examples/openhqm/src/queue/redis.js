// SPDX-License-Identifier: Apache-2.0
import { hostname } from 'node:os';
import { Redis } from 'ioredis';
import { QueueUnavailableError, reasonOf } from '../errors.js';
import { Slots } from '../slots.js';
import { Status, stateOf } from '../states.js';
import { PRIORITIES } from './priorities.js';

const GROUP = 'openhqm-workers';
const BLOCK_MS = 1000;
const CLAIM_EVERY_MS = 15_000;

/**
 * Redis Streams: one stream a priority, read by one consumer group, so that each request goes to one worker and stays
 * pending until it is acknowledged. States are keys of their own, which Redis itself drops when their time has passed.
 */
class RedisQueue {
  priorities = true;
  #redis;
  #log;
  #streams;
  #prefix;
  #ttl;
  #concurrency;
  #claimAfterMs;

  constructor(redis, { queue, cache, worker }, log) {
    this.#redis = redis;
    this.#log = log;
    this.#streams = PRIORITIES.map((priority) => `${queue.requestQueueName}:${priority}`);
    this.#prefix = `${queue.responseQueueName}:`;
    this.#ttl = cache.ttlSeconds;
    this.#concurrency = worker.concurrency;
    this.#claimAfterMs = longestDeliveryMs(worker);
  }

  async submit(request) {
    const stream = this.#streams[PRIORITIES.indexOf(request.priority)];
    await this.#atomically((multi) =>
      this.#set(multi, stateOf(request, Status.PENDING)).xadd(stream, '*', 'request', JSON.stringify(request)),
    );
  }

  async report(_request, state) {
    await this.#atomically((multi) => this.#set(multi, state));
  }

  async find(id) {
    const text = await this.#ask(() => this.#redis.get(this.#prefix + id));
    return text === null ? null : JSON.parse(text);
  }

  async check() {
    await this.#ask(() => this.#redis.ping());
  }

  /** Reads on a connection of its own, because a blocking read holds up everything behind it. No retries: the loop is the retry. */
  async consume(deliver) {
    const reader = this.#redis.duplicate({ maxRetriesPerRequest: 0 });
    reader.on('error', () => {}); // The main connection has the same trouble and logs it.
    const consumer = `${hostname()}-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
    const slots = new Slots(this.#concurrency);
    let stopping = false;
    let claimAt = 0;
    const loop = async () => {
      while (!stopping) {
        await slots.wait();
        try {
          if (Date.now() >= claimAt) {
            claimAt = Date.now() + CLAIM_EVERY_MS;
            for (const entry of await this.#abandoned(reader, consumer, slots.free)) slots.start(() => this.#handle(entry, deliver));
            continue;
          }
          for (const entry of await this.#read(reader, consumer, slots.free)) slots.start(() => this.#handle(entry, deliver));
        } catch (error) {
          if (stopping) return;
          await this.#recover(error, reader);
        }
      }
    };
    await this.#createGroups(reader);
    const running = loop();
    return async () => {
      stopping = true;
      // A Redis that fell silent would hold up the read for ever. One that is being connected to again must not be
      // cut off: ioredis would then never answer what waits for the connection.
      const tooLate = setTimeout(() => reader.status === 'ready' && reader.disconnect(), 2 * BLOCK_MS);
      await running;
      await slots.drained();
      clearTimeout(tooLate);
      reader.disconnect();
    };
  }

  async close() {
    await this.#redis.quit().catch(() => this.#redis.disconnect());
  }

  /** New entries, those of high priority first. Blocks only when no stream has any, so that a low one never takes a slot early. */
  async #read(reader, consumer, free) {
    const entries = [];
    for (const stream of this.#streams) {
      const count = free - entries.length;
      if (count <= 0) break;
      entries.push(...entriesOf(await reader.xreadgroup('GROUP', GROUP, consumer, 'COUNT', count, 'STREAMS', stream, '>')));
    }
    if (entries.length > 0) return entries;
    const streams = this.#streams;
    return entriesOf(
      await reader.xreadgroup('GROUP', GROUP, consumer, 'COUNT', 1, 'BLOCK', BLOCK_MS, 'STREAMS', ...streams, ...streams.map(() => '>')),
    );
  }

  /** Entries that a worker took and never acknowledged for longer than any delivery lasts: it is gone. */
  async #abandoned(reader, consumer, free) {
    const entries = [];
    for (const stream of this.#streams) {
      const count = free - entries.length;
      if (count <= 0) break;
      const [, claimed] = await reader.xautoclaim(stream, GROUP, consumer, this.#claimAfterMs, '0-0', 'COUNT', count);
      entries.push(...entriesOf([[stream, claimed]]));
    }
    return entries;
  }

  async #handle({ stream, entryId, request }, deliver) {
    try {
      if (request) await deliver(request);
      else this.#log.error('dropped an entry that is not a request', { stream, entry: entryId });
      await this.#atomically((multi) => multi.xack(stream, GROUP, entryId).xdel(stream, entryId));
    } catch (error) {
      this.#log.warn('a request stays pending and will be tried again', { correlation_id: request?.id, reason: reasonOf(error) });
    }
  }

  /** A Redis that was restarted without its data has lost the groups: they are made again. Else waits a little. */
  async #recover(error, reader) {
    if (/^NOGROUP/.test(error.message)) {
      await this.#createGroups(reader).catch(() => {});
      return;
    }
    this.#log.warn('cannot read from Redis', { reason: reasonOf(error) });
    await new Promise((resolve) => setTimeout(resolve, BLOCK_MS));
  }

  async #createGroups(reader) {
    for (const stream of this.#streams) {
      await reader.xgroup('CREATE', stream, GROUP, '0', 'MKSTREAM').catch((error) => {
        if (!/^BUSYGROUP/.test(error.message)) throw error;
      });
    }
  }

  #set(multi, state) {
    return multi.set(this.#prefix + state.id, JSON.stringify(state), 'EX', this.#ttl);
  }

  async #atomically(build) {
    const replies = await this.#ask(() => build(this.#redis.multi()).exec());
    const failed = replies.find(([error]) => error);
    if (failed) throw new QueueUnavailableError(`Redis did not take a command: ${failed[0].message}.`, { cause: failed[0] });
  }

  async #ask(command) {
    try {
      return await command();
    } catch (error) {
      throw new QueueUnavailableError(`Redis did not answer: ${reasonOf(error)}.`, { cause: error });
    }
  }
}

/** After this long a delivery is over in any case: every try took its full time, and every pause between them too. */
function longestDeliveryMs({ timeoutSeconds, maxRetries, retryDelayMs }) {
  return (maxRetries + 1) * timeoutSeconds * 1000 + retryDelayMs * 2 ** maxRetries + 10_000;
}

function entriesOf(reply) {
  return (reply ?? []).flatMap(([stream, entries]) =>
    entries.filter(([, fields]) => fields).map(([entryId, fields]) => ({ stream, entryId, request: parse(fields[1]) })),
  );
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function describe({ queue }) {
  return queue.redisUrl;
}

export async function open(settings, log) {
  const redis = new Redis(settings.queue.redisUrl, {
    maxRetriesPerRequest: 2,
    connectTimeout: settings.queue.connectTimeoutSeconds * 1000,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
  });
  let last = new Error('the connection was closed');
  redis.on('error', (error) => {
    last = error;
    log.warn('the connection to Redis has trouble', { reason: reasonOf(error) });
  });
  try {
    await redis.ping();
  } catch {
    redis.disconnect();
    throw last;
  }
  return new RedisQueue(redis, settings, log);
}
