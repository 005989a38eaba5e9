import type { Plan } from './plan.js';
import { refusals } from './refusals.js';
import type { MetadataComponent } from '../metadata/component.js';
import { repairAdvice, sayLost } from '../metadata/lost-parts.js';
import type { Org } from '../org/org.js';

/** Says what a list of changes does not: what is repaired, and what a deploy would refuse. */
export function notesOf(
  org: Org,
  plan: Plan,
  found: readonly MetadataComponent[],
  supplied: readonly string[],
): readonly string[] {
  const repairs = plan.repairs.map(({ app, types }) => `${sayLost(app, types)}. ${repairAdvice(types)}`);
  const refused = refusals(org, plan, found).map(({ message }) => `A deploy would refuse this: ${message}`);
  return [...repairs, ...supplied, ...refused];
}
