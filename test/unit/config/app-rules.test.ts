import { describe, expect, it } from 'vitest';
import { spellPath } from '../../../src/problem.js';
import { configWith, resolved, spelled } from '../../fixtures/config/billing-sync.js';

type Keys = Readonly<Record<string, unknown>>;
type Row = readonly [sentence: string, app: Keys, path: string, message: RegExp, action: RegExp];

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';
const policy = (fields: Keys): Keys => ({ fields: { [POLICIES]: fields } });
const range = (startIpAddress: string, endIpAddress: string): Keys => ({
  trustedIpRanges: [{ startIpAddress, endIpAddress }],
});

const PROBLEMS: readonly Row[] = [
  ['refuses an empty label', { label: ' ' }, 'label', /empty/, /Setup/],
  [
    'refuses a contact that is no e-mail address',
    { contactEmail: 'platform' },
    'contactEmail',
    /"platform"/,
    /platform@/,
  ],
  [
    'refuses a character that XML cannot carry',
    { description: 'a\u0001b' },
    'description',
    /U\+0001 at position 2/,
    /Remove/,
  ],
  ['refuses an icon over http', { iconUrl: 'http://acme.example/i.png' }, 'iconUrl', /not an https URL/, /https:/],
  ['refuses a logo that is no URL', { logoUrl: 'logo.png' }, 'logoUrl', /"logo.png"/, /https:/],
  [
    'suggests a scope for a misspelt one',
    { scopes: ['api', 'cdp_qery_api'] },
    'scopes[1]',
    /"cdp_qery_api"/,
    /cdp_query_api/,
  ],
  [
    'suggests the scope that a circulating name means',
    { scopes: ['ChatterApi'] },
    'scopes[0]',
    /ChatterApi/,
    /Chatter/,
  ],
  ['refuses an app without scopes', { scopes: [] }, 'scopes', /no scope/, /api/],
  ['asks for the run-as user', { runAsUser: undefined }, 'runAsUser', /needs a user/, /clientCredentials: false/],
  [
    'refuses a run-as user without the flow',
    { clientCredentials: false },
    'runAsUser',
    /turns off/,
    /Remove runAsUser/,
  ],
  [
    'refuses a username without a domain',
    { runAsUser: 'billing.sync' },
    'runAsUser',
    /form of a username/,
    /billing.sync@/,
  ],
  ['refuses the id of a user', { runAsUser: '005000000000042AAA' }, 'runAsUser', /id of a user/, /username/],
  [
    'refuses a username of more than 80 characters',
    { runAsUser: `${'b'.repeat(80)}@acme.example` },
    'runAsUser',
    /93 characters/,
    /shorter/,
  ],
  [
    'refuses permission sets for nobody',
    { runAsUser: undefined, clientCredentials: false, assign: ['Billing_API'] },
    'assign',
    /there is none/,
    /runAsUser/,
  ],
  [
    'refuses a callback URL with a fragment',
    { callbackUrls: ['https://acme.example/#done'] },
    'callbackUrls[0]',
    /fragment/,
    /#/,
  ],
  [
    'refuses a callback URL over http',
    { callbackUrls: ['http://acme.example/cb'] },
    'callbackUrls[0]',
    /not encrypted/,
    /https/,
  ],
  ['refuses a callback URL that is none', { callbackUrls: ['acme'] }, 'callbackUrls[0]', /not a URL/, /https/],
  [
    'refuses two callback URLs in one entry',
    { callbackUrls: ['https://a.example\nhttps://b.example'] },
    'callbackUrls[0]',
    /not a URL/,
    /each entry/,
  ],
  [
    'refuses a callback URL that runs a script',
    { callbackUrls: ['javascript:alert(1)'] },
    'callbackUrls[0]',
    /javascript:/,
    /scheme/,
  ],
  ['refuses an app without callback URLs', { callbackUrls: [] }, 'callbackUrls', /demands a callback/, /default/],
  [
    'refuses the id of a permission set',
    { permissionSets: ['0PS000000000042AAA'] },
    'permissionSets[0]',
    /id of a/,
    /API name/,
  ],
  [
    'refuses the label of a permission set',
    { permissionSets: ['Billing API'] },
    'permissionSets[0]',
    /"Billing API"/,
    /not the label/,
  ],
  [
    'refuses two permission sets in one entry',
    { assign: ['Billing_API,Invoice_API'] },
    'assign[0]',
    /comma/,
    /each entry/,
  ],
  ['refuses two profiles in one entry', { profiles: ['Integration, Support'] }, 'profiles[0]', /comma/, /each entry/],
  ['refuses an empty profile', { profiles: [''] }, 'profiles[0]', /empty/, /each entry/],
  [
    'refuses approval that lets nobody in',
    policy({ permittedUsersPolicyType: 'AdminApprovedPreAuthorized' }),
    `fields.${POLICIES}.permittedUsersPolicyType`,
    /lets nobody in/,
    /permissionSets/,
  ],
  [
    'refuses a session level that the flow cannot reach',
    policy({ requiredSessionLevel: 'HIGH_ASSURANCE' }),
    `fields.${POLICIES}.requiredSessionLevel`,
    /cannot reach/,
    /STANDARD/,
  ],
  [
    'refuses a session timeout of nothing',
    { sessionTimeoutMinutes: 0 },
    'sessionTimeoutMinutes',
    /0 is not/,
    /above 0/,
  ],
  [
    'refuses a session timeout that the field cannot hold',
    { sessionTimeoutMinutes: 2 ** 31 },
    'sessionTimeoutMinutes',
    /more minutes than the field takes/,
    /at most 2147483647/,
  ],
  [
    'refuses an address that is none',
    range('203.0.113.256', '203.0.113.9'),
    'trustedIpRanges[0].startIpAddress',
    /203\.0\.113\.256/,
    /such as/,
  ],
  [
    'refuses a prefix length',
    range('203.0.113.0/24', '203.0.113.9'),
    'trustedIpRanges[0].startIpAddress',
    /\/24/,
    /first and the last/,
  ],
  [
    'refuses a range that ends before it begins',
    range('203.0.113.9', '203.0.113.1'),
    'trustedIpRanges[0].endIpAddress',
    /before it begins/,
    /Exchange/,
  ],
  [
    'refuses a range over two families',
    range('203.0.113.9', '2001:db8::1'),
    'trustedIpRanges[0].endIpAddress',
    /mixes/,
    /one kind/,
  ],
  [
    'refuses a full name with two underscores',
    { names: { ExtlClntAppOauthSettings: 'Billing__oauth' } },
    'names.ExtlClntAppOauthSettings',
    /"Billing__oauth"/,
    /Billing_oauth/,
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
    'refuses a policy that permission sets decide',
    { permissionSets: ['Billing_API'], ...policy({ permittedUsersPolicyType: 'AllSelfAuthorized' }) },
    `fields.${POLICIES}.permittedUsersPolicyType`,
    /"permissionSets"/,
    /one of the two/,
  ],
  [
    'refuses a flow switch beside the run-as user',
    { fields: { [GLOBAL]: { isClientCredentialsFlowEnabled: true } } },
    `fields.${GLOBAL}.isClientCredentialsFlowEnabled`,
    /"runAsUser"/,
    /remove runAsUser/,
  ],
  [
    'refuses an expected scope that does not exist',
    { verify: { expectScopes: ['apy'] } },
    'verify.expectScopes[0]',
    /"apy"/,
    /api/i,
  ],
  [
    'refuses an expected scope that the flow never grants',
    { verify: { expectScopes: ['refresh_token'] } },
    'verify.expectScopes[0]',
    /No token/,
    /Remove/,
  ],
  [
    'refuses callouts over http',
    { namedCredential: { name: 'Billing', url: 'http://acme.example' } },
    'namedCredential.url',
    /not an https/,
    /https/,
  ],
  [
    'refuses a Named Credential with a space in its name',
    { namedCredential: { name: 'Billing API', url: 'https://acme.example' } },
    'namedCredential.name',
    /developer name/,
    /letters/,
  ],
  [
    'refuses an owner key in a subscriber',
    { role: 'subscriber', scopes: ['api'] },
    'scopes',
    /belongs to the owner/,
    /role: subscriber/,
  ],
  [
    'refuses an owner type in a subscriber',
    { role: 'subscriber', fields: { [GLOBAL]: {} } },
    `fields.${GLOBAL}`,
    /belongs to the owner/,
    /Remove/,
  ],
  [
    'refuses a sink that goes nowhere',
    { sink: {} },
    'sink',
    /does not say/,
    /exactly one of file, command, github, exec/,
  ],
  ['refuses a sink of two kinds', { sink: { file: 'a.json', exec: ['node'] } }, 'sink', /file and exec/, /exactly one/],
  [
    'refuses a format without a file',
    { sink: { command: ['gh'], format: 'json' } },
    'sink.format',
    /for a file/,
    /Remove/,
  ],
  ['refuses a command without a program', { sink: { command: [] } }, 'sink.command', /No program/, /gh, secret/],
  [
    'refuses an output with a hyphen',
    { sink: { github: { key: 'billing-key', secret: 'BILLING_SECRET' } } },
    'sink.github.key',
    /"billing-key"/,
    /underscores/,
  ],
  [
    'refuses one name for key and secret',
    { sink: { github: { key: 'BILLING', secret: 'BILLING' } } },
    'sink.github.secret',
    /both called "BILLING"/,
    /two names/,
  ],
  ['refuses an empty path', { sink: { file: '' } }, 'sink.file', /empty/, /path/],
];

