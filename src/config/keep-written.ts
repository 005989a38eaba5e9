import { isMap, type Variables } from '../plain-data.js';
import { substitute } from './placeholders.js';

/** A value that means the same as another one is spelt the same, in whatever order the keys of its maps stand. */
function spelled(value: unknown): string | undefined {
  const sorted = (_: string, inner: unknown): unknown =>
    isMap(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner;
  return JSON.stringify(value, sorted);
}

/**
 * Writes a new value as the old one is written, wherever the two mean the same: what comes from a variable goes on coming
 * from it, in lists and maps too, of which only some entries are new.
 *
 * @param written - As it stands in the config, with `${env:…}`; undefined where nothing does.
 */
export function keptAsWritten(written: unknown, wanted: unknown, variables: Variables): unknown {
  const meaning = (value: unknown): string | undefined => spelled(substitute(value, [], variables).value);
  if (meaning(written) === meaning(wanted)) return written;
  if (Array.isArray(written) && Array.isArray(wanted)) {
    const same = new Map(written.map((item: unknown) => [meaning(item), item]));
    const isKept = new Set(wanted.map(meaning));
    return wanted.map((item: unknown, index) => {
      const [found, there] = [same.get(meaning(item)), written[index] as unknown];
      if (found !== undefined) return found;
      return isKept.has(meaning(there)) ? item : keptAsWritten(there, item, variables);
    });
  }
  if (!isMap(written) || !isMap(wanted)) return wanted;
  const keys = new Set([...Object.keys(written).filter((key) => Object.hasOwn(wanted, key)), ...Object.keys(wanted)]);
  return Object.fromEntries([...keys].map((key) => [key, keptAsWritten(written[key], wanted[key], variables)]));
}
