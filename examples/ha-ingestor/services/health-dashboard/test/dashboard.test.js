// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { AdminApi } from '../src/admin-api.js';
import { createHandler } from '../src/handler.js';
import { loadPages } from '../src/pages.js';
import { readSettings } from '../src/settings.js';

const here = new URL('../', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
const dist = join(folder, 'dist');
const servers = [];
let admin;
let dashboard;

before(async () => {
  execFileSync(process.execPath, [new URL('build/build.js', here).pathname, new URL('public', here).pathname, dist]);
  admin = await listen((request, response) => response.end(JSON.stringify(
    request.url.startsWith('/api/v1/health') ? { status: 'healthy', services: { 'weather-api': { status: 'healthy' } } }
      : request.url.startsWith('/api/v1/stats') ? { 'enrichment-pipeline': { events: 2 } } : { events: [{ id: 'one' }] })));
  dashboard = await listen(createHandler(await loadPages(pathToFileURL(`${dist}/`)), new AdminApi(admin)));
});
after(() => {
  servers.forEach((server) => server.close());
  rmSync(folder, { recursive: true });
});

function listen(handler) {
  const server = createServer(handler);
  servers.push(server);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`)));
}

function ask(url, options = {}) {
  return new Promise((resolve, reject) => {
    get(url, { agent: false, ...options }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part)).on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    }).on('error', reject);
  });
}

test('the page is served, compressed for those who take that, and not again to those who have it', async () => {
  const plain = await ask(`${dashboard}/`);
  const packed = await ask(`${dashboard}/`, { headers: { 'Accept-Encoding': 'gzip, br' } });
  const again = await ask(`${dashboard}/`, { headers: { 'If-None-Match': plain.headers.etag } });

  assert.match(plain.body.toString(), /<title>HomeIQ<\/title>/);
  assert.equal(plain.headers['content-type'], 'text/html; charset=utf-8');
  assert.match(plain.headers['content-security-policy'], /'self'/);
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.deepEqual(gunzipSync(packed.body), plain.body);
  assert.equal(again.status, 304);
});

test('the build leaves the program as it is, without comments', () => {
  const built = readFileSync(join(dist, 'app.js'), 'utf8');

  assert.doesNotMatch(built, /SPDX/);
  assert.equal(spawnSync(process.execPath, ['--input-type=module', '--check'], { input: built }).status, 0);
});

test('the overview puts together what admin-api tells', async () => {
  const { status, headers, body } = await ask(`${dashboard}/api/overview`);

  assert.equal(status, 200);
  assert.equal(headers['cache-control'], 'no-store');
  assert.deepEqual(JSON.parse(body), {
    status: 'healthy', services: { 'weather-api': { status: 'healthy' }, 'admin-api': { status: 'healthy' } }, stats: { 'enrichment-pipeline': { events: 2 } }, events: [{ id: 'one' }],
  });
});

test('without admin-api the overview says so', async () => {
  const away = await new AdminApi('http://127.0.0.1:1').overview();
  const silly = await new AdminApi(await listen((request, response) => response.end('<html>'))).overview();

  assert.equal(away.services['admin-api'].status, 'unreachable');
  assert.match(away.services['admin-api'].detail, /ECONNREFUSED/);
  assert.match(silly.services['admin-api'].detail, /no JSON/);
});

test('what is not there is refused', async () => {
  assert.deepEqual(JSON.parse((await ask(`${dashboard}/health`)).body), { status: 'healthy' });
  assert.equal((await ask(`${dashboard}/../src/main.js`)).status, 404);
  assert.equal((await ask(`${dashboard}/`, { method: 'DELETE' })).status, 405);
});

test('the health check ends with 0 for a healthy server and 1 for none', () => {
  const run = (port) => new Promise((resolve) => {
    import('node:child_process').then(({ execFile }) => execFile(process.execPath, [new URL('src/health.js', here).pathname], { env: { PORT: port } }, (problem) => resolve(problem ? problem.code : 0)));
  });

  return Promise.all([run(new URL(dashboard).port), run('1')]).then((codes) => assert.deepEqual(codes, [0, 1]));
});

test('settings that are wrong are told by name', () => {
  assert.deepEqual(readSettings({}), { port: 3000, adminUrl: 'http://admin-api:8003', pages: '../public/' });
  assert.equal(readSettings({ ADMIN_URL: 'http://host/' }).adminUrl, 'http://host');
  assert.throws(() => readSettings({ PORT: 'x' }), /PORT/);
  assert.throws(() => readSettings({ ADMIN_URL: 'host' }), /ADMIN_URL/);
});
