import type { ComponentFields } from '../state/fields.js';
import { PUBLISHED_VERSIONS, publishedFields } from './schema.js';

/** Types whose retrieved files hold every switch. [C] for the global settings and the OAuth policies, [U] else. */
const ALL_SWITCHES = [
  'ExternalClientApplication',
  'ExtlClntAppGlobalOauthSettings',
  'ExtlClntAppOauthConfigurablePolicies',
  'ExtlClntAppOauthSettings',
];

const WRITTEN: Readonly<Record<string, ComponentFields>> = {
  ExternalClientApplication: { distributionState: 'Local' },
  ExtlClntAppGlobalOauthSettings: {
    isPkceRequired: 'true', // [C]
    isSecretRequiredForRefreshToken: 'true', // [C]
    // isSecretRequiredForTokenExchange: Setup writes true into the apps that it makes [P]; no default is documented.
  },
  // [P] what a policy holds that the org made by itself
  ExtlClntAppOauthConfigurablePolicies: {
    ipRelaxationPolicyType: 'Enforce',
    permittedUsersPolicyType: 'AllSelfAuthorized',
    refreshTokenPolicyType: 'SpecificLifetime',
    refreshTokenValidityPeriod: '365',
    refreshTokenValidityUnit: 'Days',
    requiredSessionLevel: 'STANDARD',
  },
  ExtlClntAppConfigurablePolicies: { isOauthPluginEnabled: 'true', startPage: 'None' }, // [P]
  NamedCredential: { generateAuthorizationHeader: 'true' }, // [U]
};

const newest = PUBLISHED_VERSIONS.at(-1) ?? 0;

/** Gives the values that fields of a type have when nobody set them. */
export function defaultFields(type: string): ComponentFields {
  const switches = ALL_SWITCHES.includes(type) ? allFields(type).filter((field) => field.type === 'boolean') : [];
  return { ...Object.fromEntries(switches.map((field) => [field.name, 'false'])), ...WRITTEN[type] };
}

function allFields(type: string): { name: string; type: string }[] {
  const older = PUBLISHED_VERSIONS.flatMap((version) => publishedFields(type, version) ?? []);
  return [...older, ...(publishedFields(type, newest) ?? [])];
}

/**
 * Makes what the org keeps of a deployed component: a field that the API version knows and the file omits goes back
 * to its default [P], a field that the version does not know stays as it was.
 */
export function declaredFields(
  type: string,
  deployed: ComponentFields,
  before: ComponentFields | undefined,
  version: number,
): ComponentFields {
  const inSchema = new Set(publishedFields(type, version)?.map((field) => field.name));
  const kept = Object.entries(before ?? {}).filter(([name]) => !inSchema.has(name));
  return { ...defaultFields(type), ...Object.fromEntries(kept), ...deployed };
}
