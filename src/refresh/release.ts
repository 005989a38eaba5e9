import type { ResolvedApp, ResolvedConfig } from '../config/model.js';
import { readAllowed } from '../credentials/read-allowed.js';
import { EcaError } from '../errors.js';
import { handOver } from '../handover/hand-over-pair.js';
import type { HandOverOptions } from '../handover/targets.js';
import { readExistingApps } from '../org/apps.js';
import type { Org } from '../org/org.js';
import type { Work } from '../work.js';
import type { AppState } from './classify.js';

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

/** Tells apps whose key is to be released from those that stay, and why these do. */
export async function toRelease(
  production: Org,
  config: ResolvedConfig,
  states: readonly AppState[],
): Promise<{ readonly release: readonly ResolvedApp[]; readonly kept: ReleaseReport['kept'] }> {
  const inProduction = await readExistingApps(
    production,
    states.map(({ app }) => app),
  );
  const judged = states.map((state) => {
    const app = config.apps.find(({ name }) => name === state.app);
    return { app, name: state.app, why: whyKept(state, app, inProduction) };
  });
  return {
    release: judged.flatMap(({ app, why }) => (app === undefined || why !== undefined ? [] : [app])),
    kept: judged.flatMap(({ name, why }) => (why === undefined ? [] : [{ app: name, why }])),
  };
}

function whyKept(
  { app, fate, ownerOrgId }: AppState,
  config: ResolvedApp | undefined,
  inProduction: ReadonlySet<string>,
): string | undefined {
  if (fate === 'gone') return 'the sandbox does not have it';
  if (fate === 'copied') return `it is a copy, and its key belongs to ${ownerOrgId ?? 'another org'}`;
  if (inProduction.has(app)) return 'production has it too, and a refresh brings it along';
  if (fate === 'half-broken') return 'it has no OAuth settings, and so no key';
  if (config?.written.has('credentials') !== true) {
    return 'the config supplies no key and secret for it (credentials), so that it will get new ones';
  }
  return undefined;
}

/**
 * Stores key and secret of an app before it is deleted.
 *
 * @throws SinkFailedError when they are not safe in every place.
 */
export async function secure(
  org: Org,
  app: ResolvedApp,
  work: Work,
  options: HandOverOptions & { readonly turnedOn: boolean },
): Promise<ReleaseReport['released'][number]> {
  const pair = await readAllowed(org, app.name, work, options.turnedOn);
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
