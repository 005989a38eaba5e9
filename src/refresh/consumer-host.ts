import type { ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import { hostKind } from '../http/hosts.js';
import { isSameOrigin } from '../http/origins.js';
import type { Org } from '../org/org.js';
import type { ProductionLogin } from './production.js';

/**
 * Refuses a Named Credential whose URL leads to another org than the one of the environment, above all to the one that the
 * sandbox was copied from: the sandbox's tokens would go there.
 *
 * @throws ConfigInvalidError
 */
export function refuseForeignConsumers(org: Org, { apps, environment }: ResolvedConfig, login: ProductionLogin): void {
  const problems = apps.flatMap(({ name, namedCredential }) => {
    if (namedCredential === undefined || !isForeign(namedCredential.url, org, login)) return [];
    const place = environment === undefined ? 'apps' : `environments.${environment}.apps`;
    return [
      {
        path: `apps.${name}.namedCredential.url`,
        message: `The Named Credential "${namedCredential.name}" calls ${originOf(namedCredential.url)}, and the environment is ${org.identity.instanceUrl}. Key and secret are not put there.`,
        action: `Write ${place}.${name}.namedCredential.url with the host of this environment.`,
      },
    ];
  });
  const [first] = problems;
  if (first === undefined) return;
  throw new EcaError({
    name: 'ConfigInvalidError',
    message: problems.map(({ message }) => message).join('\n'),
    actions: [first.action],
    problems,
  });
}

/** A host that is no org's is the user's choice: a gateway, or another service. */
function isForeign(url: string, org: Org, login: ProductionLogin): boolean {
  if (isSameOrigin(url, org.identity.instanceUrl)) return false;
  if (login.known && isSameOrigin(url, login.production.org.identity.instanceUrl)) return true;
  return hostKind(url) === 'my-domain' && hostKind(org.identity.instanceUrl) === 'my-domain';
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
