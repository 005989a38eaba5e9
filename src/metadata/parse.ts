import { spellPath } from '../problem.js';
import { Secret } from '../secret.js';
import type { FieldGroup, FieldValue, Leaf, MetadataComponent } from './component.js';
import { type Position, positionOf, positionsIn, readDocument, type XmlElement } from './document.js';
import { findField, isGroupKind } from './field-table.js';
import type { FieldRow } from './fields/row.js';
import { findType } from './types.js';

/** Why a file could not be read as a component of its type, or not entirely. */
export interface ParseProblem extends Position {
  readonly path: string;
  readonly message: string;
  readonly action: string;
}

/** An element that stands in a file and says nothing: `xsi:nil`, or empty where its field needs a value. */
export interface ValuelessElement {
  /** Schema name of the type or group that it stands in. */
  readonly type: string;
  readonly field: string;
  /** Field, then index and field inside lists and groups. */
  readonly path: readonly (string | number)[];
  readonly nil: boolean;
}

/** A component read from XML; absent when the XML is malformed or has another root element. */
export interface ParseResult {
  readonly component: MetadataComponent | undefined;
  readonly problems: readonly ParseProblem[];
  /** Elements that the component does not show, although they are sent with the file. */
  readonly valueless: readonly ValuelessElement[];
}

interface Reading {
  readonly positionAt: (offset: number) => Position;
  /** Root element. */
  readonly root: string;
  readonly problems: ParseProblem[];
  readonly valueless: ValuelessElement[];
}

type Path = readonly (string | number)[];

/** Reads the text of a leaf by the kind of its field. Text that is not of the kind stays text, for a check to report. */
function leafOf(row: FieldRow | undefined, text: string): Leaf | undefined {
  if (row?.secret === true) return new Secret(text);
  if (row === undefined || row.kind === 'string') return text;
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (row.kind === 'boolean') {
    if (trimmed === 'true' || trimmed === '1') return true;
    return trimmed === 'false' || trimmed === '0' ? false : trimmed;
  }
  return row.kind === 'int' && /^[+-]?\d{1,15}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

function valueOf(
  row: FieldRow | undefined,
  element: XmlElement,
  path: Path,
  reading: Reading,
): Leaf | FieldGroup | undefined {
  const isGroup = row === undefined ? element.children.length > 0 : isGroupKind(row.kind);
  return isGroup ? groupOf(row?.kind ?? '', element, path, reading) : leafOf(row, element.text);
}

function reportRepeated(elements: readonly XmlElement[], path: Path, reading: Reading): void {
  const second = elements[1];
  if (second === undefined) return;
  reading.problems.push({
    ...reading.positionAt(second.offset),
    path: spellPath([reading.root, ...path]),
    message: `${second.name} stands here ${elements.length} times, and once is all it may.`,
    action: 'Keep one of them.',
  });
}

function fieldOf(type: string, elements: readonly XmlElement[], path: Path, reading: Reading): FieldValue | undefined {
  const name = elements[0]?.name ?? '';
  const row = findField(type, name);
  const isList = row === undefined ? elements.length > 1 : row.list === true;
  const values = elements.flatMap((element, index) => {
    const here = isList ? [...path, index] : path;
    const value = element.nil ? undefined : valueOf(row, element, here, reading);
    if (value !== undefined) return [value];
    reading.valueless.push({ type, field: name, path: here, nil: element.nil });
    return [];
  });
  if (isList) return values.length === 0 ? undefined : values;
  reportRepeated(elements, path, reading);
  return values.at(-1);
}

function groupOf(type: string, parent: XmlElement, path: Path, reading: Reading): FieldGroup {
  const byName = Map.groupBy(
    parent.children.filter((child) => child.name !== 'fullName'),
    (child) => child.name,
  );
  const fields = [...byName].flatMap(([name, elements]) => {
    const value = fieldOf(type, elements, [...path, name], reading);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(fields);
}

/**
 * Reads a component from the XML of its file, in source or in metadata format.
 *
 * Fields get the kind that the field table says; text that is not of the kind, and unknown elements, stay text. Elements
 * that carry `xsi:nil` have no value and are listed by themselves; the element `fullName` counts for nothing. Secret
 * fields become a `Secret`.
 */
export function parse(type: string, fullName: string, xml: string): ParseResult {
  const text = xml.replace(/^\u{FEFF}/u, '');
  const document = readDocument(text);
  if (document.root === undefined) {
    const action = 'Correct the XML, or retrieve the file again.';
    return { component: undefined, problems: [{ path: type, action, ...document.problem }], valueless: [] };
  }
  const known = findType(type);
  const expected = known?.root ?? type;
  const reading: Reading = { positionAt: positionsIn(text), root: expected, problems: [], valueless: [] };
  if (document.root.name !== expected) {
    const message = `The root element is ${document.root.name}, and a file of this type has ${expected}.`;
    const action = 'Correct the root element, or give the file the suffix and folder of its type.';
    const position = positionOf(text, document.root.offset);
    return { component: undefined, problems: [{ path: type, message, action, ...position }], valueless: [] };
  }
  const fields = groupOf(expected, document.root, [], reading);
  const { problems, valueless } = reading;
  return { component: { type: known?.name ?? type, fullName, fields }, problems, valueless };
}
