import { isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import { indentAt, lineEndOf, rangeOf, type TextRange } from './text-range.js';

interface Place {
  /** Where the new text goes in. */
  readonly at: number;
  /** True when an entry stands before it. */
  readonly follows: boolean;
  /** Where the line begins whose indentation the new text takes; undefined for a text on one line. */
  readonly like: number | undefined;
}

/** Finds the end of the last entry of a map or list, or its inside when it has none. */
function placeIn(node: TextRange, entries: readonly { readonly first: TextRange; readonly last: TextRange }[]): Place {
  const last = entries.at(-1);
  if (last === undefined) return { at: node.start + 1, follows: false, like: undefined };
  return { at: last.last.end, follows: true, like: last.first.start };
}

function inserted(text: string, { at, follows, like }: Place, entries: readonly string[]): string {
  const newLine = lineEndOf(text);
  const indent = like === undefined ? undefined : indentAt(text, like);
  const before = indent === undefined ? ' ' : `${newLine}${indent}`;
  const lines = entries.map((entry) => `${before}${entry}`).join(',');
  const added = follows ? `,${lines}` : lines.trimStart();
  return text.slice(0, at) + added + text.slice(at);
}

/**
 * Adds entries to a list at the top of a JSON text, and makes the list when there is none. Everything else stays as it is,
 * byte for byte; new lines are indented like those beside them.
 *
 * @param text - A well-formed JSON object.
 */
export function insertIntoList(text: string, key: string, entries: readonly unknown[]): string {
  if (entries.length === 0) return text;
  const root = parseDocument(text, { logLevel: 'silent' }).contents;
  const around = rangeOf(root);
  if (!isMap(root) || around === undefined) return text;
  const written = entries.map((entry) => JSON.stringify(entry, undefined, 1).replace(/\n\s*/g, ' '));
  const pairs = root.items.filter((pair) => isPair(pair));
  const own = pairs.find((pair) => isScalar(pair.key) && pair.key.value === key);
  const list = own?.value;
  const listRange = rangeOf(list);
  if (isSeq(list) && listRange !== undefined) {
    const items = list.items.flatMap((item) => {
      const range = rangeOf(item);
      return range === undefined ? [] : [{ first: range, last: range }];
    });
    return inserted(text, placeIn(listRange, items), written);
  }
  const places = pairs.flatMap((pair) => {
    const [first, last] = [rangeOf(pair.key), rangeOf(pair.value)];
    return first === undefined || last === undefined ? [] : [{ first, last }];
  });
  return inserted(text, placeIn(around, places), [
    `${JSON.stringify(key)}: ${listText(text, written, places[0]?.first)}`,
  ]);
}

/** Writes a list as long as the rest of the text: over several lines where the entries beside it stand on lines. */
function listText(text: string, written: readonly string[], beside: TextRange | undefined): string {
  const indent = beside === undefined ? undefined : indentAt(text, beside.start);
  if (indent === undefined) return `[${written.join(', ')}]`;
  const newLine = lineEndOf(text);
  const deeper = indent + (indent === '' ? '  ' : indent);
  return `[${written.map((entry) => `${newLine}${deeper}${entry}`).join(',')}${newLine}${indent}]`;
}
