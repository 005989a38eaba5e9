import { own } from './own.js';

/** An element of a parsed document. */
export interface XmlElement {
  /** Local name, without prefix. */
  readonly name: string;
  /** Namespace URI, empty when none is declared. */
  readonly namespace: string;
  /** Attributes by their written name. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Character data directly inside, entities resolved. */
  readonly text: string;
  /** Offset just behind the start tag, for {@link positionOf}. */
  readonly offset: number;
}

/** Raised for a document that is not well-formed. */
export class XmlSyntaxError extends Error {
  override readonly name = 'XmlSyntaxError';
  readonly line: number;
  readonly column: number;

  constructor(message: string, source: string, offset: number) {
    super(message);
    ({ line: this.line, column: this.column } = positionOf(source, offset));
  }
}

/** Turns an offset into line and column, both counted from 1. */
export function positionOf(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}

interface Open {
  readonly name: string;
  readonly qualified: string;
  readonly namespace: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  readonly scope: Readonly<Record<string, string>>;
  readonly offset: number;
  text: string;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const TAG = /([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** A document on its way through the reader. */
interface Reading {
  readonly source: string;
  readonly open: Open[];
  at: number;
  root: XmlElement | undefined;
}

/**
 * Reads an XML document and keeps where each element stands.
 *
 * Document type declarations are refused, so no entity can be defined or fetched.
 *
 * @throws XmlSyntaxError when the document is not well-formed.
 */
export function readXml(text: string): XmlElement {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const reading: Reading = { source, open: [], at: 0, root: undefined };
  while (reading.at < source.length) {
    const next = source.indexOf('<', reading.at);
    const end = next < 0 ? source.length : next;
    const data = source.slice(reading.at, end);
    if (data !== '')
      addCharacters(
        reading,
        resolveEntities(data, (message) => fail(reading, message)),
      );
    reading.at = end;
    if (next >= 0) readMarkup(reading);
  }
  const unclosed = reading.open.at(-1);
  if (unclosed !== undefined) fail(reading, `The element <${unclosed.qualified}> is not closed.`);
  return reading.root ?? fail(reading, 'Premature end of file.');
}

function fail(reading: Reading, message: string): never {
  throw new XmlSyntaxError(message, reading.source, reading.at);
}

function addCharacters(reading: Reading, data: string): void {
  const top = reading.open.at(-1);
  if (top !== undefined) top.text += data;
  else if (data.trim() !== '') fail(reading, 'Content is not allowed outside of the root element.');
}

function closeElement(reading: Reading, element: Open): void {
  const parent = reading.open.at(-1);
  if (parent !== undefined) parent.children.push(element);
  else reading.root = element;
}

/** Moves behind a marker and gives what stands before it. */
function skipPast(reading: Reading, marker: string, what: string): string {
  const end = reading.source.indexOf(marker, reading.at);
  if (end < 0) fail(reading, `The ${what} is not closed.`);
  const content = reading.source.slice(reading.at, end);
  reading.at = end + marker.length;
  return content;
}

const CDATA = '<![CDATA[';

/** Reads what begins with `<`. */
function readMarkup(reading: Reading): void {
  const starts = (marker: string): boolean => reading.source.startsWith(marker, reading.at);
  if (starts('<!--')) skipPast(reading, '-->', 'comment');
  else if (starts(CDATA)) addCharacters(reading, skipPast(reading, ']]>', 'CDATA section').slice(CDATA.length));
  else if (starts('<?')) skipPast(reading, '?>', 'processing instruction');
  else if (starts('<!')) fail(reading, 'DOCTYPE is disallowed.');
  else if (starts('</')) readEndTag(reading);
  else readStartTag(reading);
}

function readEndTag(reading: Reading): void {
  const name = skipPast(reading, '>', 'end tag').slice(2).trim();
  const element = reading.open.pop();
  if (element?.qualified !== name) fail(reading, `The end tag </${name}> has no start tag.`);
  else closeElement(reading, element);
}

function readStartTag(reading: Reading): void {
  if (reading.root !== undefined) fail(reading, 'The document has more than one root element.');
  TAG.lastIndex = reading.at + 1;
  const match = TAG.exec(reading.source);
  if (match === null) return fail(reading, 'The start tag is not well-formed.');
  reading.at = TAG.lastIndex;
  const scope = reading.open.at(-1)?.scope ?? {};
  const element = opened(match[1] ?? '', match[2] ?? '', scope, reading.at, (message) => fail(reading, message));
  if (match[3] === '/') closeElement(reading, element);
  else reading.open.push(element);
}

function opened(
  qualified: string,
  written: string,
  parentScope: Readonly<Record<string, string>>,
  offset: number,
  fail: (message: string) => never,
): Open {
  const attributes: Record<string, string> = {};
  const declared: Record<string, string> = {};
  for (const [, name = '', double, single] of written.matchAll(ATTRIBUTE)) {
    const value = resolveEntities(double ?? single ?? '', fail);
    if (name === 'xmlns') declared[''] = value;
    else if (name.startsWith('xmlns:')) declared[name.slice(6)] = value;
    else attributes[name] = value;
  }
  const scope = Object.keys(declared).length === 0 ? parentScope : { ...parentScope, ...declared };
  const colon = qualified.indexOf(':');
  const prefix = colon < 0 ? '' : qualified.slice(0, colon);
  const namespace = own(scope, prefix) ?? (prefix === '' ? '' : fail(`The prefix "${prefix}" is not bound.`));
  return { name: qualified.slice(colon + 1), qualified, namespace, attributes, children: [], scope, offset, text: '' };
}

function resolveEntities(text: string, fail: (message: string) => never): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&\s]*)(;?)/g, (_, name: string, semicolon: string) => {
    const numeric = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
    const code =
      numeric === null ? -1 : Number.parseInt(numeric[1] ?? numeric[2] ?? '', numeric[1] === undefined ? 10 : 16);
    if (semicolon === ';' && code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
    const value = semicolon === ';' ? own(NAMED, name) : undefined;
    return value ?? fail(`The entity "${name}" was referenced, but not declared.`);
  });
}

/** Finds the first child of a name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((candidate) => candidate.name === name);
}

/** Gives the trimmed text of the first child of a name. */
export function childText(element: XmlElement | undefined, name: string): string | undefined {
  return child(element, name)?.text.trim();
}

/** Gives the trimmed texts of all children of a name. */
export function childTexts(element: XmlElement, name: string): string[] {
  return element.children.filter((candidate) => candidate.name === name).map((found) => found.text.trim());
}
