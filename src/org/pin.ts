import type { SandboxConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import { foreignText } from '../foreign-text.js';
import { hostKind } from '../http/hosts.js';
import { asRecord, asText } from '../http/json.js';
import { asked } from './asked.js';
import type { Org } from './org.js';

/**
 * Refuses an org that is not the sandbox that an environment is pinned to. Asked right after each login, so that nothing
 * can be written to production or another sandbox through an alias that leads there.
 *
 * @throws WrongOrgError
 */
export async function keepPinned(org: Org, sandbox: SandboxConfig): Promise<void> {
  const { identity } = org;
  if (!identity.isSandbox) {
    const kind = identity.isProduction === true ? 'a production org' : 'no sandbox';
    throw wrongOrg(org, sandbox, `it is ${kind} (${identity.name}, ${identity.orgId})`);
  }
  const host = await readMyDomain(org);
  if (host === undefined) throw wrongOrg(org, sandbox, 'it does not say its My Domain');
  if (!carriesName(host, sandbox.name)) throw wrongOrg(org, sandbox, `its My Domain is ${foreignText(host, 200)}`);
}

/** Tells whether a My Domain is that of the sandbox of a name: `acme--uat.sandbox.my.salesforce.com`. */
export function carriesName(host: string, name: string): boolean {
  const [domain = '', kind = ''] = host.toLowerCase().split('.');
  return kind === 'sandbox' && domain.endsWith(`--${name.toLowerCase()}`);
}

/** Reads the org's My Domain: the host that was asked, or, where it was asked at another, what it says itself. */
async function readMyDomain(org: Org): Promise<string | undefined> {
  const { instanceUrl } = org.identity;
  if (hostKind(instanceUrl) === 'my-domain') return new URL(instanceUrl).hostname;
  const answer = await asked(() => org.request({ method: 'GET', path: '/services/oauth2/userinfo' }));
  const url = answer.known ? asText(asRecord(asRecord(answer.value).urls).custom_domain) : undefined;
  return url !== undefined && hostKind(url) === 'my-domain' ? new URL(url).hostname : undefined;
}

function wrongOrg({ identity }: Org, { name, production }: SandboxConfig, why: string): EcaError {
  return new EcaError({
    name: 'WrongOrgError',
    message: `"${identity.target}" (${identity.instanceUrl}) is not the sandbox "${name}" of ${production}: ${why}. Nothing was written there.`,
    actions: [
      `Log in to the sandbox: \`sf org login web --alias ALIAS --instance-url https://DOMAIN--${name.toLowerCase()}.sandbox.my.salesforce.com\`, and name that login in targetOrg or auth of the environment, or by -o.`,
      'If the environment is another sandbox by now, correct sandbox.name.',
    ],
    data: { orgId: identity.orgId, sandbox: name },
  });
}