const WARNINGS: readonly Row[] = [
  [
    'warns of scopes that the flow drops',
    { scopes: ['api', 'refresh_token'] },
    'scopes[1]',
    /leaves refresh_token out/,
    /another flow/,
  ],
  [
    'warns of a callback URL without encryption on this machine',
    { callbackUrls: ['http://localhost:8080/cb'] },
    'callbackUrls[0]',
    /not encrypted/,
    /development/,
  ],
  [
    'warns that trusted ranges do not protect the flow',
    range('203.0.113.1', '203.0.113.9'),
    'trustedIpRanges',
    /does not limit/,
    /login IP ranges/,
  ],
  [
    'warns of a session timeout for JWT access tokens',
    { sessionTimeoutMinutes: 30, tokenFormat: 'jwt' },
    'sessionTimeoutMinutes',
    /opaque tokens only/,
    /namedUserJwtTimeout/,
  ],
  [
    'warns of a query without the scope api',
    { scopes: ['cdp_query_api'], verify: { query: 'SELECT Id FROM Account' } },
    'verify.query',
    /needs the scope api/,
    /scopes/,
  ],
];

const ALLOWED: readonly (readonly [string, Keys])[] = [
  ['an app without the flow', { runAsUser: undefined, clientCredentials: false }],
  ['scopes by either of their names', { scopes: ['api', 'CDPQuery', 'cdp_profile_api'] }],
  ['a callback URL with a scheme of its own', { callbackUrls: ['com.acme.billing://callback'] }],
  [
    'ranges of IPv6 addresses',
    { clientCredentials: false, runAsUser: undefined, ...range('2001:db8::', '2001:db8::ffff') },
  ],
  [
    'approval by permission sets that fields name',
    policy({ permittedUsersPolicyType: 'AdminApprovedPreAuthorized', commaSeparatedPermissionSet: 'Billing_API' }),
  ],
  [
    'high assurance without the flow',
    { clientCredentials: false, runAsUser: undefined, ...policy({ requiredSessionLevel: 'HIGH_ASSURANCE' }) },
  ],
  ['permission sets with a namespace', { permissionSets: ['acme__Billing_API'], assign: ['Billing_API'] }],
  [
    'policies in a subscriber',
    { role: 'subscriber', permissionSets: ['Billing_API'], ...policy({ refreshTokenPolicyType: 'Zero' }) },
  ],
  ['a whole extra part', { fields: { ExtlClntAppMobileSettings: { isScreenLockEnabled: true } } }],
  ['a GitHub sink', { sink: { github: { key: 'BILLING_KEY', secret: 'BILLING_SECRET' } } }],
];

