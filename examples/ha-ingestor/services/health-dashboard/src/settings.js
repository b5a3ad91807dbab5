// SPDX-License-Identifier: Apache-2.0
/** Settings from the environment; throws an error that says what is wrong. */
export function readSettings(environment) {
  const port = Number(environment.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`PORT is '${environment.PORT}', but has to be a whole number from 1 to 65535`);
  }
  const adminUrl = environment.ADMIN_URL || 'http://admin-api:8003';
  if (!/^https?:\/\/[^/]/.test(adminUrl)) {
    throw new Error(`ADMIN_URL is '${adminUrl}', but has to be an address that begins with http:// or https://`);
  }
  // Where the pages are, from this file: as they are written, or as the build made them.
  return { port, adminUrl: adminUrl.replace(/\/+$/, ''), pages: environment.PAGES || '../public/' };
}
