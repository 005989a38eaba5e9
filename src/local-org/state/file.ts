import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { World } from './world.js';

/** Format that states are written in. It changes with every change of their shape. */
export const STATE_FORMAT = 2;

/** Makes of a state of an older format one of the next. A format that is not here cannot be read. */
const MIGRATIONS: Readonly<Record<number, (state: Record<string, unknown>) => Record<string, unknown>>> = {
  // Written before sandbox logins and before staged pairs had a state: what staged pairs of then mean is not known.
  1: (state) => ({ ...state, format: 2, authCodes: state['authCodes'] ?? {}, apps: migratedApps(state['apps']) }),
};

const withJwtTimeout = (view: unknown): unknown => ({ jwtTimeoutMinutes: 0, ...(view as object) });

function migratedApps(apps: unknown): unknown {
  if (typeof apps !== 'object' || apps === null) return apps;
  return Object.fromEntries(
    Object.entries(apps as Record<string, Record<string, unknown>>).map(([name, app]) => {
      const staged = app['staged'];
      const isKnown = typeof staged === 'object' && staged !== null && 'state' in staged;
      const views = Array.isArray(app['views']) ? app['views'].map(withJwtTimeout) : [];
      return [name, { ...app, views, staged: isKnown ? staged : undefined }];
    }),
  );
}

/**
 * Reads the org from its state file, also from one of an older format.
 *
 * @returns `undefined` when there is no file yet.
 * @throws Error that names the file when it holds no state of a local org, or one of a format that is not known.
 */
export function readState(file: string): World | undefined {
  return existsSync(file) ? parseState(readFileSync(file, 'utf8'), `The state file ${file}`) : undefined;
}

/**
 * Reads the text of a state.
 *
 * @param what - Where it stands, as the first words of the error.
 * @throws Error when it is no state of a local org, or one of a format that is not known.
 */
export function parseState(text: string, what: string): World {
  const unusable = `${what} does not hold the state of a local org. Delete it, or name another file.`;
  let state: Record<string, unknown>;
  try {
    state = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new Error(unusable, { cause: error });
  }
  const written: unknown = (state as typeof state | null)?.['format'];
  if (typeof written !== 'number' || !HELD.every(([name, isRight]) => isRight(state[name]))) throw new Error(unusable);
  for (let format = written; format !== STATE_FORMAT; format += 1) {
    const migrate = MIGRATIONS[format];
    if (migrate === undefined) {
      throw new Error(
        `${what} has format ${written}, and this version of the local org reads up to format ${STATE_FORMAT}. ` +
          'Start with the version that wrote it, delete it, or name another file.',
      );
    }
    state = migrate(state);
  }
  return state as unknown as World;
}

const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a state of every format holds. */
const HELD: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ...['org', 'components', 'apps', 'sessions', 'records', 'jobs', 'settings'].map((name) => [name, isMap] as const),
  ...['users', 'profiles', 'permissionSets', 'assignments'].map((name) => [name, Array.isArray] as const),
];

/** Writes the org to its state file: beside it first, then in its place, so that it is never half there. */
export function writeState(file: string, world: World): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify(world), { mode: 0o600 });
  renameSync(temporary, file);
}
