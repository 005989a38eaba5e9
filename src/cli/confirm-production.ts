import { EcaError } from '../errors.js';
import type { OrgIdentity } from '../org/org.js';
import { asksYes } from './ask.js';
import { isOn, type CommandContext } from './command.js';

/** What is asked before production orgs are changed, and said when it is not. */
export interface ProductionQuestion {
  /** What would be done, such as `Deploy this to`. */
  readonly act: string;
  /** What would change them, such as `The plan`. */
  readonly cause: string;
  /** What was not done, such as `Nothing was deployed.` */
  readonly refused: string;
}

/**
 * Makes the question about production orgs. Where ids were given, or have to be, they are the answer; else the terminal is
 * asked, if there is one; undefined when nobody is to be asked.
 */
export function confirmProduction(
  { io, flags, isNamed }: CommandContext,
  question: ProductionQuestion,
): ((production: readonly OrgIdentity[]) => Promise<boolean>) | undefined {
  if (isNamed !== undefined) return (production) => refuseUnnamed(production, isNamed, question);
  const { ask } = io;
  if (ask === undefined || isOn(flags, 'yes') || isOn(flags, 'json')) return undefined;
  return (production) => {
    if (production.length === 0) return Promise.resolve(true);
    const names = production.map(({ name }) => name).join(' and ');
    return asksYes(ask, `${question.act} the production ${production.length === 1 ? 'org' : 'orgs'} ${names}?`);
  };
}

/** The org of the apps was let in before; one that calls them is known only later. */
function refuseUnnamed(
  production: readonly OrgIdentity[],
  isNamed: (orgId: string) => boolean,
  { cause, refused }: ProductionQuestion,
): Promise<true> {
  const unnamed = production.filter(({ orgId }) => !isNamed(orgId));
  if (unnamed.length === 0) return Promise.resolve(true);
  const orgs = unnamed.map(({ target, orgId }) => `${target} (${orgId})`).join(' and ');
  throw new EcaError({
    name: 'NotConfirmedError',
    message: `${cause} changes the production ${unnamed.length === 1 ? 'org' : 'orgs'} ${orgs}, and not every id was named. ${refused}`,
    actions: [`Pass ${unnamed.map(({ orgId }) => `--yes-org-id ${orgId}`).join(' ')} too, once you are sure.`],
  });
}
