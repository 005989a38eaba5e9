import { dirname, join } from 'node:path';
import { CONSUMERS } from '../../compose/consumers.js';
import { CI_SYSTEMS } from '../../pipelines/ci-systems.js';
import { DEFAULT_API_VERSION } from '../../config/rows/config.js';
import { EcaError, EXIT } from '../../errors.js';
import type { SourceFile } from '../../project/source-files.js';
import { STARTER_FORMATS, type StarterFormat } from '../../project/starter-text.js';
import { text, type Command, type CommandContext, type FlagValues } from '../command.js';
import { OWN_NAME } from '../how-to-call.js';
import { shellWord } from '../../shell-quote.js';
import { answersOf, ANSWER_FLAGS } from '../init-answers.js';
import { initLines } from '../print/init.js';
import { shown } from '../print/shown.js';

/** `eca init` */
export const initCommand: Command = {
  name: 'init',
  summary: 'Begin a project: a config with comments, its schema for editors, and what sf and git need',
  shared: ['api-version'],
  flags: {
    app: { type: 'string', describe: 'Developer name of the app, such as Billing_Sync', requiresArg: true },
    'contact-email': {
      type: 'string',
      describe: 'E-mail address that Salesforce writes to about the app',
      requiresArg: true,
    },
    'run-as-user': { type: 'string', describe: 'Username of the user that its tokens act as', requiresArg: true },
    label: { type: 'string', describe: 'Label in Setup. Default: the name, with spaces', requiresArg: true },
    for: {
      choices: CONSUMERS.map(({ name }) => name),
      describe: 'What uses the app; decides scopes and token format. Default: integration',
      requiresArg: true,
    },
    'target-org': {
      type: 'string',
      alias: 'o',
      describe: 'Alias or username of the org to deploy to; makes an environment of it',
      requiresArg: true,
    },
    environment: {
      type: 'string',
      alias: 'e',
      describe: 'Name of that environment. Default: the alias',
      requiresArg: true,
    },
    'from-org': {
      type: 'string',
      describe:
        'Alias or username of an org whose apps the config is to describe, as eca import does; with --app only that one',
      requiresArg: true,
    },
    ci: {
      choices: [...CI_SYSTEMS],
      describe: 'Write pipelines, too: plan on review, deploy after approval, nightly checks, rotation, refresh',
      requiresArg: true,
    },
    branch: {
      type: 'string',
      describe: 'With --ci: branch whose pushes are deployed. Default: the default branch of the repository',
      requiresArg: true,
    },
    'max-days': {
      type: 'number',
      describe: 'With --ci: age in days from which key and secret are rotated. Default: 90',
      requiresArg: true,
    },
    format: { choices: [...STARTER_FORMATS], describe: 'How to write the config. Default: yaml', requiresArg: true },
  },
  examples: [
    ['eca init', 'Ask for what is needed; in a folder that has a config, write the rest of a project'],
    [
      'eca init --app Billing_Sync --contact-email platform@acme.example --run-as-user billing.sync@acme.example',
      'Ask nothing',
    ],
    [
      'eca init --for mulesoft --target-org acme-uat --environment uat',
      'Scopes and token format for MuleSoft; ask for the rest',
    ],
    ['eca init --ci github', 'Add the workflows of GitHub Actions to a project that has a config'],
    ['eca init --ci gitlab --branch release --max-days 60', 'Deploy what is pushed to release, rotate every 60 days'],
    ['eca init --from-org acme-uat', 'Describe the apps that an org has'],
  ],
  async run(context) {
    const { io, flags, style } = context;
    const { config, target } = await wantedConfig(context);
    const { init } = await import('../../verbs/init.js');
    const report = await init({
      folder: io.cwd,
      config,
      apiVersion: text(flags, 'api-version') ?? DEFAULT_API_VERSION,
      pipelines: await wantedPipelines(context, config),
    });
    // A config that was left as it is has not the environment that the flags name.
    const isKept = report.kept.some(({ path }) => path === config?.path);
    const lines = await initLines(shown(report.files), report.kept, {
      call: io.call ?? OWN_NAME,
      target: isKept ? undefined : target,
      style,
    });
    const isNew =
      config !== undefined && report.files.some(({ path, state }) => path === config.path && state === 'created');
    return {
      result: { files: report.files },
      warnings: isNew ? await passedOver(io.cwd) : [],
      lines,
      exitCode: report.kept.length === 0 ? EXIT.done : EXIT.differences,
    };
  },
};

