import { isMap, type PlainMap } from '../plain-data.js';
import type { AppSurroundings, KeyRow } from './key-row.js';
import type { Group } from './shape.js';

const NOTHING_AROUND: AppSurroundings = { runAsUserSuffix: '' };

function resolveKey({ default: standard, resolved = {} }: KeyRow, written: unknown, around: AppSurroundings): unknown {
  const value = written ?? standard ?? resolved.otherwise;
  // The shape was checked, so the value is what the row of the key takes.
  return resolved.value === undefined ? value : resolved.value(value as never, around);
}

/**
 * Fills in the defaults of a map whose shape was checked, and turns its values into those of the resolved config, by the
 * rows of its keys. Keys without a value are left out.
 */
export function resolveKeys({ keys }: Group, written: object, around: AppSurroundings = NOTHING_AROUND): PlainMap {
  const values = isMap(written) ? written : {};
  const entries = Object.entries(keys)
    .filter(([, row]) => row.resolved?.dissolved !== true)
    .map(([key, row]) => [key, resolveKey(row, values[key], around)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
