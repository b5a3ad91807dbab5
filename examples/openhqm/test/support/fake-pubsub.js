// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { atEnd } from './at-end.js';

/**
 * What our code uses of Pub/Sub, over gRPC with the service's own definitions: topics, subscriptions, streaming pull and
 * acknowledgements. `subscriptions` shows what is in each.
 */
export async function startFakePubSub(test) {
  const require = createRequire(import.meta.url);
  const library = createRequire(require.resolve('@google-cloud/pubsub'));
  const grpc = createRequire(library.resolve('google-gax'))('@grpc/grpc-js');
  const loader = createRequire(library.resolve('google-gax'))('@grpc/proto-loader');
  const definition = loader.fromJSON(library('../protos/protos.json'), { longs: String, enums: String, defaults: true });

  const topics = new Set();
  const subscriptions = new Map();

  const missing = (name) => Object.assign(new Error(`${name} does not exist`), { code: grpc.status.NOT_FOUND });
  const unary = (answer) => (call, callback) => {
    try {
      callback(null, answer(call.request));
    } catch (error) {
      callback(error);
    }
  };

  const publisher = {
    createTopic: unary(({ name }) => {
      topics.add(name);
      return { name };
    }),
    getTopic: unary(({ topic }) => {
      if (!topics.has(topic)) throw missing(topic);
      return { name: topic };
    }),
    publish: unary(({ topic, messages }) => {
      if (!topics.has(topic)) throw missing(topic);
      return { messageIds: messages.map((message) => deliver(topic, message)) };
    }),
  };

  const subscriber = {
    createSubscription: unary(({ name, topic }) => {
      subscriptions.set(name, { topic, waiting: [], held: new Map(), pullers: new Set() });
      return { name, topic };
    }),
    getSubscription: unary(({ subscription }) => {
      if (!subscriptions.has(subscription)) throw missing(subscription);
      return { name: subscription, topic: subscriptions.get(subscription).topic };
    }),
    deleteSubscription: unary(({ subscription }) => {
      subscriptions.delete(subscription);
      return {};
    }),
    acknowledge: unary(({ subscription, ackIds }) => {
      for (const id of ackIds) subscriptions.get(subscription)?.held.delete(id);
      return {};
    }),
    modifyAckDeadline: unary(({ subscription, ackIds, ackDeadlineSeconds }) => {
      if (ackDeadlineSeconds === 0) for (const id of ackIds) giveBack(subscriptions.get(subscription), id);
      return {};
    }),
    streamingPull: (stream) => {
      let subscription;
      stream.on('data', (request) => {
        if (!request.subscription) return;
        subscription = subscriptions.get(request.subscription);
        subscription.pullers.add(stream);
        hand(subscription);
      });
      const leave = () => subscription?.pullers.delete(stream);
      stream.on('cancelled', leave);
      stream.on('end', () => {
        leave();
        stream.end();
      });
    },
  };

  function deliver(topic, { data, attributes }) {
    const messageId = randomUUID();
    for (const subscription of subscriptions.values()) {
      if (subscription.topic !== topic) continue;
      subscription.waiting.push({ data, attributes, messageId, publishTime: { seconds: Math.floor(Date.now() / 1000), nanos: 0 } });
      hand(subscription);
    }
    return messageId;
  }

  function hand(subscription) {
    const [puller] = subscription.pullers;
    while (puller && subscription.waiting.length > 0) {
      const message = subscription.waiting.shift();
      const ackId = randomUUID();
      subscription.held.set(ackId, message);
      puller.write({ receivedMessages: [{ ackId, message, deliveryAttempt: 0 }] });
    }
  }

  function giveBack(subscription, ackId) {
    const message = subscription?.held.get(ackId);
    if (!message) return;
    subscription.held.delete(ackId);
    subscription.waiting.push(message);
    hand(subscription);
  }

  const server = new grpc.Server();
  server.addService(definition['google.pubsub.v1.Publisher'], publisher);
  server.addService(definition['google.pubsub.v1.Subscriber'], subscriber);
  const port = await new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  atEnd(test, () => server.forceShutdown());
  return { address: `127.0.0.1:${port}`, subscriptions };
}
