import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalOrgInfo, LocalOrgOptions } from '../../../src/local-org/index.js';
import { LocalOrg } from '../../../src/local-org/index.js';
import { deploySet, manifestXml } from './deploy-zip.js';
import { edited, sourceSet, without } from './sources.js';

const POLICY = 'ExtlClntAppOauthConfigurablePolicies';
const METADATA = 'http://soap.sforce.com/2006/04/metadata';
const billing = sourceSet('billing-sync');

let org: LocalOrg;
let info: LocalOrgInfo;

async function start(options: LocalOrgOptions = {}): Promise<void> {
  org = new LocalOrg(options);
  info = await org.start();
}

function fieldsOf(type: string, fullName: string): Readonly<Record<string, unknown>> | undefined {
  return org.snapshot().components.find((component) => component.type === type && component.fullName === fullName)
    ?.fields;
}

const namesOf = (type: string): string[] =>
  org
    .snapshot()
    .components.filter((component) => component.type === type)
    .map(({ fullName }) => fullName);

beforeEach(() => start());
afterEach(() => org.stop());

describe('fields of an API version', () => {
  it.each([
    ['isNamedUserJwtEnabled', 'ecaOauthPlcy', POLICY, 63, 64],
    ['guestJwtSessionTimeoutType', 'ecaOauthPlcy', POLICY, 65, 64],
    ['isEnforceRefreshTokenTTL', 'ecaGlblOauth', 'ExtlClntAppGlobalOauthSettings', 67, 66],
    ['isMtlsEnabled', 'ecaGlblOauth', 'ExtlClntAppGlobalOauthSettings', 68, 67],
  ])('takes %s in %s (%s) at v%i and refuses it at v%i', async (field, suffix, type, known, unknown) => {
    const value = field.endsWith('Type') ? 'UserSession' : 'false';
    const set = edited(billing, `.${suffix}`, `</${type}>`, `    <${field}>${value}</${field}>\n</${type}>`);
    expect((await deploySet(info, set, { version: known })).problems).toEqual([]);
    const refused = await deploySet(info, set, { version: unknown });
    expect(refused.problems).toEqual([`Element {${METADATA}}${field} invalid at this location in type ${type}`]);
  });

  it('does not know a type before its version', async () => {
    const end = await deploySet(
      info,
      {},
      { extra: { 'package.xml': manifestXml({ ExtlClntAppOauthSecuritySettings: ['*'] }, 66) } },
    );
    expect(end.problems).toEqual(["Unknown type name 'ExtlClntAppOauthSecuritySettings' specified in package.xml"]);
  });

  it('refuses a version that it does not offer', async () => {
    expect((await deploySet(info, billing, { version: 70 })).problems).toEqual(['Invalid version specified: 70.0']);
  });
});

