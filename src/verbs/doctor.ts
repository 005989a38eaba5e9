import type { ResolvedConfig } from '../config/model.js';
import { checkOf, type DoctorCheck } from '../doctor/check.js';
import { examine, jwtSession } from '../doctor/preflight.js';
import type { Org } from '../org/org.js';
import type { Work } from '../work.js';

/** What was asked about org, session, run-as users and apps, and what was found. */
export interface DoctorReport {
  readonly checks: readonly DoctorCheck[];
}

/** Checks everything that a deploy and the flow depend on. Changes nothing. */
export async function doctor(org: Org, config: ResolvedConfig, work: Work): Promise<DoctorReport> {
  const refused = jwtSession(org);
  if (refused !== undefined) return { checks: [checkOf(refused)] };
  return { checks: (await examine(org, config, work, { withAdvice: true })).map(checkOf) };
}
