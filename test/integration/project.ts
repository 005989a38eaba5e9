import type { AppConfig, EcaConfig, NamedCredentialConfig, ResolvedConfig } from '../../src/config/model.js';
import { resolve } from '../../src/config/resolve.js';
import type { LocalOrg, LocalOrgInfo } from '../../src/local-org/index.js';
import { connect } from '../../src/org/connect.js';
import type { Org } from '../../src/org/org.js';
import { Secret } from '../../src/secret.js';
import { testWork } from '../work.js';

/** The example app, as most stories start. */
export const BILLING_SYNC: EcaConfig = {
  apiVersion: '66.0',
  apps: {
    Billing_Sync: {
      label: 'Billing Sync',
      contactEmail: 'platform@acme.example',
      scopes: ['api'],
      runAsUser: 'billing.sync@acme.example',
    },
  },
};

/** Resolves a config that must have no problems. */
export function resolved(config: EcaConfig, environment?: string): ResolvedConfig {
  const result = resolve(config, { env: {}, environment });
  if (result.config === undefined) throw new Error(JSON.stringify(result.problems));
  return result.config;
}

/** Gives the example with a Named Credential that uses its app. */
export function withConsumer(
  url: string,
  named: Partial<NamedCredentialConfig> = {},
  more: Partial<AppConfig> = {},
): ResolvedConfig {
  const namedCredential = { name: 'Billing_API', url, permissionSet: 'Billing_Callers', ...named };
  const app = { ...BILLING_SYNC.apps.Billing_Sync, ...more, namedCredential };
  return resolved({ ...BILLING_SYNC, apps: { Billing_Sync: app } });
}

/** Connects to a local org through the real libraries, without the auth store. */
export async function connectTo(info: LocalOrgInfo, apiVersion = '66.0'): Promise<Org> {
  const { accessToken, instanceUrl } = info;
  const login = { kind: 'access-token', token: new Secret(accessToken), instanceUrl } as const;
  // The org serves all tests of a file, each of which has a run of its own.
  return connect({ login, apiVersion, work: testWork({ waitMs: 1_800_000 }) });
}

/** Counts the requests of an operation that a local org took. */
export function countOf(org: LocalOrg, ...operations: readonly string[]): number {
  return org.requests.filter(({ operation }) => operations.includes(operation)).length;
}
