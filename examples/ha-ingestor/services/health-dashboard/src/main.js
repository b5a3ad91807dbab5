// SPDX-License-Identifier: Apache-2.0
// health-dashboard: a page that shows how all services are, and the small API that it asks.
import { createServer } from 'node:http';
import { AdminApi } from './admin-api.js';
import { createHandler } from './handler.js';
import { loadPages } from './pages.js';
import { readSettings } from './settings.js';

let settings;
try {
  settings = readSettings(process.env);
} catch (problem) {
  console.error(`settings: ${problem.message}`);
  process.exit(2);
}
const log = (message, fields) => console.log(JSON.stringify({ time: new Date().toISOString(), level: 'info', service: 'health-dashboard', message, ...fields }));
const pages = await loadPages(new URL(settings.pages, import.meta.url));
const server = createServer(createHandler(pages, new AdminApi(settings.adminUrl)));
server.listen(settings.port, () => log('listening', { port: settings.port, pages: pages.size }));
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    server.close(() => log('stopped'));
    server.closeIdleConnections();
  });
}
