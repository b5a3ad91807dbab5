// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';

const FOLDER = new URL('../../packages/', import.meta.url);
const VARIANTS = ['all', 'azure', 'gcp', 'kafka', 'minimal', 'mqtt', 'redis', 'sqs'];

const readJson = async (path) => JSON.parse(await readFile(new URL(path, FOLDER), 'utf8'));

test('every variant has a list of packages', async () => {
  assert.deepEqual((await readdir(FOLDER)).sort(), VARIANTS);
});

test('the full image holds what the others hold, in the same versions', async () => {
  const lists = await Promise.all(VARIANTS.filter((variant) => variant !== 'all').map((variant) => readJson(`${variant}/package.json`)));
  const { dependencies } = await readJson('all/package.json');
  assert.deepEqual(dependencies, Object.assign({}, ...lists.map((list) => list.dependencies ?? {})));
});

for (const variant of VARIANTS) {
  test(`the lock file of ${variant} is whole, names no registry, and runs on Node.js 18`, async () => {
    const { packages } = await readJson(`${variant}/package-lock.json`);
    const list = await readJson(`${variant}/package.json`);
    assert.deepEqual(packages[''].dependencies ?? {}, list.dependencies ?? {});
    for (const [path, entry] of Object.entries(packages)) {
      assert.equal(entry.resolved, undefined, path);
      if (path !== '') assert.match(entry.integrity, /^sha512-/, path);
      assert.doesNotMatch(entry.engines?.node ?? '', /^>=\s*(19|[2-9]\d)/, path);
    }
  });
}
