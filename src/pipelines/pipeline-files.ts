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
import { GITLAB_ENTRY, type CiSystem } from './ci-systems.js';

/** Age of a pair in days from which the pipelines rotate it, where nothing else was said. */
export const DEFAULT_ROTATE_DAYS = 90;

/** What the pipelines of a project are made with. */
export interface PipelineOptions {
  /** Version of this package that every job runs. */
  readonly version: string;
  /** Branch that is deployed. */
  readonly branch: string;
  /** Names of the variables that logins and values of the config come from: each is a secret of the CI system. */
  readonly variables: readonly string[];
  /** Those of them that a check of the config needs, too. */
  readonly placeholders: readonly string[];
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
  const named = (names: readonly string[]): readonly object[] => names.map((name) => ({ name }));
  const context = {
    ...options,
    // A branch can be called like a value of YAML.
    branch: JSON.stringify(options.branch),
    variables: named(options.variables),
    placeholders: named(options.placeholders),
  };
  return Object.entries(RENDERERS[system]).map(([path, render]) => ({ path, text: render(context) }));
}
