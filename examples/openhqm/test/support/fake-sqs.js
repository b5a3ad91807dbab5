// SPDX-License-Identifier: Apache-2.0
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { atEnd } from './at-end.js';

const NO_QUEUE = {
  status: 400,
  headers: { 'x-amzn-query-error': 'AWS.SimpleQueueService.NonExistentQueue;Sender' },
  body: { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'The specified queue does not exist.' },
};

/**
 * What our code uses of SQS, over its real protocol (JSON 1.0): queues by name, messages that are invisible while somebody
 * holds them, and long polling. `queues` shows what is in them.
 */
export async function startFakeSqs(test, names) {
  const queues = new Map(names.map((name) => [name, []]));
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const action = request.headers['x-amz-target']?.replace('AmazonSQS.', '');
    const { status, body, headers } = await answer(action, JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}'), request);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  atEnd(test, () => {
    server.close();
    server.closeAllConnections();
  });

  const urlOf = (name) => `${url}/123456789012/${name}`;
  const queueOf = (queueUrl) => queues.get(queueUrl?.split('/').pop());

  async function answer(action, input, request) {
    const queue = action === 'GetQueueUrl' ? queues.get(input.QueueName) : queueOf(input.QueueUrl);
    if (!queue) return NO_QUEUE;
    return { status: 200, body: (await ACTIONS[action](queue, input, request)) ?? {} };
  }

  const ACTIONS = {
    GetQueueUrl: (_queue, { QueueName }) => ({ QueueUrl: urlOf(QueueName) }),
    GetQueueAttributes: (_queue, { QueueUrl }) => ({ Attributes: { QueueArn: `arn:aws:sqs:eu-west-1:123456789012:${QueueUrl.split('/').pop()}` } }),
    SendMessage: (queue, { MessageBody }) => {
      const message = { MessageId: randomUUID(), Body: MessageBody, MD5OfBody: md5(MessageBody), visibleAt: 0 };
      queue.push(message);
      return { MessageId: message.MessageId, MD5OfMessageBody: message.MD5OfBody };
    },
    ReceiveMessage: (queue, input, request) => receive(queue, input, request),
    DeleteMessage: (queue, { ReceiptHandle }) => {
      queue.splice(queue.findIndex((message) => message.ReceiptHandle === ReceiptHandle), 1);
    },
    ChangeMessageVisibility: (queue, { ReceiptHandle, VisibilityTimeout }) => {
      const message = queue.find((held) => held.ReceiptHandle === ReceiptHandle);
      if (message) message.visibleAt = Date.now() + VisibilityTimeout * 1000;
    },
  };

  return { url, urlOf, queues };
}

async function receive(queue, { MaxNumberOfMessages, WaitTimeSeconds, VisibilityTimeout }, request) {
  const until = Date.now() + WaitTimeSeconds * 1000;
  while (!request.socket.destroyed) {
    const found = queue.filter(({ visibleAt }) => visibleAt <= Date.now()).slice(0, MaxNumberOfMessages);
    if (found.length > 0 || Date.now() >= until) {
      for (const message of found) Object.assign(message, { ReceiptHandle: randomUUID(), visibleAt: Date.now() + VisibilityTimeout * 1000 });
      return { Messages: found.map(({ visibleAt: _, ...message }) => message) };
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return {};
}

function md5(text) {
  return createHash('md5').update(text).digest('hex');
}
