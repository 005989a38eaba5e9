import { withMovedCertificates } from './certificate-files.js';
import { isMap } from '../plain-data.js';
import type { KeyRow } from './key-row.js';
import { CONFIG } from './rows/config.js';
import { type Shape, under } from './shape.js';

/** Gives a relative path as it is to be written in another folder. */
export type MovePath = (path: string, kind: 'file' | 'program') => string;

function movedKey(value: unknown, { path, shape }: KeyRow, move: MovePath): unknown {
  if (path === undefined) return movedIn(value, shape, move);
  if (typeof value === 'string') return move(value, path);
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown, index) => (index === 0 && typeof item === 'string' ? move(item, path) : item));
}

function movedEntries(value: unknown, below: (key: string, entry: unknown) => unknown): unknown {
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, below(key, entry)]));
}

function movedIn(value: unknown, shape: Shape, move: MovePath): unknown {
  const inner = under(shape);
  if (inner.kind === 'list' || inner.kind === 'one-or-list') {
    const item = inner.kind === 'list' ? inner.item : inner.of;
    if (Array.isArray(value)) return value.map((entry: unknown) => movedIn(entry, item, move));
    return inner.kind === 'list' ? value : movedIn(value, item, move);
  }
  if (inner.kind === 'map') return movedEntries(value, (_, entry) => movedIn(entry, inner.value, move));
  if (inner.kind !== 'group') return value;
  return movedEntries(value, (key, entry) => {
    const row = Object.hasOwn(inner.keys, key) ? inner.keys[key] : undefined;
    return row === undefined ? entry : movedKey(entry, row, move);
  });
}

/** Gives a config of any shape with each relative path in it as it is to be written in another folder. */
export function withMovedPaths(written: unknown, move: MovePath): unknown {
  return withMovedCertificates(movedIn(written, CONFIG, move), (file) => move(file, 'file'));
}
