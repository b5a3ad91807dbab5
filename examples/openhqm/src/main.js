// SPDX-License-Identifier: Apache-2.0
import { startApp } from './app.js';
import { QueueUnavailableError } from './errors.js';
import { createLog } from './log.js';
import { SettingsError, readSettings } from './settings.js';

const EXIT = { settings: 2, outside: 3, bug: 70 };

async function main() {
  const settings = readSettings(process.env);
  const log = createLog(settings.monitoring.logLevel);
  const app = await startApp(settings, log);
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => {
      log.info('stopping', { signal });
      setTimeout(() => {
        log.error('requests under way did not finish in time', { seconds: settings.server.shutdownSeconds });
        process.exit(EXIT.outside);
      }, settings.server.shutdownSeconds * 1000).unref();
      app.stop().then(
        () => {
          log.info('stopped');
          process.exit(0);
        },
        (error) => fail(log, error),
      );
    });
  }
}

function fail(log, error) {
  if (error instanceof SettingsError) {
    for (const problem of error.problems) log.error(problem, { kind: 'settings' });
    process.exit(EXIT.settings);
  }
  if (error instanceof QueueUnavailableError || error.syscall) {
    log.error(error.message, { kind: 'outside' });
    process.exit(EXIT.outside);
  }
  log.error('a bug of ours', { stack: error.stack });
  process.exit(EXIT.bug);
}

main().catch((error) => fail(createLog(), error));
