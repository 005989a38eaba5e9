import type { FieldValue, MetadataComponent } from '../metadata/component.js';

/** One field that a deploy would set, change or clear. */
export interface FieldChange {
  /** Field name, as the Metadata API spells it. */
  readonly path: string;
  /** Value in the org; absent when the component or the field is new. */
  readonly from?: FieldValue | undefined;
  /** Value that the config asks for; absent when the field is cleared. */
  readonly to?: FieldValue | undefined;
}

/** One component that a deploy would create or update. */
export interface Change {
  readonly action: 'create' | 'update';
  /** App of the config that the component is a part of; absent for org-wide settings. */
  readonly app?: string | undefined;
  readonly type: string;
  readonly fullName: string;
  readonly fields: readonly FieldChange[];
}

/** A part that the config names otherwise than the org does. One record of its kind is all that an app can have. */
export interface NameConflict {
  readonly app: string;
  readonly type: string;
  readonly wanted: string;
  readonly found: string;
}

/**
 * A value in the org that an update would lose: the config does not name it, and the org never gives it back, so it cannot
 * travel along.
 */
export interface UnreadableValue {
  readonly app: string;
  readonly type: string;
  readonly fullName: string;
  readonly field: string;
}

/** Parts that every app with OAuth has, and that an app of the org has lost or never had. */
export interface Repair {
  readonly app: string;
  readonly types: readonly string[];
}

/** What a deploy would do: shown by `plan`, carried out by `deploy`. */
export interface Plan {
  readonly inSync: boolean;
  readonly changes: readonly Change[];
  /** The changed components, complete: a deploy sets every field that it leaves out back to its default. */
  readonly components: readonly MetadataComponent[];
  readonly conflicts: readonly NameConflict[];
  readonly unreadable: readonly UnreadableValue[];
  /** Apps that the org has without all of their parts; these are created again. */
  readonly repairs: readonly Repair[];
  /** Orgs, by 15 characters, that the links of the config's apps name. One that is not the org itself is the owner of a copy. */
  readonly linked: readonly { readonly app: string; readonly orgIds: readonly string[] }[];
  /** Apps of the org that the config does not name; they are never touched. */
  readonly otherApps: readonly string[];
}
