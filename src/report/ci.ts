import type { Variables } from '../plain-data.js';
import type { RunCi } from './run.js';

type System = RunCi['system'];

/** How a CI system makes itself known, and where it says who runs what. */
interface CiRow {
  readonly system: System;
  /** Variable that is set in every job of it. */
  readonly mark: string;
  /** Variables that name who started the run, the first that is set counts. */
  readonly actor: readonly string[];
  readonly commit: string;
  readonly runUrl: (env: Variables) => string | undefined;
}

const TABLE: readonly CiRow[] = [
  {
    system: 'github',
    mark: 'GITHUB_ACTIONS',
    actor: ['GITHUB_TRIGGERING_ACTOR', 'GITHUB_ACTOR'],
    commit: 'GITHUB_SHA',
    runUrl: (env) =>
      joined(env, ['GITHUB_SERVER_URL', 'GITHUB_REPOSITORY', 'GITHUB_RUN_ID'], ([server, repository, id]) =>
        [server, repository, 'actions/runs', id].join('/'),
      ),
  },
  {
    system: 'gitlab',
    mark: 'GITLAB_CI',
    actor: ['GITLAB_USER_LOGIN'],
    commit: 'CI_COMMIT_SHA',
    runUrl: (env) => env.CI_JOB_URL,
  },
  {
    system: 'azure',
    mark: 'TF_BUILD',
    actor: ['BUILD_REQUESTEDFOR'],
    commit: 'BUILD_SOURCEVERSION',
    runUrl: (env) =>
      joined(
        env,
        ['SYSTEM_COLLECTIONURI', 'SYSTEM_TEAMPROJECT', 'BUILD_BUILDID'],
        ([collection = '', project = '', id = '']) =>
          `${collection.replace(/\/$/, '')}/${encodeURIComponent(project)}/_build/results?buildId=${id}`,
      ),
  },
  {
    system: 'jenkins',
    mark: 'JENKINS_URL',
    actor: ['BUILD_USER_ID', 'CHANGE_AUTHOR'],
    commit: 'GIT_COMMIT',
    runUrl: (env) => env.BUILD_URL,
  },
];

function joined(
  env: Variables,
  names: readonly string[],
  join: (values: readonly string[]) => string,
): string | undefined {
  const values = names.map((name) => env[name] ?? '');
  return values.includes('') ? undefined : join(values);
}

/** Tells what a CI system says of the run; undefined outside of those that are known. */
export function ciOf(env: Variables): RunCi | undefined {
  const row = TABLE.find(({ mark }) => (env[mark] ?? '') !== '');
  if (row === undefined) return undefined;
  const { system, actor, commit, runUrl } = row;
  const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
  return {
    system,
    actor: given(actor.map((name) => env[name] ?? '').find((value) => value !== '')),
    commit: given(env[commit]),
    runUrl: given(runUrl(env)),
  };
}
