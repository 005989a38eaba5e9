import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  type YAMLMap,
} from 'yaml';
import { splicedItems } from './config-splice-list.js';
import { yamlInline, yamlText } from './config-text.js';
import { endOfLine, lineEndOf, rangeOf, startOfLine } from './text-range.js';

/** A place of a YAML text and what is to stand there; undefined takes it out. */
interface YamlEdit {
  readonly path: readonly string[];
  readonly value: unknown;
}

interface Entry {
  readonly key: string;
  readonly value: unknown;
}

const nameOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '');

/** Gives the offset behind the last character of a node that is no space, comment or end of line. */
function endOf(text: string, node: unknown, start: number): number {
  const last = lastLeaf(node);
  const range = rangeOf(last) ?? { start, end: start };
  return Math.max(start, range.start + text.slice(range.start, range.end).trimEnd().length);
}

/** Finds what stands last in a node: the range of a block ends only where the next one begins. */
function lastLeaf(node: unknown): unknown {
  if (isFlow(node)) return node;
  if (isMap(node)) {
    const pair = node.items.at(-1);
    return pair === undefined ? node : rangeOf(pair.value) === undefined ? pair.key : lastLeaf(pair.value);
  }
  if (isSeq(node)) return node.items.length === 0 ? node : lastLeaf(node.items.at(-1));
  return node;
}

const isFlow = (node: unknown): boolean => (isMap(node) || isSeq(node)) && node.flow === true;

/** Tells whether a change of a node would change what stands elsewhere, or lose what it is. */
function isTied(node: unknown): boolean {
  if (isAlias(node)) return true;
  const { anchor, tag } = (node ?? {}) as { readonly anchor?: unknown; readonly tag?: unknown };
  return anchor !== undefined || (typeof tag === 'string' && !isMap(node) && !isSeq(node));
}

/** Tells whether a node says more than once, or elsewhere, what it says. */
function holdsTies(node: unknown): boolean {
  if (isTied(node)) return true;
  if (isMap(node)) return node.items.some((pair) => holdsTies(pair.value));
  return isSeq(node) && node.items.some(holdsTies);
}

function stepOf(document: Document, text: string): number {
  const { contents } = document;
  const inner = isMap(contents)
    ? contents.items.map(({ value }) => value).find((value) => isMap(value) && !isFlow(value))
    : undefined;
  const first = isMap(inner) ? rangeOf(inner.items[0]?.key) : undefined;
  const step = first === undefined ? 2 : first.start - startOfLine(text, first.start);
  return step > 0 && step <= 8 ? step : 2;
}

/** Writes an entry as a block, line by line, indented like its neighbours. */
function blockText(text: string, { key, value }: Entry, indent: string, step: number): string {
  const lines = yamlText({ [key]: value }, step).split('\n');
  return lines.map((line) => (line === '' ? line : indent + line)).join(lineEndOf(text));
}

/** Puts a block of lines behind the line that an offset is in. */
function behindLine(text: string, offset: number, block: string): string {
  const at = endOfLine(text, offset);
  const line = lineEndOf(text);
  return text.slice(0, at).endsWith('\n') || at === 0
    ? text.slice(0, at) + block + line + text.slice(at)
    : text.slice(0, at) + line + block + text.slice(at);
}

function isOnOneLine(text: string, node: unknown): boolean {
  const range = rangeOf(node);
  return range !== undefined && !text.slice(range.start, range.end).includes('\n');
}

/** Puts an entry into a map that stands on one line. */
function insertedInline(text: string, map: YAMLMap, { key, value }: Entry): string | undefined {
  const range = rangeOf(map);
  if (range === undefined || !isOnOneLine(text, map)) return undefined;
  const inside = text.slice(range.start + 1, range.end - 1);
  const entry = yamlInline({ [key]: value }).replace(/^\{ ?| ?\}$/g, '');
  const head = inside.trimEnd();
  const tail = inside.slice(head.length);
  const comma = head.trim() === '' ? '' : head.endsWith(',') ? ' ' : ', ';
  return `${text.slice(0, range.start + 1)}${head}${comma}${entry}${tail}${text.slice(range.end - 1)}`;
}

function inserted(text: string, map: YAMLMap, entry: Entry, step: number): string | undefined {
  if (isFlow(map)) return insertedInline(text, map, entry);
  const [first, last] = [rangeOf(map.items[0]?.key), map.items.at(-1)];
  const lastKey = rangeOf(last?.key);
  if (first === undefined || lastKey === undefined) return undefined;
  const indent = text.slice(startOfLine(text, first.start), first.start).replace(/^\u{FEFF}/u, '');
  if (!/^ *$/.test(indent)) return undefined;
  return behindLine(text, endOf(text, last?.value, lastKey.end), blockText(text, entry, indent, step));
}

/** Gives the part of the text that an entry of a block takes up: from its key to the end of its last line. */
function linesOf(
  text: string,
  pair: Pair,
): { readonly from: number; readonly to: number; readonly indent: string } | undefined {
  const key = rangeOf(pair.key);
  if (key === undefined) return undefined;
  const from = startOfLine(text, key.start);
  const indent = text.slice(from, key.start).replace(/^\u{FEFF}/u, '');
  if (!/^ *$/.test(indent)) return undefined;
  return {
    from: from + (text.slice(from, key.start).length - indent.length),
    to: endOfLine(text, endOf(text, pair.value, key.end)),
    indent,
  };
}

