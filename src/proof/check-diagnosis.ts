import type { Diagnosis, Layer } from './diagnosis.js';
import type { Check } from './token-checks.js';

/** What a check that failed points to. */
export interface CheckRow {
  readonly layer: Layer;
  readonly fix: string;
  /** Key of the app in the config. */
  readonly key?: string | undefined;
  readonly docs: string;
}

const FLOW_PAGE =
  'https://help.salesforce.com/s/articleView?id=xcloud.configure_client_credentials_flow_for_external_client_apps.htm';
const USER_PAGE = 'https://help.salesforce.com/s/articleView?id=sf.integration_user.htm';

const CREDENTIAL_PAGE = 'https://help.salesforce.com/s/articleView?id=xcloud.nc_troubleshoot.htm';

/** What a check that failed points to, by the check's name, with its symptom where it has one. */
export const CHECK_ROWS: Readonly<Record<string, CheckRow>> = {
  'token-format': {
    layer: 'token-format',
    fix: 'Set tokenFormat to what the consumers of the token need, and deploy.',
    key: 'tokenFormat',
    docs: FLOW_PAGE,
  },
  scopes: {
    layer: 'scope',
    fix: 'Add the missing scopes to the app and deploy, or take them out of verify.expectScopes.',
    key: 'scopes',
    docs: FLOW_PAGE,
  },
  org: {
    layer: 'host',
    fix: 'The token belongs to another org: use the My Domain of the org that was deployed to, and its own key.',
    docs: FLOW_PAGE,
  },
  'run-as-user': {
    layer: 'run-as-user',
    fix: 'The token acts as somebody else: deploy the config, or correct runAsUser. A changed policy needs some minutes.',
    key: 'runAsUser',
    docs: FLOW_PAGE,
  },
  'run-as-user unreadable': {
    layer: 'unknown',
    fix: 'Whom the token acts as could not be read with it: log in to the org (-o ALIAS), or add a scope that may, such as `api` or `openid`.',
    key: 'scopes',
    docs: USER_PAGE,
  },
  api: {
    layer: 'licence',
    fix: 'The run-as user may not use the API: give it "API Enabled" through its profile or a permission set, and a licence that allows it.',
    key: 'assign',
    docs: USER_PAGE,
  },
  query: {
    layer: 'licence',
    fix: 'The run-as user cannot read what verify.query asks for: give it object and field access by a permission set.',
    key: 'assign',
    docs: USER_PAGE,
  },
  access: {
    layer: 'licence',
    fix: 'The run-as user lacks object permissions that verify.access asks for: give them by a permission set.',
    key: 'assign',
    docs: USER_PAGE,
  },
  revoke: {
    layer: 'unknown',
    fix: 'The token lives on until its session ends. Revoke it in Setup, Session Management, or try --revoke again.',
    docs: 'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_revoke_token.htm',
  },
  'callout no-access': {
    layer: 'pre-authorisation',
    fix: 'The user that makes the callout needs access to the principal and to the object "User External Credentials": name it in namedCredential.assign, which gives it the permission set, and check that Named and External Credential exist and are enabled for callouts.',
    key: 'namedCredential.permissionSet',
    docs: CREDENTIAL_PAGE,
  },
  'callout not-configured': {
    layer: 'secret',
    fix: 'Nobody has put key and secret into the principal: run `eca deploy`.',
    key: 'namedCredential.principal',
    docs: CREDENTIAL_PAGE,
  },
  'callout other-key': {
    layer: 'secret',
    fix: 'The app was rotated without its Named Credential: run `eca deploy`, which puts the present key and secret in, and rotate with `eca credentials rotate`.',
    key: 'namedCredential',
    docs: CREDENTIAL_PAGE,
  },
  'callout refused': {
    layer: 'secret',
    fix: 'The org of the app refused what the Named Credential sent: see the words of the error, remove namedCredential.scope if there is one, replace a secret that is not the present one by `eca credentials rotate`, and check that namedCredential.url is a host of the org of the app.',
    key: 'namedCredential',
    docs: CREDENTIAL_PAGE,
  },
  'callout not-found': {
    layer: 'host',
    fix: 'The token was accepted, and the path is not there: correct verify.callout, which is appended to namedCredential.url.',
    key: 'verify.callout',
    docs: CREDENTIAL_PAGE,
  },
  'callout not-run': {
    layer: 'org-setting',
    fix: 'The consuming org did not run the anonymous Apex: check the login to it, and that its user has "Author Apex" and "API Enabled".',
    key: 'namedCredential.targetOrg',
    docs: CREDENTIAL_PAGE,
  },
  callout: {
    layer: 'unknown',
    fix: 'The callout failed for the reason that it names: check namedCredential.url, and what the run-as user may do at verify.callout.',
    key: 'verify.callout',
    docs: CREDENTIAL_PAGE,
  },
  clock: {
    layer: 'transport',
    fix: "Set this machine's clock (NTP): readers of a JWT refuse one that is not valid yet, or no longer.",
    docs: FLOW_PAGE,
  },
  'no-refresh-token': {
    layer: 'unknown',
    fix: 'The answer is not one of the client credentials flow: check that the endpoint is the org itself.',
    docs: FLOW_PAGE,
  },
};

/** What any check can meet that has nothing to do with what it checks, by its symptom. */
export const FOREIGN_ROWS: Readonly<Record<string, CheckRow>> = {
  'server-failed': {
    layer: 'service',
    fix: 'Try again in some minutes: a server failed, and that says nothing of the app or its user. https://status.salesforce.com tells of maintenance.',
    docs: USER_PAGE,
  },
  'no-answer': {
    layer: 'transport',
    fix: 'The token came, and this request got no answer: try again, then check the network and any proxy.',
    docs: USER_PAGE,
  },
  'too-many-requests': {
    layer: 'rate-limit',
    fix: 'The org has used up its API requests: wait until the limit resets (24 hours, rolling).',
    docs: USER_PAGE,
  },
  'wrong-host': {
    layer: 'host',
    fix: 'The API was asked at another host than the org: use the My Domain of the org.',
    docs: FLOW_PAGE,
  },
  'org-inactive': {
    layer: 'org-setting',
    fix: 'The org is locked, expired or suspended: log in to it, or ask Salesforce support.',
    docs: FLOW_PAGE,
  },
};

/** Explains the first check that failed after a token came; undefined when all passed. */
export function diagnoseChecks(app: string, checks: readonly Check[]): Diagnosis | undefined {
  for (const check of checks) {
    const row = check.ok ? undefined : rowOf(check);
    if (row === undefined) continue;
    const { layer, fix, key, docs } = row;
    const configPath = key === undefined ? {} : { configPath: `apps.${app}.${key}` };
    return {
      layer,
      reason: `check ${check.name}${check.symptom === undefined ? '' : `: ${check.symptom}`}`,
      evidence: `check "${check.name}": ${check.detail}`,
      fix,
      ...configPath,
      docs,
    };
  }
  return undefined;
}

function rowOf({ name, symptom = '' }: Check): CheckRow | undefined {
  const isForeign = !name.startsWith('callout') && Object.hasOwn(FOREIGN_ROWS, symptom);
  return CHECK_ROWS[`${name} ${symptom}`] ?? (isForeign ? FOREIGN_ROWS[symptom] : undefined) ?? CHECK_ROWS[name];
}
