// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { PubSub } from '@google-cloud/pubsub';
import { QueueUnavailableError, reasonOf } from '../errors.js';
import { StateTable, Status, stateOf } from '../states.js';

const DAY_SECONDS = 86_400;

/**
 * Pub/Sub: workers share one subscription of the request topic. States go to a topic of their own, and every gateway has its
 * own subscription of that: one that is named, or one that it makes at start and deletes at its end.
 */
class PubSubQueue {
  priorities = false;
  #pubsub;
  #settings;
  #log;
  #states;
  #requests;
  #responses;
  #watched;

  constructor(pubsub, settings, log) {
    this.#pubsub = pubsub;
    this.#settings = settings;
    this.#log = log;
    this.#states = new StateTable(settings.cache);
    this.#requests = pubsub.topic(settings.queue.requestQueueName);
    this.#responses = pubsub.topic(settings.queue.responseQueueName);
  }

  async connect() {
    const { queue, role } = this.#settings;
    await this.#requests.get({ autoCreate: true });
    await this.#responses.get({ autoCreate: true });
    await this.#requests.subscription(queue.gcpSubscription).get({ autoCreate: true });
    if (role !== 'worker') this.#watched = await this.#watch(queue.gcpResponseSubscription);
  }

  async submit(request) {
    const pending = stateOf(request, Status.PENDING);
    this.#states.put(pending);
    try {
      await this.#publish(this.#requests, request);
    } catch (error) {
      this.#states.delete(request.id);
      throw error;
    }
    await this.report(request, pending);
  }

  async report(_request, state) {
    await this.#publish(this.#responses, state);
    this.#states.put(state);
  }

  async find(id) {
    return this.#states.find(id);
  }

  async check() {
    try {
      await this.#requests.getMetadata({ timeout: 5000 });
    } catch (error) {
      throw new QueueUnavailableError(`Pub/Sub did not answer: ${reasonOf(error)}.`, { cause: error });
    }
  }

  async consume(deliver) {
    const subscription = this.#pubsub.subscription(this.#settings.queue.gcpSubscription, {
      flowControl: { maxMessages: this.#settings.worker.concurrency, allowExcessMessages: false },
    });
    const underWay = this.#listen(subscription, deliver);
    return async () => {
      subscription.removeAllListeners('message');
      await Promise.all(underWay);
      await subscription.close();
    };
  }

  async close() {
    await this.#watched?.close();
    if (this.#watched && !this.#settings.queue.gcpResponseSubscription) await this.#watched.delete().catch(() => {}); // It expires by itself, only later.
    await this.#pubsub.close();
  }

  async #watch(named) {
    const subscription = named
      ? this.#pubsub.subscription(named)
      : (
          await this.#responses.createSubscription(`${this.#settings.queue.responseQueueName}-${randomUUID()}`, {
            expirationPolicy: { ttl: { seconds: DAY_SECONDS } },
          })
        )[0];
    this.#listen(subscription, async (state) => this.#states.put(state));
    return subscription;
  }

  /** Acknowledges a message when it has been handled, else gives it back. */
  #listen(subscription, handle) {
    const underWay = new Set();
    subscription.on('error', (error) => this.#log.error('cannot read from Pub/Sub', { subscription: subscription.name, reason: reasonOf(error) }));
    subscription.on('message', (message) => {
      const done = this.#handle(message, handle).finally(() => underWay.delete(done));
      underWay.add(done);
    });
    return underWay;
  }

  async #handle(message, handle) {
    try {
      const content = parse(message.data);
      if (content) await handle(content);
      else this.#log.error('dropped a message that is not JSON', { message: message.id });
      message.ack();
    } catch (error) {
      this.#log.warn('a message will be tried again', { message: message.id, reason: reasonOf(error) });
      message.nack();
    }
  }

  async #publish(topic, content) {
    try {
      await topic.publishMessage({ json: content });
    } catch (error) {
      throw new QueueUnavailableError(`Pub/Sub did not take a message: ${reasonOf(error)}.`, { cause: error });
    }
  }
}

function parse(data) {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return null;
  }
}

export function describe({ queue }) {
  const host = process.env.PUBSUB_EMULATOR_HOST ?? 'pubsub.googleapis.com';
  return `${host}, project '${queue.gcpProject}'`;
}

export async function open(settings, log) {
  const pubsub = new PubSub({ projectId: settings.queue.gcpProject });
  const queue = new PubSubQueue(pubsub, settings, log);
  try {
    await queue.connect();
  } catch (error) {
    await pubsub.close().catch(() => {}); // The first error is the one to tell.
    throw error;
  }
  return queue;
}