/** Gives the pipelines that `--ci` asks for. */
async function wantedPipelines(
  { io, flags, onProgress }: CommandContext,
  config: SourceFile | undefined,
): Promise<readonly SourceFile[]> {
  const system = CI_SYSTEMS.find((each) => each === text(flags, 'ci'));
  if (system === undefined) return refuseWithoutCi(flags);
  const [{ pipelinesOf }, { readConfigFile }, { scriptGuard }] = await Promise.all([
    import('../../verbs/init-pipelines.js'),
    import('../../project/config-file.js'),
    import('../script-guard.js'),
  ]);
  // A config that only begins names no variables yet.
  const written = config === undefined ? (await readConfigFile({ cwd: io.cwd, guard: scriptGuard })).value : {};
  const { 'max-days': days } = flags;
  const maxDays = days === undefined ? undefined : Number(days);
  return pipelinesOf({ system, folder: io.cwd, written, branch: text(flags, 'branch'), maxDays, onProgress });
}

/** Flags that say something of pipelines, and of nothing else. */
const CI_FLAGS = ['branch', 'max-days'] as const;

function refuseWithoutCi(flags: FlagValues): readonly SourceFile[] {
  const alone = CI_FLAGS.find((flag) => flags[flag] !== undefined);
  if (alone === undefined) return [];
  throw new EcaError({
    name: 'UsageError',
    message: `--${alone} is for pipelines, and none is asked for.`,
    actions: [`Add --ci ${CI_SYSTEMS.join(' or --ci ')}, or leave --${alone} out.`],
  });
}

/** The config to write, and the flags by which commands reach its org. */
interface WantedConfig {
  /** Default: one is there, and nothing was said of another. */
  readonly config?: SourceFile | undefined;
  /** Default: no org was named. */
  readonly target?: string | undefined;
}

async function wantedConfig(context: CommandContext): Promise<WantedConfig> {
  const { flags, io } = context;
  const fromOrg = text(flags, 'from-org');
  if (fromOrg !== undefined) return { config: await importedConfig(context), target: `-o ${shellWord(fromOrg)}` };
  const isAsked = [...ANSWER_FLAGS, 'format'].some((flag) => flags[flag] !== undefined);
  if (!isAsked) {
    const { configFilesIn } = await import('../../project/config-discovery.js');
    if ((await configFilesIn(io.cwd)).length > 0) return {};
  }
  const answers = await answersOf(context);
  const { starterFile } = await import('../../verbs/init.js');
  const { environment } = answers;
  const target = environment === undefined ? undefined : `-e ${shellWord(environment.name)}`;
  return { config: starterFile(answers, formatOf(flags) ?? 'yaml'), target };
}

/** A config in a folder above was that of this folder, too. */
async function passedOver(cwd: string): Promise<readonly string[]> {
  const { configFilesIn, findProjectFolder } = await import('../../project/config-discovery.js');
  const folder = await findProjectFolder(dirname(cwd));
  const [name] = await configFilesIn(folder);
  if (name === undefined) return [];
  return [`${join(folder, name)} no longer counts in this folder, which has a config of its own now.`];
}

function formatOf(flags: FlagValues): StarterFormat | undefined {
  return STARTER_FORMATS.find((format) => format === text(flags, 'format'));
}

/** Gives a config that describes the apps of an org. */
async function importedConfig(context: CommandContext): Promise<SourceFile> {
  const { io, flags } = context;
  const [format, app] = [formatOf(flags) ?? 'yaml', text(flags, 'app')];
  const { configOfOrg, refuseBesideOrg } = await import('../../verbs/init-from-org.js');
  refuseBesideOrg(Object.fromEntries(ANSWER_FLAGS.map((flag) => [flag, text(flags, flag)])), format);
  const { workOf, orgOf } = await import('../session.js');
  const work = await workOf(context, io.cwd);
  const org = await orgOf({ ...context, flags: { ...flags, 'target-org': flags['from-org'] } }, work, undefined);
  return configOfOrg(org, work, { folder: io.cwd, format, app });
}
