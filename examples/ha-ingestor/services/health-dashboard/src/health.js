// SPDX-License-Identifier: Apache-2.0
// The health check of the image: ends with 0 when this machine's server answers 200. So the image needs no curl.
import { get } from 'node:http';

const fail = (reason) => {
  console.error(reason);
  process.exit(1);
};
get({ host: '127.0.0.1', port: process.env.PORT || 3000, path: '/health', timeout: 2000 }, (answer) => process.exit(answer.statusCode === 200 ? 0 : 1))
  .on('timeout', () => fail('it took too long'))
  .on('error', (problem) => fail(problem.message));
