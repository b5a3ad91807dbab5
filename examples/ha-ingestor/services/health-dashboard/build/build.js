// SPDX-License-Identifier: Apache-2.0
// Makes of the pages what is served: comments and indentation taken out, and each compressed once, here, and not for every request.
//
//   node build.js public dist
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [from, to] = process.argv.slice(2);
await mkdir(to, { recursive: true });
for (const name of (await readdir(from)).sort()) {
  const text = shorten(name, await readFile(join(from, name), 'utf8'));
  await writeFile(join(to, name), text);
  await writeFile(join(to, `${name}.gz`), gzipSync(text, { level: 9 }));
  console.log(`${name}: ${text.length} bytes`);
}

function shorten(name, text) {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line && !(name.endsWith('.js') && line.startsWith('//')));
  return `${lines.join('\n').replace(name.endsWith('.css') ? /\/\*[^]*?\*\/\n?/g : /<!--[^]*?-->\n?/g, '')}\n`;
}
