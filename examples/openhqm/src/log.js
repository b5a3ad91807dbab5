// SPDX-License-Identifier: Apache-2.0

const LEVELS = ['debug', 'info', 'warn', 'error'];

/**
 * Makes a logger that writes one JSON object a line.
 * @param {string} level the lowest level that is written: debug, info, warn or error
 * @param {(line: string) => void} write where lines go; stdout unless told otherwise
 */
export function createLog(level = 'info', write = (line) => process.stdout.write(line)) {
  const lowest = LEVELS.indexOf(level);
  const log = {};
  for (const [rank, name] of LEVELS.entries()) {
    log[name] = (message, fields = {}) => {
      if (rank < lowest) return;
      write(`${JSON.stringify({ time: new Date().toISOString(), level: name, message, ...fields })}\n`);
    };
  }
  return log;
}
