import { SaxesParser } from 'saxes';
import { describeFault } from './xml-faults.js';

/** An element of a parsed document. */
export interface XmlElement {
  /** Local name, without prefix. */
  readonly name: string;
  /** Namespace URI, empty when none is declared. */
  readonly namespace: string;
  /** Attributes by their written name, without declarations of namespaces. */
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

/** Characters of the largest document: a deploy by SOAP holds its zip. Bodies are bounded below it already. */
const LARGEST = 64 * 1024 * 1024;
/** Metadata and envelopes are flat; whatever is deeper wants to do harm. */
const DEEPEST = 100;

interface Open extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads an XML document and keeps where each element stands.
 *
 * Document type declarations are refused, so no entity can be defined or fetched.
 *
 * @throws XmlSyntaxError when the document is not well-formed, too large or too deep.
 */
export function readXml(text: string): XmlElement {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const fail = (message: string, offset: number): never => {
    throw new XmlSyntaxError(message, source, offset);
  };
  if (source.length > LARGEST) fail('The document is too large.', 0);
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: Open[] = [];
  let root: XmlElement | undefined;
  /** Where the last thing ended that was read whole. */
  let read = 0;
  const add = (data: string): void => {
    const top = open.at(-1);
    if (top !== undefined) top.text += data;
  };
  parser.on('error', ({ message }) =>
    fail(describeFault(message, { source, read, at: parser.position }), parser.position),
  );
  parser.on('doctype', () => fail('DOCTYPE is disallowed.', parser.position));
  parser.on('text', add);
  parser.on('cdata', (data) => {
    add(data);
    read = parser.position;
  });
  parser.on('opentag', ({ local, uri, attributes }) => {
    read = parser.position;
    if (open.length >= DEEPEST) fail('The document is nested too deeply.', read);
    const written = Object.values(attributes).filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns');
    const element: Open = {
      name: local,
      namespace: uri,
      attributes: Object.fromEntries(written.map(({ name, value }) => [name, value])),
      children: [],
      text: '',
      offset: read,
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    read = parser.position;
    open.pop();
  });
  const pass = (): void => {
    read = parser.position;
  };
  parser.on('comment', pass);
  parser.on('processinginstruction', pass);
  parser.write(source).close();
  return root ?? fail('Premature end of file.', source.length);
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
