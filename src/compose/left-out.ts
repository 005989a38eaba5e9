import { isEmpty } from '../metadata/compare.js';
import type { FieldGroup, Fields, FieldValue, MetadataComponent } from '../metadata/component.js';
import { findField, isGroupKind } from '../metadata/field-table.js';
import type { FieldRow } from '../metadata/fields/row.js';
import { findType } from '../metadata/types.js';
import { EVERY_PART, lostPartsOf, sayLost } from '../metadata/lost-parts.js';
import { isMap } from '../plain-data.js';
import type { FoundApp } from './found-app.js';

/** A value that never goes into a config. */
interface LeftOutField {
  readonly path: string;
  readonly why: string;
}

/** A component with what a config may hold of it, and what it may not. */
export interface Sayable {
  readonly component: MetadataComponent;
  readonly leftOut: readonly LeftOutField[];
}

function reasonOf(row: FieldRow | undefined): string | undefined {
  if (row?.secret === true) return 'a secret';
  if (row?.serverOwned === true) return 'made up by the org';
  if (row?.action === true) return 'an order that each deploy would give again';
  return row?.never === true ? "for Salesforce's own use" : undefined;
}

function sayableGroup(type: string, fields: Fields, path: string, leftOut: LeftOutField[]): FieldGroup {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const row = findField(type, name);
      const why = reasonOf(row);
      if (why === undefined) return [[name, sayableValue(row, value, `${path}${name}`, leftOut)] as const];
      if (!isEmpty(value)) leftOut.push({ path: `${path}${name}`, why });
      return [];
    }),
  );
}

function sayableValue(row: FieldRow | undefined, value: FieldValue, path: string, leftOut: LeftOutField[]): FieldValue {
  if (row === undefined || !isGroupKind(row.kind)) return value;
  const ofGroup = (item: unknown): FieldValue =>
    isMap(item) ? sayableGroup(row.kind, item as Fields, `${path}.`, leftOut) : (item as FieldValue);
  return Array.isArray(value) ? (value.map(ofGroup) as FieldValue) : ofGroup(value);
}

/** Parts a component from what a config never holds: secrets, what the org makes up, and the element that names the owner. */
export function sayable(component: MetadataComponent): Sayable {
  const leftOut: LeftOutField[] = [];
  const owner = findType(component.type)?.owner;
  const own = Object.fromEntries(Object.entries(component.fields).filter(([name]) => name !== owner));
  const fields = sayableGroup(component.type, own, '', leftOut);
  return { component: { ...component, fields }, leftOut };
}

/** Says of an app once what was left out and why. */
export function notesOfLeftOut(app: string, parts: readonly Sayable[]): readonly string[] {
  const all = parts.flatMap(({ leftOut }) => leftOut);
  return [...Map.groupBy(all, ({ why }) => why)].map(([why, fields]) => {
    const names = [...new Set(fields.map(({ path }) => path))];
    return `${app}: left out ${names.join(', ')}: ${why}.`;
  });
}

/**
 * Says which parts an app of an org has lost. An app without any part of OAuth is one for another use, and whole; in source
 * another folder or package may have the rest.
 */
export function notesOfLost({ name, role, components }: FoundApp): readonly string[] {
  const lost = role === 'owner' ? lostPartsOf(name, components) : [];
  const hasOauth = components.some(({ type }) => EVERY_PART.includes(type) && type.includes('Oauth'));
  if (lost.length === 0 || !hasOauth) return [];
  return [
    `${sayLost(name, lost)}, as after a refresh. Take it over from an org where it is whole, or write what is missing by hand: a config that leaves the part out (\`parts\`) never makes it again.`,
  ];
}