describe('values', () => {
  it.each([
    [
      'an enum',
      '.ecaOauthPlcy',
      'AllSelfAuthorized',
      'AdminApproved',
      "'AdminApproved' is not a valid value for the enum 'PermittedUsersPolicyType'",
    ],
    [
      'an enum',
      '.eca',
      'Local<',
      'Packageable<',
      "'Packageable' is not a valid value for the enum 'ExtlClntAppDistState'",
    ],
    [
      'a switch',
      '.ecaPlcy',
      '<isEnabled>true',
      '<isEnabled>yes',
      "'yes' is not a valid value for the type xsd:boolean",
    ],
    ['a required field', '.ecaPlcy', '    <isEnabled>true</isEnabled>\n', '', 'Required field is missing: isEnabled'],
    [
      'a contact',
      '.eca',
      '    <contactEmail>platform@acme.example</contactEmail>\n',
      '',
      'Required field is missing: contactEmail',
    ],
    [
      'a callback',
      '.ecaGlblOauth',
      '    <callbackUrl>https://billing.acme.example/callback</callbackUrl>\n',
      '',
      'Required field is missing: callbackUrl',
    ],
    [
      'an element',
      '.ecaPlcy',
      '<startPage>None',
      '<startPage>None</startPage><startPage>None',
      `Element {${METADATA}}startPage duplicated at this location in type ExtlClntAppConfigurablePolicies`,
    ],
    ['the XML', '.ecaOauth', '</label>', '', 'The end tag </ExtlClntAppOauthSettings> has no start tag.'],
    [
      'an IP policy',
      '.ecaOauthPlcy',
      '>Enforce<',
      '>Relax<',
      'Set the IP relaxation policy to Enforce, Bypass, Bypass_2factor, Enforce_relaxrefresh.',
    ],
    [
      'a scope',
      '.ecaOauth',
      'Api,RefreshToken',
      'Api,McpApi',
      /^There's a problem with your scope\(s\): McpApi\b.*\bMCP\b/,
    ],
    [
      'a permission set',
      '.ecaOauthPlcy',
      '<externalClientApplication>',
      '<commaSeparatedPermissionSet>0PS000000000001AAA</commaSeparatedPermissionSet><externalClientApplication>',
      "INVALID_FIELD: We couldn't find permission sets called 0PS000000000001AAA",
    ],
    [
      'a profile',
      '.ecaOauthPlcy',
      '<externalClientApplication>',
      '<commaSeparatedProfile>Accountant</commaSeparatedProfile><externalClientApplication>',
      "INVALID_FIELD: We couldn't find profiles called Accountant",
    ],
    [
      'a refresh token unit',
      '.ecaOauthPlcy',
      '<refreshTokenPolicyType>Zero</refreshTokenPolicyType>',
      '<refreshTokenPolicyType>SpecificLifetime</refreshTokenPolicyType><refreshTokenValidityPeriod>3</refreshTokenValidityPeriod><refreshTokenValidityUnit>Weeks</refreshTokenValidityUnit>',
      'Set the refresh token validity unit to Days, Hours, Months.',
    ],
    [
      'a number',
      '.ecaOauthPlcy',
      '</label>',
      '</label><sessionTimeoutInMinutes>two</sessionTimeoutInMinutes>',
      "'two' is not a valid value for the type xsd:int",
    ],
    [
      'a label',
      '.eca',
      '<label>Billing Sync',
      `<label>Billing Sync${' and more'.repeat(8)}`,
      `STRING_TOO_LONG: Label: data value too large: Billing Sync${' and more'.repeat(8)} (max length=80)`,
    ],
    [
      'a device flow',
      '.ecaGlblOauth',
      '    <isIntrospectAllTokens>',
      '    <isDeviceFlowEnabled>true</isDeviceFlowEnabled>\n    <isIntrospectAllTokens>',
      "The device flow can't be combined with other flows: isClientCredentialsFlowEnabled",
    ],
    [
      'a callback of the device flow',
      '.ecaGlblOauth',
      '<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>',
      '<isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled><isDeviceFlowEnabled>true</isDeviceFlowEnabled>',
      'The device flow needs a callback URL of localhost.',
    ],
    [
      'a parent',
      '.ecaPlcy',
      '>Billing_Sync<',
      '>Billing_Synk<',
      'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id',
    ],
  ])('refuses %s that is wrong in %s', async (_, suffix, from, to, problem) => {
    const before = org.snapshot().components;
    const end = await deploySet(info, edited(billing, suffix, from, to));
    expect(end.status).toBe('Failed');
    if (typeof problem === 'string') expect(end.problems[0]).toBe(problem);
    else expect(end.problems[0]).toMatch(problem);
    expect(org.snapshot().components).toEqual(before);
  });

  it('sets PKCE back to on unless client credentials are the only flow', async () => {
    const off = edited(billing, '.ecaGlblOauth', '<isPkceRequired>true', '<isPkceRequired>false');
    const pkce = (): unknown =>
      org.snapshot().components.find(({ type }) => type === 'ExtlClntAppGlobalOauthSettings')?.fields['isPkceRequired'];
    expect((await deploySet(info, off)).problems).toEqual([]);
    expect(pkce()).toBe('false');
    const more = '<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>';
    const other = edited(off, '.ecaGlblOauth', more, `${more}<isCodeCredFlowEnabled>true</isCodeCredFlowEnabled>`);
    expect((await deploySet(info, other)).problems).toEqual([]);
    expect(pkce()).toBe('true');
  });

  it('refuses global settings of an app without OAuth settings', async () => {
    const end = await deploySet(info, without(billing, '.ecaOauth', '.ecaOauthPlcy'));
    expect(end.problems).toEqual([
      "The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration.",
    ]);
  });

  it('keeps a part with its app', async () => {
    await deploySet(info, billing);
    const [path = '', text = ''] = Object.entries(billing).find(([name]) => name.endsWith('.eca-meta.xml')) ?? [];
    const app = { [path.replace('Billing_Sync', 'Ledger')]: text };
    const [file = '', settings = ''] =
      Object.entries(edited(billing, '.ecaOauth', '>Billing_Sync<', '>Ledger<')).find(([name]) =>
        name.endsWith('.ecaOauth-meta.xml'),
      ) ?? [];
    const moved = { [file]: settings };
    expect((await deploySet(info, { ...app, ...moved })).problems).toEqual([
      'INVALID_CROSS_REFERENCE_KEY: externalClientApplication cannot be changed',
    ]);
  });

  it('takes certain minutes for a JWT', async () => {
    const at = (minutes: number) =>
      edited(billing, '.ecaOauthPlcy', '</label>', `</label><namedUserJwtTimeout>${minutes}</namedUserJwtTimeout>`);
    expect((await deploySet(info, at(7))).problems[0]).toMatch(/^Set namedUserJwtTimeout to 1, 5, 10, 15, 30, 60/);
    expect((await deploySet(info, at(60))).problems).toEqual([]);
  });

  it('refuses a name that is no developer name', async () => {
    const [[, text] = ['', '']] = Object.entries(billing).filter(([path]) => path.endsWith('.eca-meta.xml'));
    const end = await deploySet(info, { 'externalClientApps/Billing__Sync.eca-meta.xml': text });
    expect(end.problems[0]).toMatch(/^The API Name can only contain/);
  });
});

