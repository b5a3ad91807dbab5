// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StateTable } from '../../src/states.js';

const state = (id, status) => ({ id, status });

test('a state that comes late does not undo a later one', () => {
  const table = new StateTable({ ttlSeconds: 10, maxEntries: 10 });
  table.put(state('a', 'COMPLETED'));
  table.put(state('a', 'PROCESSING'));
  assert.equal(table.find('a').status, 'COMPLETED');
});

test('a state goes when its time has passed', () => {
  let now = 0;
  const table = new StateTable({ ttlSeconds: 10, maxEntries: 10 }, () => now);
  table.put(state('a', 'COMPLETED'));
  now = 9_999;
  assert.ok(table.find('a'));
  now = 10_000;
  assert.equal(table.find('a'), null);
});

test('the oldest state goes when there is no room', () => {
  const table = new StateTable({ ttlSeconds: 10, maxEntries: 2 });
  for (const id of ['a', 'b', 'c']) table.put(state(id, 'PENDING'));
  assert.deepEqual(['a', 'b', 'c'].map((id) => table.find(id)?.id), [undefined, 'b', 'c']);
});