/** Replaces a value on one line by another one, so that what follows on the line stays. */
function replacedInline(text: string, node: Node, value: unknown): string | undefined {
  const range = rangeOf(node);
  const isPlain =
    !isScalar(node) ||
    node.type === Scalar.PLAIN ||
    node.type === Scalar.QUOTE_DOUBLE ||
    node.type === Scalar.QUOTE_SINGLE;
  if (range === undefined || !isPlain || !isOnOneLine(text, node) || range.start === range.end) return undefined;
  return text.slice(0, range.start) + yamlInline(value) + text.slice(range.end);
}

const isSimple = (value: unknown): boolean =>
  typeof value !== 'object' || (Array.isArray(value) && value.every((item) => typeof item !== 'object'));

/** Tells whether something is noted inside a map or a list, which would be lost if it were written anew. */
function holdsComments(node: unknown): boolean {
  if (!isMap(node) && !isSeq(node)) return false;
  const inner = isMap(node) ? node.items.flatMap(({ key, value }) => [key, value]) : node.items;
  // What is noted behind the whole stands behind its last line, and stays there.
  return isGiven(node.commentBefore) || inner.some((each) => isNoted(each) || holdsComments(each));
}

const isGiven = (comment: unknown): boolean => typeof comment === 'string' && comment !== '';

function isNoted(node: unknown): boolean {
  const { comment, commentBefore } = (node ?? {}) as Readonly<Record<'comment' | 'commentBefore', unknown>>;
  return isGiven(comment) || isGiven(commentBefore);
}

function replaced(text: string, map: YAMLMap, pair: Pair, entry: Entry, step: number): string | undefined {
  const old = pair.value as Node | null;
  if (holdsTies(old)) return undefined;
  const spliced = isSeq(old) && Array.isArray(entry.value) ? splicedItems(text, old, entry.value) : undefined;
  if (spliced !== undefined) return spliced;
  if (holdsComments(old)) return undefined;
  const isText = isScalar(old) || isFlow(old);
  if (old !== null && isText && (isFlow(map) || isSimple(entry.value))) {
    const inline = replacedInline(text, old, entry.value);
    if (inline !== undefined) return inline;
  }
  if (isFlow(map)) return undefined;
  const lines = linesOf(text, pair);
  if (lines === undefined) return undefined;
  const end = text.slice(lines.from, lines.to).endsWith('\n') ? lineEndOf(text) : '';
  return text.slice(0, lines.from) + blockText(text, entry, lines.indent, step) + end + text.slice(lines.to);
}

function removed(text: string, map: YAMLMap, pair: Pair): string | undefined {
  if (isFlow(map) || map.items.length === 1 || holdsTies(pair.value)) return undefined;
  const lines = linesOf(text, pair);
  return lines === undefined ? undefined : text.slice(0, lines.from) + text.slice(lines.to);
}

/** Finds the map that holds the last key of a path, in the text itself: not through an alias or a merge key. */
function mapOf(document: Document, path: readonly string[]): YAMLMap | undefined {
  let node: unknown = document.contents;
  for (const key of path) {
    if (!isMap(node) || isTied(node)) return undefined;
    node = node.items.find((pair) => nameOf(pair) === key)?.value;
  }
  return isMap(node) && !isTied(node) && !node.items.some((pair) => nameOf(pair) === '<<') ? node : undefined;
}

/** Gives a text whose last map, which is empty, holds an entry: `apps:` or `apps: {}`. */
function filled(
  text: string,
  document: Document,
  path: readonly string[],
  entry: Entry,
  step: number,
): string | undefined {
  const holder = mapOf(document, path.slice(0, -1));
  const pair = holder?.items.find((each) => nameOf(each) === path.at(-1));
  if (holder === undefined || pair === undefined || isFlow(holder)) return undefined;
  const isEmpty =
    (isMap(pair.value) && pair.value.items.length === 0) || (isScalar(pair.value) && pair.value.value === null);
  if (!isEmpty || isTied(pair.value)) return undefined;
  const lines = linesOf(text, pair);
  if (lines === undefined) return undefined;
  const range = rangeOf(pair.value);
  const end = rangeOf(pair.key)?.end ?? lines.from;
  const written = range === undefined ? '' : text.slice(range.start, range.end);
  if (!['', '{}', '~', 'null'].includes(written)) return undefined;
  const bare =
    range === undefined || written === '' ? text : text.slice(0, range.start).trimEnd() + text.slice(range.end);
  return behindLine(bare, end, blockText(text, entry, lines.indent + ' '.repeat(step), step));
}

/**
 * Sets one key of a YAML text, or takes it out, by the places of the document: nothing else is written again.
 *
 * @returns undefined where that cannot be done without touching more: behind an alias, an anchor or a merge key, in a map
 * with braces that goes over lines, and where a comment inside a list or a map would be lost.
 */
export function spliceYaml(text: string, { path, value }: YamlEdit): string | undefined {
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  const [key, outer] = [path.at(-1), path.slice(0, -1)];
  if (key === undefined || document.errors.length > 0) return undefined;
  const step = stepOf(document, text);
  const map = mapOf(document, outer);
  if (map === undefined || (map.items.length === 0 && outer.length > 0)) {
    return value === undefined ? undefined : filled(text, document, outer, { key, value }, step);
  }
  const pair = map.items.find((each) => nameOf(each) === key);
  if (value === undefined) return pair === undefined ? text : removed(text, map, pair);
  return pair === undefined
    ? inserted(text, map, { key, value }, step)
    : replaced(text, map, pair, { key, value }, step);
}
