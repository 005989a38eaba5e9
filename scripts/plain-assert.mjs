// Stands in for node:assert in yargs, which compares two pairs of strings while it parses its own options.
export function strictEqual(actual, expected, message) {
  if (!Object.is(actual, expected)) throw new Error(message ?? `${actual} is not ${expected}`);
}

export function notStrictEqual(actual, unwanted, message) {
  if (Object.is(actual, unwanted)) throw new Error(message ?? `${actual} is not allowed`);
}
