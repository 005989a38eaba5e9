import { createHash } from 'node:crypto';
import { isSecretSource } from '../config/secret-fields.js';
import { Secret } from '../secret.js';

/** Gives the SHA-256 of data in hexadecimal, whatever the order of its keys, secrets aside. */
export function digestOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([canonical(value)]))
    .digest('hex');
}

/** Keys in one order, sets as lists, and secrets as what they print as, whether their variable was read yet or not. */
function canonical(value: unknown): unknown {
  if (value instanceof Secret || isSecretSource(value)) return '[secret]';
  if (Array.isArray(value)) return value.map(canonical);
  if (value instanceof Set) return [...value].map(canonical).sort();
  if (value instanceof Map) return canonical(Object.fromEntries(value));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
}
