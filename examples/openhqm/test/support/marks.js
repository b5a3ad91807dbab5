// SPDX-License-Identifier: Apache-2.0
import { readFile, writeFile } from 'node:fs/promises';

/** Writes a text into a document between `<!-- name -->` and `<!-- /name -->`, so that no measured figure in it is typed. */
export async function writeBetweenMarks(path, name, text) {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const content = await readFile(path, 'utf8');
  const [from, to] = [content.indexOf(begin), content.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} lacks the lines '${begin}' and '${end}' in this order`);
  await writeFile(path, `${content.slice(0, from + begin.length)}\n${text}\n${content.slice(to)}`);
  console.error(`updated ${path}`);
}
