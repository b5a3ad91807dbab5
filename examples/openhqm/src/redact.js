// SPDX-License-Identifier: Apache-2.0

/** A place as it may be logged: without the user and password that a URL can hold. */
export function redactUrl(place) {
  return place.replace(/\/\/[^/@\s]*@/g, '//');
}
