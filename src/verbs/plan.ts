import type { ResolvedConfig } from '../config/model.js';
import { examine } from '../doctor/preflight.js';
import { asked } from '../org/asked.js';
import type { Org } from '../org/org.js';
import { preparePlan, type PlanReport, type SourceChoice } from '../planning/prepare.js';
import type { Work } from '../work.js';

/** Compares the config with the org. Changes nothing. */
export async function plan(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: SourceChoice = {},
): Promise<PlanReport> {
  const [{ report }, foreseen] = await Promise.all([
    preparePlan(org, config, work, options),
    foreseenNotes(org, config, work),
  ]);
  return { ...report, notes: [...report.notes, ...foreseen] };
}

/** Says what a deploy would refuse before it sends anything, and who would get no token after it. */
async function foreseenNotes(org: Org, config: ResolvedConfig, work: Work): Promise<readonly string[]> {
  const found = await asked(() => examine(org, config, work));
  // What may not be asked here is no news of a plan; a deploy says it.
  if (!found.known) return [];
  return found.value.flatMap((finding) => {
    if (finding.level === 'blocker') return [`A deploy would refuse this: ${finding.detail} ${finding.action}`];
    const isAboutUser = finding.level === 'warning' && finding.name === 'pre-authorisation';
    return isAboutUser ? [`${finding.app ?? ''}: ${finding.detail} ${finding.action}`] : [];
  });
}
