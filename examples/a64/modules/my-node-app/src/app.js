// SPDX-License-Identifier: Apache-2.0
import express from 'express';

/** A counter for each name, kept while it runs. */
export function createApp(environment) {
  const counters = new Map();
  const app = express();
  app.disable('x-powered-by');
  app.get('/', (request, response) => response.json({ name: 'my-node-app', version: '1.0.0', environment: environment.APP_ENV ?? 'development' }));
  app.get('/health', (request, response) => response.json({ status: 'healthy' }));
  app.get('/counters', (request, response) => response.json(Object.fromEntries(counters)));
  app.post('/counters/:name', (request, response) => {
    if (!/^[a-z]{1,20}$/.test(request.params.name)) return response.status(422).json({ error: 'a name has 1 to 20 small letters' });
    if (!counters.has(request.params.name) && counters.size === 100) return response.status(409).json({ error: 'there are 100 counters' });
    counters.set(request.params.name, (counters.get(request.params.name) ?? 0) + 1);
    return response.json({ [request.params.name]: counters.get(request.params.name) });
  });
  app.use((request, response) => response.status(404).json({ error: `there is no ${request.path}` }));
  return app;
}
