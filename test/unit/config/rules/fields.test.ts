import { describe } from 'vitest';
import { allows, GLOBAL, POLICIES, policy, refuses } from './cases.js';

describe('rules about fields', () => {
  refuses([
    [
      'refuses a policy that permission sets decide',
      { permissionSets: ['Billing_API'], ...policy({ permittedUsersPolicyType: 'AllSelfAuthorized' }) },
      `fields.${POLICIES}.permittedUsersPolicyType`,
      /"permissionSets"/,
      /one of the two/,
    ],
    [
      'suggests the type that a misspelt one stands for',
      { fields: { ExtlClntAppOauthSetings: {} } },
      'fields.ExtlClntAppOauthSetings',
      /not a metadata type/,
      /ExtlClntAppOauthSettings/,
    ],
    [
      'suggests the field that a misspelt one stands for',
      { fields: { [GLOBAL]: { isPkceRequird: true } } },
      `fields.${GLOBAL}.isPkceRequird`,
      /no field isPkceRequird/,
      /isPkceRequired/,
    ],
    [
      'says where a field belongs that a help article misplaces',
      { fields: { ExtlClntAppConfigurablePolicies: { isClientCredentialsFlowEnabled: true } } },
      'fields.ExtlClntAppConfigurablePolicies.isClientCredentialsFlowEnabled',
      /by mistake/,
      /ExtlClntAppOauthConfigurablePolicies/,
    ],
    [
      'names the versions of a field that the API version has no more',
      policy({ isNamedUserJwtEnabled: true }),
      `fields.${POLICIES}.isNamedUserJwtEnabled`,
      /61\.0 to 63\.0, not in 66\.0/,
      /Remove/,
    ],
    [
      'names the versions of a field that the API version has not yet',
      { fields: { [GLOBAL]: { isMtlsEnabled: true } } },
      `fields.${GLOBAL}.isMtlsEnabled`,
      /68\.0 and later/,
      /Remove/,
    ],
    [
      'refuses a field of another kind',
      { fields: { [GLOBAL]: { isPkceRequired: 'yes' } } },
      `fields.${GLOBAL}.isPkceRequired`,
      /true or false/,
      /true or false/,
    ],
    [
      'refuses the owner as a field',
      { fields: { [GLOBAL]: { externalClientApplication: 'Other' } } },
      `fields.${GLOBAL}.externalClientApplication`,
      /always the app/,
      /Remove/,
    ],
    [
      'asks for fields that the schema of an extra part demands',
      { fields: { ExtlClntAppMobileSettings: {} } },
      'fields.ExtlClntAppMobileSettings',
      /isScreenLockEnabled/,
      /Add/,
    ],
    [
      'refuses org-wide settings in an app',
      { fields: { Settings: {} } },
      'fields.Settings',
      /not a part/,
      /settings at the top/,
    ],
    [
      'refuses the consuming side in fields',
      { fields: { NamedCredential: {} } },
      'fields.NamedCredential',
      /not a part/,
      /namedCredential/,
    ],
    [
      'refuses a field that a key sets as well',
      { scopes: ['api'], fields: { ExtlClntAppOauthSettings: { commaSeparatedOauthScopes: 'Api' } } },
      'fields.ExtlClntAppOauthSettings.commaSeparatedOauthScopes',
      /"scopes"/,
      /remove scopes/,
    ],
    [
      'refuses a flow switch beside the run-as user',
      { fields: { [GLOBAL]: { isClientCredentialsFlowEnabled: true } } },
      `fields.${GLOBAL}.isClientCredentialsFlowEnabled`,
      /"runAsUser"/,
      /remove runAsUser/,
    ],
  ]);

  allows([['a whole extra part', { fields: { ExtlClntAppMobileSettings: { isScreenLockEnabled: true } } }]]);
});
