// SPDX-License-Identifier: Apache-2.0
import { EventHubConsumerClient, EventHubProducerClient } from '@azure/event-hubs';
import { QueueUnavailableError, reasonOf } from '../errors.js';
import { StateTable, Status, stateOf } from '../states.js';

const RETRY_MS = 1000;

/**
 * Event Hubs: one hub carries requests, another states, which every gateway reads in full. Readers take what comes after
 * their own start: there is no store of checkpoints. An event goes to every reader of a consumer group, so that several
 * workers need to divide the partitions by OPENHQM_QUEUE__AZURE_EVENTHUBS_PARTITIONS.
 */
class EventHubsQueue {
  priorities = false;
  #settings;
  #log;
  #states;
  #requests;
  #responses;
  #watcher;
  #started = new Date();
  #stopWatching = async () => {};

  constructor(settings, log) {
    const { azureEventhubsConnectionString: connection, requestQueueName, responseQueueName } = settings.queue;
    this.#settings = settings;
    this.#log = log;
    this.#states = new StateTable(settings.cache);
    const options = { retryOptions: { maxRetries: 2, retryDelayInMs: RETRY_MS } };
    this.#requests = new EventHubProducerClient(connection, requestQueueName, options);
    this.#responses = new EventHubProducerClient(connection, responseQueueName, options);
  }

  async connect() {
    await this.check();
    if (this.#settings.role === 'worker') return;
    this.#watcher = this.#consumer(this.#settings.queue.responseQueueName);
    this.#stopWatching = await this.#subscribe(this.#watcher, null, async (state) => this.#states.put(state));
  }

  async submit(request) {
    const pending = stateOf(request, Status.PENDING);
    this.#states.put(pending);
    try {
      await this.#send(this.#requests, request);
    } catch (error) {
      this.#states.delete(request.id);
      throw error;
    }
    await this.report(request, pending);
  }

  async report(_request, state) {
    await this.#send(this.#responses, state);
    this.#states.put(state);
  }

  async find(id) {
    return this.#states.find(id);
  }

  async check() {
    try {
      await this.#requests.getEventHubProperties();
    } catch (error) {
      throw new QueueUnavailableError(`Event Hubs did not answer: ${reasonOf(error)}.`, { cause: error });
    }
  }

  async consume(deliver) {
    const { requestQueueName, azureEventhubsPartitions } = this.#settings.queue;
    const consumer = this.#consumer(requestQueueName);
    const stop = await this.#subscribe(consumer, azureEventhubsPartitions, deliver);
    return async () => {
      await stop();
      await consumer.close();
    };
  }

  async close() {
    await this.#stopWatching();
    await Promise.all([this.#watcher?.close(), this.#requests.close(), this.#responses.close()]);
  }

  #consumer(hub) {
    const { azureEventhubsConsumerGroup: group, azureEventhubsConnectionString: connection } = this.#settings.queue;
    return new EventHubConsumerClient(group, connection, hub);
  }

  /** Hands events over, from all partitions or from those named. Within a partition a batch ends before the next one comes. */
  async #subscribe(consumer, partitions, handle) {
    let stopping = false;
    const underWay = new Set();
    const retried = async (content) => {
      for (;;) {
        try {
          return await handle(content);
        } catch (error) {
          this.#log.warn('an event will be tried again', { correlation_id: content.id, reason: reasonOf(error) });
          if (stopping) return undefined;
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        }
      }
    };
    const handlers = {
      processEvents: async (events) => {
        const batch = Promise.all(events.map(({ body }) => retried(body)));
        underWay.add(batch);
        await batch.finally(() => underWay.delete(batch));
      },
      processError: async (error, { partitionId }) => {
        this.#log.warn('cannot read from Event Hubs', { partition: partitionId, reason: reasonOf(error) });
      },
    };
    const options = { startPosition: { enqueuedOn: this.#started }, maxBatchSize: this.#settings.worker.concurrency, maxWaitTimeInSeconds: 1 };
    const subscriptions = partitions
      ? partitions.map((partition) => consumer.subscribe(partition, handlers, options))
      : [consumer.subscribe(handlers, options)];
    return async () => {
      stopping = true;
      await Promise.all(underWay);
      await Promise.all(subscriptions.map((subscription) => subscription.close()));
    };
  }

  async #send(producer, content) {
    try {
      await producer.sendBatch([{ body: content, messageId: content.id, contentType: 'application/json' }], { partitionKey: content.id });
    } catch (error) {
      throw new QueueUnavailableError(`Event Hubs did not take an event: ${reasonOf(error)}.`, { cause: error });
    }
  }
}

export function describe({ queue }) {
  return /Endpoint=([^;]+)/i.exec(queue.azureEventhubsConnectionString)?.[1] ?? 'an unknown endpoint';
}

export async function open(settings, log) {
  const queue = new EventHubsQueue(settings, log);
  try {
    await queue.connect();
  } catch (error) {
    await queue.close().catch(() => {}); // The first error is the one to tell.
    throw error;
  }
  return queue;
}
