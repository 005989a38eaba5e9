import type { ResolvedConfig } from '../config/model.js';
import { refuseOwnSession } from '../credentials/own-session.js';
import { settleUnfinished } from '../deployment/unfinished.js';
import { refuseJwtSession } from '../doctor/preflight.js';
import type { HandOverOptions } from '../handover/targets.js';
import { classify } from '../refresh/classify.js';
import { enterBefore } from '../refresh/enter.js';
import { prove, secure, toRelease, type ReleaseReport } from '../refresh/release.js';
import { copiesOf, removeApps } from '../refresh/remove-copies.js';
import type { Org, OrgIdentity } from '../org/org.js';
import type { Work } from '../work.js';

/** How to release keys. */
export interface ReleaseOptions extends Pick<HandOverOptions, 'sink'> {
  /** Told of the sandbox once it is known which it is, before anything is changed there; may throw. Default: nobody is told. */
  readonly met?: ((identity: OrgIdentity, org: Org) => void) | undefined;
  /** Alias or username of the sandbox. Default: the logins of the environment, in order. */
  readonly targetOrg?: string | undefined;
  /** Changes nothing. Default: false. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Deletes, before a sandbox is refreshed, the apps that it alone has and whose key the config supplies again afterwards: a
 * key is free only once its app was deleted. Each supplied pair is proven to be the app's and stored first; nothing asks the
 * org for its secret.
 *
 * @throws TokenRefusedError for a supplied pair that is not the app's, SinkFailedError for one that is not safe; nothing is
 * deleted then. ConfigInvalidError, NoLoginError, WrongOrgError, DeployFailedError.
 */
export async function releaseKeys(
  config: ResolvedConfig,
  work: Work,
  options: ReleaseOptions = {},
): Promise<ReleaseReport> {
  const { org, production } = await enterBefore(config, work, options.targetOrg);
  options.met?.(org.identity, org);
  refuseJwtSession(org);
  await settleUnfinished(org, work);
  const states = await classify(org, config.apps, work);
  const { release, kept } = await toRelease({ org, production: production.org }, config, states, work);
  for (const one of release) await prove(org, one, work);
  if (options.dryRun === true) {
    const released = release.map(({ app, pair }) => ({ app: app.name, consumerKey: pair.consumerKey, places: [] }));
    return { dryRun: true, released, kept };
  }
  const { environment, loginVariables } = config;
  const released: ReleaseReport['released'][number][] = [];
  for (const one of release) {
    await refuseOwnSession(org, one.app.name, one.pair);
    released.push(await secure(org, one, work, { sink: options.sink, environment, loginVariables }));
  }
  const names = release.map(({ app }) => app.name);
  await removeApps(org, await copiesOf(org, names, work), work);
  return { released, kept };
}
