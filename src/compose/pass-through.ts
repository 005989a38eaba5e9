import { isMap } from '../plain-data.js';
import type { ResolvedApp } from '../config/model.js';
import { Secret } from '../secret.js';
import { isSecretValue } from '../metadata/check-value.js';
import type { FieldGroup, Fields, FieldValue, Leaf } from '../metadata/component.js';
import { findType, type MetadataType } from '../metadata/types.js';

/** What `fields` in a config says of one type. */
export interface PassedThrough {
  readonly fields: Fields;
  /** Every field that was named, those without a value yet included. */
  readonly names: readonly string[];
}

/** Takes the fields that the config passes through to one type of an app. */
export function passedThrough(app: ResolvedApp, type: MetadataType): PassedThrough {
  const written = Object.entries(app.fields).filter(([name]) => findType(name)?.name === type.name);
  const entries = written.flatMap(([, fields]) => Object.entries(fields));
  return { fields: groupOf(entries), names: entries.map(([name]) => name) };
}

function groupOf(entries: readonly (readonly [string, unknown])[]): FieldGroup {
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      const taken = fieldValueOf(value);
      return taken === undefined ? [] : [[name, taken] as const];
    }),
  );
}

function fieldValueOf(value: unknown): FieldValue | undefined {
  if (!Array.isArray(value)) return valueOf(value);
  return value.map(valueOf).filter((item) => item !== undefined);
}

/** A secret that is still only the name of its environment variable has no value. */
function valueOf(value: unknown): Leaf | FieldGroup | undefined {
  if (value instanceof Secret || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return isMap(value) && !isSecretValue(value) ? groupOf(Object.entries(value)) : undefined;
}
