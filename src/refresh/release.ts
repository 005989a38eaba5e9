import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { readPartsAndMigrated } from '../deployment/remove.js';
import { EcaError } from '../errors.js';
import { handOver } from '../handover/hand-over-pair.js';
import type { HandOverOptions } from '../handover/targets.js';
import type { MetadataComponent } from '../metadata/component.js';
import { partOf } from '../metadata/parts.js';
import type { Credentials } from '../oauth/key-pair.js';
import { readExistingApps } from '../org/apps.js';
import type { Org } from '../org/org.js';
import { suppliedPair } from '../project/supplied-pair.js';
import { obtainToken } from '../proof/verify-app.js';
import type { Work } from '../work.js';
import type { AppState } from './classify.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

/** What was deleted, so that its key is free for the refreshed sandbox. */
export interface ReleaseReport {
  readonly dryRun?: true | undefined;
  readonly released: readonly {
    readonly app: string;
    readonly consumerKey: string;
    /** Where key and secret are safe. Empty in a dry run. */
    readonly places: readonly string[];
  }[];
  /** Apps that were left alone, and why. */
  readonly kept: readonly { readonly app: string; readonly why: string }[];
}

/** An app that is to be deleted, and the pair that the config supplies for it again. */
export interface Releasable {
  readonly app: ResolvedApp;
  readonly pair: Credentials;
}

/**
 * Tells apps whose key is to be released from those that stay, and why these do.
 *
 * @throws ConfigInvalidError when a variable of a supplied pair is not set.
 */
export async function toRelease(
  { org, production }: { readonly org: Org; readonly production: Org },
  config: ResolvedConfig,
  states: readonly AppState[],
  work: Work,
): Promise<{ readonly release: readonly Releasable[]; readonly kept: ReleaseReport['kept'] }> {
  const names = states.map(({ app }) => app);
  const [inProduction, { parts, migrated }] = await Promise.all([
    readExistingApps(production, names),
    readPartsAndMigrated(org, names, work),
  ]);
  const judged = states.map((state) => {
    const app = config.apps.find(({ name }) => name === state.app);
    const why = whyKept(state, inProduction) ?? (migrated.has(state.app) ? MIGRATED : undefined);
    const pair = why === undefined && app !== undefined ? suppliedPair(app, work.env) : undefined;
    if (app === undefined || pair === undefined) return { app: state.app, why: why ?? NOT_SUPPLIED };
    const other = whyOtherKey(partOf(app.name, GLOBAL, parts), pair);
    return other === undefined ? { release: { app, pair } } : { app: app.name, why: other };
  });
  return {
    release: judged.flatMap(({ release }) => release ?? []),
    kept: judged.flatMap(({ app, why }) => (why === undefined ? [] : [{ app, why }])),
  };
}

const NOT_SUPPLIED = 'the config supplies no key and secret for it (credentials), so that it will get new ones';

const MIGRATED =
  'Setup made it of a Connected App, which would come back to life without it and keep the key; delete both in Setup to free it';

/** An app that has another key would come back with that of the config: nothing is kept by deleting it. */
function whyOtherKey(settings: MetadataComponent | undefined, { consumerKey }: Credentials): string | undefined {
  const own = settings?.fields.consumerKey;
  if (typeof own !== 'string' || own === '' || own === consumerKey) return undefined;
  return `its consumer key is ${own}, and the config supplies ${consumerKey} (credentials)`;
}

function whyKept({ app, fate, ownerOrgId }: AppState, inProduction: ReadonlySet<string>): string | undefined {
  if (fate === 'gone') return 'the sandbox does not have it';
  if (fate === 'copied') return `it is a copy, and its key belongs to ${ownerOrgId ?? 'another org'}`;
  if (inProduction.has(app)) return 'production has it too, and a refresh brings it along';
  return fate === 'half-broken' ? 'it has no OAuth settings, and so no key' : undefined;
}

/**
 * Makes sure that the pair that the config supplies is the app's: it has to give a token. The org's own pair is never read.
 *
 * @throws TokenRefusedError
 */
export async function prove(org: Org, { app: { name }, pair }: Releasable, work: Work): Promise<void> {
  const target = { app: name, myDomainUrl: org.identity.instanceUrl, credentials: pair, expected: {} };
  const obtained = await obtainToken(target, work, { fresh: false });
  if (obtained.kind === 'token') return;
  const { checks, diagnosis } = obtained.report;
  throw new EcaError({
    name: 'TokenRefusedError',
    message: `Key and secret that the config supplies for "${name}" give no token (${checks[0]?.detail ?? 'no answer'}), so that they may not be those of the app. Nothing was deleted.`,
    actions: [`Correct the variables of apps.${name}.credentials, or what keeps the app from giving tokens.`],
    data: { app: name, diagnosis },
  });
}

/**
 * Stores key and secret of an app, as the config supplies them, before it is deleted.
 *
 * @throws SinkFailedError when they are not safe in every place.
 */
export async function secure(
  org: Org,
  { app, pair }: Releasable,
  work: Work,
  options: HandOverOptions,
): Promise<ReleaseReport['released'][number]> {
  const { stored, problem, places = [] } = await handOver(org, app, pair, work, options);
  const wrong = places.find(({ readBack }) => readBack === false);
  if (stored && problem === undefined && wrong === undefined) {
    return { app: app.name, consumerKey: pair.consumerKey, places: places.map(({ place }) => place) };
  }
  const why =
    problem?.message ?? (wrong === undefined ? 'no sink takes them' : `${wrong.place} gave back something else`);
  throw new EcaError({
    name: 'SinkFailedError',
    message: `Key and secret of "${app.name}" are not safe (${why}); the app was not deleted.`,
    actions:
      problem?.actions[0] === undefined
        ? ['Write `sink` into the config, or pass --sink file:PATH.']
        : [problem.actions[0]],
  });
}
