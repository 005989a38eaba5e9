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

/** Finds the entry of a map, in the map itself or in one that it merges by `<<`. */
function entryOf(map: Node, name: string, document: Document): Entry | undefined {
  if (!isMap(map)) return undefined;
  const pairs = map.items.filter((pair) => isPair(pair));
  const own = pairs.find(({ key }) => isScalar(key) && String(key.value) === name);
  if (own !== undefined) return { key: own.key as Found, value: own.value as Found };
  const merged = pairs.filter(({ key }) => isScalar(key) && key.value === '<<').map(({ value }) => value as Found);
  const sources = merged.flatMap((value) => (isSeq(value) ? (value.items as Found[]) : [value]));
  return sources
    .map((source) => deref(source, document))
    .flatMap((source) => source ?? [])
    .map((source) => entryOf(source, name, document))
    .find(Boolean);
}

function deref(node: Found, document: Document): Found {
  return isAlias(node) ? node.resolve(document) : node;
}

function locate(document: Document, lines: LineCounter, path: ConfigPath): Position | undefined {
  let node: Found = deref(document.contents, document);
  let place: Position | undefined = positionOf(node, lines);
  for (const step of path) {
    if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step] as Found;
      place = positionOf(item, lines) ?? place;
      node = deref(item, document);
    } else {
      const entry = node === null || node === undefined ? undefined : entryOf(node, String(step), document);
      if (entry === undefined) return place;
      place = positionOf(entry.key, lines) ?? place;
      node = deref(entry.value, document);
    }
  }
  return place;
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
            action: 'Put &name before the first use of *name, or put the text in quotes.',
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
    logLevel: 'error',
  });
  const [first, ...more] = [...document.errors, ...document.warnings].map(({ code, pos }): ReadingProblem => {
    const { line, col } = lines.linePos(pos[0]);
    return { position: { line, column: col }, ...explainYamlError(code) };
  });
  if (first !== undefined) throw unreadable(displayPath, [first, ...more.slice(0, MOST_PROBLEMS - 1)]);
  const value = toValue(document, lines, displayPath);
  if (value === null || value === undefined) {
    const action = 'Describe an app below "apps:"; the README shows a small config.';
    throw unreadable(displayPath, [{ message: 'The file is empty.', action }]);
  }
  return { value, locate: (path) => locate(document, lines, path) };
}