describe('the execution user', () => {
  const user = 'Billing.Sync@acme.example';

  it.each([
    ['a user that does not exist', 'nobody@acme.example'],
    ['an e-mail address in place of a username', 'it@acme.example'],
    ['an id', '005000000000002AAA'],
    ['nothing while the flow is on', ''],
  ])('is refused when it is %s', async (_, written) => {
    const end = await deploySet(info, edited(billing, '.ecaOauthPlcy', user, written));
    expect(end.problems).toEqual(['Enter a valid execution user for the OAuth client credentials flow.']);
  });

  it('is refused when it is inactive', async () => {
    org.changeUser('billing.sync@acme.example', { active: false });
    const end = await deploySet(info, billing);
    expect(end.problems).toEqual(['Enter a valid execution user for the OAuth client credentials flow.']);
  });

  it('is kept in lower case', async () => {
    await deploySet(info, billing);
    expect(fieldsOf(POLICY, 'Billing_Sync_oauth_defaultPolicy')?.['clientCredentialsFlowUser']).toBe(
      'billing.sync@acme.example',
    );
  });
});

describe('policies', () => {
  it('are made by the org under its own names when none are deployed', async () => {
    await deploySet(info, without(billing, '.ecaOauthPlcy', '.ecaPlcy'));
    expect(namesOf(POLICY)).toEqual(['Billing_Sync_oauth_defaultPolicy']);
    expect(namesOf('ExtlClntAppConfigurablePolicies')).toEqual(['Billing_Sync_defaultPolicy']);
    expect(fieldsOf(POLICY, 'Billing_Sync_oauth_defaultPolicy')).toMatchObject({
      ipRelaxationPolicyType: 'Enforce',
      isClientCredentialsFlowEnabled: 'false',
      permittedUsersPolicyType: 'AllSelfAuthorized',
      refreshTokenPolicyType: 'SpecificLifetime',
      refreshTokenValidityPeriod: '365',
      refreshTokenValidityUnit: 'Days',
      requiredSessionLevel: 'STANDARD',
    });
  });

  it('take names of their own on the first deploy, and no second name later', async () => {
    const renamed = Object.fromEntries(
      Object.entries(billing).map(([path, text]) => [
        path.replace('_oauth_defaultPolicy', '_oauthPlcy').replace('Sync_defaultPolicy', 'Sync_plcy'),
        text,
      ]),
    );
    expect((await deploySet(info, renamed)).problems).toEqual([]);
    expect(namesOf(POLICY)).toEqual(['Billing_Sync_oauthPlcy']);
    expect((await deploySet(info, billing)).problems).toEqual([
      'DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on Billing_Sync_oauthPlcy',
      'duplicate value found: ExternalClientApplicationId duplicates value on Billing_Sync_plcy',
    ]);
  });
});

