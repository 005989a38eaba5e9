import { type Position, positionsIn, readDocument, type XmlElement } from '../../metadata/document.js';
import { findMapping, isMappingGroup, REPEATED_GROUPS } from './mapping.js';

/** One value of a Connected App, as it stands in the file. */
export interface ConnectedAppLeaf extends Position {
  /** Such as `oauthConfig.scopes`. */
  readonly path: string;
  /** Which of several groups it stands in; 0 where there is but one. */
  readonly index: number;
  readonly text: string;
}

/** What is wrong with a file. */
export interface ConnectedAppProblem extends Position {
  readonly path: string;
  readonly message: string;
  readonly action: string;
}

/** A Connected App as its file says it. */
export interface ConnectedAppText {
  readonly leaves: readonly ConnectedAppLeaf[];
  /** Elements that no Connected App has. */
  readonly unknown: readonly string[];
  readonly problems: readonly ConnectedAppProblem[];
}

const ROOT = 'ConnectedApp';

interface Reading {
  readonly leaves: ConnectedAppLeaf[];
  readonly unknown: string[];
  readonly problems: ConnectedAppProblem[];
  readonly positionAt: (offset: number) => Position;
}

const mayRepeat = (path: string): boolean => REPEATED_GROUPS.has(path) || findMapping(path)?.kind === 'texts';

function repeated(path: string, second: XmlElement, reading: Reading): void {
  reading.problems.push({
    ...reading.positionAt(second.offset),
    path,
    message: `${second.name} stands here several times, and once is all it may.`,
    action: 'Keep one of them.',
  });
}

function readGroup(element: XmlElement, path: string, index: number, reading: Reading): void {
  const byName = Map.groupBy(
    element.children.filter(({ nil }) => !nil),
    ({ name }) => name,
  );
  for (const [name, elements] of byName) {
    if (path === '' && name === 'fullName') continue;
    const here = path === '' ? name : `${path}.${name}`;
    const [, second] = elements;
    if (second !== undefined && !mayRepeat(here)) repeated(here, second, reading);
    for (const [order, each] of elements.entries()) {
      readElement(each, here, REPEATED_GROUPS.has(here) ? order : index, reading);
    }
  }
}

function readElement(element: XmlElement, path: string, index: number, reading: Reading): void {
  if (isMappingGroup(path)) {
    readGroup(element, path, index, reading);
    return;
  }
  if (findMapping(path) === undefined || element.children.length > 0) {
    reading.unknown.push(path);
    return;
  }
  const text = element.text.trim();
  if (text !== '') reading.leaves.push({ path, index, text, ...reading.positionAt(element.offset) });
}

const empty = { leaves: [], unknown: [] } as const;

/** Reads the file of a Connected App, in source or in metadata format. What it says is not checked yet. */
export function readConnectedApp(xml: string): ConnectedAppText {
  const text = xml.replace(/^\u{FEFF}/u, '');
  const { root, problem } = readDocument(text);
  if (root === undefined) {
    return { ...empty, problems: [{ path: ROOT, action: 'Correct the XML, or retrieve the file again.', ...problem }] };
  }
  const positionAt = positionsIn(text);
  if (root.name !== ROOT) {
    const message = `The root element is ${root.name}, and the file of a Connected App has ${ROOT}.`;
    const action = 'Name the file of a Connected App; --source-dir takes External Client Apps.';
    return { ...empty, problems: [{ ...positionAt(root.offset), path: ROOT, message, action }] };
  }
  const reading: Reading = { leaves: [], unknown: [], problems: [], positionAt };
  readGroup(root, '', 0, reading);
  return { leaves: reading.leaves, unknown: [...new Set(reading.unknown)], problems: reading.problems };
}
