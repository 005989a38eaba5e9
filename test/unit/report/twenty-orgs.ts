import { createHash } from 'node:crypto';
import type { Run, RunApp, RunEnvironment, RunProof } from '../../../src/report/run.js';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const USER = 'billing.sync@acme.example';

const APP: RunApp = {
  name: 'Billing_Sync',
  runAsUser: USER,
  tokenFormat: 'opaque',
  scopes: ['api'],
  apiVersion: '66.0',
};

/** The same app, called through a Named Credential of another org. */
export const CALLED_APP: RunApp = {
  ...APP,
  name: 'Ledger_Sync',
  namedCredential: {
    name: 'Ledger_API',
    externalCredential: 'Ledger_API',
    url: 'https://acme--uat.sandbox.my.salesforce.com',
    targetOrg: 'acme-sales',
  },
};

const CHANGED: NonNullable<RunEnvironment['changed']> = [
  {
    action: 'create',
    app: 'Billing_Sync',
    type: 'ExternalClientApplication',
    fullName: 'Billing_Sync',
    fields: [
      { path: 'contactEmail', to: 'platform@acme.example' },
      { path: 'distributionState', to: 'Local' },
      { path: 'label', to: 'Billing Sync' },
    ],
  },
  {
    action: 'update',
    app: 'Billing_Sync',
    type: 'ExtlClntAppOauthConfigurablePolicies',
    fullName: 'Billing_Sync_oauth_defaultPolicy',
    fields: [
      { path: 'clientCredentialsFlowUser', from: 'old.user@acme.example', to: USER },
      { path: 'isClientCredentialsFlowEnabled', from: 'false', to: 'true' },
      { path: 'sessionTimeoutInMinutes', from: '15' },
    ],
  },
  { action: 'assign', type: 'PermissionSet', fullName: `Billing_Access to ${USER}`, fields: [] },
];

/** The proof of an app of which everything is as it should be. */
export const PROVEN: RunProof = {
  app: 'Billing_Sync',
  ok: true,
  tokenEndpoint: 'https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token',
  checks: [
    {
      name: 'token',
      ok: true,
      ms: 412,
      detail: 'received from https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token',
    },
    { name: 'scopes', ok: true, ms: 0, detail: 'api' },
    { name: 'org', ok: true, ms: 0, detail: '00D5g0000000001EAA' },
    { name: 'run-as-user', ok: true, ms: 130, detail: USER },
    { name: 'api', ok: true, ms: 121, detail: 'GET /services/data/v66.0/ 200' },
    { name: 'no-refresh-token', ok: true, ms: 0, detail: 'none came' },
  ],
  token: {
    format: 'opaque',
    orgId: '00D5g0000000001EAA',
    userId: '0055g00000AAAAAAAA',
    scopes: ['api'],
    issued: '2026-11-25T20:00:41.000Z',
  },
  runAs: { username: USER, broadPermissions: [] },
};

const NOT_PROVEN: RunProof = {
  ...PROVEN,
  ok: false,
  checks: [{ name: 'token', ok: false, ms: 380, detail: 'invalid_grant: no client credentials user enabled' }],
  diagnosis: {
    layer: 'run-as user',
    evidence: 'The org answered invalid_grant (no client credentials user enabled), and its policy names no user.',
    fix: 'Run `eca deploy -e sit` again: it sets the run-as user that the config names.',
  },
  token: undefined,
  runAs: undefined,
};

/** An environment that was deployed to and proven. */
export function doneIn(name: string, index: number, change: Partial<RunEnvironment> = {}): RunEnvironment {
  const id = `00D5g00000000${String(index + 10)}EAA`;
  return {
    name,
    status: 'ended',
    ok: true,
    exitCode: 0,
    started: '2026-11-25T20:00:00.000Z',
    ms: 41_200 + index * 731,
    org: { id, name: `Acme ${name}`, instanceUrl: `https://acme--${name}.sandbox.my.salesforce.com`, isSandbox: true },
    changes: CHANGED.length,
    changed: CHANGED,
    deploy: { id: `0Af5g00000AAAA${index + 10}`, status: 'Succeeded', components: 5, ms: 9400 },
    readBack: { inSync: true, differences: [] },
    digests: { config: digest(`config ${name}`), package: digest(`package ${name}`) },
    apps: [APP, CALLED_APP],
    proofs: [PROVEN],
    ...change,
  };
}

const NAMES =
  'uat sit qa dev1 dev2 dev3 perf staging training hotfix eu us apac demo partner data integration release support sandbox20';

/** A run over twenty orgs, two of which are red, each in its own way. */
export function twentyOrgs(): Run {
  const environments = NAMES.split(' ').map((name, index) => doneIn(name, index));
  environments[1] = doneIn('sit', 1, {
    ok: false,
    exitCode: 3,
    cause: 'Billing_Sync, run-as user: The org answered invalid_grant. Run `eca deploy -e sit` again.',
    readBack: {
      inSync: false,
      differences: [
        {
          app: 'Billing_Sync',
          type: 'ExtlClntAppOauthConfigurablePolicies',
          fullName: 'Billing_Sync_oauth_defaultPolicy',
          path: 'clientCredentialsFlowUser',
          wanted: USER,
        },
      ],
    },
    proofs: [NOT_PROVEN],
  });
  environments[6] = {
    ...{ name: 'perf', status: 'ended', ok: false, exitCode: 1, ms: 733, proofs: [], apps: [APP, CALLED_APP] },
    started: '2026-11-25T20:00:00.000Z',
    digests: { config: digest('config perf') },
    cause: 'PERF_TOKEN is set, but the org did not answer. Check the network.',
    error: {
      name: 'OrgUnreachableError',
      message: 'The org at https://acme--perf.sandbox.my.salesforce.com did not answer within 30 seconds (ETIMEDOUT).',
      actions: [
        'Check that this machine may reach the host, and that the sandbox is not being refreshed.',
        'Run the command again with --resume.',
      ],
    },
  };
  return {
    format: 1,
    tool: { name: 'eca-as-code', version: '0.1.0' },
    verb: 'deploy',
    configDigest: digest('config'),
    optionsDigest: digest('options'),
    started: '2026-11-25T20:00:00.000Z',
    ended: '2026-11-25T20:01:12.000Z',
    exitCode: 1,
    ci: {
      system: 'github',
      actor: 'mia',
      commit: 'c0ffee0c0ffee0c0ffee0c0ffee0c0ffee0c0ffe',
      runUrl: 'https://github.com/acme/billing/actions/runs/42',
    },
    environments,
  };
}
