import type { Secret } from '../secret.js';

/** A single value inside a component: text, number, switch, or a secret that goes to the org only. */
export type Leaf = string | number | boolean | Secret;

/** A complex element, such as `idTokenConfig` or one `trustedIpRanges`. */
export interface FieldGroup {
  readonly [field: string]: FieldValue;
}

/** Value of a metadata field. A repeated element is a list. */
export type FieldValue = Leaf | FieldGroup | readonly (Leaf | FieldGroup)[];

/** Fields of a component by their Metadata API names, in any order. */
export type Fields = Readonly<Record<string, FieldValue>>;

/** One metadata component: a file in source format, a member of the manifest. */
export interface MetadataComponent {
  /** Metadata type, spelled as in package.xml, such as `ExtlClntAppOauthSettings`. */
  readonly type: string;
  /** Full name: the file name without its suffix. */
  readonly fullName: string;
  readonly fields: Fields;
}

/** A component composed from the config, with the knowledge which of its fields the config manages. */
export interface WantedComponent extends MetadataComponent {
  /** Name of the app in the config that this component is a part of. */
  readonly app: string;
  /**
   * Names of the fields that the config wrote, plus the client credentials switches when a run-as user is set.
   * The other fields are defaults: they are set when the component is created and never compared.
   */
  readonly managed: readonly string[];
  /** True when the config itself chose the full name (`names`), so that an existing part of another name is a conflict. */
  readonly named: boolean;
}
