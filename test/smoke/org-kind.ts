import { EcaError } from '../../src/errors.js';
import { isLoopback } from '../../src/http/origins.js';
import type { Org } from '../../src/org/org.js';

/** What a report may tell of an org: its kind, and nothing that tells which one it is. */
export interface OrgKind {
  /** `OrganizationType`, such as `Enterprise Edition`. */
  readonly edition: string;
  readonly isSandbox: boolean;
  readonly isProduction: boolean;
  /** True for the stand-in on this machine, whose answers prove nothing about Salesforce. */
  readonly isLocal: boolean;
  /** API version that was used. */
  readonly apiVersion: string;
  readonly newestApiVersion: string;
}

/** Asks an org what kind it is. */
export async function readOrgKind(org: Org): Promise<OrgKind> {
  const [record] = await org.query<{ readonly OrganizationType: string | null }>(
    'SELECT OrganizationType FROM Organization',
  );
  return {
    edition: record?.OrganizationType ?? 'unknown edition',
    isSandbox: org.identity.isSandbox,
    isProduction: org.identity.isProduction === true,
    isLocal: isLoopback(org.identity.instanceUrl),
    apiVersion: org.apiVersion,
    newestApiVersion: org.newestApiVersion,
  };
}

/** Says the kind of an org in a few words. */
export function kindText({ edition, isSandbox, isProduction, isLocal }: OrgKind): string {
  if (isLocal) return 'local org';
  return `${edition}, ${isSandbox ? 'sandbox' : isProduction ? 'production' : 'no sandbox, no production'}`;
}

/** Stops before anything is changed in an org that is used in earnest. @throws UsageError */
export function refuseProduction(org: Org, { edition }: OrgKind): void {
  if (org.identity.isProduction !== true) return;
  throw new EcaError({
    name: 'UsageError',
    message: `"${org.identity.target}" is a production org (${edition}); nothing was touched.`,
    actions: ['Take a sandbox, a scratch org or a Developer Edition org, or pass --yes-production.'],
  });
}
