// SPDX-License-Identifier: Apache-2.0
// Lists the packages that this image holds, as `pip list` or `npm ls` would: there is neither in it.
//
//   slipway run --rm openhqm:latest-sqs node src/packages.js | grep sqs
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const found = new Set();
await list(fileURLToPath(new URL('../node_modules/', import.meta.url)));
for (const line of [...found].sort()) console.log(line);

async function list(folder) {
  for (const name of await readdir(folder).catch(() => [])) {
    if (name.startsWith('.')) continue;
    if (name.startsWith('@')) await list(join(folder, name));
    else await add(join(folder, name));
  }
}

async function add(folder) {
  const { name, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  found.add(`${name} ${version}`);
  await list(join(folder, 'node_modules'));
}
