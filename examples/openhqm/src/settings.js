// SPDX-License-Identifier: Apache-2.0
import * as kinds from './setting-kinds.js';

const TYPES = ['redis', 'kafka', 'sqs', 'azure_eventhubs', 'gcp_pubsub', 'mqtt', 'memory', 'custom'];

/** The queue type that an image uses when OPENHQM_QUEUE__TYPE says nothing, by image variant. */
const TYPE_OF_VARIANT = { redis: 'redis', kafka: 'kafka', sqs: 'sqs', azure: 'azure_eventhubs', gcp: 'gcp_pubsub', mqtt: 'mqtt' };

/** What QUEUE_BACKEND was when the image was built: `all`, `minimal`, or one or several of the others. */
const VARIANTS = ['all', 'minimal', ...Object.keys(TYPE_OF_VARIANT)];

/** Every setting, by the name of its environment variable. `OPENHQM_QUEUE__REDIS_URL` becomes `settings.queue.redisUrl`. */
const SETTINGS = {
  OPENHQM_ROLE: kinds.oneOf(['all', 'gateway', 'worker'], 'all'),
  OPENHQM_QUEUE_BACKEND: kinds.someOf(VARIANTS, 'all'),

  OPENHQM_SERVER__HOST: kinds.text('0.0.0.0'),
  OPENHQM_SERVER__PORT: kinds.integer(8000, 0, 65535),
  OPENHQM_SERVER__MAX_BODY_BYTES: kinds.integer(1_048_576, 1, 1_073_741_824),
  OPENHQM_SERVER__SHUTDOWN_SECONDS: kinds.integer(10, 0, 3600),

  OPENHQM_QUEUE__TYPE: kinds.oneOf(TYPES, null),
  OPENHQM_QUEUE__REQUEST_QUEUE_NAME: kinds.text('openhqm-requests'),
  OPENHQM_QUEUE__RESPONSE_QUEUE_NAME: kinds.text('openhqm-responses'),
  OPENHQM_QUEUE__CONNECT_TIMEOUT_SECONDS: kinds.integer(30, 1, 3600),
  OPENHQM_QUEUE__REDIS_URL: kinds.url('redis://localhost:6379', ['redis:', 'rediss:']),
  OPENHQM_QUEUE__KAFKA_BROKERS: kinds.addresses('localhost:9092'),
  OPENHQM_QUEUE__KAFKA_CONSUMER_GROUP: kinds.text('openhqm-workers'),
  OPENHQM_QUEUE__SQS_REGION: kinds.text(null),
  OPENHQM_QUEUE__SQS_QUEUE_URL: kinds.url(null, ['http:', 'https:']),
  OPENHQM_QUEUE__SQS_RESPONSE_QUEUE_URL: kinds.url(null, ['http:', 'https:']),
  OPENHQM_QUEUE__SQS_ENDPOINT: kinds.url(null, ['http:', 'https:']),
  OPENHQM_QUEUE__AZURE_EVENTHUBS_CONNECTION_STRING: kinds.text(null),
  OPENHQM_QUEUE__AZURE_EVENTHUBS_CONSUMER_GROUP: kinds.text('$Default'),
  OPENHQM_QUEUE__AZURE_EVENTHUBS_PARTITIONS: kinds.list(null),
  OPENHQM_QUEUE__GCP_PROJECT: kinds.text(null),
  OPENHQM_QUEUE__GCP_SUBSCRIPTION: kinds.text('openhqm-workers'),
  OPENHQM_QUEUE__GCP_RESPONSE_SUBSCRIPTION: kinds.text(null),
  OPENHQM_QUEUE__MQTT_BROKER_HOST: kinds.text('localhost'),
  OPENHQM_QUEUE__MQTT_BROKER_PORT: kinds.integer(1883, 1, 65535),
  OPENHQM_QUEUE__MQTT_USERNAME: kinds.text(null),
  OPENHQM_QUEUE__MQTT_PASSWORD: kinds.text(null),
  OPENHQM_QUEUE__MQTT_TLS: kinds.oneOf(['true', 'false'], 'false'),
  OPENHQM_QUEUE__HANDLER: kinds.text(null),

  OPENHQM_WORKER__FORWARD_URL: kinds.url(null, ['http:', 'https:']),
  OPENHQM_WORKER__CONCURRENCY: kinds.integer(4, 1, 1000),
  OPENHQM_WORKER__TIMEOUT_SECONDS: kinds.integer(300, 1, 86_400),
  OPENHQM_WORKER__MAX_RETRIES: kinds.integer(3, 0, 100),
  OPENHQM_WORKER__RETRY_DELAY_MS: kinds.integer(1000, 0, 600_000),

  OPENHQM_CACHE__TTL_SECONDS: kinds.integer(3600, 1, 31_536_000),
  OPENHQM_CACHE__MAX_ENTRIES: kinds.integer(100_000, 1, 10_000_000),

  OPENHQM_MONITORING__LOG_LEVEL: kinds.oneOf(['debug', 'info', 'warn', 'error'], 'info'),
};