describe('declarative deploys', () => {
  it('put an omitted field back to its default and leave fields of later versions alone', async () => {
    const certificate = '<certificate>MIIB</certificate>';
    const newer = '<isEnforceRefreshTokenTTL>true</isEnforceRefreshTokenTTL>';
    const full = edited(billing, '.ecaGlblOauth', '</label>', `</label>${certificate}${newer}`);
    await deploySet(info, full, { version: 67 });
    const name = 'Billing_Sync_glbloauth';
    expect(fieldsOf('ExtlClntAppGlobalOauthSettings', name)).toMatchObject({
      certificate: 'MIIB',
      isEnforceRefreshTokenTTL: 'true',
    });
    await deploySet(info, billing, { version: 66 });
    expect(fieldsOf('ExtlClntAppGlobalOauthSettings', name)).toMatchObject({ isEnforceRefreshTokenTTL: 'true' });
    expect(fieldsOf('ExtlClntAppGlobalOauthSettings', name)).not.toHaveProperty('certificate');
    await deploySet(info, billing, { version: 67 });
    expect(fieldsOf('ExtlClntAppGlobalOauthSettings', name)).toMatchObject({ isEnforceRefreshTokenTTL: 'false' });
  });

  it('keep the consumer key of an app over later deploys', async () => {
    await deploySet(info, billing);
    const before = fieldsOf('ExtlClntAppGlobalOauthSettings', 'Billing_Sync_glbloauth')?.['consumerKey'];
    await deploySet(info, edited(billing, '.ecaGlblOauth', 'callback<', 'other<'));
    expect(fieldsOf('ExtlClntAppGlobalOauthSettings', 'Billing_Sync_glbloauth')).toMatchObject({
      callbackUrl: 'https://billing.acme.example/other',
      consumerKey: before,
    });
  });

  it('fill link and scope of the org, and refuse those of elsewhere', async () => {
    await deploySet(info, billing);
    expect(fieldsOf('ExtlClntAppOauthSettings', 'Billing_Sync_oauth')?.['oauthLink']).toMatch(
      /^00D000000000042:888\w{12}$/,
    );
    const link = '</label><oauthLink>00D000000000007:888000000000001</oauthLink>';
    expect((await deploySet(info, edited(billing, '.ecaOauth', '</label>', link))).problems).toEqual([
      "We couldn't update your OAuth link because the external client app doesn't have distribution state PACKAGED.",
    ]);
    const foreign = '</label><orgScopedExternalApp>00D000000000007:Billing_Sync</orgScopedExternalApp>';
    expect((await deploySet(info, edited(billing, '.eca', '</label>', foreign))).problems[0]).toMatch(
      /^INVALID_CROSS_REFERENCE_KEY/,
    );
  });

  it('rotate key and secret only when warnings are ignored', async () => {
    await deploySet(info, billing);
    const name = 'Billing_Sync_glbloauth';
    const before = fieldsOf('ExtlClntAppGlobalOauthSettings', name)?.['consumerKey'];
    const rotating = edited(
      billing,
      '.ecaGlblOauth',
      '<shouldRotateConsumerKey>false',
      '<shouldRotateConsumerKey>true',
    );
    expect((await deploySet(info, rotating)).failures).toMatchObject([{ problemType: 'Warning' }]);
    expect(fieldsOf('ExtlClntAppGlobalOauthSettings', name)?.['consumerKey']).toBe(before);
    expect((await deploySet(info, rotating, { ignoreWarnings: true })).success).toBe(true);
    expect(fieldsOf('ExtlClntAppGlobalOauthSettings', name)?.['consumerKey']).not.toBe(before);
  });
});

