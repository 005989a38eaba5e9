import { isMap, type PlainMap } from '../plain-data.js';
import { SINK_KINDS } from './rows/sink.js';

function kindsOf(sink: PlainMap): string {
  return SINK_KINDS.filter((kind) => Object.hasOwn(sink, kind) && sink[kind] !== null).join();
}

function replacesSink(base: PlainMap, overlay: PlainMap): boolean {
  const kinds = kindsOf(overlay);
  return kinds !== '' && kinds !== kindsOf(base);
}

/** Tells whether a `null` stays where it stands, since it is said of something that is not there yet. */
type IsKept = (path: readonly string[]) => boolean;

/** Gives an overlay that has nothing to lie over: what it removes is not there anyway. */
function withoutNulls(value: unknown, isKept: IsKept, path: readonly string[]): unknown {
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([key, inner]) => inner !== null || isKept([...path, key]));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutNulls(inner, isKept, [...path, key])]));
}

function mergeAt(base: unknown, overlay: unknown, isKept: IsKept, path: readonly string[]): unknown {
  if (!isMap(overlay)) return overlay;
  if (!isMap(base)) return withoutNulls(overlay, isKept, path);
  const merged = new Map<string, unknown>(Object.entries(base));
  for (const [key, over] of Object.entries(overlay)) {
    const under = merged.get(key);
    const here = [...path, key];
    // A program writes undefined where a file has no key.
    if (over === undefined) continue;
    if (over === null && !isKept(here)) merged.delete(key);
    else if (key === 'sink' && isMap(under) && isMap(over) && replacesSink(under, over))
      merged.set(key, withoutNulls(over, isKept, here));
    else merged.set(key, mergeAt(under, over, isKept, here));
  }
  return Object.fromEntries(merged);
}

/**
 * Lays one value over another: maps merge, lists and scalars replace, `null` removes.
 *
 * Keys keep the order of `base`, new ones follow. A `sink` of another kind (file, command, github, exec) replaces the
 * whole sink, since the two together would be none; so does a list of sinks.
 */
export function merge(base: unknown, overlay: unknown): unknown {
  return mergeAt(base, overlay, () => false, []);
}

/** What an environment says of apps is laid over the base only later, and its `null` removes something there. */
const isSaidOfBase: IsKept = ([top, , key, app]) => top === 'environments' && key === 'apps' && app !== undefined;

/** Lays a config over the one that it extends, in the same way. */
export function mergeConfigs(extended: unknown, config: unknown): unknown {
  return mergeAt(extended, config, isSaidOfBase, []);
}
