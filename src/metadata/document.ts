import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { unescapeText, unsupportedCharacter } from './xml.js';

/** One element of an XML document. */
export interface XmlElement {
  readonly name: string;
  /** Text and CDATA directly inside, references replaced, whitespace kept. */
  readonly text: string;
  readonly children: readonly XmlElement[];
  /** True when the element says that it has no value (`xsi:nil`). */
  readonly nil: boolean;
  /** Where the element begins in the document. */
  readonly offset: number;
}

/** A place in a text, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Why a text is no XML document. */
export interface SyntaxProblem extends Position {
  readonly message: string;
}

/** An XML document, or why the text is none. */
export type XmlDocument =
  | { readonly root: XmlElement; readonly problem?: undefined }
  | { readonly root?: undefined; readonly problem: SyntaxProblem };

type Node = Readonly<Record<string, unknown>> & { readonly [metadata: symbol]: unknown };

/** Levels of elements that a document may have. Metadata has six at most. */
const MOST_LEVELS = 100;
/** Characters that a document may have. The largest permission sets stay far below. */
const MOST_CHARACTERS = 10_000_000;
const LONGEST_REASON = 200;

const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';
// Declared as the wrapper type `Symbol`, which cannot index.
const METADATA = XMLParser.getMetaDataSymbol() as unknown as symbol;
const parser = new XMLParser({
  preserveOrder: true,
  captureMetaData: true,
  ignoreAttributes: false,
  trimValues: false,
  parseTagValue: false,
  // References are replaced in xml.ts, after CDATA was told apart from text.
  processEntities: false,
  maxNestedTags: MOST_LEVELS,
  cdataPropName: CDATA,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** Gives a function that finds line and column of offsets in a text, in no more than a few steps for each. */
export function positionsIn(text: string): (offset: number) => Position {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** Gives line and column of one offset. */
export function positionOf(text: string, offset: number): Position {
  return positionsIn(text)(offset);
}

const nodesOf = (value: unknown): readonly Node[] => (Array.isArray(value) ? (value as Node[]) : []);

function tagOf(node: Node): string | undefined {
  return Object.keys(node).find((key) => key !== TEXT && key !== CDATA && key !== ATTRIBUTES);
}

function textOf(node: Node): string {
  const text = node[TEXT];
  if (typeof text === 'string') return unescapeText(text);
  return nodesOf(node[CDATA])
    .map((part) => (typeof part[TEXT] === 'string' ? part[TEXT] : ''))
    .join('');
}

function isNil(attributes: unknown): boolean {
  if (typeof attributes !== 'object' || attributes === null) return false;
  return Object.entries(attributes).some(
    ([name, value]) => name.endsWith(':nil') && (value === 'true' || value === '1'),
  );
}

function offsetOf(node: Node): number {
  const metadata = node[METADATA];
  if (typeof metadata !== 'object' || metadata === null || !('startIndex' in metadata)) return 0;
  return typeof metadata.startIndex === 'number' ? metadata.startIndex : 0;
}

function elementOf(node: Node): XmlElement[] {
  const name = tagOf(node);
  if (name === undefined) return [];
  const inside = nodesOf(node[name]);
  return [
    {
      name,
      text: inside.map(textOf).join(''),
      children: inside.flatMap(elementOf),
      nil: isNil(node[ATTRIBUTES]),
      offset: offsetOf(node),
    },
  ];
}

/** Longest name of an element that is looked at: messages name it. */
const LONGEST_NAME = 200;
const LONG_NAME = new RegExp(`<[^\\s<>/!?]{${LONGEST_NAME + 1}}`);

const OPAQUE = /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>/g;
const UNKNOWN_REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)[^;\s<]*;?/i;

/** Finds a reference that is neither one of XML's own nor numeric. Comments, CDATA and instructions hold none. */
function firstUnknownReference(bare: string): { readonly name: string; readonly offset: number } | undefined {
  const found = UNKNOWN_REFERENCE.exec(bare);
  return found === null ? undefined : { name: found[0], offset: found.index };
}

const malformed = (reason: string): string =>
  `The file is not well-formed XML: ${reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason}`;

/** Of a file that was cut off, the validator lists the elements that are still open as JSON. */
function reasonOf(message: string): string {
  const open = /^Invalid '(\[[^]*\])' found\.$/.exec(message)?.[1];
  if (open === undefined) return message;
  const names = [...open.matchAll(/"([^"]+)"/g)].map(([, name]) => `<${name ?? ''}>`);
  return `it ends before ${names.join(' and ')} end.`;
}

function syntaxProblem(xml: string): SyntaxProblem | undefined {
  if (xml.length > MOST_CHARACTERS) {
    const message = `The file has ${xml.length} characters, and metadata has at most ${MOST_CHARACTERS}.`;
    return { message, line: 1, column: 1 };
  }
  if (xml.trim() === '') return { message: 'The file is empty.', line: 1, column: 1 };
  const character = unsupportedCharacter(xml);
  if (character !== undefined) {
    const message = `The file holds the character ${character.name}, which XML cannot carry.`;
    return { message, ...positionOf(xml, character.offset) };
  }
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a package of its own that does the same
  const answer = XMLValidator.validate(xml);
  if (answer !== true) {
    const { msg, line, col } = answer.err;
    return { message: malformed(reasonOf(msg)), line, column: Number.isInteger(col) ? col : 1 };
  }
  const bare = xml.replace(OPAQUE, (part) => ' '.repeat(part.length));
  const doctype = bare.search(/<!DOCTYPE/i);
  if (doctype >= 0) return { message: 'The file has a document type declaration.', ...positionOf(xml, doctype) };
  const long = LONG_NAME.exec(bare);
  if (long !== null) {
    const message = `The file has an element whose name has more than ${LONGEST_NAME} characters, and no field of metadata has.`;
    return { message, ...positionOf(xml, long.index) };
  }
  const reference = firstUnknownReference(bare);
  if (reference === undefined) return undefined;
  const message = `The file uses the entity ${reference.name}, which XML does not know.`;
  return { message, ...positionOf(xml, reference.offset) };
}

/** Parses a text that the validator let through; the parser is stricter about what stands before the root element. */
function parseNodes(text: string): readonly Node[] | SyntaxProblem {
  try {
    return nodesOf(parser.parse(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { message: malformed(reason), line: 1, column: 1 };
  }
}

/** Reads an XML document. Comments and processing instructions are skipped; document types are refused. */
export function readDocument(xml: string): XmlDocument {
  const text = xml.replace(/^\u{FEFF}/u, '');
  const problem = syntaxProblem(text);
  if (problem !== undefined) return { problem };
  const nodes = parseNodes(text);
  if ('message' in nodes) return { problem: nodes };
  const [root, second] = nodes.flatMap(elementOf);
  if (root === undefined) return { problem: { message: 'The file holds no element.', line: 1, column: 1 } };
  if (second === undefined) return { root };
  return {
    problem: { message: `A second root element, ${second.name}, follows.`, ...positionOf(text, second.offset) },
  };
}
