// SPDX-License-Identifier: Apache-2.0
import { createApp } from './app.js';

const server = createApp(process.env).listen(3000, () => console.log('serving on port 3000'));
// A container's first process is asked to stop by a signal that it has to take itself.
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
  });
}
