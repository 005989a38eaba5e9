import { DEFAULT_ROTATE_DAYS, type CiSystem } from '../pipelines/ci-systems.js';
import { EcaError } from '../errors.js';
import { pipelineFiles } from '../pipelines/pipeline-files.js';
import { pipelineVariables } from '../pipelines/pipeline-variables.js';
import { show } from '../problem.js';
import type { OnProgress } from '../progress.js';
import { defaultBranch } from '../project/default-branch.js';
import { ownVersion } from '../project/own-version.js';
import type { SourceFile } from '../project/source-files.js';

/** Which pipelines a project gets. */
export interface PipelineChoice {
  readonly system: CiSystem;
  readonly folder: string;
  /** What the config says that is there; one that only begins names no variables yet. */
  readonly written: unknown;
  /** Branch whose pushes are deployed. Default: the default branch of the repository. */
  readonly branch?: string | undefined;
  /** Age in days from which key and secret are rotated. Default: 90. */
  readonly maxDays?: number | undefined;
  readonly onProgress: OnProgress;
}

/**
 * Gives the files of pipelines, with the variables that the config names.
 *
 * @throws UsageError for a branch or an age that is none.
 */
export async function pipelinesOf(choice: PipelineChoice): Promise<readonly SourceFile[]> {
  const { system, folder, written, branch, maxDays = DEFAULT_ROTATE_DAYS, onProgress } = choice;
  refuseDays(maxDays);
  refuseBranch(branch);
  const named = pipelineVariables(written);
  if (named.variables.length === 0) onProgress({ kind: 'warning', message: NO_LOGIN });
  const version = await ownVersion();
  // GitLab has a variable for it, which stays true when the branch is renamed.
  const found = system === 'gitlab' ? undefined : await defaultBranch(folder);
  return pipelineFiles(system, { version, branch: branch ?? found, maxDays, ...named });
}

function refuseDays(days: number): void {
  if (Number.isInteger(days) && days >= 1) return;
  throw new EcaError({
    name: 'UsageError',
    message: '--max-days takes a whole number of days, 1 or more.',
    actions: [`Give one, such as --max-days 60; without it pairs are rotated after ${DEFAULT_ROTATE_DAYS} days.`],
  });
}

/** What stands for itself in a filter of branches, and in a rule. */
const BRANCH = /^[\p{L}\p{N}_.@/-]+$/u;

function refuseBranch(branch: string | undefined): void {
  if (branch === undefined || BRANCH.test(branch)) return;
  throw new EcaError({
    name: 'UsageError',
    message: `--branch ${show(branch)} is not the name of one branch, of letters, digits and . _ @ / - alone.`,
    actions: [
      'Name the branch whose pushes are deployed, such as --branch main; write a pattern into the file itself.',
    ],
  });
}

/** Jobs have no login of `sf`. */
const NO_LOGIN =
  'The config names no login for a CI system. Give each environment one, such as `auth: { sfdxAuthUrl: UAT_SFDX_AUTH_URL }`, and hand these variables on to the jobs; docs/pipelines.md says where.';
