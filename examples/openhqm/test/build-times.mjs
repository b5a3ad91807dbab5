// SPDX-License-Identifier: Apache-2.0
// Measures how long images take to build where nothing is there yet: for this machine's platform, for another under emulation, and for both as this
// Dockerfile does it. Each build has a home of its own, so that packages are fetched, composed and installed anew.
//
//   node test/build-times.mjs                       slipway from the PATH, or $SLIPWAY; as root
//   node test/build-times.mjs --update README.md    the same, written between that document's marks
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeBetweenMarks } from './support/marks.js';

const EXAMPLE = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = process.env.SLIPWAY ?? 'slipway';
const [OWN, OTHER] = arch() === 'arm64' ? ['linux/arm64', 'linux/amd64'] : ['linux/amd64', 'linux/arm64'];
const ONE = 'openhqm(backend=redis)';

const folder = await mkdtemp(join(tmpdir(), 'openhqm-times-'));
try {
  const emulated = await writeEmulated();
  const rows = [
    ['one platform, native', '2–5 min', build(EXAMPLE, ONE, [OWN]), build(EXAMPLE, 'openhqm', [OWN])],
    ['one platform, emulated: every stage on it', '10–15 min', build(emulated, ONE, [OTHER], `openhqm-tools.platforms=${OTHER}`), null],
    ['both platforms, composed', '12–20 min', build(EXAMPLE, ONE, [OWN, OTHER]), build(EXAMPLE, 'openhqm', [OWN, OTHER])],
  ];
  const table = [
    "| Build, nothing there yet | OpenHQM's guide | one variant | eight variants |",
    '| --- | ---: | ---: | ---: |',
    ...rows.map((cells) => `| ${cells.map((cell) => cell ?? '–').join(' | ')} |`),
    '',
    `Seconds, in brackets those of the processors, packages fetched included; ${availableParallelism()} × ${cpus()[0].model}.`,
  ].join('\n');
  console.log(table);
  if (process.argv[2] === '--update') await writeBetweenMarks(process.argv[3], 'build times', table);
} finally {
  await rm(folder, { recursive: true });
}

/** The example as it would be if its stages ran on the platform that they build for. */
async function writeEmulated() {
  const path = join(folder, 'emulated');
  await cp(EXAMPLE, path, { recursive: true, filter: (source) => !/node_modules|\.packages/.test(source) });
  for (const file of ['Dockerfile', 'custom/Dockerfile']) {
    const text = await readFile(join(path, file), 'utf8');
    await writeFile(join(path, file), text.replaceAll('--platform=$BUILDPLATFORM ', ''));
  }
  return path;
}

/** Builds a target in an empty home; null, with the reason told, where this machine can't. */
function build(fleet, target, platforms, ...settings) {
  const home = join(folder, 'home');
  const words = ['build', fleet, target, ...[`platforms=${platforms.join(',')}`, ...settings].flatMap((setting) => ['--set', setting]), '--progress', 'quiet'];
  console.error(`slipway ${words.join(' ')}`);
  const run = spawnSync('bash', ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" 2>"$0"', join(folder, 'said'), PROGRAM, ...words], {
    env: { ...process.env, SLIPWAY_HOME: home },
    encoding: 'utf8',
  });
  spawnSync('rm', ['-rf', home]);
  if (run.status !== 0) {
    console.error(`it could not be built: ${spawnSync('tail', ['-n', '5', join(folder, 'said')], { encoding: 'utf8' }).stdout}`);
    return null;
  }
  const [wall, user, system] = run.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return `${wall.toFixed(1)} (${(user + system).toFixed(1)})`;
}
