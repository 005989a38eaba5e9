import { describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo, Seed } from '../../../src/local-org/index.js';
import { ASSUMPTIONS } from '../../../src/local-org/index.js';
import type { Credentials } from './billing-app.js';
import {
  RUN_AS_USER,
  consumerPath,
  exchange,
  getJson,
  queryRecords,
  readCredentials,
  requestToken,
  seedWith,
  startOrg,
  startWithBilling,
} from './billing-app.js';
import { call, deploySet } from './deploy-zip.js';
import { edited, sourceSet } from './sources.js';

const billing = sourceSet('billing-sync');
const POLICY = ['ExtlClntAppOauthConfigurablePolicies', 'Billing_Sync_oauth_defaultPolicy'] as const;
const PKCE = (value: string): string => `<isPkceRequired>${value}</isPkceRequired>`;
const EXECUTION_USER = 'Enter a valid execution user for the OAuth client credentials flow.';

interface Started {
  readonly org: LocalOrg;
  readonly info: LocalOrgInfo;
}

/** What shows the difference, and what it shows for each value. */
interface Probe {
  readonly seed?: Seed;
  /** Start without the app. */
  readonly bare?: true;
  readonly show: (started: Started) => Promise<unknown>;
  readonly expected: Readonly<Record<string, unknown>>;
}

async function tokenError({ info }: Started, more: Record<string, string> = {}): Promise<string> {
  const { status, body } = await exchange(info, await readCredentials(info), more);
  return status === 200 ? 'token' : `${body['error'] ?? ''}: ${body['error_description'] ?? ''}`;
}

async function deployProblem({ info }: Started, set = billing): Promise<string> {
  const { success, problems } = await deploySet(info, set);
  return success ? 'deployed' : (problems[0] ?? '');
}

