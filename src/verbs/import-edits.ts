import { appEdits } from '../compose/app-edits.js';
import { compose } from '../compose/compose.js';
import type { TakenOver } from '../compose/take-over.js';
import type { CertificateTexts } from '../config/certificate-files.js';
import { keptAsWritten } from '../config/keep-written.js';
import { layOver } from '../config/effective.js';
import type { ResolvedConfig } from '../config/model.js';
import { resolve } from '../config/resolve.js';
import { withoutNamespace } from '../metadata/namespace.js';
import { isMap, valueAt, type Variables } from '../plain-data.js';
import { type ConfigEdit, withEdit } from '../project/config-edit.js';

/** A config that is there already, and where in it to write. */
export interface ExistingConfig {
  /** As it is written. */
  readonly value: unknown;
  readonly apiVersion: string;
  /** Environment whose overlay is written. Default: the base config. */
  readonly environment?: string | undefined;
  /** Alias or username of the org that the environment is, where its overlay does not say. */
  readonly targetOrg?: string | undefined;
  readonly env: Variables;
  /** Certificates that it names by their files. */
  readonly certificates?: CertificateTexts | undefined;
}

/** What to change in a config. */
export interface ImportEdits {
  /** Around the apps, and for apps that are not there yet. */
  readonly added: readonly ConfigEdit[];
  /** In apps that are there already. */
  readonly changed: readonly ConfigEdit[];
  /** What to know of them. */
  readonly notes: readonly string[];
}

const edited = (value: unknown, edits: readonly ConfigEdit[]): unknown => edits.reduce(withEdit, value);

function resolved({ environment, env, certificates }: ExistingConfig, value: unknown): ResolvedConfig | undefined {
  return resolve(value, { env, environment, certificates }).config;
}

const startsWith = (text: string, start: string): boolean => text.toLowerCase().startsWith(start.toLowerCase());

/** Finds the suffix by which all run-as users that were found differ from those of the base config. */
function suffixOf({ value, env, certificates }: ExistingConfig, { written }: TakenOver): string | undefined {
  const base = resolve(value, { env, certificates }).config?.apps ?? [];
  const suffixes = base.flatMap(({ name, runAsUser }) => {
    const found = written.apps[name]?.runAsUser;
    if (runAsUser === undefined || typeof found !== 'string') return [];
    return [startsWith(found, runAsUser) ? found.slice(runAsUser.length) : ''];
  });
  const [first] = suffixes;
  return first !== undefined && first !== '' && suffixes.every((suffix) => suffix === first) ? first : undefined;
}

/** Gives what an overlay needs around its apps: that it is there, its org, and the suffix of its users. */
function overlayEdits(existing: ExistingConfig, taken: TakenOver): Omit<ImportEdits, 'notes'> {
  const { value, environment, targetOrg } = existing;
  if (environment === undefined) return { added: [], changed: [] };
  const place = ['environments', environment];
  const there = (key: string): unknown => valueAt(value, [...place, key]);
  const saysOrg = targetOrg === undefined || there('targetOrg') !== undefined || there('auth') !== undefined;
  const org = saysOrg ? [] : [{ path: [...place, 'targetOrg'], value: targetOrg }];
  // An environment is there before anything is said of it.
  const begun = valueAt(value, place) === undefined && org.length === 0 ? [{ path: place, value: {} }] : [];
  const suffix = suffixOf(existing, taken);
  const users = [{ path: [...place, 'runAsUserSuffix'], value: suffix }];
  const added = [...begun, ...org];
  const isNews = suffix !== undefined && suffix !== there('runAsUserSuffix');
  if (!isNews || resolved(existing, edited(value, [...added, ...users])) === undefined) return { added, changed: [] };
  if (there('runAsUserSuffix') !== undefined) return { added, changed: users };
  return { added: [...org, ...users], changed: [] };
}

/** What an environment takes out of the base config it says by `null`. */
function placed(existing: ExistingConfig, { path, value }: ConfigEdit): ConfigEdit {
  if (existing.environment === undefined) return { path, value };
  const isInBase = valueAt(existing.value, path) !== undefined;
  return {
    path: ['environments', existing.environment, ...path],
    value: value === undefined && isInBase ? null : value,
  };
}

/** Gives what to change in a config that is there already, so that it says what was found, and nothing else. */
export function importEdits(existing: ExistingConfig, taken: TakenOver): ImportEdits {
  const { value, environment, apiVersion } = existing;
  const around = overlayEdits(existing, taken);
  const start = edited(value, [...around.added, ...around.changed]);
  const effective = layOver(start, environment);
  const written = new Map(effective.apps);
  const config = resolved(existing, start);
  const composed = config === undefined ? [] : compose(config);
  const isOwn = (name: string): boolean =>
    environment === undefined || isMap(valueAt(value, ['environments', environment, 'apps', name]));
  const added = [...around.added, ...settingEdits(existing, taken)];
  const changed = [...around.changed];
  const replaced = environment === undefined ? [] : replacedApps([...written.keys()], taken);
  for (const { name } of replaced) {
    (isOwn(name) ? changed : added).push({ path: ['environments', environment ?? '', 'apps', name], value: null });
  }
  for (const app of taken.found) {
    const { [app.name]: desired } = taken.written.apps;
    const own = written.get(app.name);
    if (desired === undefined) continue;
    const edits =
      own === undefined
        ? [{ path: [], value: desired }]
        : appEdits({
            existing: own as unknown as Readonly<Record<string, unknown>>,
            composed: composed.filter((component) => component.app === app.name),
            found: app.components,
            desired,
            apiVersion,
          });
    const at = edits.map((edit) =>
      placed(existing, {
        path: ['apps', app.name, ...edit.path],
        value: keptAsWritten(valueAt(own, edit.path), edit.value, existing.env),
      }),
    );
    (own !== undefined && isOwn(app.name) ? changed : added).push(...at);
  }
  const notes = replaced.map(
    ({ name, by }) => `${name} is left out of the environment ${environment ?? ''}, whose org has ${by} in its place.`,
  );
  return { added, changed, notes };
}

const bareName = (name: string): string => withoutNamespace(name).toLowerCase();

/**
 * Finds apps of the config in whose place the org of an environment has one of another namespace: that of a package in a
 * subscriber's org, none in the publisher's. The policies of both have the same names.
 */
function replacedApps(
  known: readonly string[],
  { apps }: TakenOver,
): readonly { readonly name: string; readonly by: string }[] {
  return known
    .filter((name) => !apps.includes(name))
    .flatMap((name) => {
      const by = apps.find((each) => !known.includes(each) && bareName(each) === bareName(name));
      return by === undefined ? [] : [{ name, by }];
    });
}

/** Org-wide settings belong to the base config; those that it names are not changed by the way. */
function settingEdits({ value, environment }: ExistingConfig, { written }: TakenOver): readonly ConfigEdit[] {
  const settings = isMap(written.settings) ? Object.entries(written.settings) : [];
  return settings
    .filter(([key]) => environment === undefined && valueAt(value, ['settings', key]) === undefined)
    .map(([key, setting]) => ({ path: ['settings', key], value: setting }));
}
