import type { ResolvedConfig } from '../config/model.js';
import { refuseOwnSession } from '../credentials/own-session.js';
import { readConsumer, readCredentials } from '../credentials/read-pair.js';
import { withSecretAccess, type SecretAccessOptions } from '../credentials/secret-access.js';
import { settleUnfinished } from '../deployment/unfinished.js';
import { refuseJwtSession } from '../doctor/preflight.js';
import type { HandOverOptions } from '../handover/targets.js';
import { classify } from '../refresh/classify.js';
import { enterBefore } from '../refresh/enter.js';
import { secure, toRelease, type ReleaseReport } from '../refresh/release.js';
import { copiesOf, removeApps } from '../refresh/remove-copies.js';
import type { OrgIdentity } from '../org/org.js';
import type { Work } from '../work.js';

/** How to release keys. */
export interface ReleaseOptions extends SecretAccessOptions, Pick<HandOverOptions, 'sink'> {
  /** Told of the sandbox once it is known which it is, before anything is changed there; may throw. Default: nobody is told. */
  readonly met?: ((org: OrgIdentity) => void) | undefined;
  /** Alias or username of the sandbox. Default: the logins of the environment, in order. */
  readonly targetOrg?: string | undefined;
  /** Changes nothing. Default: false. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Deletes, before a sandbox is refreshed, the apps that it alone has and whose key the config supplies again afterwards: a
 * key is free only once its app was deleted. Each pair is stored first.
 *
 * @throws SinkFailedError when a pair is not safe; nothing is deleted then. NoLoginError, WrongOrgError, DeployFailedError.
 */
export async function releaseKeys(
  config: ResolvedConfig,
  work: Work,
  options: ReleaseOptions = {},
): Promise<ReleaseReport> {
  const { org, production } = await enterBefore(config, work, options.targetOrg);
  options.met?.(org.identity);
  refuseJwtSession(org);
  await settleUnfinished(org, work);
  const states = await classify(org, config.apps, work);
  const { release, kept } = await toRelease(production.org, config, states);
  if (options.dryRun === true) {
    const keys = await Promise.all(release.map(({ name }) => readConsumer(org, name)));
    const released = keys.map(({ app, consumerKey = '' }) => ({ app, consumerKey, places: [] }));
    return { dryRun: true, released, kept };
  }
  const { environment, loginVariables } = config;
  const released = await withSecretAccess(org, work, options, async (turnedOn) => {
    const safe: ReleaseReport['released'][number][] = [];
    for (const app of release) {
      safe.push(await secure(org, app, work, { sink: options.sink, environment, loginVariables, turnedOn }));
      await refuseOwnSession(org, app.name, await readCredentials(org, app.name));
    }
    return safe;
  });
  const names = release.map(({ name }) => name);
  await removeApps(org, await copiesOf(org, names, work), work);
  return { released, kept };
}
