import type { Plan } from './plan.js';
import { refusals } from './refusals.js';
import type { MetadataComponent } from '../metadata/component.js';
import type { Org } from '../org/org.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

/** Says what a list of changes does not: what is repaired, and what a deploy would refuse. */
export function notesOf(org: Org, plan: Plan, found: readonly MetadataComponent[]): readonly string[] {
  const repairs = plan.repairs.map(({ app, types }) => {
    const parts = `"${app}" exists in the org without ${types.join(', ')}: ${types.length === 1 ? 'it is' : 'they are'} created again.`;
    return types.includes(GLOBAL)
      ? `${parts} Key and secret will be new, and whoever uses the old ones needs them.`
      : parts;
  });
  return [...repairs, ...refusals(org, plan, found).map(({ message }) => `A deploy would refuse this: ${message}`)];
}
