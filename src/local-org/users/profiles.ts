import { PERMISSION_NAMES } from './permission-names.js';

/** A profile that every org has. */
export interface StandardProfile {
  readonly name: string;
  readonly licence: string;
  readonly permissions: readonly string[];
}

/** Profiles that every local org has. Their permissions are those that the local org looks at. */
export const STANDARD_PROFILES: readonly StandardProfile[] = [
  {
    name: 'System Administrator',
    licence: 'Salesforce',
    permissions: PERMISSION_NAMES.filter((name) => name !== 'ApiUserOnly' && name !== 'UseAnyApiClient'),
  },
  { name: 'Standard User', licence: 'Salesforce', permissions: ['ApiEnabled', 'ViewSetup', 'EditTask', 'EditEvent'] },
  { name: 'Minimum Access - Salesforce', licence: 'Salesforce', permissions: [] },
  {
    name: 'Minimum Access - API Only Integrations',
    licence: 'Salesforce Integration',
    permissions: ['ApiEnabled', 'ApiUserOnly'],
  },
  {
    name: 'Salesforce API Only System Integrations',
    licence: 'Salesforce Integration',
    permissions: ['ApiEnabled', 'ApiUserOnly'],
  },
];

/** Profile that a seeded user gets when only a licence is named. */
export const PROFILE_OF_LICENCE: Readonly<Record<string, string>> = {
  Salesforce: 'Standard User',
  'Salesforce Integration': 'Minimum Access - API Only Integrations',
};
