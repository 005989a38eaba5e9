import { isMap, type Variables } from '../plain-data.js';
import { substitute } from './placeholders.js';

/**
 * Writes a new value as the old one is written, wherever the two mean the same: what comes from a variable goes on coming
 * from it, in lists and maps too, of which only some entries are new.
 *
 * @param written - As it stands in the config, with `${env:…}`; undefined where nothing does.
 */
export function keptAsWritten(written: unknown, wanted: unknown, variables: Variables): unknown {
  const meaning = (value: unknown): string | undefined => JSON.stringify(substitute(value, [], variables).value);
  if (meaning(written) === meaning(wanted)) return written;
  if (Array.isArray(written) && Array.isArray(wanted)) {
    const left = new Map(written.map((item: unknown) => [meaning(item), item]));
    return wanted.map((item: unknown) => left.get(meaning(item)) ?? item);
  }
  if (!isMap(written) || !isMap(wanted)) return wanted;
  return Object.fromEntries(
    Object.entries(wanted).map(([key, value]) => [key, keptAsWritten(written[key], value, variables)]),
  );
}
