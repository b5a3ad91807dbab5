// SPDX-License-Identifier: Apache-2.0
// Joins the package lists of the backends that an image is to hold into one package.json and package-lock.json, for one `npm ci`.
//
//   node select.mjs PACKAGES BACKENDS FOLDER      BACKENDS: all, minimal, or backends with commas between them: redis,mqtt
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const [, , packages, written, folder] = process.argv;

const known = (await readdir(packages)).sort();
const backends = choose(written);
const lists = await Promise.all(backends.map(async (name) => ({ name, manifest: await read(name, 'package.json'), lock: await read(name, 'package-lock.json') })));
const manifest = {
  name: 'openhqm-packages',
  version: '1.0.0',
  private: true,
  dependencies: union('dependency', (list) => list.manifest.dependencies),
  overrides: union('override', (list) => list.manifest.overrides),
};
const { overrides, ...root } = manifest;
const lock = {
  name: manifest.name,
  version: manifest.version,
  lockfileVersion: 3,
  requires: true,
  packages: { '': root, ...union('package', (list) => withoutRoot(list.lock.packages)) },
};
await mkdir(folder, { recursive: true });
await write('package.json', manifest);
await write('package-lock.json', lock);
console.log(`${written}: ${Object.keys(manifest.dependencies).join(', ') || 'no client library'}`);

/** The backends that are meant; ends with the reason when that is none. */
function choose(text) {
  if (text === 'all') return known;
  if (text === 'minimal') return [];
  const names = text.split(',');
  for (const name of names) {
    if (known.includes(name)) continue;
    if (name === 'all' || name === 'minimal') fail(`'${name}' stands alone`);
    fail(`'${name}' is no backend; there are ${known.join(', ')}, several of them with commas between, and all and minimal`);
  }
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice) fail(`'${twice}' stands there twice`);
  return names;
}

/** What the lists say together. One tree can't hold two versions at one place, so that lists which disagree are refused. */
function union(what, entriesOf) {
  const all = new Map();
  for (const { name, ...list } of lists) {
    for (const [key, value] of Object.entries(entriesOf(list) ?? {})) {
      const before = all.get(key);
      if (before && JSON.stringify(before.value) !== JSON.stringify(value)) {
        fail(`the ${what} ${key} is another in the list of ${name} than in that of ${before.name}; make them the same`);
      }
      all.set(key, before ?? { name, value });
    }
  }
  return Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, { value }]) => [key, value]));
}

function withoutRoot({ '': _, ...others }) {
  return others;
}

async function read(name, file) {
  return JSON.parse(await readFile(join(packages, name, file), 'utf8'));
}

function write(file, content) {
  return writeFile(join(folder, file), `${JSON.stringify(content, null, 2)}\n`);
}

function fail(message) {
  console.error(`QUEUE_BACKEND=${written}: ${message}.`);
  process.exit(1);
}
