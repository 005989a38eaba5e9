import { fieldsOfKey, isInVersion } from '../config/config-fields.js';
import { APP_KEYS } from '../config/rows/app.js';
import { sameOrEmpty } from '../metadata/compare.js';
import type { MetadataComponent, WantedComponent } from '../metadata/component.js';
import { isMap, type PlainMap, valueAt } from '../plain-data.js';

/** One place of an app in a config, and what is to stand there; undefined takes it out. */
export interface AppEdit {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** An app that a config has already, beside what it is to say. */
export interface AppComparison {
  /** As it is written, an environment laid over it. */
  readonly existing: PlainMap;
  /** What it composes to. */
  readonly composed: readonly WantedComponent[];
  /** What was found of it, without what a config never holds. */
  readonly found: readonly MetadataComponent[];
  /** The app as it would be written anew. */
  readonly desired: PlainMap;
  readonly apiVersion: string;
}

function isSame({ composed, found }: AppComparison, type: string, field: string): boolean {
  const own = found.find((component) => component.type === type);
  const made = composed.find((component) => component.type === type);
  // A part that is missing on either side is none of a field's business.
  if (own === undefined || made === undefined) return true;
  return sameOrEmpty(type, field, made.fields[field], own.fields[field]);
}

/** Gives the edit of a place, unless what is wanted stands there already, or neither says anything. */
function edit({ existing, desired }: AppComparison, path: readonly string[]): readonly AppEdit[] {
  const [from, value] = [valueAt(existing, path), valueAt(desired, path)];
  // What cannot be said is the same as before, and no news.
  return JSON.stringify(from) === JSON.stringify(value) ? [] : [{ path, value }];
}

function keyEdits(comparison: AppComparison): readonly AppEdit[] {
  return APP_KEYS.flatMap((key) => {
    const fields = fieldsOfKey(key).filter(
      (each) => each.onCreate !== true && isInVersion(each, comparison.apiVersion),
    );
    return fields.every(({ type, field }) => isSame(comparison, type, field)) ? [] : edit(comparison, [key]);
  });
}

const mapIn = (value: PlainMap, key: string): PlainMap => {
  const inner = value[key];
  return isMap(inner) ? inner : {};
};

function fieldEdits(comparison: AppComparison): readonly AppEdit[] {
  const { existing, desired, composed, found } = comparison;
  const [before, after] = [mapIn(existing, 'fields'), mapIn(desired, 'fields')];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((type) => {
    const isThere = found.some((component) => component.type === type);
    const isMade = composed.some((component) => component.type === type);
    if (isThere !== isMade) return edit(comparison, ['fields', type]);
    const fields = new Set([...Object.keys(mapIn(before, type)), ...Object.keys(mapIn(after, type))]);
    return [...fields].flatMap((field) =>
      isSame(comparison, type, field) ? [] : edit(comparison, ['fields', type, field]),
    );
  });
}

function nameEdits(comparison: AppComparison): readonly AppEdit[] {
  return comparison.found.flatMap(({ type, fullName }) => {
    const made = comparison.composed.find((component) => component.type === type);
    return made === undefined || made.fullName === fullName ? [] : edit(comparison, ['names', type]);
  });
}

function partEdits(comparison: AppComparison): readonly AppEdit[] {
  const { composed, found } = comparison;
  const types = (components: readonly MetadataComponent[]): string =>
    components
      .map(({ type }) => type)
      .sort()
      .join();
  return types(composed) === types(found) ? [] : edit(comparison, ['parts']);
}

/** A value that comes from a variable stays as it is written: what it becomes is not known here. */
function consumingEdits(comparison: AppComparison): readonly AppEdit[] {
  const key = 'namedCredential';
  const { existing, desired } = comparison;
  if (!isMap(desired[key])) return [];
  if (!isMap(existing[key])) return edit(comparison, [key]);
  const [before, after] = [existing[key], desired[key]];
  // One in another org is another one, whatever it is called.
  if (before.name !== after.name || before.targetOrg !== undefined) return [];
  const isOpen = (value: unknown): boolean => typeof value === 'string' && value.includes('${env:');
  return Object.keys(after)
    .filter((name) => before[name] !== after[name] && !isOpen(before[name]))
    .flatMap((name) => edit(comparison, [key, name]));
}

/**
 * Gives what to change in an app that a config has already, so that it says what was found. What means the same already
 * stays as it is written.
 */
export function appEdits(comparison: AppComparison): readonly AppEdit[] {
  const { existing, desired } = comparison;
  const role = existing.role === desired.role ? [] : edit(comparison, ['role']);
  return [
    ...role,
    ...keyEdits(comparison),
    ...partEdits(comparison),
    ...nameEdits(comparison),
    ...fieldEdits(comparison),
    ...consumingEdits(comparison),
  ];
}
