import { hostKind } from '../http/hosts.js';
import { isSameOrigin } from '../http/origins.js';
import type { OrgIdentity } from './org.js';

/** Tells whether a URL leads to another org. A host that is no org's is the user's choice: a gateway, or another service. */
export function leadsToOtherOrg(url: string, { instanceUrl }: Pick<OrgIdentity, 'instanceUrl'>): boolean {
  return !isSameOrigin(url, instanceUrl) && hostKind(url) === 'my-domain' && hostKind(instanceUrl) === 'my-domain';
}
