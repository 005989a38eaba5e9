import { merge } from './merge.js';
import type { AppConfig } from './model.js';
import { isMap, type PlainMap, valueAt } from '../plain-data.js';
import type { ConfigPath } from '../problem.js';
import type { EffectiveConfig } from './rules/rule.js';
import { DEFAULT_API_VERSION } from './rows/config.js';

function mapAt(value: unknown, path: ConfigPath): PlainMap {
  const found = valueAt(value, path);
  return isMap(found) ? found : {};
}

/** Gives the names of the environments of a written config. */
export function environmentNames(written: unknown): readonly string[] {
  return Object.keys(mapAt(written, ['environments']));
}

/** Keys of an environment that say which org it is, and change nothing there. */
const WHICH_ORG: ReadonlySet<string> = new Set(['targetOrg', 'auth']);

/** An environment that a target org belongs to, with the keys by which it differs from the base config. */
export interface EnvironmentOfOrg {
  readonly name: string;
  readonly keys: readonly string[];
}

/** Finds the environment whose org a target is; undefined where none differs from the base config by more than its org. */
export function environmentOfOrg(written: unknown, targetOrg: string): EnvironmentOfOrg | undefined {
  return environmentNames(written)
    .map((name) => ({ name, environment: mapAt(written, ['environments', name]) }))
    .filter(({ environment }) => environment.targetOrg === targetOrg)
    .map(({ name, environment }) => ({ name, keys: Object.keys(environment).filter((key) => !WHICH_ORG.has(key)) }))
    .find(({ keys }) => keys.length > 0);
}

/** Gives the names of the variables that `auth` of every environment names; undefined where there are none. */
export function loginVariables(written: unknown): readonly string[] | undefined {
  const textsIn = (value: unknown): readonly string[] =>
    typeof value === 'string' ? [value] : isMap(value) ? Object.values(value).flatMap(textsIn) : [];
  const names = environmentNames(written).flatMap((name) =>
    [['auth'], ['sandbox', 'auth']].flatMap((path) => textsIn(mapAt(written, ['environments', name, ...path]))),
  );
  return names.length === 0 ? undefined : [...new Set(names)];
}

/**
 * Lays one environment over a config whose shape was checked: its values at wrong places are cut out already.
 *
 * @param flagVersion - API version of the command line, which comes before that of the config.
 */
export function layOver(written: unknown, environmentName?: string, flagVersion?: string): EffectiveConfig {
  const { apiVersion, settings, sink } = mapAt(written, []);
  const { apps: overlay = {}, ...environment } =
    environmentName === undefined ? {} : mapAt(written, ['environments', environmentName]);
  const apps = merge(mapAt(written, ['apps']), overlay) as Readonly<Record<string, AppConfig>>;
  const version = flagVersion ?? (typeof apiVersion === 'string' ? apiVersion : DEFAULT_API_VERSION);
  return {
    apiVersion: version,
    apiVersionPath: [flagVersion === undefined ? 'apiVersion' : '--api-version'],
    settings: settings as EffectiveConfig['settings'],
    sink: sink as EffectiveConfig['sink'],
    apps: Object.entries(apps).filter(([, app]) => isMap(app)),
    environmentName,
    environment: environmentName === undefined ? undefined : environment,
  };
}

/**
 * Gives the place in the written config that a path of the merged config comes from.
 *
 * That is below `environments` when the environment says anything at or above the path, or is alone in saying it.
 */
export function originOf(path: ConfigPath, written: unknown, environmentName: string | undefined): ConfigPath {
  if (environmentName === undefined || path[0] !== 'apps') return path;
  const overlaid = ['environments', environmentName, ...path];
  const steps = path.map((_, index) => path.slice(0, index + 1));
  const replacing = steps.find((step) => {
    const value = valueAt(written, ['environments', environmentName, ...step]);
    return value !== undefined && !isMap(value);
  });
  if (replacing !== undefined) return overlaid;
  const isInOverlay = valueAt(written, overlaid) !== undefined;
  const isInBase = valueAt(written, path) !== undefined;
  const isAppInBase = valueAt(written, path.slice(0, 2)) !== undefined;
  return (isInOverlay && !isInBase) || !isAppInBase ? overlaid : path;
}
