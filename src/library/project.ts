import { DEFAULT_API_VERSION } from '../config/rows/config.js';
import type { EcaConfig } from '../config/model.js';
import type { CiSystem } from '../pipelines/ci-systems.js';
import type { MatrixFormat, MatrixRow } from '../pipelines/matrix.js';
import type { SourceFile } from '../project/source-files.js';
import type { StarterFormat } from '../project/starter-text.js';
import type { DiagramFormat, DiagramReport } from '../verbs/diagram.js';
import type { InitReport } from '../verbs/init.js';
import type { Work } from '../work.js';
import type { ConfigOptions, RunOptions } from './options.js';
import { begin, orgOf, refuseNoConfig, resolved, told, workOf } from './run.js';

/** How a project begins. */
export interface InitVerbOptions extends RunOptions {
  /** Developer name of the first app, such as `Billing_Sync`. With `fromOrg`: the only app to describe. */
  readonly app?: string | undefined;
  /** E-mail address that Salesforce writes to about the app. */
  readonly contactEmail?: string | undefined;
  /** Username of the user that its tokens act as. */
  readonly runAsUser?: string | undefined;
  /** Label in Setup. Default: the name, with spaces. */
  readonly label?: string | undefined;
  /** What uses the app, such as `mulesoft` or `github-actions`; decides scopes and token format. Default: `integration`. */
  readonly for?: string | undefined;
  /** Alias or username of the org to deploy to; makes an environment of it. Default: no environment is made. */
  readonly targetOrg?: string | undefined;
  /** Name of that environment. Default: the alias. */
  readonly environment?: string | undefined;
  /** Alias or username of an org whose apps the config is to describe. Default: none, the config is of `app`. */
  readonly fromOrg?: string | undefined;
  /** How to write the config; from an org not as `ts`. Default: `yaml`. */
  readonly format?: StarterFormat | undefined;
  /** Such as `66.0`. Default: 66.0. */
  readonly apiVersion?: string | undefined;
  /** CI system whose pipelines are written too. Default: none. */
  readonly ci?: CiSystem | undefined;
  /** Branch whose pushes the pipelines deploy. Default: the default branch of the repository. */
  readonly branch?: string | undefined;
  /** Age in days from which the pipelines rotate key and secret. Default: 90. */
  readonly maxDays?: number | undefined;
}

/**
 * Makes a folder a project: config, schema for editors, `sfdx-project.json`, ignore lines, and pipelines. All files are written
 * or none; one that is there and says something else is left alone, and is in `kept` of the report. Where neither an app nor
 * `fromOrg` is given, the config that is there stays.
 *
 * @throws EcaError: `UsageError` that names what is missing or wrong, or a config of another name; `WriteFailedError`; for
 * `fromOrg` those of a login, and `ImportIncompleteError`.
 */
export async function init(options: InitVerbOptions = {}): Promise<InitReport> {
  return begin(options, async (work) => {
    const [verb, config] = await Promise.all([import('../verbs/init.js'), configToBegin(options, work)]);
    const pipelines = await pipelinesToBegin(options, config, work);
    const { apiVersion = DEFAULT_API_VERSION } = options;
    return verb.init({ folder: work.folder, config, apiVersion, pipelines });
  });
}

async function configToBegin(options: InitVerbOptions, work: Work): Promise<SourceFile | undefined> {
  const { fromOrg, app, format = 'yaml', apiVersion = DEFAULT_API_VERSION } = options;
  const { folder, env } = work;
  if (fromOrg !== undefined) {
    const { configOfOrg, refuseBesideOrg } = await import('../verbs/init-from-org.js');
    refuseBesideOrg(answersIn(options), format);
    return configOfOrg(await orgOf(fromOrg, { apiVersion }, work), work, { folder, format, app });
  }
  const given = answersIn(options);
  if (Object.values(given).every((answer) => answer === undefined)) return undefined;
  const [{ missingAnswers, refuseAnswers, toAnswers }, { starterFile }] = await Promise.all([
    import('../verbs/init-answers.js'),
    import('../verbs/init.js'),
  ]);
  refuseAnswers(given, missingAnswers(given), env);
  return starterFile(toAnswers(given), format);
}

/** The answers by the names of their flags, as the command line knows them. */
function answersIn(options: InitVerbOptions) {
  const { app, contactEmail, runAsUser, label, targetOrg, environment, apiVersion } = options;
  return {
    ...{ app, label, environment, for: options.for, 'api-version': apiVersion, 'target-org': targetOrg },
    ...{ 'contact-email': contactEmail, 'run-as-user': runAsUser },
  };
}

async function pipelinesToBegin(
  { ci: system, branch, maxDays }: InitVerbOptions,
  config: SourceFile | undefined,
  { folder, onProgress }: Work,
): Promise<readonly SourceFile[]> {
  if (system === undefined) return [];
  const [{ pipelinesOf }, { readConfigFile }] = await Promise.all([
    import('../verbs/init-pipelines.js'),
    import('../project/config-file.js'),
  ]);
  // A config that only begins names no variables yet.
  const written = config === undefined ? (await readConfigFile({ cwd: folder })).value : {};
  return pipelinesOf({ system, folder, written, branch, maxDays, onProgress });
}

/** Which environments {@link matrix} gives. */
export interface MatrixVerbOptions {
  /** As `defineConfig` or `readConfig` gives it. */
  readonly config: EcaConfig;
  /** Names of environments. Default: all, in the order of the config. */
  readonly environments?: readonly string[] | undefined;
  /** Leaves out production, which a refresh never touches. Default: false. */
  readonly refresh?: boolean | undefined;
  /** `json` is a list, `github` one line for `fromJSON`, `gitlab` a hidden job to extend. Default: `json`. */
  readonly format?: MatrixFormat | undefined;
}

/** The environments of a config, for the jobs of a CI system. */
export interface MatrixReport {
  readonly include: readonly MatrixRow[];
  /** The same, as the CI system takes it. */
  readonly text: string;
}

/**
 * Gives the environments of a config for the jobs of a CI system. Asks no org, and for no variables.
 *
 * @throws EcaError: `UsageError` for an environment that the config does not have, and when none is left.
 */
export async function matrix(options: MatrixVerbOptions): Promise<MatrixReport> {
  return told(async () => {
    const { config, environments, refresh, format = 'json' } = options;
    refuseNoConfig(config);
    const [verb, { matrixText }] = await Promise.all([import('../verbs/matrix.js'), import('../pipelines/matrix.js')]);
    const include = verb.matrix(config, { environments, refresh, called: 'The config' });
    return { include, text: matrixText(include, format) };
  }, options);
}

/** What {@link diagram} draws. */
export interface DiagramVerbOptions extends ConfigOptions {
  /** Folder from which the config names files of certificates. Default: the working directory. */
  readonly folder?: string | undefined;
  /** `text` for a terminal, `mermaid` for Markdown, or a picture; these two draw one app. Default: `text`. */
  readonly format?: DiagramFormat | undefined;
}

/**
 * Draws how the clients of the apps come to a token: client, My Domain, run-as user, API. Asks no org.
 *
 * @throws EcaError: `ConfigInvalidError`; `UsageError` when no app runs the client credentials flow, and for several apps in a
 * format that draws one.
 */
export async function diagram(options: DiagramVerbOptions): Promise<DiagramReport> {
  return told(async () => {
    const config = await resolved(options, workOf({ env: options.env, folder: options.folder }));
    const verb = await import('../verbs/diagram.js');
    return verb.diagram(config, options.format ?? 'text');
  }, options);
}
