// SPDX-License-Identifier: Apache-2.0

const stacks = new WeakMap();

/** Calls `action` when the test has ended; what was asked for last is done first, so that an application stops before its server. */
export function atEnd(test, action) {
  if (!stacks.has(test)) {
    const stack = [];
    stacks.set(test, stack);
    test.after(async () => {
      while (stack.length > 0) await stack.pop()();
    });
  }
  stacks.get(test).push(action);
}
