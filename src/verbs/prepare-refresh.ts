import type { ResolvedConfig } from '../config/model.js';
import type { HandOverOptions } from '../handover/targets.js';
import { enterBefore } from '../refresh/enter.js';
import { examineBefore, type PrepareReport } from '../refresh/prepare.js';
import type { Work } from '../work.js';

/** How to look at a sandbox before its refresh. */
export interface PrepareOptions extends Pick<HandOverOptions, 'sink'> {
  /** Alias or username of the sandbox. Default: the logins of the environment, in order. */
  readonly targetOrg?: string | undefined;
}

/**
 * Says, before a sandbox is refreshed, what will come along from production, what will vanish, and who will be frozen.
 * Changes nothing.
 *
 * @throws NoLoginError without a login to production or the sandbox; WrongOrgError.
 */
export async function prepareRefresh(
  config: ResolvedConfig,
  work: Work,
  options: PrepareOptions = {},
): Promise<PrepareReport> {
  const { org, production } = await enterBefore(config, work, options.targetOrg);
  return { checks: await examineBefore(production, org, config, work, { sink: options.sink }) };
}
