// SPDX-License-Identifier: Apache-2.0
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SettingsError } from '../settings.js';

const METHODS = ['submit', 'consume', 'report', 'find', 'check', 'close'];

export function describe({ queue }) {
  return queue.handler;
}

/** Opens a queue of the user's own: a module that exports `open(settings, log)`, which gives what ./open.js says a queue is. */
export async function open(settings, log) {
  const path = resolve(settings.queue.handler);
  await access(path).catch(() => {
    throw new SettingsError([`OPENHQM_QUEUE__HANDLER names '${path}', which cannot be read.`]);
  });
  const module = await import(pathToFileURL(path).href);
  if (typeof module.open !== 'function') {
    throw new SettingsError([`OPENHQM_QUEUE__HANDLER names '${path}', which exports no function 'open(settings, log)'.`]);
  }
  const queue = await module.open(settings, log);
  const missing = METHODS.filter((name) => typeof queue?.[name] !== 'function');
  if (missing.length > 0) {
    throw new SettingsError([`The queue that '${path}' opens lacks ${missing.map((name) => `${name}()`).join(', ')}.`]);
  }
  return queue;
}
