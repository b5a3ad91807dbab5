// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { atEnd } from './at-end.js';

const PARTITIONS = ['0', '1'];

/**
 * What our code uses of Event Hubs, over AMQP 1.0: claims-based security that lets everybody in, the management node's answers
 * about hubs, senders (also of batches) and receivers of a partition. An event goes to whoever listens at that moment.
 */
export async function startFakeEventHubs(test) {
  const require = createRequire(import.meta.url);
  const rhea = createRequire(require.resolve('@azure/event-hubs'))('rhea');
  const container = rhea.create_container();
  container.sasl_server_mechanisms.enable_anonymous();
  const readers = [];
  const replies = new WeakMap(); // by connection: the link on which a node ($cbs, $management) answers
  let sequence = 0;
  let next = 0;

  container.on('sender_open', ({ sender }) => {
    const { address } = sender.source;
    sender.set_source(sender.source);
    sender.set_target(sender.target);
    const [, hub, partition] = /([^/]+)\/ConsumerGroups\/[^/]+\/Partitions\/(\d+)$/i.exec(address) ?? [];
    if (hub) readers.push({ hub, partition, sender });
    else replies.set(sender.connection, { ...replies.get(sender.connection), [address]: sender });
  });
  container.on('sender_close', ({ sender }) => {
    const place = readers.findIndex((reader) => reader.sender === sender);
    if (place >= 0) readers.splice(place, 1);
  });
  container.on('receiver_open', ({ receiver }) => {
    receiver.set_source(receiver.source);
    receiver.set_target(receiver.target);
  });
  container.on('message', ({ message, receiver }) => {
    const { address } = receiver.target;
    const answer = (code, body = '') => {
      const properties = { 'status-code': code, statusCode: code };
      replies.get(receiver.connection)[address].send({ correlation_id: message.message_id, application_properties: properties, body });
    };
    if (address === '$cbs') answer(202);
    else if (address === '$management') answer(200, describe(message.application_properties));
    else publish(address.replace(/^\//, ''), message);
  });
  container.on('disconnected', () => {}); // Clients go when they like.

  function describe({ name, type, partition }) {
    if (type.endsWith(':eventhub')) return { name, created_at: new Date(), partition_count: PARTITIONS.length, partition_ids: PARTITIONS };
    return {
      name,
      partition,
      begin_sequence_number: 0,
      last_enqueued_sequence_number: sequence,
      last_enqueued_offset: '0',
      last_enqueued_time_utc: new Date(),
      is_partition_empty: false,
    };
  }

  function publish(hub, message) {
    const partition = PARTITIONS[next++ % PARTITIONS.length];
    const { content } = rhea.message.decode(message).body; // A batch comes as bytes: a message whose data sections are messages.
    const events = Array.isArray(content) ? content : [content];
    for (const event of events) {
      const { body } = rhea.message.decode(event);
      const annotations = {
        'x-opt-sequence-number': ++sequence,
        'x-opt-offset': String(sequence),
        'x-opt-enqueued-time': new Date(),
      };
      for (const reader of readers.filter((reader) => reader.hub === hub && reader.partition === partition)) {
        reader.sender.send({ body, message_annotations: annotations });
      }
    }
  }

  const server = container.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const connections = new Set();
  server.on('connection', (socket) => connections.add(socket));
  atEnd(test, () => {
    server.close();
    for (const socket of connections) socket.destroy();
  });
  const key = 'SharedAccessKeyName=test;SharedAccessKey=dGVzdA==';
  return { connection: `Endpoint=sb://127.0.0.1:${server.address().port};${key};UseDevelopmentEmulator=true`, readers };
}
