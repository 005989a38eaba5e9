import { refuseUnnamed, type ProductionRefusal } from '../fleet/gate.js';
import type { OrgIdentity } from '../org/org.js';
import { asksYes } from './ask.js';
import { isOn, type CommandContext } from './command.js';

/** What is asked before production orgs are changed, and said when it is not. */
export interface ProductionQuestion extends ProductionRefusal {
  /** What would be done, such as `Deploy this to`. */
  readonly act: string;
}

/**
 * Makes the question about production orgs. Where ids were given, or have to be, they are the answer; else the terminal is
 * asked, if there is one; undefined when nobody is to be asked.
 */
export function confirmProduction(
  { io, flags, isNamed }: CommandContext,
  question: ProductionQuestion,
): ((production: readonly OrgIdentity[]) => Promise<boolean>) | undefined {
  if (isNamed !== undefined) {
    return (production) => {
      refuseUnnamed(production, isNamed, question);
      return Promise.resolve(true);
    };
  }
  const { ask } = io;
  if (ask === undefined || isOn(flags, 'yes') || isOn(flags, 'json')) return undefined;
  return (production) => {
    if (production.length === 0) return Promise.resolve(true);
    const names = production.map(({ name }) => name).join(' and ');
    return asksYes(ask, `${question.act} the production ${production.length === 1 ? 'org' : 'orgs'} ${names}?`);
  };
}
