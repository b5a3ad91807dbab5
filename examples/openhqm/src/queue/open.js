// SPDX-License-Identifier: Apache-2.0
import { SettingsError } from '../settings.js';
import { QueueUnavailableError, reasonOf } from '../errors.js';
import { redactUrl } from '../redact.js';

const RETRY_MS = 1000;

/**
 * What every queue is:
 *
 * - `priorities`          whether requests of higher priority overtake others; a gateway refuses a priority elsewhere
 * - `submit(request)`     puts `{ id, payload, metadata, priority, submitted_at }` on the queue, in state PENDING
 * - `consume(deliver)`    starts taking requests, several at once; one is acknowledged when `deliver(request)` has resolved,
 *                         and left for another try when it rejects. Gives `stop()`, which resolves when nothing is under way any more
 * - `report(request, state)`  makes a request's state known to every gateway
 * - `find(id)`            the state of a request, or null when it is unknown
 * - `check()`             resolves when the queue can be reached, and rejects with the reason when it can't
 * - `close()`             lets go of every connection
 *
 * Its module exports `open(settings, log)`, and `describe(settings)`: where the queue is, without a password.
 */
const MODULES = {
  memory: { path: './memory.js' },
  redis: { path: './redis.js', variant: 'redis' },
  kafka: { path: './kafka.js', variant: 'kafka' },
  sqs: { path: './sqs.js', variant: 'sqs' },
  azure_eventhubs: { path: './azure-eventhubs.js', variant: 'azure' },
  gcp_pubsub: { path: './gcp-pubsub.js', variant: 'gcp' },
  mqtt: { path: './mqtt.js', variant: 'mqtt' },
  custom: { path: './custom.js' },
};

/**
 * Opens the queue that the settings name; one that cannot be reached yet is tried again until the connect timeout has passed.
 * @throws {SettingsError} when this image does not hold the client library
 * @throws {QueueUnavailableError} when the queue cannot be reached in time
 */
export async function openQueue(settings, log) {
  const { type } = settings.queue;
  const module = await load(type, settings.queueBackend);
  const where = redactUrl(module.describe(settings));
  log.info('connecting to the queue', { queue: type, where });
  const until = Date.now() + settings.queue.connectTimeoutSeconds * 1000;
  for (;;) {
    try {
      return await before(until, module.open(settings, log));
    } catch (error) {
      if (error instanceof SettingsError) throw error;
      if (Date.now() + RETRY_MS >= until) {
        const waited = `${settings.queue.connectTimeoutSeconds} s (OPENHQM_QUEUE__CONNECT_TIMEOUT_SECONDS)`;
        throw new QueueUnavailableError(`Cannot reach the ${type} queue at ${where} within ${waited}: ${reasonOf(error)}.`, { cause: error });
      }
      log.warn('cannot reach the queue yet', { queue: type, where, reason: reasonOf(error) });
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function load(type, imageVariant) {
  const { path, variant } = MODULES[type];
  try {
    return await import(path);
  } catch (error) {
    const missing = error.code === 'ERR_MODULE_NOT_FOUND' && /Cannot find package '([^']+)'/.exec(error.message)?.[1];
    if (!missing) throw error;
    throw new SettingsError([
      `OPENHQM_QUEUE__TYPE=${type} needs the package ${missing}, which this image (variant '${imageVariant}') does not hold. ` +
        `Use the image variant '${variant}' (openhqm:latest-${variant}) or 'all' (openhqm:latest), or build one with several (QUEUE_BACKEND=redis,mqtt).`,
    ]);
  }
}

/** Rejects when `opening` takes too long; what comes of it afterwards is closed. */
async function before(until, opening) {
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), Math.max(0, until - Date.now()));
  });
  try {
    return await Promise.race([opening, timeout]);
  } catch (error) {
    opening.then((queue) => queue.close()).catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
