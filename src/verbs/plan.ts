import type { ResolvedConfig } from '../config/model.js';
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
  return (await preparePlan(org, config, work, options)).report;
}
