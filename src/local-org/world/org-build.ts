import { resolve } from 'node:path';
import { assumedValue, checkAssumptions } from '../state/assumptions.js';
import type { Context } from '../state/context.js';
import { recordId } from '../state/ids.js';
import type { LoggedRequest } from '../state/logged-request.js';
import type { Sandbox } from '../state/sandbox.js';
import type { World } from '../state/world.js';
import type { WorldOptions } from './options.js';
import { PUBLISHED_VERSIONS } from '../metadata/schema.js';
import { LocalOrgSeedError } from './seed-error.js';
import type { ReadSeed } from './seed-read.js';
import { readSeed } from './seed-read.js';
import { giveOwnIdentity, ownOrgId, type OwnParts } from './identity.js';
import { refreshWorld } from './refresh.js';
import { loadSource } from './seed-source.js';
import { settingsOf, worldOf } from './seed-world.js';
import { parseState, readState } from '../state/file.js';

/** Time and place of a running org. */
export interface Place {
  /** Milliseconds since 1970. */
  now(): number;
  /** Without trailing slash. */
  baseUrl(): string;
  sandboxes(): readonly Sandbox[];
  /** Requests so far, oldest first. */
  requests(): readonly LoggedRequest[];
}

/** An org, and what of its seed was not used. */
export interface BuiltOrg {
  readonly context: Context;
  /** Files below the seed's source folder that are no component of a type that the local org holds. */
  readonly unread: readonly string[];
}

/**
 * Builds the org that the options ask for: from its state file, else from the seed.
 *
 * @throws LocalOrgSeedError for anything in the options that cannot be used.
 */
export function buildOrg(options: WorldOptions, place: Place): BuiltOrg {
  const problems = checkAssumptions(options.assume ?? {});
  if (problems.length > 0) {
    throw new LocalOrgSeedError(problems.map(({ name, message }) => ({ path: `assume.${name}`, message })));
  }
  const newestVersion = newestVersionOf(options);
  const kept = options.state === undefined ? undefined : readState(options.state);
  const copied = options.copyOf === undefined ? undefined : parseState(options.copyOf.state, 'The org to copy');
  const read = kept === undefined && copied === undefined ? readSeed(options.seed) : undefined;
  const world = kept ?? copied ?? worldOf(read?.seed ?? {}, {});
  world.assume = { ...world.assume, ...options.assume };
  world.propagation = {
    settingsSeconds: options.propagation?.settingsSeconds ?? world.propagation.settingsSeconds,
    secretsSeconds: options.propagation?.secretsSeconds ?? world.propagation.secretsSeconds,
  };
  const context: Context = {
    world,
    assumed: (name) => assumedValue(name, world.assume),
    now: () => place.now(),
    timestamp: () => new Date(place.now()).toISOString(),
    baseUrl: () => place.baseUrl(),
    nextId: (prefix) => recordId(prefix, (world.lastId += 1)),
    newestVersion,
    slowDeploys: options.slowDeploys ?? {},
    sandboxes: () => place.sandboxes(),
    requests: () => place.requests(),
  };
  if (kept === undefined && options.copyOf !== undefined) {
    const { sandboxName, apps } = options.copyOf;
    refreshWorld(context, { sandboxName, apps, orgId: ownOrgId(), sourceOrgId: world.org.id });
  }
  if (read === undefined) return { context, unread: [] };
  const unread = read.seed.source === undefined ? [] : sourceOf(context, read, read.seed.source);
  giveOwnIdentity(context, ownPartsOf(options, read));
  settle(world);
  return { context, unread };
}

/** Tells what of the org's identity is to be its own. */
function ownPartsOf({ ownIdentity, seed: given }: WorldOptions, { seed }: ReadSeed): OwnParts {
  if (ownIdentity === undefined || ownIdentity === false) return { id: false, users: 0 };
  if (ownIdentity === true) return { id: true, users: Infinity };
  const isNamed = given !== undefined;
  return {
    id: !isNamed || seed.org?.id === undefined,
    users: isNamed && seed.users !== undefined ? 0 : 1,
  };
}

/** Loads the source folder of a seed, whose own settings win. */
function sourceOf(context: Context, { seed, folder, file }: ReadSeed, source: string): readonly string[] {
  const unread = loadSource(context, resolve(folder, source), file);
  context.world.settings = { ...context.world.settings, ...settingsOf(seed) };
  return unread;
}

function newestVersionOf(options: WorldOptions): number {
  const newest = PUBLISHED_VERSIONS.at(-1) ?? 0;
  if (options.apiVersion === undefined) return newest;
  const wanted = /^\d\d\.0$/.test(options.apiVersion) ? Number.parseInt(options.apiVersion, 10) : 0;
  if (PUBLISHED_VERSIONS.includes(wanted)) return wanted;
  const message = `"${options.apiVersion}" is not offered; choose ${PUBLISHED_VERSIONS[0] ?? 0}.0 to ${newest}.0`;
  throw new LocalOrgSeedError([{ path: 'apiVersion', message }]);
}

/** Makes everything that the org holds old enough to have reached every server. */
function settle(world: World): void {
  world.apps = Object.fromEntries(
    Object.entries(world.apps).map(([name, app]) => [
      name,
      {
        ...app,
        pairs: app.pairs.map((pair) => ({ ...pair, from: 0 })),
        views: app.views.map((view) => ({ ...view, at: 0 })),
      },
    ]),
  );
}
