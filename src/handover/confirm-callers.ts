import type { ResolvedConfig } from '../config/model.js';
import { untilEnded } from '../ending.js';
import { EcaError } from '../errors.js';
import type { Org, OrgIdentity } from '../org/org.js';
import { connectConsumers } from '../planning/consumers.js';
import type { Work } from '../work.js';

/** Who is asked about orgs that call the apps. */
export interface CallersQuestion {
  /**
   * Asked before anything is changed, with the production orgs, other than that of the apps, whose Named Credentials get the
   * new pair. Default: goes on.
   */
  readonly confirm?: ((production: readonly OrgIdentity[]) => Promise<boolean>) | undefined;
}

/**
 * Asks before a new pair goes into Named Credentials of production orgs.
 *
 * @throws NotConfirmedError
 */
export async function confirmCallers(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  { confirm }: CallersQuestion,
): Promise<void> {
  if (confirm === undefined) return;
  const callers = (await connectConsumers(org, config, work)).filter((consumer) => consumer.org !== org);
  const production = callers.map((caller) => caller.org.identity).filter(({ isProduction }) => isProduction === true);
  if (production.length === 0 || (await untilEnded(work, () => confirm(production)))) return;
  throw new EcaError({
    name: 'NotConfirmedError',
    message: `Nothing was rotated in "${org.identity.target}".`,
    actions: ['Answer yes, or pass --yes, to put the new pair into the Named Credentials of these orgs.'],
  });
}
