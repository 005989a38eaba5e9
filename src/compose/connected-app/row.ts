import type { FieldValue } from '../../metadata/component.js';

/** How the values of a field of a Connected App are written. */
export type ConnectedAppKind = 'text' | 'boolean' | 'number' | 'texts';

/** What a field of a Connected App says. */
export type ConnectedAppValue = string | boolean | number | readonly string[];

/** What becomes of one value. */
export interface Converted {
  /** One for each of the places of the row; undefined leaves the place as a new app has it. */
  readonly values: readonly (FieldValue | undefined)[];
  /** What of the value has no place. */
  readonly left?: string | undefined;
}

/** Tells what else a Connected App says. */
export type SaysField = (path: string) => boolean;

/** Where one field of a Connected App goes in an External Client App, or what to do instead. */
export interface MappingRow {
  /** Path in the file of the Connected App, such as `oauthConfig.callbackUrl`. */
  readonly from: string;
  readonly kind: ConnectedAppKind;
  /** Metadata types and fields, such as `ExtlClntAppGlobalOauthSettings.callbackUrl`. Empty where there is no place. */
  readonly to: readonly string[];
  /** What happens to the value on its way. Default: nothing. */
  readonly how?: string | undefined;
  /** What to do where there is no place for the field, or for some of its values. */
  readonly instead?: string | undefined;
  /** True for what is neither taken nor shown. */
  readonly hidden?: true;
  /** Default: the value as it is, at every place. */
  readonly convert?: ((value: ConnectedAppValue, says: SaysField) => Converted) | undefined;
}

export const APP = 'ExternalClientApplication';
export const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
export const OAUTH = 'ExtlClntAppOauthSettings';
export const POLICIES = 'ExtlClntAppConfigurablePolicies';
export const OAUTH_POLICIES = 'ExtlClntAppOauthConfigurablePolicies';
export const SAML = 'ExtlClntAppSamlConfigurablePolicies';
export const CANVAS = 'ExtlClntAppCanvasSettings';

/** Makes rows of fields that are called the same in both. */
export function alike(
  group: string,
  kind: ConnectedAppKind,
  type: string,
  names: readonly string[],
): readonly MappingRow[] {
  return names.map((name) => ({ from: `${group}${name}`, kind, to: [`${type}.${name}`] }));
}
