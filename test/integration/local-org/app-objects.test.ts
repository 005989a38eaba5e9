import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { getJson, queryRecords, startWithBilling } from './billing-app.js';

let org: LocalOrg;
let info: LocalOrgInfo;

beforeAll(async () => {
  ({ org, info } = await startWithBilling());
});
afterAll(() => org.stop());

/** Columns that each setup object has, as tools that made types of an org's describes list them. */
const SETUP = [
  ...['CreatedById', 'CreatedDate', 'DeveloperName', 'Id', 'IsDeleted', 'Language', 'LastModifiedById'],
  ...['LastModifiedDate', 'MasterLabel', 'SystemModstamp'],
];

/** The others, but for those that need an Apex class. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  ExternalClientApplication: [
    ...['ContactEmail', 'ContactPhone', 'Description', 'DistributionState', 'IconUrl', 'InfoUrl', 'LogoUrl'],
    ...['ManagedCollection', 'ManagedSetupPointer', 'ManagedType', 'NamespacePrefix', 'OrgScopedExternalApp'],
    'Version',
  ],
  ExtlClntAppOauthConsumer: ['ExternalClientApplicationId', 'ExtlClntAppOauthSettingsId'],
  ExtlClntAppOauthPlcyCnfg: [
    ...['ClientCredentialsFlowUser', 'ExecuteHandlerAsId', 'ExternalClientApplicationId'],
    ...['ExtlClntAppOauthSettingsId', 'GuestJwtSessionTimeoutType', 'GuestJwtTimeout', 'IpRelaxationPolicyType'],
    ...['IsClientCredentialsFlowEnabled', 'IsGuestCodeCredFlowEnabled', 'IsNamedUserJwtEnabled'],
    ...['IsTokenExchangeFlowEnabled', 'NamedUserJwtSessionTimeoutType', 'NamedUserJwtTimeout'],
    ...['PermittedUsersPolicyType', 'PolicyAction', 'RefreshTokenPolicyType', 'RefreshTokenValidityPeriod'],
    ...['RefreshTokenValidityUnit', 'RequiredSessionLevel', 'SessionTimeoutInMinutes', 'SingleLogoutUrl', 'StartUrl'],
  ],
  ExtlClntAppPlcyCnfg: [
    ...['ExternalClientApplicationId', 'IsEnabled', 'MobilePluginStatus', 'NotifPluginStatus', 'OauthPluginStatus'],
    ...['PushPluginStatus', 'SamlPluginStatus', 'StartPage', 'StartUrl'],
  ],
};

const SCOPES = [
  ...['ADDRESS', 'API', 'CDP_API', 'CDP_CALCULATED_INSIGHT_API', 'CDP_IDENTITYRESOLUTION_API', 'CDP_INGEST_API'],
  ...['CDP_PROFILE_API', 'CDP_QUERY_API', 'CDP_SEGMENT_API', 'CHATBOT_API', 'CHATTER_REST_API', 'CONTENT'],
  ...['CUSTOM_PERMISSIONS', 'ECLAIR_REST_API', 'EINSTEIN_GPT_API', 'EMAIL', 'FORGOT_PASSWORD', 'FULL'],
  ...['INTERACTION_API', 'LIGHTNING', 'OFFLINE_ACCESS', 'OPENID', 'PARDOT_API', 'PHONE', 'PROFILE'],
  ...['PWDLESS_LOGIN_API', 'REFRESH_TOKEN', 'SFAP_API', 'SSO', 'USER_REGISTRATION_API', 'VF', 'WAVE_REST_API', 'WEB'],
];

const columnsOf = async (name: string): Promise<string[]> =>
  (await getJson<{ fields: { name: string }[] }>(info, `sobjects/${name}/describe`)).fields.map(({ name: it }) => it);

describe('the objects of apps', () => {
  it.each(Object.entries(COLUMNS))('has the columns that orgs list, and no others', async (name, columns) => {
    expect((await columnsOf(name)).toSorted(), name).toEqual([...SETUP, ...columns].toSorted());
  });

  it('has a column for each scope, by the name that orgs list', async () => {
    const columns = await columnsOf('ExtlClntAppOauthSettings');
    expect(columns).toEqual(expect.arrayContaining(SCOPES.map((scope) => `OauthScopes${scope}`)));
    const [settings] = await queryRecords(
      info,
      'SELECT OauthScopesAPI, OauthScopesSSO, ExternalClientApplication.DeveloperName FROM ExtlClntAppOauthSettings',
    );
    expect(settings).toMatchObject({
      OauthScopesAPI: true,
      OauthScopesSSO: false,
      ExternalClientApplication: { DeveloperName: 'Billing_Sync' },
    });
  });

  it('lead from the consumer to the settings and to the app', async () => {
    const [consumer] = await queryRecords(
      info,
      'SELECT Id, ExtlClntAppOauthSettingsId, ExternalClientApplication.DeveloperName FROM ExtlClntAppOauthConsumer',
    );
    const [settings] = await queryRecords(info, 'SELECT Id, OauthLink FROM ExtlClntAppOauthSettings');
    expect(String(consumer?.['Id'])).toMatch(/^13P/);
    expect(consumer).toMatchObject({
      ExtlClntAppOauthSettingsId: settings?.['Id'],
      ExternalClientApplication: { DeveloperName: 'Billing_Sync' },
    });
  });

  it('hold no consumer key and no secret', async () => {
    const answer = await getJson<unknown>(
      info,
      `query?q=${encodeURIComponent('SELECT ConsumerKey FROM ExtlClntAppOauthConsumer')}`,
    );
    expect(answer).toMatchObject([{ errorCode: 'INVALID_FIELD' }]);
  });
});
