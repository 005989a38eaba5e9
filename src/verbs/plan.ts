import type { ResolvedConfig } from '../config/model.js';
import { examine } from '../doctor/preflight.js';
import { asked } from '../org/asked.js';
import type { Org } from '../org/org.js';
import { preparePlan, type PlanReport, type SourceChoice } from '../planning/prepare.js';
import { approvedPlanOf, type ApprovedPlan } from '../planning/approved-plan.js';
import { inWordsOfSource, sourceAsConfig } from '../planning/source-as-config.js';
import type { Work } from '../work.js';

/** What to compare, and who else is to have the plan. */
export interface PlanOptions extends SourceChoice {
  /** Given the plan in the form that `deploy` takes as approved. Default: nobody is. */
  readonly save?: ((plan: ApprovedPlan) => Promise<void>) | undefined;
}

/** Compares the config, or existing source, with the org. Changes nothing. */
export async function plan(
  org: Org,
  config: ResolvedConfig,
  work: Work,
  options: PlanOptions = {},
): Promise<PlanReport> {
  const { source } = options;
  const judged = source === undefined ? config : sourceAsConfig(config, source);
  const [prepared, foreseen] = await Promise.all([
    preparePlan(org, judged, work, options),
    foreseenNotes(org, judged, work),
  ]);
  const report = { ...prepared.report, notes: [...prepared.report.notes, ...foreseen] };
  await options.save?.(approvedPlanOf({ ...prepared, report }, config, new Date()));
  if (source === undefined) return report;
  const notes = report.notes.map((note) => inWordsOfSource(note, source.components));
  return { ...report, notes, problems: source.problems };
}

/** Checks of what the org and the config leave behind together that no deploy refuses, and without which no token comes. */
const DECIDE_THE_TOKEN: ReadonlySet<string> = new Set(['pre-authorisation', 'switches', 'token-type']);

/** Says what a deploy would refuse before it sends anything, and who would get no token after it. */
async function foreseenNotes(org: Org, config: ResolvedConfig, work: Work): Promise<readonly string[]> {
  const found = await asked(() => examine(org, config, work));
  // What may not be asked here is no news of a plan; a deploy says it.
  if (!found.known) return [];
  return found.value.flatMap((finding) => {
    if (finding.level === 'blocker') return [`A deploy would refuse this: ${finding.detail} ${finding.action}`];
    return finding.level === 'warning' && DECIDE_THE_TOKEN.has(finding.name)
      ? [`${finding.app ?? ''}: ${finding.detail} ${finding.action}`]
      : [];
  });
}
