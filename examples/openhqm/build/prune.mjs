// SPDX-License-Identifier: Apache-2.0
// Takes out of a node_modules folder what Node never reads when the program runs: types, source maps, documents, tests,
// and builds for browsers and bundlers. Licences stay.
//
//   node prune.mjs node_modules
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const USELESS_FILE = /\.(map|d\.[cm]?ts|[cm]?ts|tsx|flow|tsbuildinfo|md|markdown)$/i;
const LICENCE = /^(licen[cs]e|copying|notice|copyright)/i;
const USELESS_FOLDER = new Set(['test', 'tests', '__tests__', 'example', 'examples', 'doc', 'docs', 'benchmark', 'benchmarks', 'coverage', '.github']);
const OTHER_BUILDS = ['dist/browser', 'dist/react-native'];

/** Bundles that a package offers browsers in a place of its own. */
const BROWSER_BUNDLES = { mqtt: ['dist'] };

let removed = 0;

await prunePackages(process.argv[2]);
console.log(`pruned ${(removed / 1e6).toFixed(1)} MB`);

/** A folder of packages holds packages, scopes (`@azure`), and `.bin`, whose commands nobody calls here. */
async function prunePackages(folder) {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (name === '.bin' || name === '@types') await remove(path);
    else if (name.startsWith('@')) await prunePackages(path);
    else if (!name.startsWith('.')) await prunePackage(path, name);
  }
}

async function prunePackage(folder, name) {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const useless = [...OTHER_BUILDS, ...(BROWSER_BUNDLES[name] ?? [])];
  // Without `exports`, Node enters a package by `main` alone, and `module` is for bundlers.
  if (!manifest.exports && manifest.main?.includes('dist-cjs')) useless.push('dist-es');
  for (const path of useless) await remove(join(folder, path));
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && USELESS_FOLDER.has(entry.name)) await remove(join(folder, entry.name));
  }
  await pruneFiles(folder);
  await prunePackages(join(folder, 'node_modules'));
}

async function pruneFiles(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') await pruneFiles(path);
    else if (entry.isFile() && USELESS_FILE.test(entry.name) && !LICENCE.test(entry.name)) await remove(path);
  }
}

async function remove(path) {
  removed += await sizeOf(path);
  await rm(path, { recursive: true, force: true });
}

async function sizeOf(path) {
  const found = await stat(path).catch(() => null);
  if (!found) return 0;
  if (!found.isDirectory()) return found.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
