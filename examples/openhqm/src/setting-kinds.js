// SPDX-License-Identifier: Apache-2.0
// A kind of setting: `fallback` is its default (null: none); `parse` gives `{ value }` or `{ problem }`, a clause that follows the name.

export function text(fallback) {
  return { fallback, parse: (value) => ({ value }) };
}

export function list(fallback) {
  return { fallback, parse: (value) => ({ value: value.split(',').map((item) => item.trim()).filter(Boolean) }) };
}

export function oneOf(choices, fallback) {
  return {
    fallback,
    parse: (value) =>
      choices.includes(value)
        ? { value }
        : { problem: `must be one of ${choices.join(', ')}; it is '${value}'${suggestion(value, choices)}` },
  };
}

/** One or several of the choices, with commas between them; kept as it is written. */
export function someOf(choices, fallback) {
  const { parse } = oneOf(choices, fallback);
  return { fallback, parse: (value) => value.split(',').map(parse).find(({ problem }) => problem) ?? { value } };
}

export function integer(fallback, least, most) {
  return {
    fallback,
    parse: (value) => {
      const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
      return number >= least && number <= most
        ? { value: number }
        : { problem: `must be a whole number from ${least} to ${most}; it is '${value}'` };
    },
  };
}

/** The value may hold a password, so that a problem never quotes it. */
export function url(fallback, protocols) {
  return {
    fallback,
    parse: (value) => {
      let parsed;
      try {
        parsed = new URL(value);
      } catch {
        return { problem: `must be a URL such as ${protocols[0]}//host:port; it cannot be read as one` };
      }
      if (!protocols.includes(parsed.protocol)) {
        return { problem: `must start with ${protocols.map((p) => `${p}//`).join(' or ')}; it starts with '${parsed.protocol}'` };
      }
      if (!parsed.hostname) return { problem: `must be a URL such as ${protocols[0]}//host:port; it names no host` };
      return { value };
    },
  };
}

/** A comma-separated list of host:port. */
export function addresses(fallback) {
  const parse = (value) => {
    const items = value.split(',').map((item) => item.trim());
    const wrong = items.find((item) => !/^(\[[0-9a-fA-F:]+\]|[^\s:,/]+):\d{1,5}$/.test(item));
    return wrong === undefined ? { value: items } : { problem: `must be host:port[,host:port…]; '${wrong}' is not host:port` };
  };
  return { fallback: parse(fallback).value, parse };
}

/** A clause that names the choice nearest to what was written, or nothing when none is near. */
export function suggestion(written, choices) {
  const ranked = choices.map((choice) => [distance(written.toLowerCase(), choice.toLowerCase()), choice]).sort((a, b) => a[0] - b[0]);
  const [[steps, nearest]] = ranked;
  return steps <= Math.max(2, Math.floor(nearest.length / 4)) ? ` (did you mean ${nearest}?)` : '';
}

function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
