// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';

const TYPES = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' };

/** The files of a folder by their paths, with their types and, where the build made one, a compressed form. They are few and small, and are kept in memory. */
export async function loadPages(folder) {
  const names = await readdir(folder);
  const pages = new Map();
  for (const name of names) {
    const type = TYPES[name.split('.').pop()];
    if (!type) continue;
    const body = await readFile(new URL(name, folder));
    const gzip = names.includes(`${name}.gz`) ? await readFile(new URL(`${name}.gz`, folder)) : undefined;
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    pages.set(name === 'index.html' ? '/' : `/${name}`, { type, body, gzip, etag });
  }
  return pages;
}
