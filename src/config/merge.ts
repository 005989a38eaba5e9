import { isMap, type PlainMap } from '../plain-data.js';
import { SINK_KINDS } from './rows/sink.js';

function kindsOf(sink: PlainMap): string {
  return SINK_KINDS.filter((kind) => Object.hasOwn(sink, kind) && sink[kind] !== null).join();
}

function replacesSink(base: PlainMap, overlay: PlainMap): boolean {
  const kinds = kindsOf(overlay);
  return kinds !== '' && kinds !== kindsOf(base);
}

/** Gives an overlay that has nothing to lie over: what it removes is not there anyway. */
function withoutNulls(value: unknown): unknown {
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutNulls(inner)]));
}

/**
 * Lays one value over another: maps merge, lists and scalars replace, `null` removes.
 *
 * Keys keep the order of `base`, new ones follow. A `sink` of another kind (file, command, github, exec) replaces the
 * whole sink, since the two together would be none.
 */
export function merge(base: unknown, overlay: unknown): unknown {
  if (!isMap(overlay)) return overlay;
  if (!isMap(base)) return withoutNulls(overlay);
  const merged = new Map<string, unknown>(Object.entries(base));
  for (const [key, over] of Object.entries(overlay)) {
    const under = merged.get(key);
    if (over === null) merged.delete(key);
    else if (key === 'sink' && isMap(under) && isMap(over) && replacesSink(under, over))
      merged.set(key, withoutNulls(over));
    else merged.set(key, merge(under, over));
  }
  return Object.fromEntries(merged);
}
