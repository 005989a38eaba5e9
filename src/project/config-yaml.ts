import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { ConfigPath } from '../problem.js';
import type { ConfigContent, Position } from './config-source.js';
import { type ReadingProblem, unreadable } from './config-unreadable.js';
import { explainYamlError } from './config-yaml-errors.js';

/** Aliases that a config may use before it looks like a trap. */
const MOST_ALIASES = 100;
const MOST_PROBLEMS = 20;

type Found = Node | null | undefined;

function positionOf(node: Found, lines: LineCounter): Position | undefined {
  const offset = node?.range?.[0];
  if (offset === undefined) return undefined;
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

interface Entry {
  readonly key: Found;
  readonly value: Found;
}

/** Gives the entries of a map by their keys. Of several with one key, the first counts. */
function entriesOf(map: YAMLMap): ReadonlyMap<string, Entry> {
  const pairs = map.items.filter((pair) => isPair(pair)).toReversed();
  return new Map(
    pairs.flatMap(({ key, value }) =>
      isScalar(key) ? [[String(key.value), { key: key as Found, value: value as Found }] as const] : [],
    ),
  );
}

/** Entries of maps that were looked into already: a report can ask for each of thousands of keys. */
type KnownEntries = WeakMap<YAMLMap, ReadonlyMap<string, Entry>>;

/** Finds the entry of a map, in the map itself or in one that it merges by `<<`. */
function entryOf(map: Node, name: string, document: Document, known: KnownEntries): Entry | undefined {
  if (!isMap(map)) return undefined;
  const entries = known.get(map) ?? entriesOf(map);
  known.set(map, entries);
  const own = entries.get(name);
  if (own !== undefined) return own;
  const pairs = entries.has('<<') ? map.items.filter((pair) => isPair(pair)) : [];
  const merged = pairs.filter(({ key }) => isScalar(key) && key.value === '<<').map(({ value }) => value as Found);
  const sources = merged.flatMap((value) => (isSeq(value) ? (value.items as Found[]) : [value]));
  return sources
    .map((source) => deref(source, document))
    .flatMap((source) => source ?? [])
    .map((source) => entryOf(source, name, document, known))
    .find(Boolean);
}

function deref(node: Found, document: Document): Found {
  return isAlias(node) ? node.resolve(document) : node;
}

function locate(document: Document, lines: LineCounter, path: ConfigPath, known: KnownEntries): Position | undefined {
  let node: Found = deref(document.contents, document);
  let place: Position | undefined = positionOf(node, lines);
  for (const step of path) {
    if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step] as Found;
      place = positionOf(item, lines) ?? place;
      node = deref(item, document);
    } else {
      const entry = node === null || node === undefined ? undefined : entryOf(node, String(step), document, known);
      if (entry === undefined) return place;
      place = positionOf(entry.key, lines) ?? place;
      node = deref(entry.value, document);
    }
  }
  return place;
}

/** Finds keys that stand twice in one map; the merge key may. */
function repeatedKeys(
  document: Document,
): readonly { readonly code: 'DUPLICATE_KEY'; readonly pos: readonly [number] }[] {
  const found: { readonly code: 'DUPLICATE_KEY'; readonly pos: readonly [number] }[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key) || key.value === '<<') continue;
        if (seen.has(key.value)) found.push({ code: 'DUPLICATE_KEY', pos: [key.range?.[0] ?? 0] });
        seen.add(key.value);
      }
    },
  });
  return found;
}

function unresolvedAlias(document: Document): Node | undefined {
  let found: Node | undefined;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

function toValue(document: Document, lines: LineCounter, displayPath: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    const alias = unresolvedAlias(document);
    const problem: ReadingProblem =
      alias === undefined
        ? {
            message: 'The file refers to itself too often.',
            action: 'Use fewer aliases (*name), or write the values out.',
          }
        : {
            position: positionOf(alias, lines),
            message: 'The alias names no anchor that stands before it.',
            action: 'Put &name before the first use of *name in the same file, or put the text in quotes.',
          };
    throw unreadable(displayPath, [problem], cause);
  }
}

/**
 * Reads YAML 1.2 with merge keys (`<<`), and JSON, which is YAML. Errors never quote the file, which could hold a secret.
 *
 * @throws EcaError ConfigUnreadableError with every syntax error: duplicate keys, indentation, tabs, unknown tags.
 */
export function readYaml(text: string, displayPath: string): ConfigContent {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    stringKeys: true,
    // The library compares every key with every other one; repeatedKeys does the same in one pass.
    uniqueKeys: false,
    logLevel: 'error',
  });
  const wrong = [...document.errors, ...repeatedKeys(document), ...document.warnings];
  const [first, ...more] = wrong
    .sort((a, b) => a.pos[0] - b.pos[0])
    .map(({ code, pos }): ReadingProblem => {
      const { line, col } = lines.linePos(pos[0]);
      return { position: { line, column: col }, ...explainYamlError(code) };
    });
  if (first !== undefined) throw unreadable(displayPath, [first, ...more.slice(0, MOST_PROBLEMS - 1)]);
  const value = toValue(document, lines, displayPath);
  if (value === null || value === undefined) {
    const action = 'Describe an app below "apps:"; the README shows a small config.';
    throw unreadable(displayPath, [{ message: 'The file is empty.', action }]);
  }
  const known: KnownEntries = new WeakMap();
  return { value, locate: (path) => locate(document, lines, path, known) };
}
