// SPDX-License-Identifier: Apache-2.0
// The image's HEALTHCHECK: exit code 0 when this process's own /health says 200. There is no curl in the image.
import { get } from 'node:http';

const port = process.env.OPENHQM_SERVER__PORT || 8000;
const request = get({ host: '127.0.0.1', port, path: '/health', timeout: 2500 }, (response) => {
  response.resume();
  process.exitCode = response.statusCode === 200 ? 0 : 1;
});
request.on('timeout', () => request.destroy(new Error('no answer within 2.5 s')));
request.on('error', (error) => {
  console.error(`unhealthy: ${error.message}`);
  process.exitCode = 1;
});
