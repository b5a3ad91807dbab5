// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { atEnd } from '../support/at-end.js';

const PACKAGES = fileURLToPath(new URL('../../packages/', import.meta.url));
const SELECT = fileURLToPath(new URL('../../build/select.mjs', import.meta.url));
const CLIENTS = {
  azure: '@azure/event-hubs',
  gcp: '@google-cloud/pubsub',
  kafka: 'kafkajs',
  mqtt: 'mqtt',
  redis: 'ioredis',
  sqs: '@aws-sdk/client-sqs',
};

const readJson = async (...path) => JSON.parse(await readFile(join(...path), 'utf8'));

/** Joins lists as the Dockerfile does. Gives what was written and what was said. */
async function select(test, backends, packages = PACKAGES) {
  const folder = await mkdtemp(join(tmpdir(), 'openhqm-test-'));
  atEnd(test, () => rm(folder, { recursive: true }));
  const { status, stderr } = spawnSync(process.execPath, [SELECT, packages, backends, folder], { encoding: 'utf8' });
  if (status !== 0) return { status, stderr };
  return { status, manifest: await readJson(folder, 'package.json'), lock: await readJson(folder, 'package-lock.json') };
}

const placesOf = ({ packages }) => Object.keys(packages).filter(Boolean).sort();

test('every backend has a list of packages, with its one client library', async () => {
  assert.deepEqual((await readdir(PACKAGES)).sort(), Object.keys(CLIENTS));
  for (const [backend, client] of Object.entries(CLIENTS)) {
    assert.deepEqual(Object.keys((await readJson(PACKAGES, backend, 'package.json')).dependencies), [client]);
  }
});

for (const backend of Object.keys(CLIENTS)) {
  test(`the lock file of ${backend} is whole, names no registry, runs on Node.js 18 and is the same for every platform`, async () => {
    const { packages } = await readJson(PACKAGES, backend, 'package-lock.json');
    const list = await readJson(PACKAGES, backend, 'package.json');
    assert.deepEqual(packages[''].dependencies, list.dependencies);
    for (const [path, entry] of Object.entries(packages)) {
      assert.equal(entry.resolved, undefined, path);
      if (path !== '') assert.match(entry.integrity, /^sha512-/, path);
      assert.doesNotMatch(entry.engines?.node ?? '', /^>=\s*(19|[2-9]\d)/, path);
      // What is installed on the machine that builds goes into the images of all platforms.
      for (const word of ['os', 'cpu', 'libc']) assert.equal(entry[word], undefined, `${path} has ${word}`);
    }
  });
}

test('all is the six backends together, in the same versions', async (t) => {
  const { manifest, lock } = await select(t, 'all');
  assert.deepEqual(Object.keys(manifest.dependencies), Object.values(CLIENTS).sort());
  const places = new Set();
  for (const backend of Object.keys(CLIENTS)) {
    const own = await readJson(PACKAGES, backend, 'package-lock.json');
    for (const place of placesOf(own)) {
      places.add(place);
      assert.deepEqual(lock.packages[place], own.packages[place], `${place} of ${backend}`);
    }
  }
  assert.deepEqual(placesOf(lock), [...places].sort());
});

test('several backends are the sum of their lists, whatever their order', async (t) => {
  const one = await select(t, 'redis,mqtt');
  assert.deepEqual(Object.keys(one.manifest.dependencies), ['ioredis', 'mqtt']);
  const [redis, mqtt] = [(await select(t, 'redis')).lock, (await select(t, 'mqtt')).lock];
  assert.deepEqual(placesOf(one.lock), [...new Set([...placesOf(redis), ...placesOf(mqtt)])].sort());
  assert.deepEqual((await select(t, 'mqtt,redis')).lock, one.lock);
});

test('minimal has no client library', async (t) => {
  const { manifest, lock } = await select(t, 'minimal');
  assert.deepEqual(manifest.dependencies, {});
  assert.deepEqual(placesOf(lock), []);
});

const REFUSED = [
  ['redis,rabbitmq', "'rabbitmq' is no backend; there are azure, gcp, kafka, mqtt, redis, sqs, several of them with commas between, and all and minimal."],
  ['', "'' is no backend; there are azure, gcp, kafka, mqtt, redis, sqs, several of them with commas between, and all and minimal."],
  ['redis,all', "'all' stands alone."],
  ['minimal,redis', "'minimal' stands alone."],
  ['redis,redis', "'redis' stands there twice."],
];

for (const [backends, reason] of REFUSED) {
  test(`QUEUE_BACKEND=${backends} is refused`, async (t) => {
    assert.deepEqual(await select(t, backends), { status: 1, stderr: `QUEUE_BACKEND=${backends}: ${reason}\n` });
  });
}

test('lists that disagree on a version are refused by the place', async (t) => {
  const packages = await mkdtemp(join(tmpdir(), 'openhqm-test-'));
  atEnd(t, () => rm(packages, { recursive: true }));
  await cp(PACKAGES, packages, { recursive: true });
  const lock = await readJson(packages, 'redis', 'package-lock.json');
  lock.packages['node_modules/debug'].version = '1.0.0';
  await writeFile(join(packages, 'redis', 'package-lock.json'), JSON.stringify(lock));
  const { status, stderr } = await select(t, 'mqtt,redis', packages);
  assert.equal(status, 1);
  assert.match(stderr, /^QUEUE_BACKEND=mqtt,redis: the package node_modules\/debug is another in the list of redis than in that of mqtt; make them the same\.$/m);
});
