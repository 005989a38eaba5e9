import type { ResolvedConfig } from '../config/model.js';
import type { Org } from '../org/org.js';
import { preparePlan, type PlanOptions, type PlanReport, type SourceChoice } from '../planning/prepare.js';

/** Compares the config with the org. Changes nothing. */
export async function plan(org: Org, config: ResolvedConfig, options: PlanOptions & SourceChoice): Promise<PlanReport> {
  return (await preparePlan(org, config, options)).report;
}
