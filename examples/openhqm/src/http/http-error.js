// SPDX-License-Identifier: Apache-2.0

/** An answer other than the one that was asked for: a status, a stable code, and a sentence for people. */
export class HttpError extends Error {
  constructor(status, code, message, headers = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}