const PROBES: Readonly<Record<string, Probe>> = {
  'flow-off-error': {
    show: (started) => {
      started.org.changeField(
        'ExtlClntAppGlobalOauthSettings',
        'Billing_Sync_glbloauth',
        'isClientCredentialsFlowEnabled',
        false,
      );
      return tokenError(started);
    },
    expected: {
      unsupported_grant_type: 'unsupported_grant_type: grant type not supported',
      invalid_grant: 'invalid_grant: client credentials flow not enabled',
    },
  },
  'frozen-user-error': {
    show: (started) => {
      started.org.changeUser(RUN_AS_USER, { frozen: true });
      return tokenError(started);
    },
    expected: {
      authentication_failure: 'invalid_grant: authentication failure',
      inactive_user: 'inactive_user: user is inactive',
    },
  },
  'inactive-execution-user': {
    bare: true,
    show: (started) => {
      started.org.changeUser(RUN_AS_USER, { active: false });
      return deployProblem(started);
    },
    expected: { rejected: EXECUTION_USER, accepted: 'deployed' },
  },
  'execution-user-api-only': {
    bare: true,
    seed: seedWith({ licence: 'Salesforce' }),
    show: deployProblem,
    expected: { recommended: 'deployed', required: EXECUTION_USER },
  },
  'preauthorization-of-execution-user': {
    show: (started) => {
      started.org.changeField(...POLICY, 'permittedUsersPolicyType', 'AdminApprovedPreAuthorized');
      return tokenError(started);
    },
    expected: { checked: 'invalid_app_access: user is not admin approved to access this app', ignored: 'token' },
  },
  'scope-parameter': {
    show: (started) => tokenError(started, { scope: 'api' }),
    expected: { ignored: 'token', rejected: 'invalid_request: scope parameter not supported' },
  },
  'basic-header': {
    show: async ({ info }) => {
      const { key, secret } = await readCredentials(info);
      const header = Buffer.from(`%33${key.slice(1)}:${secret}`).toString('base64');
      return (await requestToken(info, {}, { Authorization: `Basic ${header}` })).status;
    },
    expected: { raw: 400, decoded: 200 },
  },
  'same-token': {
    show: async ({ info }) => {
      const credentials = await readCredentials(info);
      const [first, second] = [await exchange(info, credentials), await exchange(info, credentials)];
      return first.body['access_token'] === second.body['access_token'];
    },
    expected: { yes: true, no: false },
  },
  'disabled-app-error': {
    show: (started) => {
      started.org.changeField(
        'ExtlClntAppConfigurablePolicies',
        'Billing_Sync_defaultPolicy',
        'isOauthPluginEnabled',
        false,
      );
      return tokenError(started);
    },
    expected: {
      invalid_client_id: 'invalid_client_id: client identifier invalid',
      OAUTH_APP_BLOCKED: 'OAUTH_APP_BLOCKED: this app is blocked by admin',
    },
  },
  'token-without-api-access': {
    seed: seedWith({ apiEnabled: false, permissionSets: [] }),
    show: async (started) => {
      const answer = await exchange(started.info, await readCredentials(started.info));
      if (answer.status !== 200) return answer.body['error_description'];
      const accessToken = answer.body['access_token'] ?? '';
      const response = await call({ ...started.info, accessToken }, 'GET', '');
      return ((await response.json()) as { errorCode: string }[])[0]?.errorCode;
    },
    expected: { issued: 'API_DISABLED_FOR_ORG', refused: 'authentication failure' },
  },
  'userinfo-scope': {
    show: async ({ info }) => {
      const { body } = await exchange(info, await readCredentials(info));
      const headers = { Authorization: `Bearer ${body['access_token'] ?? ''}` };
      return (await fetch(`${info.instanceUrl}/services/oauth2/userinfo`, { headers })).status;
    },
    expected: { any: 200, identity: 403 },
  },
  'usage-lists': {
    show: async ({ info }) => (await getJson<{ apps: unknown[] }>(info, 'apps/oauth/usage')).apps.length,
    expected: { used: 0, all: 1 },
  },
  'app-id': {
    show: async ({ info, org }) => {
      org.changeSetting('enableClientSecretInRestApiAccess', true);
      const [record] = await queryRecords(info, 'SELECT Id FROM ExternalClientApplication');
      return (await call(info, 'GET', `apps/oauth/credentials/${String(record?.['Id'])}`)).status;
    },
    expected: { 'record-id': 200, other: 404 },
  },
  'credentials-permission-error': {
    seed: seedWith({ licence: 'Salesforce', permissions: ['ExternalClientAppViewer', 'ApiEnabled'] }),
    show: async ({ info, org }) => {
      const [record] = await queryRecords(info, 'SELECT Id FROM ExternalClientApplication');
      const accessToken = org.login(RUN_AS_USER);
      const response = await call({ ...info, accessToken }, 'GET', `apps/oauth/credentials/${String(record?.['Id'])}`);
      return ((await response.json()) as { errorCode: string }[])[0]?.errorCode;
    },
    expected: { FUNCTIONALITY_NOT_ENABLED: 'FUNCTIONALITY_NOT_ENABLED', INSUFFICIENT_ACCESS: 'INSUFFICIENT_ACCESS' },
  },
  'element-order': {
    bare: true,
    show: (started) =>
      deployProblem(
        started,
        edited(
          billing,
          '.eca',
          '    <label>Billing Sync</label>\n',
          '    <label>Billing Sync</label>\n    <contactPhone>1</contactPhone>\n',
        ),
      ),
    expected: {
      any: 'deployed',
      alphabetical:
        'Element {http://soap.sforce.com/2006/04/metadata}contactPhone invalid at this location in type ExternalClientApplication',
    },
  },
  'foreign-org-scoped-app': {
    bare: true,
    show: (started) => {
      const foreign = '</label><orgScopedExternalApp>00D000000000007:Billing_Sync</orgScopedExternalApp>';
      return deployProblem(started, edited(billing, '.eca', '</label>', foreign));
    },
    expected: {
      rejected:
        'INVALID_CROSS_REFERENCE_KEY: orgScopedExternalApp 00D000000000007:Billing_Sync does not belong to this org',
      resolved: 'deployed',
    },
  },
  'file-not-in-manifest': {
    bare: true,
    show: (started) => {
      const stray = { 'externalClientApps/Ledger_Export.eca': '<ExternalClientApplication/>' };
      return deploySet(started.info, billing, { extra: stray }).then(({ status }) => status);
    },
    expected: { error: 'Failed', warning: 'Succeeded' },
  },
  'execution-user-error': {
    bare: true,
    show: (started) => deployProblem(started, edited(billing, '.ecaOauthPlcy', 'Billing.Sync@', 'nobody@')),
    expected: { 'enter-valid': EXECUTION_USER, 'no-such-user': 'No such user: nobody@acme.example' },
  },
  'licensed-permission-set': {
    bare: true,
    seed: seedWith(
      { permissionSets: [] },
      {
        permissionSets: [{ name: 'Billing_Data', license: 'SalesforceAPIIntegrationPsl' }],
        permissionSetLicenses: [{ name: 'SalesforceAPIIntegrationPsl', total: 5 }],
      },
    ),
    show: (started) => {
      const set = '<commaSeparatedPermissionSet>Billing_Data</commaSeparatedPermissionSet>';
      const owner = '<externalClientApplication>';
      return deployProblem(started, edited(billing, '.ecaOauthPlcy', owner, `${set}${owner}`));
    },
    expected: {
      refused: "INVALID_FIELD: The license of permission set Billing_Data doesn't allow app access",
      accepted: 'deployed',
    },
  },
  'staged-pair': {
    show: async (started) => {
      const response = await call(started.info, 'POST', `${await consumerPath(started.info)}/staged`, {});
      const { stagedCredentials } = (await response.json()) as { stagedCredentials: Credentials[] };
      const [pair] = stagedCredentials;
      return pair === undefined ? undefined : (await exchange(started.info, pair)).status;
    },
    expected: { 'gives-tokens': 200, waits: 400 },
  },
  'pkce-of-client-credentials': {
    bare: true,
    show: async (started) => {
      await deployProblem(started, edited(billing, '.ecaGlblOauth', PKCE('true'), PKCE('false')));
      const found = started.org.snapshot().components.find(({ type }) => type === 'ExtlClntAppGlobalOauthSettings');
      return found?.fields['isPkceRequired'];
    },
    expected: { kept: 'false', 'set-back': 'true' },
  },
  'meta-xml-names': {
    bare: true,
    show: async ({ info }) => (await deploySet(info, billing, { metaXml: true })).success,
    expected: { 'not-found': false, found: true },
  },
  'sandbox-login-app': {
    show: async ({ info }) => {
      const { key } = await readCredentials(info);
      const body = { sandboxName: 'nowhere', clientId: key, callbackUrl: 'http://localhost' };
      return (await call(info, 'POST', 'tooling/sandboxAuth', body)).status;
    },
    // The app is looked at before the sandbox, which is not there.
    expected: { any: 404, 'connected-app': 400 },
  },
  'deploy-request-object': {
    show: async ({ info }) => [
      (await call(info, 'GET', 'query?q=SELECT+Id+FROM+DeployRequest')).status,
      (await call(info, 'GET', 'tooling/query?q=SELECT+Id+FROM+DeployRequest')).status,
    ],
    expected: { both: [200, 200], tooling: [400, 200] },
  },
  'api-instance-url': {
    show: async ({ info }) => (await exchange(info, await readCredentials(info))).body['api_instance_url'],
    expected: { 'platform-scope': undefined, always: 'https://api.salesforce.com' },
  },
  'malformed-id-filter': {
    show: async ({ info }) => (await call(info, 'GET', "query?q=SELECT+Id+FROM+User+WHERE+Id='foo'")).json(),
    expected: {
      refused: [
        expect.objectContaining({
          errorCode: 'INVALID_QUERY_FILTER_OPERATOR',
          message: expect.stringContaining('invalid ID field: foo') as string,
        }),
      ],
      'no-rows': { totalSize: 0, done: true, records: [] },
    },
  },
  'policy-owner-column': {
    show: async ({ info }) =>
      (await call(info, 'GET', 'query?q=SELECT+ExternalClientApplicationId+FROM+ExtlClntAppPlcyCnfg')).status,
    expected: { told: 200, untold: 400 },
  },
};

