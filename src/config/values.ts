import type { Secret } from '../secret.js';

/** A value of `fields` in the config, as people write it. */
export type WrittenFieldValue =
  | string
  | number
  | boolean
  | readonly (string | number | boolean | Readonly<Record<string, unknown>>)[]
  | Readonly<Record<string, unknown>>;

/** A secret that the config names and does not hold: the environment variable it comes from. */
export interface SecretSource {
  readonly kind: 'secret-source';
  readonly variable: string;
}

/** A value of `fields` after `${env:…}` was taken; secret fields hold their source or the secret. */
export type ResolvedFieldValue = WrittenFieldValue | SecretSource | Secret;

/** A value that replaces, or `null` that removes. Maps merge, lists and scalars replace. */
export type Overlay<T> = T extends readonly unknown[]
  ? T | null
  : T extends object
    ? { readonly [K in keyof T]?: Overlay<NonNullable<T[K]>> | null | undefined }
    : T | null;