describe('zip and manifest', () => {
  it('takes * for the files of the zip', async () => {
    const extra = { 'package.xml': manifestXml({ ExternalClientApplication: ['*'] }) };
    const app = without(billing, '.ecaGlblOauth', '.ecaOauth', '.ecaOauthPlcy', '.ecaPlcy');
    expect((await deploySet(info, app, { extra })).successes).toMatchObject([{ fullName: 'Billing_Sync' }]);
  });

  it('misses a member without file, and a file without member', async () => {
    const extra = { 'package.xml': manifestXml({ ExternalClientApplication: ['Ledger_Export'] }) };
    const app = without(billing, '.ecaGlblOauth', '.ecaOauth', '.ecaOauthPlcy', '.ecaPlcy');
    expect((await deploySet(info, app, { extra })).problems).toEqual([
      "An object 'Ledger_Export' of type ExternalClientApplication was named in package.xml, but was not found in zipped directory",
      'Not in package.xml',
    ]);
  });

  it('does not find a file in another folder', async () => {
    const moved = Object.fromEntries(
      Object.entries(billing).map(([path, text]) => [path.replace('Policies/', 'Rules/'), text]),
    );
    expect((await deploySet(info, moved)).problems[0]).toMatch(/was not found in zipped directory$/);
  });

  it('keeps the good components of a deploy that does not roll back', async () => {
    const set = edited(billing, '.ecaOauthPlcy', 'Billing.Sync@', 'nobody@');
    const end = await deploySet(info, set, { rollbackOnError: false });
    expect(end.status).toBe('SucceededPartial');
    expect(namesOf('ExternalClientApplication')).toEqual(['Billing_Sync']);
  });

  it('warns about a deletion of what is not there, and deletes an app with all parts', async () => {
    const destructive = (name: string): { extra: Record<string, string> } => ({
      extra: {
        'package.xml': manifestXml({}),
        'destructiveChanges.xml': manifestXml({ ExternalClientApplication: [name] }),
      },
    });
    await deploySet(info, billing);
    const missing = await deploySet(info, {}, destructive('Ledger_Export'));
    expect(missing.status).toBe('Succeeded');
    expect(missing.successes).toMatchObject([
      { problemType: 'Warning', problem: 'No ExternalClientApplication named: Ledger_Export found' },
    ]);
    expect((await deploySet(info, {}, destructive('Billing_Sync'))).successes).toMatchObject([{ deleted: true }]);
    expect(org.snapshot().components.map(({ type }) => type)).toEqual(['PermissionSet']);
  });
});

describe('a deployer', () => {
  it('needs the permissions of External Client Apps beside those of the Metadata API', async () => {
    await org.stop();
    const permissions = ['ApiEnabled', 'ModifyMetadata', 'ExternalClientAppViewer', 'ExternalClientAppAdmin'];
    const deployer = { username: 'deployer@acme.example', licence: 'Salesforce', permissions };
    await start({ seed: { users: [{ username: 'billing.sync@acme.example' }, deployer] } });
    const asDeployer = { ...info, accessToken: org.login('deployer@acme.example') };
    const end = await deploySet(asDeployer, billing);
    expect(end.failures.slice(0, 3).map(({ fullName, problem }) => [fullName, problem?.split(':')[0]])).toEqual([
      ['Billing_Sync', 'INSUFFICIENT_ACCESS'],
      ['Billing_Sync_oauth', 'INSUFFICIENT_ACCESS'],
      ['Billing_Sync_glbloauth', 'INSUFFICIENT_ACCESS'],
    ]);
  });
});
