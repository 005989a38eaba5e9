import '../../templates/ci/_ci-environments.hbs';
import '../../templates/ci/_ci-head.hbs';
import '../../templates/ci/_ci-rotate-steps.hbs';
import '../../templates/ci/_ci-secrets.hbs';
import '../../templates/ci/_ci-setup.hbs';
import renderDeploy from '../../templates/ci/github-deploy.hbs';
import renderNightly from '../../templates/ci/github-nightly.hbs';
import renderPlan from '../../templates/ci/github-plan.hbs';
import renderRefresh from '../../templates/ci/github-refresh.hbs';
import renderRotate from '../../templates/ci/github-rotate.hbs';
import renderGitlabCi from '../../templates/ci/gitlab-ci.hbs';
import renderGitlabEnvironments from '../../templates/ci/gitlab-environments.hbs';
import renderGitlab from '../../templates/ci/gitlab.hbs';
import { ACTIONS } from './actions.js';
import { GITLAB_ENTRY, type CiSystem } from './ci-systems.js';

/** A value by which a config can be checked where a variable is not set. */
export interface StandIn {
  readonly name: string;
  readonly value: string;
}

/** What the pipelines of a project are made with. */
export interface PipelineOptions {
  /** Version of this package that every job runs. */
  readonly version: string;
  /** Branch that is deployed. Default: the default branch as GitLab itself names it, and `main` for GitHub. */
  readonly branch?: string | undefined;
  /** Names of the variables that logins and values of the config come from: each is a secret of the CI system. */
  readonly variables: readonly string[];
  /** Names of the variables with the pairs that consumers have: secrets that only a proof is given. Default: none. */
  readonly pairs?: readonly string[] | undefined;
  /** What stands in, where there are no secrets, for those of them that a check of the config needs, too. */
  readonly standIns: readonly StandIn[];
  /** Age of a pair from which it is rotated. */
  readonly maxDays: number;
}

/** One file of a pipeline. */
interface PipelineFile {
  /** Path below the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

const RENDERERS: Readonly<Record<CiSystem, Readonly<Record<string, (context: object) => string>>>> = {
  github: {
    '.github/workflows/eca-plan.yml': renderPlan,
    '.github/workflows/eca-deploy.yml': renderDeploy,
    '.github/workflows/eca-nightly.yml': renderNightly,
    '.github/workflows/eca-rotate.yml': renderRotate,
    '.github/workflows/eca-refresh.yml': renderRefresh,
  },
  gitlab: {
    '.gitlab/eca.yml': renderGitlab,
    '.gitlab/eca-environments.yml': renderGitlabEnvironments,
    // Where a project has one, it is the user who includes the file above.
    [GITLAB_ENTRY]: renderGitlabCi,
  },
};

/** Gives the pipelines of a project: plan on review, deploy of what was approved, nightly checks, rotation, refresh. */
export function pipelineFiles(system: CiSystem, options: PipelineOptions): readonly PipelineFile[] {
  const { version, maxDays, branch, variables, pairs = [], standIns } = options;
  const context = {
    ...{ version, maxDays, actions: ACTIONS },
    // A branch can be called like a value of YAML.
    branch: JSON.stringify(branch ?? 'main'),
    gitlabBranch: branch === undefined ? '$CI_DEFAULT_BRANCH' : JSON.stringify(branch),
    variables: variables.map((name) => ({ name })),
    pairs: pairs.map((name) => ({ name })),
    standIns: standIns.map(({ name, value }) => ({ name, value: JSON.stringify(value) })),
  };
  return Object.entries(RENDERERS[system]).map(([path, render]) => ({ path, text: render(context) }));
}
