import { Secret } from '../secret.js';
import type { FieldGroup, FieldValue } from './component.js';
import { fieldsOf, findField, isGroupKind } from './field-table.js';
import type { CompareKind, FieldRow } from './fields/row.js';

type Canonical = (text: string) => string;

const canonicalSet: Canonical = (text) => {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))].sort().join(',');
};

const canonicalLines: Canonical = (text) => {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '').join('\n');
};

/** What one spelling of a text has in common with all that Salesforce takes for the same. */
const CANONICAL: Readonly<Record<CompareKind, Canonical>> = {
  username: (text) => text.trim().toLowerCase(),
  set: canonicalSet,
  lines: canonicalLines,
  certificate: (text) => text.replace(/-----(BEGIN|END)[^-]*-----/g, '').replace(/\s/g, ''),
};

function canonicalGroup(kind: string, group: FieldGroup): string {
  const rows = fieldsOf(kind).filter((row) => row.secret !== true && row.serverOwned !== true);
  return JSON.stringify(rows.map((row) => canonicalOrEmpty(row, group[row.field])));
}

/** An org may leave out a text that is empty and a switch that is off. */
function canonicalOrEmpty(row: FieldRow, value: FieldValue | undefined): string {
  return value === undefined || value === false ? '' : canonical(row, value);
}

function canonical(row: FieldRow | undefined, value: FieldValue): string {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) {
    const items: readonly FieldValue[] = value;
    return JSON.stringify(items.map((item) => canonical(row, item)).sort());
  }
  if (typeof value === 'object') {
    return row !== undefined && isGroupKind(row.kind)
      ? canonicalGroup(row.kind, value as FieldGroup)
      : canonicalAny(value as FieldGroup);
  }
  // An org keeps texts without the spaces around them, which a formatter may have put there.
  const text = String(value).trim();
  if (row?.compare !== undefined) return CANONICAL[row.compare](text);
  return row?.values === undefined ? text : text.toLowerCase();
}

function canonicalAny(group: FieldGroup): string {
  const entries = Object.entries(group).map(([name, value]) => [name, canonical(undefined, value)] as const);
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Tells whether Salesforce takes two values of a field for the same: usernames without case, comma-separated names and
 * repeated elements in any order, URLs line by line, certificates without armour and line breaks, else by value. Inside a
 * group, secrets and what the server makes up count for nothing.
 */
export function sameValue(type: string, field: string, a: FieldValue, b: FieldValue): boolean {
  const row = findField(type, field);
  return canonical(row, a) === canonical(row, b);
}

/**
 * Tells whether two values of a field are the same for Salesforce, either of which may be missing: an org may leave out a
 * switch that is off and a text that is empty.
 */
export function sameOrEmpty(
  type: string,
  field: string,
  a: FieldValue | undefined,
  b: FieldValue | undefined,
): boolean {
  if (isEmpty(a) && isEmpty(b)) return true;
  if (a === undefined || b === undefined) return false;
  return sameValue(type, field, a, b);
}

/** Tells whether a value says no more than a field that is left out. */
export function isEmpty(value: FieldValue | undefined): boolean {
  // An org keeps no spaces around a text, and so none of a text that is nothing else.
  if (typeof value === 'string') return value.trim() === '';
  return value === undefined || value === false || (Array.isArray(value) && value.length === 0);
}

/** Tells whether the org makes up the value of a field, so that it is never compared. */
export function isServerOwned(type: string, field: string): boolean {
  return findField(type, field)?.serverOwned === true;
}