describe('assumptions', () => {
  it('are all probed here, with every value', () => {
    const listed = ASSUMPTIONS.map(({ name, values }) => [name, [...values]]);
    const probed = Object.entries(PROBES).map(([name, { expected }]) => [name, Object.keys(expected)]);
    expect(probed).toEqual(listed);
  });

  it('have a default that is one of their values', () => {
    for (const { default: value, values } of ASSUMPTIONS) expect(values).toContain(value);
  });

  const cases = Object.entries(PROBES).flatMap(([name, probe]) =>
    Object.keys(probe.expected).map((value) => ({ name, value, probe })),
  );
  it.each(cases)('shows $name=$value', async ({ name, value, probe }) => {
    const options = { assume: { [name]: value }, ...(probe.seed === undefined ? {} : { seed: probe.seed }) };
    const started = await (probe.bare === true ? startOrg(options) : startWithBilling(options));
    try {
      expect(await probe.show(started)).toEqual(probe.expected[value]);
    } finally {
      await started.org.stop();
    }
  });

  it('are refused when name or value are unknown', () => {
    const assume = { 'same-token': 'perhaps', 'moon-phase': 'full' };
    return expect(startOrg({ assume })).rejects.toThrow(
      /"perhaps" is no value of "same-token"; use yes or no[^]*"moon-phase" is no assumption/,
    );
  });
});
