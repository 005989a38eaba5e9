import type { PrepareReport } from '../refresh/prepare.js';
import type { ReleaseReport } from '../refresh/release.js';
import type { RefreshReport } from '../refresh/report.js';
import { EcaError } from '../errors.js';
import { prepareIn, refreshIn, releaseIn, type Begun } from './acts.js';
import type { VerbOptions } from './options.js';
import { runWithConfig, type Needs } from './run.js';
import type { PrepareSettings, RefreshSettings, ReleaseSettings } from './settings.js';

/** Which sandbox is meant. */
export interface SandboxOptions extends VerbOptions {
  /** Environment of the config, whose sandbox is refreshed. */
  readonly environment: string;
}

/** What {@link refresh} takes. */
export interface RefreshVerbOptions extends SandboxOptions, RefreshSettings {}

/** What {@link prepareRefresh} takes. */
export interface PrepareVerbOptions extends SandboxOptions, PrepareSettings {}

/** What {@link releaseKeys} takes. */
export interface ReleaseVerbOptions extends SandboxOptions, ReleaseSettings {}

/**
 * Says, the day before a sandbox is refreshed, what will come along from production, what will vanish, and who will be
 * frozen. Changes nothing.
 *
 * @throws EcaError: `NoLoginError` without a login to production or the sandbox, `WrongOrgError`. What the refresh would
 * break is in the checks, not thrown.
 */
export async function prepareRefresh(options: PrepareVerbOptions): Promise<PrepareReport> {
  return inSandbox(options, (begun) => prepareIn(begun, options));
}

/**
 * Deletes, before a sandbox is refreshed, the apps that it alone has and whose key the config supplies again afterwards: a key
 * is free only once its app was deleted. Each supplied pair is proven and stored first.
 *
 * @throws EcaError: `TokenRefusedError` for a supplied pair that is not the app's, `SinkFailedError` for one that is not safe
 * (nothing is deleted then), `ConfigInvalidError`, `NoLoginError`, `WrongOrgError`, `OwnSessionError`, `DeployFailedError`.
 */
export async function releaseKeys(options: ReleaseVerbOptions): Promise<ReleaseReport> {
  return inSandbox(options, (begun) => releaseIn(begun, options));
}

/**
 * Makes every integration of an environment work again after its sandbox was refreshed: gets in by whatever login survives,
 * settles run-as users, repairs the apps, proves each, and hands key and secret to the sinks of the config. With `targetOrg`
 * that login and no other is tried.
 *
 * @throws EcaError: `NotRefreshedYetError` while the copy is not there, `NothingRefreshedError` for `expectRefreshed`,
 * `NoLoginError` with the cause of each login in `data.attempts`, `WrongOrgError` for an org that is not that sandbox, and
 * those of {@link deploy}. What comes after the deploy is in `causes` of the report, not thrown.
 */
export async function refresh(options: RefreshVerbOptions): Promise<RefreshReport> {
  return inSandbox(options, (begun) => refreshIn(begun, options), { secrets: true });
}

/** Which sandbox is meant, an environment says. */
async function inSandbox<T>(options: SandboxOptions, act: (begun: Begun) => Promise<T>, needs?: Needs): Promise<T> {
  return runWithConfig(
    options,
    (begun) => {
      if (begun.config.environment === undefined) throw noSandbox();
      return act(begun);
    },
    needs,
  );
}

function noSandbox(): EcaError {
  return new EcaError({
    name: 'UsageError',
    message: 'Which sandbox is meant was not said.',
    actions: ['Name its environment by `environment`; `inEnvironments` takes several.'],
  });
}
