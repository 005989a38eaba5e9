import type { ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import { isSameOrigin } from '../http/origins.js';
import type { Org } from '../org/org.js';
import { leadsToOtherOrg } from '../org/other-org-url.js';
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

function isForeign(url: string, org: Org, login: ProductionLogin): boolean {
  if (isSameOrigin(url, org.identity.instanceUrl)) return false;
  if (login.known && isSameOrigin(url, login.production.org.identity.instanceUrl)) return true;
  return leadsToOtherOrg(url, org.identity);
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
