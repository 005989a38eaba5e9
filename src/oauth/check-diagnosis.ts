import type { Diagnosis, Layer } from './diagnosis.js';
import type { Check } from './token-checks.js';

interface CheckRow {
  readonly layer: Layer;
  readonly fix: string;
  /** Key of the app in the config. */
  readonly key?: string;
  readonly docs: string;
}

const FLOW_PAGE =
  'https://help.salesforce.com/s/articleView?id=xcloud.configure_client_credentials_flow_for_external_client_apps.htm';
const USER_PAGE = 'https://help.salesforce.com/s/articleView?id=sf.integration_user.htm';

/** What a check that failed points to, by the check's name. */
const ROWS: Readonly<Record<string, CheckRow>> = {
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

/** Explains the first check that failed after a token came; undefined when all passed. */
export function diagnoseChecks(app: string, checks: readonly Check[]): Diagnosis | undefined {
  for (const check of checks) {
    const row = check.ok ? undefined : ROWS[check.name];
    if (row === undefined) continue;
    const { layer, fix, key, docs } = row;
    const configPath = key === undefined ? {} : { configPath: `apps.${app}.${key}` };
    return {
      layer,
      reason: `check ${check.name}`,
      evidence: `check "${check.name}": ${check.detail}`,
      fix,
      ...configPath,
      docs,
    };
  }
  return undefined;
}