describe('the rules about an app', () => {
  it.each(PROBLEMS)('%s', (_, app, path, message, action) => {
    const { config, problems } = resolved(configWith(app));
    expect(config).toBeUndefined();
    expect(problems.map((problem) => spellPath(problem.path))).toEqual([`apps.Billing_Sync.${path}`]);
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.action).toMatch(action);
  });

  it.each(WARNINGS)('%s', (_, app, path, message, action) => {
    const { config, problems, warnings } = resolved(configWith(app));
    expect(problems).toEqual([]);
    expect(config).toBeDefined();
    expect(warnings.map((warning) => spellPath(warning.path))).toEqual([`apps.Billing_Sync.${path}`]);
    expect(warnings[0]?.message).toMatch(message);
    expect(warnings[0]?.action).toMatch(action);
  });

  it.each(ALLOWED)('allows %s', (_, app) => {
    const { problems, warnings } = resolved(configWith(app));
    expect([...spelled(problems), ...spelled(warnings)]).toEqual([]);
  });

  it.each(['Billing-Sync', '1_Billing', 'Billing__Sync', 'Billing_', '_Billing', 'Rechnung_Ä', ''])(
    'refuses the app name "%s"',
    (name) => {
      const app = { label: 'Billing', contactEmail: 'a@acme.example', runAsUser: 'b@acme.example' };
      const { problems } = resolved({ apps: { [name]: app } });
      expect(problems.map(({ message }) => message)).toEqual([`${JSON.stringify(name)} cannot be the name of an app.`]);
    },
  );

  it('takes an app name with a namespace in a subscriber only', () => {
    const app = { label: 'Billing', contactEmail: 'a@acme.example', runAsUser: 'b@acme.example' };
    expect(resolved({ apps: { acme__Billing: { ...app, role: 'subscriber' } } }).problems).toEqual([]);
    expect(resolved({ apps: { acme__Billing: app } }).problems[0]?.action).toContain('role: subscriber');
  });

  it('refuses a key whose field the API version does not have', () => {
    const config = configWith({ profiles: ['Integration'] }, { apiVersion: '61.0' });
    expect(spelled(resolved(config).problems)).toEqual([
      'apps.Billing_Sync.profiles: profiles becomes commaSeparatedProfile of ExtlClntAppOauthConfigurablePolicies, ' +
        'which is in API version 62.0 and later, not in 61.0.',
    ]);
  });
});
