// SPDX-License-Identifier: Apache-2.0
import { hostname } from 'node:os';
import mqtt from 'mqtt';
import { QueueUnavailableError, reasonOf } from '../errors.js';
import { StateTable, Status, stateOf } from '../states.js';

const NO_MATCHING_SUBSCRIBERS = 0x10;
const PUBLISH_TIMEOUT_MS = 10_000;

/**
 * MQTT 5: workers share one subscription, so that each request goes to one of them. States are retained messages that the
 * broker drops when their time has passed, so that every gateway knows every request, one that was just started too.
 *
 * A broker keeps nothing for workers that are not there, so a request without one is refused; and it gives a request that a
 * dying worker held to nobody else, so that one stays in PROCESSING. Where that matters, use another queue.
 */
class MqttQueue {
  priorities = false;
  #client;
  #settings;
  #log;
  #states;
  #requests;
  #responses;
  #unheard = new Set();

  constructor(client, settings, log) {
    this.#client = client;
    this.#settings = settings;
    this.#log = log;
    this.#states = new StateTable(settings.cache);
    this.#requests = settings.queue.requestQueueName;
    this.#responses = settings.queue.responseQueueName;
    // The library's publish does not tell the acknowledgement's reason, so that it is taken from the wire.
    client.on('packetreceive', ({ cmd, messageId, reasonCode }) => {
      if (cmd === 'puback' && reasonCode === NO_MATCHING_SUBSCRIBERS) this.#unheard.add(messageId);
    });
  }

  /** Listens for states. A subscription brings the retained ones at once. */
  async watch() {
    this.#client.on('message', (topic, payload) => {
      const state = parse(payload);
      if (state && topic === `${this.#responses}/${state.id}`) this.#states.put(state);
    });
    await this.#client.subscribeAsync(`${this.#responses}/+`, { qos: 1 });
  }

  async submit(request) {
    const pending = stateOf(request, Status.PENDING);
    await this.report(request, pending);
    const heard = await this.#publish(this.#requests, JSON.stringify(request), { qos: 1 });
    if (heard) return;
    this.#states.delete(request.id);
    await this.#publish(`${this.#responses}/${request.id}`, '', { qos: 1, retain: true });
    throw new QueueUnavailableError(`No worker is subscribed to '${this.#requests}', and an MQTT broker keeps nothing for later.`);
  }

  async report(_request, state) {
    this.#states.put(state);
    await this.#publish(`${this.#responses}/${state.id}`, JSON.stringify(state), {
      qos: 1,
      retain: true,
      properties: { messageExpiryInterval: this.#settings.cache.ttlSeconds },
    });
  }

  async find(id) {
    return this.#states.find(id);
  }

  async check() {
    if (!this.#client.connected) throw new QueueUnavailableError(`The MQTT broker at ${describe(this.#settings)} is not connected.`);
  }

  /** A connection takes one request after the other and acknowledges each when it is done, so as many connections as requests at once. */
  async consume(deliver) {
    const underWay = new Set();
    const consumers = [];
    for (let number = 1; number <= this.#settings.worker.concurrency; number++) {
      const consumer = await connect(this.#settings, this.#log, `worker-${number}`);
      consumer.handleMessage = (packet, acknowledge) => {
        const done = this.#handle(packet, deliver).then(() => underWay.delete(done)).then(() => acknowledge());
        underWay.add(done);
      };
      await consumer.subscribeAsync(`$share/openhqm-workers/${this.#requests}`, { qos: 1 });
      consumers.push(consumer);
    }
    return async () => {
      const connected = consumers.filter((consumer) => consumer.connected);
      await Promise.all(connected.map((consumer) => consumer.unsubscribeAsync(`$share/openhqm-workers/${this.#requests}`).catch(() => {})));
      await Promise.all(underWay);
      await Promise.all(consumers.map((consumer) => consumer.endAsync(true)));
    };
  }

  async close() {
    await this.#client.endAsync(!this.#client.connected);
  }

  async #handle({ payload }, deliver) {
    const request = parse(payload);
    if (!request) return this.#log.error('dropped a message that is not a request', { topic: this.#requests });
    return deliver(request).catch((error) => {
      this.#log.error('a request is lost: its state cannot be reported', { correlation_id: request.id, reason: reasonOf(error) });
    });
  }

  /** Resolves when the broker has the message: to true if anybody was there to hear it. */
  async #publish(topic, payload, options) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no acknowledgement within ${PUBLISH_TIMEOUT_MS / 1000} s`)), PUBLISH_TIMEOUT_MS);
    });
    try {
      const { messageId } = await Promise.race([this.#client.publishAsync(topic, payload, options), late]);
      return !this.#unheard.delete(messageId);
    } catch (error) {
      throw new QueueUnavailableError(`The MQTT broker did not take a message: ${reasonOf(error)}.`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}

function parse(payload) {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return null;
  }
}

export function describe({ queue }) {
  return `${queue.mqttTls === 'true' ? 'mqtts' : 'mqtt'}://${queue.mqttBrokerHost}:${queue.mqttBrokerPort}`;
}

/** Resolves when connected; rejects with the broker's or the network's reason. Once connected, a connection is kept up. */
async function connect(settings, log, purpose) {
  const { queue } = settings;
  const client = mqtt.connect(describe(settings), {
    protocolVersion: 5,
    clientId: `openhqm-${hostname()}-${process.pid}-${Math.random().toString(36).slice(2, 8)}-${purpose}`,
    username: queue.mqttUsername ?? undefined,
    password: queue.mqttPassword ?? undefined,
    connectTimeout: queue.connectTimeoutSeconds * 1000,
    reconnectPeriod: 1000,
    queueQoSZero: false,
  });
  // Every message here is small and somebody waits for it: none is held back until the one before is acknowledged.
  client.on('connect', () => client.stream.setNoDelay?.(true));
  await new Promise((resolve, reject) => {
    client.once('connect', resolve);
    client.once('error', reject);
  }).catch((error) => {
    client.end(true);
    throw error;
  });
  client.on('error', (error) => log.warn('the connection to the MQTT broker has trouble', { purpose, reason: reasonOf(error) }));
  client.on('offline', () => log.warn('the connection to the MQTT broker is down', { purpose }));
  return client;
}

export async function open(settings, log) {
  const client = await connect(settings, log, 'gateway');
  const queue = new MqttQueue(client, settings, log);
  if (settings.role !== 'worker') await queue.watch();
  return queue;
}
