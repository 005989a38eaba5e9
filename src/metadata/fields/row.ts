/** How two values of a field are held equal where they are not compared as they stand. */
export type CompareKind = 'username' | 'set' | 'lines' | 'certificate';

/** Numbers that a field takes from an API version on. */
export interface AllowedNumbers {
  /** First API version. Default: the oldest one. */
  readonly since?: number;
  readonly of: readonly number[];
}

/** One field of a metadata type: all that this tool knows about it. */
export interface FieldRow {
  /** Name of the element. */
  readonly field: string;
  /** `string`, `boolean`, `int`, the name of an enum, or the name of a group of fields. */
  readonly kind: string;
  /** True when the element repeats. */
  readonly list?: true;
  /** First API version with the field. Default: that of its type. */
  readonly since?: number;
  /** Last API version with the field. Default: that of its type. */
  readonly until?: number;
  /** True when the schema demands the field. */
  readonly required?: true;
  /** Last API version that demands the field. */
  readonly requiredUntil?: number;
  /** True when the value is a secret: it never goes into source, logs or plans. */
  readonly secret?: true;
  /** True when the org makes the value up: it never goes into the source of a local app and is never compared. */
  readonly serverOwned?: true;
  /** True when the org that owns a packaged app makes the value up, and the package has to hold it. */
  readonly link?: true;
  /** Default: by value. */
  readonly compare?: CompareKind;
  /** True when Salesforce keeps the field to itself; it is never sent. */
  readonly never?: true;
  /** True for a switch that is an order to the org, given at each deploy that carries it. */
  readonly action?: true;
  /** Values that the server takes where the schema says `string`. */
  readonly values?: readonly string[];
  /** Least and greatest number that the server takes. Default: those of the schema's type. */
  readonly range?: readonly [least: number, greatest: number];
  /** The only numbers that the server takes, some of them from an API version on. Default: every number. */
  readonly numbers?: readonly AllowedNumbers[];
  /** Most entries of a list. Default: any number of them. */
  readonly most?: number;
  /** Field of the group that no two entries of a list have in common. */
  readonly unique?: string;
  /** True when the value is a list of OAuth scopes by their metadata names. */
  readonly scopes?: true;
  /**
   * Value in a new component where the config has no say, written out although it may be the server's own default, so
   * that a file says what the app does. Default: the field is left out.
   */
  readonly initial?: string | boolean;
}

/** Attributes that an app adds to its tokens: at most 128, each with a key of its own. */
export const ATTRIBUTES = { list: true, most: 128, unique: 'key' } as const;
