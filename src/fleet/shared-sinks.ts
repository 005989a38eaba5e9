import { resolve } from 'node:path';
import type { ResolvedApp, ResolvedConfig, SinkConfig } from '../config/model.js';
import { ENVIRONMENT_PLACE, namesEnvironment, sinkOfEnvironment } from '../config/sink-environment.js';

/** A target of key and secret that several environments share, so that the last one would win. */
export interface SharedTarget {
  readonly app: string;
  /** Key of the app that says so. */
  readonly key: 'sink' | 'namedCredential';
  /** File, program or names, nothing secret. */
  readonly target: string;
  readonly environments: readonly string[];
}

/** A config with the environment that was laid over it. */
export interface NamedConfig {
  readonly name: string;
  readonly config: ResolvedConfig;
}

/** What decides which sinks are meant. */
export interface SinkChoice {
  /** Folder that relative paths belong to. */
  readonly folder: string;
  /** Sink of the command line, which comes before those of the config. */
  readonly sink?: ResolvedApp['sink'];
  /** Looks at the programs that give key and secret back, instead of the places that take them. */
  readonly reads: boolean;
}

/** Finds the targets that several environments have in common, each once. */
export function sharedTargets(configs: readonly NamedConfig[], choice: SinkChoice): readonly SharedTarget[] {
  const all = configs.flatMap(({ name, config }) =>
    config.apps
      .filter(({ clientCredentials, role }) => clientCredentials && role === 'owner')
      .flatMap((app) => targetsOf(app, name, choice).map((target) => ({ ...target, app: app.name, name }))),
  );
  const byId = Map.groupBy(all, ({ id, app, isNameless }) => (isNameless === true ? id : `${app} ${id}`));
  const shared = [...byId.values()].flatMap((same) => {
    const environments = [...new Set(same.map(({ name }) => name))];
    const [first] = same;
    return first === undefined || environments.length < 2
      ? []
      : [{ app: first.app, key: first.key, target: first.shown, environments }];
  });
  // Key and secret of one sink are two outputs and one target.
  return [...new Map(shared.map((target) => [JSON.stringify(target), target])).values()];
}

interface Found extends Pick<SharedTarget, 'key'> {
  readonly id: string;
  readonly shown: string;
  /** Whether what lies there does not say of which app it is, so that another app's would take its place. */
  readonly isNameless?: true | undefined;
}

function targetsOf(app: ResolvedApp, environment: string, choice: SinkChoice): readonly Found[] {
  const sink = choice.sink ?? app.sink;
  const sinks = sink === undefined ? [] : isList(sink) ? sink : [sink];
  const put = sinks.map((one) => (namesEnvironment(one) ? sinkOfEnvironment(one, environment) : one));
  if (choice.reads) return put.flatMap(({ read }) => (read === undefined ? [] : programFound('read', read)));
  return [...put.flatMap((one) => targetOf(one, choice.folder)), ...namedCredentialOf(app)];
}

const isList = (sink: SinkConfig | readonly SinkConfig[]): sink is readonly SinkConfig[] => Array.isArray(sink);

function targetOf(sink: SinkConfig, folder: string): Found | readonly Found[] {
  if ('file' in sink) return { key: 'sink', id: `file ${resolve(folder, sink.file)}`, shown: `file ${sink.file}` };
  if ('command' in sink) return programFound('command', sink.command);
  if ('exec' in sink) return programFound('exec', sink.exec);
  const { key, secret } = sink.github;
  const shown = `github ${key}, ${secret}`;
  return [key, secret].map((name) => ({ key: 'sink', id: `github ${name}`, shown, isNameless: true }));
}

const programFound = (kind: string, argv: readonly string[]): Found => ({
  key: 'sink',
  id: `${kind} ${JSON.stringify(argv)}`,
  shown: `${kind} ${argv[0] ?? ''}`,
});

/** Without a target org of its own a Named Credential lies in the org of its environment. */
function namedCredentialOf({ namedCredential }: ResolvedApp): readonly Found[] {
  if (namedCredential?.targetOrg === undefined) return [];
  const { name, targetOrg } = namedCredential;
  const id = `named-credential ${targetOrg} ${name}`;
  return [{ key: 'namedCredential', id, shown: `Named Credential ${name} in ${targetOrg}` }];
}

/** Says what is wrong with a target that is shared. */
export function sharedTargetText({ app, target, environments }: SharedTarget): string {
  const names = environments.map((name) => `"${name}"`).join(' and ');
  return `Key and secret of "${app}" have one target in ${names} (${target}): the pair of the last one would stand there.`;
}

/** What to do about a target that is shared. */
export const SHARED_TARGET_ACTION = `Write ${ENVIRONMENT_PLACE} where the target differs, such as secrets/${ENVIRONMENT_PLACE}.json, or give each environment a sink of its own.`;
