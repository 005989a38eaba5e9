import { describe, expect, it } from 'vitest';
import { checkFields, missingFields } from '../../../src/metadata/check-fields.js';
import { Secret } from '../../../src/secret.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const SETTINGS = 'ExtlClntAppOauthSettings';
const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';
const SWITCHES = 'ExtlClntAppConfigurablePolicies';

/** Checks fields and gives what the user would read, path first. */
function told(type: string, fields: Record<string, unknown>, apiVersion = '66.0'): string[] {
  return checkFields(type, fields, apiVersion).map(
    ({ path, message, action }) => `${path.join('.')}: ${message} ${action}`,
  );
}

describe('checkFields', () => {
  it('accepts fields of the right kinds', () => {
    const fields = {
      isClientCredentialsFlowEnabled: true,
      refreshTokenValidityPeriod: 365,
      refreshTokenValidityUnit: 'Days',
      permittedUsersPolicyType: 'AllSelfAuthorized',
      ipRelaxationPolicyType: 'Enforce_relaxrefresh',
      customAttributes: [{ key: 'dept', formula: '$User.Department' }],
    };
    expect(told(POLICIES, fields)).toEqual([]);
  });

  it('takes numbers in the range that the server takes', () => {
    const minutes = (idTokenValidityInMinutes: number): string[] =>
      told(GLOBAL, { idTokenConfig: { idTokenValidityInMinutes } });
    expect(minutes(720)).toEqual([]);
    expect(minutes(721)).toEqual([
      'idTokenConfig.idTokenValidityInMinutes: 721 is not a value of idTokenValidityInMinutes. Use 0 to 720.',
    ]);
  });

  it.each(['guestJwtTimeout', 'namedUserJwtTimeout'])('takes the minutes of %s that the version allows', (field) => {
    for (const minutes of [1, 5, 10, 15, 30]) expect(told(POLICIES, { [field]: minutes }, '61.0')).toEqual([]);
    for (const minutes of [60, 90, 120, 240, 480, 720]) {
      expect(told(POLICIES, { [field]: minutes }, '65.0')).toEqual([]);
      expect(told(POLICIES, { [field]: minutes }, '64.0')).toEqual([
        `${field}: ${minutes} is a value of ${field} in API version 65.0 and later, not in 64.0. Use 1, 5, 10, 15 or 30, or another API version.`,
      ]);
    }
    expect(told(POLICIES, { [field]: 7 }, '64.0')).toEqual([
      `${field}: 7 is not a value of ${field}. Use 1, 5, 10, 15 or 30.`,
    ]);
  });

  it('takes at most 128 attributes, each with a key of its own', () => {
    const attributes = (count: number) => Array.from({ length: count }, (_, n) => ({ key: `k${n}`, formula: 'x' }));
    expect(told(SETTINGS, { customAttributes: attributes(128) })).toEqual([]);
    expect(told(SETTINGS, { customAttributes: attributes(129) })).toEqual([
      'customAttributes: customAttributes has 129 entries, and may have 128. Remove some.',
    ]);
    const twice = [...attributes(2), { key: 'k1', formula: 'y' }];
    expect(told(POLICIES, { customAttributes: twice })).toEqual([
      'customAttributes.2.key: "k1" is the key of two entries of customAttributes. Give each entry a key of its own.',
    ]);
  });

  it('names the versions of a field inside a group', () => {
    expect(told(GLOBAL, { idTokenConfig: { idTokenIncludeCustomPermissions: true } }, '60.0')).toEqual([
      'idTokenConfig.idTokenIncludeCustomPermissions: idTokenIncludeCustomPermissions of ExternalAppIdTokenConfig is in API version 61.0 and later, not in 60.0. Remove it, or use API version 61.0 and later.',
    ]);
  });

  it('refuses a private key where a certificate should stand, and does not show it', () => {
    const certificate = '-----BEGIN RSA PRIVATE KEY-----\nMIIsecret\n-----END RSA PRIVATE KEY-----';
    const [said = ''] = told(GLOBAL, { certificate });
    expect(said).toContain('holds a private key');
    expect(said).not.toContain('MIIsecret');
  });

  it('names the type that is meant when a type is misspelt', () => {
    expect(told('ExtlClntAppOAuthSetting', {})).toEqual([
      ': "ExtlClntAppOAuthSetting" is not a metadata type of External Client Apps. Did you mean ExtlClntAppOauthSettings?',
    ]);
  });

  it('names the versions of a type that the API version does not have', () => {
    expect(told('ExtlClntAppOauthSecuritySettings', { label: 'Billing' })).toEqual([
      ': ExtlClntAppOauthSecuritySettings is not in API version 66.0. Use API version 67.0 and later, or leave it out.',
    ]);
  });

  it('suggests the field that a slip of the pen stands for', () => {
    expect(told(GLOBAL, { isPKCERequird: true })[0]).toContain('Did you mean isPkceRequired?');
  });

  it.each(['isClientCredentialsEnabled', 'isClientCredentialEnabled'])('knows what %s stands for', (name) => {
    expect(told(GLOBAL, { [name]: true })[0]).toContain('The field is spelled isClientCredentialsFlowEnabled.');
  });

  it('knows what clientCredentialsUser stands for, and where it belongs', () => {
    expect(told(POLICIES, { clientCredentialsUser: 'x@acme.example' })[0]).toContain(
      'spelled clientCredentialsFlowUser',
    );
    expect(told(GLOBAL, { clientCredentialsUser: 'x@acme.example' })[0]).toContain(
      `belongs in ${POLICIES}, spelled clientCredentialsFlowUser`,
    );
  });

  it('says where the fields belong that the help article puts into ExtlClntAppConfigurablePolicies', () => {
    const fields = { isClientCredentialsFlowEnabled: true, clientCredentialsFlowUser: 'billing.sync@acme.example' };
    const [flow, user] = told(SWITCHES, fields);
    expect(flow).toContain(`It belongs in ${GLOBAL} and in ${POLICIES}.`);
    expect(user).toContain(`It belongs in ${POLICIES}.`);
    for (const text of [flow, user]) expect(text).toContain('help article');
  });

  it.each([
    'ipRelaxationPolicyType',
    'refreshTokenPolicyType',
    'sessionTimeoutInMinutes',
    'ipRelaxation',
    'sessionTimeout',
  ])('says that %s belongs among the OAuth policies', (name) => {
    expect(told(SWITCHES, { [name]: 'Enforce' })[0]).toContain(`belongs in ${POLICIES}`);
  });

  it('names the versions of a field that the API version does not have', () => {
    expect(told(POLICIES, { isNamedUserJwtEnabled: true })[0]).toContain('is in API version 61.0 to 63.0, not in 66.0');
    expect(told(GLOBAL, { isEnforceRefreshTokenTTL: true })[0]).toContain('is in API version 67.0 and later');
    expect(told('Settings', { enableExternalClientApps: true })[0]).toContain('60.0 to 62.0');
  });

  it('names the versions of an enum value that the API version does not have', () => {
    expect(told(POLICIES, { policyAction: 'StepUpMFA' })[0]).toContain('in API version 67.0 and later, not in 66.0');
    expect(told(POLICIES, { policyAction: 'StepUpMFA' }, '67.0')).toEqual([]);
    expect(told(SWITCHES, { startPage: 'SAML' }, '62.0')[0]).toContain('63.0 and later');
  });

  it('suggests the enum value that is meant', () => {
    expect(told('ExternalClientApplication', { distributionState: 'Packageable' })[0]).toContain(
      'Did you mean "Packaged"?',
    );
    expect(told(POLICIES, { permittedUsersPolicyType: 'AdminApproved' })[0]).toContain('AdminApprovedPreAuthorized');
    expect(told(POLICIES, { refreshTokenValidityUnit: 'Day' })[0]).toContain('Did you mean "Days"?');
  });

  it('suggests the scope that is meant, by its metadata name', () => {
    const problems = told(SETTINGS, { commaSeparatedOauthScopes: 'Api, ChatterApi,McpApi , cdp_query_api' });
    expect(problems).toHaveLength(3);
    expect(problems[0]).toContain('Did you mean "Chatter"?');
    expect(problems[1]).toContain('Did you mean "MCP"?');
    expect(problems[2]).toContain('Did you mean "CDPQuery"?');
  });

  it.each([
    [GLOBAL, { isPkceRequired: 'true' }, 'needs true or false, not "true"'],
    [POLICIES, { refreshTokenValidityPeriod: '365' }, 'needs a whole number, not "365"'],
    [POLICIES, { refreshTokenValidityPeriod: 1.5 }, 'needs a whole number, not 1.5'],
    [POLICIES, { clientCredentialsFlowUser: 5 }, 'needs text, not 5'],
    [POLICIES, { clientCredentialsFlowUser: ['a@b.example'] }, 'needs text, not a list'],
    [SETTINGS, { trustedIpRanges: { startIpAddress: '203.0.113.1' } }, 'needs a list, not a map'],
    [SETTINGS, { trustedIpRanges: ['203.0.113.1'] }, 'needs a map with description, endIpAddress, startIpAddress'],
    [GLOBAL, { callbackUrl: 'https://acme.example/\u0007' }, 'holds the character U+0007'],
    [GLOBAL, { callbackUrl: null }, 'needs text, not nothing'],
  ])('says which kind of value %s %o needs', (type, fields, message) => {
    expect(told(type, fields)[0]).toContain(message);
  });

  it('checks inside lists and groups and says where', () => {
    const fields = { trustedIpRanges: [{ startIpAddress: '203.0.113.1', endIpAddres: '203.0.113.9' }] };
    expect(checkFields(SETTINGS, fields, '66.0').map(({ path, action }) => [path, action])).toEqual([
      [['trustedIpRanges', 0, 'endIpAddres'], 'Did you mean endIpAddress?'],
      [['trustedIpRanges', 0], 'Add endIpAddress.'],
    ]);
  });

  it('reports every problem at once', () => {
    expect(told(GLOBAL, { isPkceRequired: 'no', consumerSekret: 'x', managedType: 'Local' })).toHaveLength(3);
  });

  it('refuses what Salesforce keeps to itself, and orders that would repeat at every deploy', () => {
    expect(told('ExternalClientApplication', { managedType: 'Local' })[0]).toContain('for its own use');
    expect(told(GLOBAL, { shouldRotateConsumerSecret: true })[0]).toContain('eca credentials rotate');
    expect(told(GLOBAL, { shouldRotateConsumerSecret: false })).toEqual([]);
  });

  it('takes a secret or the name of its variable, and never plain text', () => {
    expect(told(GLOBAL, { consumerSecret: new Secret('s3cr3t-value') })).toEqual([]);
    expect(told(GLOBAL, { consumerSecret: { kind: 'secret-source', variable: 'BILLING_SECRET' } })).toEqual([]);
    const [problem] = told(GLOBAL, { consumerSecret: 's3cr3t-value' });
    expect(problem).toContain('${env:CONSUMER_SECRET}');
    expect(problem).not.toContain('s3cr3t-value');
    expect(told(GLOBAL, { label: new Secret('s3cr3t-value') })[0]).toContain('is no secret field');
  });

  it('is not misled by names that every object has', () => {
    expect(told(GLOBAL, { constructor: 'x' })).toHaveLength(1);
    expect(told('toString', {})).toHaveLength(1);
  });
});

describe('missingFields', () => {
  it('names each field that the schema demands', () => {
    expect(missingFields(SWITCHES, {}, '66.0').map(({ action }) => action)).toEqual([
      'Add externalClientApplication.',
      'Add isEnabled.',
    ]);
  });

  it('knows that a demand can end with an API version', () => {
    const fields = { externalClientApplication: 'Billing_Sync' };
    expect(missingFields('ExtlClntAppNotificationSettings', fields, '60.0')).toHaveLength(1);
    expect(missingFields('ExtlClntAppNotificationSettings', fields, '61.0')).toEqual([]);
  });
});
