import type { Fields, FieldValue } from '../metadata/component.js';
import type { ResolvedApp } from './model.js';
import type { Shape } from './shape.js';

/** A metadata field that a key of the config decides. Its API versions are those of the field table. */
export interface FieldOfKey {
  /** Metadata type. */
  readonly type: string;
  readonly field: string;
  /** Gives the value for an app; undefined leaves the field out. Default: the value of the key. */
  readonly value?: ((app: ResolvedApp) => FieldValue | undefined) | undefined;
  /** True when the field is managed even if no key is written. Default: never. */
  readonly alwaysManaged?: ((app: ResolvedApp) => boolean) | undefined;
  /** What to write instead of the field, where the key does not take its value as it stands. */
  readonly instead?: string | undefined;
  /** True when a deploy adds the field by itself, to a component that it creates: no plan and no source ever holds it. */
  readonly onCreate?: true | undefined;
}

/** Gives the fields that a part of an app was found with, by its metadata type; undefined when the app has no such part. */
export type FoundParts = (type: string) => Fields | undefined;

/** What an app takes over from around it. */
export interface AppSurroundings {
  /** Developer name of the app. Default: it is no app. */
  readonly name?: string | undefined;
  /** Empty when the environment has none. */
  readonly runAsUserSuffix: string;
  /** Sink of the environment, else that of the config. */
  readonly sink?: ResolvedApp['sink'];
}

/** One key of the config: all that this tool knows about it. */
export interface KeyRow {
  readonly shape: Shape;
  /** One or two sentences for the reference, for completion in editors, and for the interface. */
  readonly text: string;
  /** What the reference adds to the text: rules, other words that the key takes. */
  readonly rules?: string | undefined;
  /** True when the key must be written. */
  readonly required?: true | undefined;
  /** Role of an app that need not write a required key, since somebody else says it. Default: none. */
  readonly optionalFor?: 'subscriber' | undefined;
  /** Value when the key is not written. Default: there is none. */
  readonly default?: unknown;
  /** The default in words, where it is no fixed value. */
  readonly defaultText?: string | undefined;
  /** Believable values. */
  readonly examples?: readonly unknown[] | undefined;
  /** What a relative path in the value leads to: a file, or a program that the first of several texts names. Default: it is no path. */
  readonly path?: 'file' | 'program' | undefined;
  /** Metadata fields that the key decides, also those that only some API versions have. */
  readonly becomes?: readonly FieldOfKey[] | undefined;
  /**
   * Gives what to write for an app that was found; undefined where the key has nothing to say of it. Default: the value of
   * the field, where the key becomes but one and gives it as it stands.
   */
  readonly readBack?: ((found: FoundParts) => unknown) | undefined;
  /** Key of the same group that this one belongs to, where only one of several may be written. */
  readonly belongsTo?: string | undefined;
  readonly resolved?: ResolvedKey | undefined;
}

/** How a key stands in the resolved config, where that is not as it is written. */
export interface ResolvedKey {
  /** Type of the value, in TypeScript. Default: that of the written value. */
  readonly type?: string | undefined;
  /** Makes the value out of the written one, or out of the default. */
  readonly value?: ((value: never, around: AppSurroundings) => unknown) | undefined;
  /** True when `value` makes one out of nothing, too. Default: the key is missing without a value. */
  readonly always?: true | undefined;
  /** Value when there is neither a written one nor a default. Default: the key is missing. */
  readonly otherwise?: unknown;
  /** True when the key is not in the resolved config: what it says went into other keys. */
  readonly dissolved?: true | undefined;
}
