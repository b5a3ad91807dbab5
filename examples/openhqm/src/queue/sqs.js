// SPDX-License-Identifier: Apache-2.0
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { QueueUnavailableError, reasonOf } from '../errors.js';
import { Slots } from '../slots.js';
import { StateTable, Status, stateOf } from '../states.js';

const WAIT_SECONDS = 20;
const MOST_AT_ONCE = 10;
const VISIBILITY_SECONDS = 60;
const RETRY_SECONDS = 5;

/**
 * SQS: requests are messages that stay invisible to other workers while one holds them. A gateway has a response queue of
 * its own and says in each request where to answer. Without one, gateway and worker must be this one process.
 */
class SqsQueue {
  priorities = false;
  #client;
  #settings;
  #log;
  #requestUrl;
  #responseUrl;
  #states;
  #stopWatching = async () => {};

  constructor(client, requestUrl, settings, log) {
    this.#client = client;
    this.#settings = settings;
    this.#log = log;
    this.#requestUrl = requestUrl;
    this.#responseUrl = settings.role === 'worker' ? null : settings.queue.sqsResponseQueueUrl; // A worker alone answers others only.
    this.#states = new StateTable(settings.cache);
    if (this.#responseUrl) {
      this.#stopWatching = this.#receive(this.#responseUrl, MOST_AT_ONCE, async (state) => this.#states.put(state));
    }
  }

  async submit(request) {
    this.#states.put(stateOf(request, Status.PENDING));
    try {
      await this.#sendTo(this.#requestUrl, { ...request, reply_to: this.#responseUrl ?? undefined });
    } catch (error) {
      this.#states.delete(request.id);
      throw error;
    }
  }

  async report(request, state) {
    if (request.reply_to && request.reply_to !== this.#responseUrl) await this.#sendTo(request.reply_to, state);
    else this.#states.put(state);
  }

  async find(id) {
    return this.#states.find(id);
  }

  async check() {
    await this.#send(new GetQueueAttributesCommand({ QueueUrl: this.#requestUrl, AttributeNames: ['QueueArn'] }));
  }

  async consume(deliver) {
    return this.#receive(this.#requestUrl, this.#settings.worker.concurrency, deliver);
  }

  async close() {
    await this.#stopWatching();
    this.#client.destroy();
  }

  /** Takes messages until `stop()` is called; each is deleted when `handle` has resolved. */
  #receive(url, limit, handle) {
    const slots = new Slots(limit);
    const stopping = new AbortController();
    const loop = async () => {
      for (;;) {
        await slots.wait();
        if (stopping.signal.aborted) return;
        try {
          for (const message of await this.#poll(url, slots.free, stopping.signal)) slots.start(() => this.#handle(url, message, handle));
        } catch (error) {
          if (stopping.signal.aborted) return;
          this.#log.warn('cannot receive from SQS', { queue: url, reason: reasonOf(error) });
          await new Promise((resolve) => setTimeout(resolve, 1000));
        }
      }
    };
    const running = loop();
    return async () => {
      stopping.abort();
      await running;
      await slots.drained();
    };
  }

  async #poll(url, free, abortSignal) {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(free, MOST_AT_ONCE),
        WaitTimeSeconds: WAIT_SECONDS,
        VisibilityTimeout: VISIBILITY_SECONDS,
      }),
      { abortSignal },
    );
    return Messages;
  }

  /** Keeps the message invisible for as long as the work lasts; work that fails shows it to others soon. */
  async #handle(url, { Body, ReceiptHandle }, handle) {
    const hide = (seconds) =>
      this.#client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: seconds })).catch(() => {});
    const renewal = setInterval(() => hide(VISIBILITY_SECONDS), (VISIBILITY_SECONDS / 2) * 1000);
    try {
      const content = parse(Body);
      if (content) await handle(content);
      else this.#log.error('dropped a message that is not JSON', { queue: url });
      await this.#send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    } catch (error) {
      this.#log.warn('a message will be tried again', { queue: url, reason: reasonOf(error) });
      await hide(RETRY_SECONDS);
    } finally {
      clearInterval(renewal);
    }
  }

  async #sendTo(url, content) {
    await this.#send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(content) }));
  }

  async #send(command) {
    try {
      return await this.#client.send(command);
    } catch (error) {
      throw new QueueUnavailableError(`SQS did not take ${command.constructor.name}: ${reasonOf(error)}.`, { cause: error });
    }
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function describe({ queue }) {
  return queue.sqsQueueUrl ?? `${queue.sqsEndpoint ?? queue.sqsRegion}, queue '${queue.requestQueueName}'`;
}

export async function open(settings, log) {
  const { queue } = settings;
  const client = new SQSClient({ region: queue.sqsRegion, endpoint: queue.sqsEndpoint ?? undefined, maxAttempts: 3 });
  try {
    const url = queue.sqsQueueUrl ?? (await client.send(new GetQueueUrlCommand({ QueueName: queue.requestQueueName }))).QueueUrl;
    await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
    return new SqsQueue(client, url, settings, log);
  } catch (error) {
    client.destroy();
    throw error;
  }
}