/** What a queue type cannot do without. */
const REQUIRED = {
  sqs: ['OPENHQM_QUEUE__SQS_REGION'],
  azure_eventhubs: ['OPENHQM_QUEUE__AZURE_EVENTHUBS_CONNECTION_STRING'],
  gcp_pubsub: ['OPENHQM_QUEUE__GCP_PROJECT'],
  custom: ['OPENHQM_QUEUE__HANDLER'],
};

/** The environment cannot be used as it is. `problems` holds every one of them, a sentence each. */
export class SettingsError extends Error {
  constructor(problems) {
    super(problems.join(' '));
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

/**
 * Reads the settings from an environment.
 * @param {Record<string, string | undefined>} env
 * @throws {SettingsError} with all problems at once
 */
export function readSettings(env) {
  const problems = unknownNames(env);
  const settings = {};
  for (const [name, kind] of Object.entries(SETTINGS)) {
    put(settings, name, readOne(env, name, kind, problems));
  }
  settings.queue.type ??= TYPE_OF_VARIANT[settings.queueBackend] ?? 'memory';
  problems.push(...conflicts(settings, env));
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

function readOne(env, name, kind, problems) {
  const text = env[name]?.trim();
  if (text === undefined || text === '') return kind.fallback;
  const { value, problem } = kind.parse(text);
  if (problem) problems.push(`${name} ${problem}.`);
  return value;
}

/** Only names with `__` are ours to judge: Kubernetes adds the likes of OPENHQM_SERVICE_HOST by itself. */
function unknownNames(env) {
  return Object.keys(env)
    .filter((name) => name.startsWith('OPENHQM_') && name.includes('__') && !(name in SETTINGS))
    .map((name) => `${name} is not a setting${kinds.suggestion(name, Object.keys(SETTINGS))}.`);
}

function conflicts(settings, env) {
  const { role, queue } = settings;
  const problems = (REQUIRED[queue.type] ?? [])
    .filter((name) => !env[name]?.trim())
    .map((name) => `OPENHQM_QUEUE__TYPE=${queue.type} needs ${name}, which is not set.`);
  if (queue.type === 'memory' && role !== 'all') {
    problems.push(`OPENHQM_ROLE=${role} needs a queue that processes can share; OPENHQM_QUEUE__TYPE=memory lives in one process. Use OPENHQM_ROLE=all, or another type.`);
  }
  if (queue.type === 'sqs' && role === 'gateway' && !queue.sqsResponseQueueUrl) {
    problems.push('OPENHQM_ROLE=gateway with OPENHQM_QUEUE__TYPE=sqs needs OPENHQM_QUEUE__SQS_RESPONSE_QUEUE_URL: a queue of its own that the workers answer to.');
  }
  return problems;
}

function put(settings, name, value) {
  const path = name.slice('OPENHQM_'.length).split('__').map(camelCase);
  const last = path.pop();
  const section = path.reduce((at, key) => (at[key] ??= {}), settings);
  section[last] = value;
}

function camelCase(words) {
  return words.toLowerCase().replace(/_(.)/g, (_, letter) => letter.toUpperCase());
}
