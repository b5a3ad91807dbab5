// SPDX-License-Identifier: Apache-2.0
// Loads every direct dependency of a package.json, from the node_modules folder above this file: a build that took too much
// away ends here, and not in production.
//
//   node load.mjs package.json
import { readFile } from 'node:fs/promises';

const { dependencies = {} } = JSON.parse(await readFile(process.argv[2], 'utf8'));
for (const [name, version] of Object.entries(dependencies)) {
  await import(name);
  console.log(`loaded ${name} ${version}`);
}
