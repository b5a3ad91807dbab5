// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import { QueueUnavailableError, reasonOf } from '../errors.js';
import { StateTable, Status, stateOf } from '../states.js';

const HEARTBEAT_MS = 3000;

/**
 * Kafka: workers are one consumer group on the request topic. States go to a topic of their own, which every gateway
 * reads in full, as a group of its own: so each knows what became of a request from the moment it started.
 */
class KafkaQueue {
  priorities = false;
  #kafka;
  #admin;
  #producer;
  #watcher;
  #watcherGroup = `openhqm-gateway-${randomUUID()}`;
  #settings;
  #log;
  #states;

  constructor(kafka, settings, log) {
    this.#kafka = kafka;
    this.#settings = settings;
    this.#log = log;
    this.#states = new StateTable(settings.cache);
    this.#admin = kafka.admin();
    this.#producer = kafka.producer({ allowAutoTopicCreation: false, createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  }

  async connect() {
    const { requestQueueName, responseQueueName } = this.#settings.queue;
    await this.#admin.connect();
    await this.#createMissing([requestQueueName, responseQueueName]);
    await this.#producer.connect();
    if (this.#settings.role !== 'worker') await this.#watch(responseQueueName);
  }

  async submit(request) {
    const pending = stateOf(request, Status.PENDING);
    this.#states.put(pending);
    try {
      await this.#send(this.#settings.queue.requestQueueName, request);
    } catch (error) {
      this.#states.delete(request.id);
      throw error;
    }
    await this.report(request, pending);
  }

  async report(_request, state) {
    await this.#send(this.#settings.queue.responseQueueName, state);
    this.#states.put(state);
  }

  async find(id) {
    return this.#states.find(id);
  }

  async check() {
    await this.#ask(() => this.#admin.describeCluster());
  }

  async consume(deliver) {
    const { kafkaConsumerGroup, requestQueueName } = this.#settings.queue;
    const consumer = this.#kafka.consumer({ groupId: kafkaConsumerGroup });
    await consumer.connect();
    await consumer.subscribe({ topic: requestQueueName, fromBeginning: true });
    await consumer.run({
      partitionsConsumedConcurrently: this.#settings.worker.concurrency,
      eachMessage: ({ message, heartbeat }) => this.#handle(message, heartbeat, deliver),
    });
    return async () => {
      await consumer.stop();
      await consumer.disconnect();
    };
  }

  async close() {
    await this.#watcher?.disconnect();
    if (this.#watcher) await this.#admin.deleteGroups([this.#watcherGroup]).catch(() => {}); // Kafka forgets it by itself, only later.
    await this.#producer.disconnect();
    await this.#admin.disconnect();
  }

  /** Many a cluster lets nobody create topics, so that those which are there are not asked for. */
  async #createMissing(names) {
    const there = await this.#admin.listTopics();
    const topics = names.filter((name) => !there.includes(name)).map((topic) => ({ topic }));
    if (topics.length > 0) await this.#admin.createTopics({ topics, waitForLeaders: true });
  }

  /** Starts to read states, and resolves when the group has its place in the topic: a state after that is not missed. */
  async #watch(topic) {
    this.#watcher = this.#kafka.consumer({ groupId: this.#watcherGroup });
    await this.#watcher.connect();
    await this.#watcher.subscribe({ topic, fromBeginning: false });
    const joined = new Promise((resolve) => this.#watcher.on(this.#watcher.events.GROUP_JOIN, resolve));
    await this.#watcher.run({
      eachMessage: async ({ message }) => {
        const state = parse(message.value);
        if (state) this.#states.put(state);
      },
    });
    await joined;
  }

  /** The group takes a consumer for dead when it hears nothing, however long a request lasts. */
  async #handle(message, heartbeat, deliver) {
    const request = parse(message.value);
    if (!request) return this.#log.error('dropped a message that is not a request', { offset: message.offset });
    const beat = setInterval(() => heartbeat().catch(() => {}), HEARTBEAT_MS);
    try {
      return await deliver(request);
    } finally {
      clearInterval(beat);
    }
  }

  async #send(topic, { id, ...rest }) {
    await this.#ask(() => this.#producer.send({ topic, messages: [{ key: id, value: JSON.stringify({ id, ...rest }) }] }));
  }

  async #ask(command) {
    try {
      return await command();
    } catch (error) {
      throw new QueueUnavailableError(`Kafka did not answer: ${reasonOf(error)}.`, { cause: error });
    }
  }
}

function parse(value) {
  try {
    return JSON.parse(value.toString('utf8'));
  } catch {
    return null;
  }
}

export function describe({ queue }) {
  return queue.kafkaBrokers.join(',');
}

export async function open(settings, log) {
  const kafka = new kafkajs.Kafka({
    clientId: 'openhqm',
    brokers: settings.queue.kafkaBrokers,
    retry: { retries: 3, initialRetryTime: 200 },
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => ({ label, log: { message, error } }) => log[label === 'WARN' ? 'warn' : 'error'](`kafkajs: ${message}`, { reason: error }),
  });
  const queue = new KafkaQueue(kafka, settings, log);
  try {
    await queue.connect();
  } catch (error) {
    await queue.close().catch(() => {}); // The first error is the one to tell.
    throw error;
  }
  return queue;
}
