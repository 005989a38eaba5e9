import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { indentAt, lineEndOf, rangeOf, type TextRange } from './text-range.js';

/** A place of a JSON text and what is to stand there; undefined takes it out. */
interface JsonEdit {
  readonly path: readonly string[];
  readonly value: unknown;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

function rangeOfPair(pair: Pair | undefined): TextRange | undefined {
  const [first, last] = [rangeOf(pair?.key), rangeOf(pair?.value)];
  return first === undefined || last === undefined ? undefined : { start: first.start, end: last.end };
}

function mapAt(text: string, path: readonly string[]): YAMLMap | undefined {
  let node: unknown = parseDocument(text, { logLevel: 'silent' }).contents;
  for (const key of path) node = isMap(node) ? pairOf(node, key)?.value : undefined;
  return isMap(node) ? node : undefined;
}

/** Writes a value like what stands beside it: over lines where that does, with its indentation. */
function jsonLike(text: string, value: unknown, indent: string | undefined, step: string): string {
  if (indent === undefined) return JSON.stringify(value);
  return JSON.stringify(value, undefined, step).replaceAll('\n', `${lineEndOf(text)}${indent}`);
}

/** Finds the indentation of one level: that of the first entry of the top. */
function stepOf(text: string): string {
  const first = /^[ \t]+(?=")/m.exec(text)?.[0] ?? '  ';
  return first === '' ? '  ' : first;
}

function inserted(text: string, map: YAMLMap, key: string, value: unknown): string | undefined {
  const around = rangeOf(map);
  if (around === undefined) return undefined;
  const step = stepOf(text);
  const last = rangeOfPair(map.items.at(-1));
  if (last === undefined) {
    const outer = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', around.start - 1) + 1))?.[0] ?? '';
    const [line, inner] = [lineEndOf(text), outer + step];
    const entry = `${JSON.stringify(key)}: ${jsonLike(text, value, inner, step)}`;
    return `${text.slice(0, around.start)}{${line}${inner}${entry}${line}${outer}}${text.slice(around.end)}`;
  }
  const indent = indentAt(text, last.start);
  const entry = `${JSON.stringify(key)}: ${jsonLike(text, value, indent, step)}`;
  const before = indent === undefined ? ' ' : `${lineEndOf(text)}${indent}`;
  return `${text.slice(0, last.end)},${before}${entry}${text.slice(last.end)}`;
}

function replaced(text: string, pair: Pair, value: unknown): string | undefined {
  const [key, old] = [rangeOf(pair.key), rangeOf(pair.value)];
  if (key === undefined || old === undefined) return undefined;
  return (
    text.slice(0, old.start) + jsonLike(text, value, indentAt(text, key.start), stepOf(text)) + text.slice(old.end)
  );
}

function removed(text: string, map: YAMLMap, pair: Pair): string | undefined {
  const index = map.items.indexOf(pair);
  const [own, before, after] = [pair, map.items[index - 1], map.items[index + 1]].map(rangeOfPair);
  if (own === undefined) return undefined;
  if (before !== undefined) return text.slice(0, before.end) + text.slice(own.end);
  if (after !== undefined) return text.slice(0, own.start) + text.slice(after.start);
  return text.slice(0, own.start).trimEnd() + text.slice(own.end).trimStart();
}

/** Sets one key of a JSON text, or takes it out; undefined where there is no map to hold it. */
export function spliceJson(text: string, { path, value }: JsonEdit): string | undefined {
  const key = path.at(-1);
  const map = mapAt(text, path.slice(0, -1));
  if (key === undefined || map === undefined) return undefined;
  const pair = pairOf(map, key);
  if (value === undefined) return pair === undefined ? text : removed(text, map, pair);
  return pair === undefined ? inserted(text, map, key, value) : replaced(text, pair, value);
}
