import type { LocalOrg, LocalOrgInfo, LocalOrgOptions, OrgCopy, Snapshot } from '../../../local-org/index.js';
import { EcaError, usageError } from '../../../errors.js';
import { hasConfig } from '../../../project/config-discovery.js';
import { isAliasName } from '../../../org/alias-name.js';
import { shellQuoted, shellWord } from '../../../shell-quote.js';
import { foreignText } from '../../../foreign-text.js';
import { isOn, text, texts, type Command, type CommandContext, type FlagValues } from '../../command.js';
import type { Style } from '../../style.js';
import type { ConfigSeed } from './config-seed.js';
import { askRunning, claim, DEFAULT_ALIAS } from './running.js';
import { OWN_NAME } from '../../how-to-call.js';
import { APPS_AFTER } from './refresh.js';
import { isBelowNpm, untilEnded } from './until-stopped.js';

/** `eca local-org start` */
export const localOrgStart: Command = {
  name: 'local-org start',
  summary: 'Start a stand-in org on this machine until Ctrl-C; -o local-org reaches it from eca and sf',
  shared: [],
  flags: {
    port: { type: 'number', describe: 'Port on 127.0.0.1; 0 takes any', default: 0, requiresArg: true },
    alias: { type: 'string', describe: 'Alias in the auth store of sf', default: DEFAULT_ALIAS, requiresArg: true },
    seed: { type: 'string', describe: 'YAML or JSON file with users, permission sets and settings', requiresArg: true },
    config: {
      type: 'string',
      describe:
        'Config whose users, permission sets and profiles the org gets, without a seed; --no-config reads none. Default: eca.config.* here or in a folder above',
      requiresArg: true,
    },
    assume: {
      type: 'string',
      array: true,
      describe: 'NAME=VALUE: how the org behaves where reports differ (repeatable)',
      requiresArg: true,
    },
    state: {
      type: 'string',
      describe: 'File that keeps the org over restarts; once it is there, the seed is not used',
      requiresArg: true,
    },
    fault: {
      type: 'string',
      array: true,
      describe: 'OPERATION:KIND[:VALUE], such as deploy:503:2 or query:latency:250 (repeatable)',
      requiresArg: true,
    },
    log: { type: 'string', describe: 'File for one line of JSON a request, without secrets', requiresArg: true },
    tls: {
      type: 'boolean',
      describe: 'Speak https, with a certificate by an authority that is made for this start',
      default: false,
    },
    'sandbox-of': {
      type: 'string',
      describe: 'Alias of a running local org: this one becomes its sandbox, a copy of it unless there is a seed',
      requiresArg: true,
    },
    'sandbox-name': { type: 'string', describe: 'Name of that sandbox. Default: uat', requiresArg: true },
    apps: {
      choices: [...APPS_AFTER],
      describe: 'What becomes of the External Client Apps that such a copy brings along. Default: absent',
      requiresArg: true,
    },
    'with-parent': {
      type: 'boolean',
      describe: 'End when the process that started this one ends. Default: below npm and npx',
    },
  },
  examples: [
    ['eca local-org start', 'Start it; then, in another terminal: eca deploy -o local-org'],
    ['eca local-org start --port 0 --json', 'Print one line of JSON when it is ready'],
    ['eca local-org start --state org.json --fault token:503:2', 'Keep it over restarts; let the token endpoint fail'],
    ['eca local-org start --alias uat --sandbox-of local-org', 'Make a sandbox of a local org that runs'],
  ],
  async run(context) {
    const { io, flags, style } = context;
    io.listen();
    const alias = aliasOf(flags);
    const { LocalOrg } = await import('../../../local-org/index.js');
    const { seed, options } = await plannedOrg(context, alias);
    const { promise: asked, resolve } = Promise.withResolvers<undefined>();
    const onStopRequest = (): void => {
      resolve(undefined);
    };
    const { org, info } = await startAs(alias, io.signal, () => new LocalOrg({ ...options, onStopRequest }));
    const withParent = typeof flags['with-parent'] === 'boolean' ? isOn(flags, 'with-parent') : isBelowNpm(io);
    const named = text(flags, 'config');
    const told = {
      ...{ info, alias, seed, call: io.call ?? OWN_NAME },
      hasConfig: named !== undefined || (await hasConfig(io.cwd)),
      configFlag: named === undefined ? '' : ` --config ${shellWord(named)}`,
    };
    return {
      result: { ...resultOf(info, alias), unread: [...seed.unread, ...unreadFiles(org.unread)] },
      reveals: true,
      lines: lines({ ...told, snapshot: org.snapshot(), files: org.unread }, style),
      until: untilEnded(io, withParent, asked).then(() => stop(org, info)),
    };
  },
};

function aliasOf(flags: FlagValues): string {
  const alias = text(flags, 'alias') ?? DEFAULT_ALIAS;
  if (isAliasName(alias)) return alias;
  throw new EcaError({
    name: 'UsageError',
    message: `"${foreignText(alias, 100)}" cannot be the alias of a local org.`,
    actions: ['Give --alias a name without spaces, @ and =, which does not begin with a hyphen, such as --alias uat.'],
  });
}

async function plannedOrg(
  context: CommandContext,
  alias: string,
): Promise<{ readonly seed: ConfigSeed; readonly options: LocalOrgOptions }> {
  const { flags, io } = context;
  const options = optionsOf(flags, alias);
  const sandbox = await sandboxOptions(flags, options.seed === undefined, io.signal);
  const { seedOfConfig } = await import('./config-seed.js');
  const seed = await seedOfConfig(context, alias);
  // What such an org holds is said elsewhere; the config tells the next command.
  if (options.seed !== undefined || sandbox !== undefined)
    return { seed: { ...seed, seed: undefined, unread: [] }, options: { ...options, ...sandbox } };
  // The login of a config's seed is its own already, and the run-as users are named by the config.
  return { seed, options: { ...options, seed: seed.seed } };
}

async function sandboxOptions(
  flags: FlagValues,
  isCopy: boolean,
  signal: AbortSignal,
): Promise<Pick<LocalOrgOptions, 'sandboxOf' | 'copyOf'> | undefined> {
  const production = text(flags, 'sandbox-of');
  const name = text(flags, 'sandbox-name');
  const apps = APPS_AFTER.find((one) => one === text(flags, 'apps'));
  if (production === undefined) {
    if (name === undefined && apps === undefined) return undefined;
    throw usageError(
      '--sandbox-name and --apps say what becomes of a copy.',
      'Name the org to copy with --sandbox-of ALIAS.',
    );
  }
  if (!isCopy && (name ?? apps) !== undefined) {
    throw usageError('A seed says itself which sandbox it is.', 'Leave --sandbox-name and --apps out, or the seed.');
  }
  const { instanceUrl, answer } = await askRunning(production, { name: 'GET state', signal });
  if (!isCopy) return { sandboxOf: instanceUrl };
  const { state } = answer as Pick<OrgCopy, 'state'>;
  return { sandboxOf: instanceUrl, copyOf: { state, sandboxName: name ?? 'uat', apps } };
}

function optionsOf(flags: FlagValues, alias: string): LocalOrgOptions {
  const [seed, state, log] = ['seed', 'state', 'log'].map((name) => text(flags, name));
  return {
    alias,
    port: Number(flags.port ?? 0),
    assume: assumptions(texts(flags, 'assume') ?? []),
    faults: texts(flags, 'fault') ?? [],
    ownIdentity: 'login',
    tls: isOn(flags, 'tls'),
    seed,
    state,
    log,
  };
}

interface Started {
  readonly org: LocalOrg;
  readonly info: LocalOrgInfo;
}

/** Starts the org and registers it, while no other start or stop touches the auth store. */
async function startAs(alias: string, signal: AbortSignal, make: () => LocalOrg): Promise<Started> {
  const { registerSession, withAuthStore } = await import('../../../org/auth-store.js');
  return withAuthStore(async () => {
    await claim(alias, alias);
    const started = await startOrg(make);
    try {
      await claim(started.info.username, alias);
      await registerSession({ ...started.info, alias });
      return started;
    } catch (error) {
      await started.org.stop();
      throw error;
    }
  }, signal);
}

async function startOrg(make: () => LocalOrg): Promise<Started> {
  try {
    const org = make();
    return { org, info: await org.start() };
  } catch (error) {
    if (error instanceof EcaError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new EcaError({
      name: 'LocalOrgStartError',
      message: `The local org could not start: ${message}`,
      actions: [
        message.includes('EADDRINUSE')
          ? 'Another program has this port: take --port 0, which finds a free one.'
          : 'Correct what it names; `eca local-org start --help` shows what --port, --seed, --state, --assume and --fault take.',
      ],
      cause: error,
    });
  }
}

async function stop(org: LocalOrg, { instanceUrl }: LocalOrgInfo): Promise<void> {
  try {
    const { forgetSessions, withAuthStore } = await import('../../../org/auth-store.js');
    await withAuthStore(() => forgetSessions(instanceUrl));
  } finally {
    await org.stop();
  }
}

function assumptions(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, ...rest] = pair.split('=');
      if (name !== undefined && name !== '' && rest.length > 0) return [name, rest.join('=')];
      throw usageError(`--assume takes NAME=VALUE, and got "${pair}".`, '`eca local-org assumptions` lists the names.');
    }),
  );
}

function resultOf(info: LocalOrgInfo, alias: string): Readonly<Record<string, unknown>> {
  const { instanceUrl, orgId, username, accessToken, caFile, sfdxAuthUrl } = info;
  return { instanceUrl, orgId, username, alias, accessToken, caFile, sfdxAuthUrl, processId: process.pid };
}

/** What is told of an org that runs. */
interface Shown {
  readonly info: LocalOrgInfo;
  readonly alias: string;
  readonly snapshot: Snapshot;
  readonly seed: ConfigSeed;
  /** Files of the seed's source folder that were not read. */
  readonly files: readonly string[];
  /** Words that start this tool here. */
  readonly call: string;
  /** Whether commands that are typed here find a config. */
  readonly hasConfig: boolean;
  /** Flag that names the config to commands that would not find it; empty where they do. */
  readonly configFlag: string;
}

function lines({ files, ...told }: Shown, style: Style): readonly string[] {
  const { info, alias, snapshot, seed, call } = told;
  const { instanceUrl, orgId, username, caFile, sfdxAuthUrl } = info;
  const [, ...users] = snapshot.users;
  const sets = snapshot.components.filter(({ type }) => type === 'PermissionSet').map(({ fullName }) => fullName);
  return [
    `${style.good('Local org is running')} at ${instanceUrl} (${orgId}, ${username})`,
    `Its page, as Setup would show it: ${instanceUrl}/`,
    'It stands in for a Salesforce org on this machine, for development, CI and demos; it is no proof about a real org.',
    ...(seed.seed === undefined ? [] : [`Made for ${seed.path ?? 'the config'}.`]),
    ...(users.length === 0 ? [] : [`Users: ${users.map((user) => user.username).join(', ')}`]),
    ...(sets.length === 0 ? [] : [`Permission sets: ${sets.join(', ')}`]),
    settingsLine(snapshot.settings),
    ...[...seed.unread, ...unreadFiles(files)].map((text) => `${style.warn('Not read:')} ${text}`),
    ...(caFile === undefined ? [] : [`Clients trust it with NODE_EXTRA_CA_CERTS=${caFile}`]),
    ...(sfdxAuthUrl === undefined ? [] : [`SFDX_AUTH_URL=${sfdxAuthUrl}`]),
    ...nextLines(told, style),
    `Ctrl-C or \`${call} local-org stop ${shellWord(alias)}\` stops it.`,
  ];
}

/** Switches that decide what commands can do, on or off. */
const SWITCHES = ['enableClientSecretInRestApiAccess', 'enableConsumerSecretApiAccess', 'enableAdminApprovedAppsOnly'];

function settingsLine(settings: Readonly<Record<string, boolean>>): string {
  const names = [...new Set([...Object.keys(settings), ...SWITCHES])];
  const listed = (on: boolean) => names.filter((name) => (settings[name] === true) === on).join(', ');
  return `Settings that are on: ${listed(true) || 'none'}; off: ${listed(false) || 'none'}.`;
}

/** What to type next: a deploy, after a config for a user of this org where there is none. */
function nextLines(told: Omit<Shown, 'files'>, style: Style): readonly string[] {
  const { snapshot, call } = told;
  const next = `  ${style.bold(nextCommand(told))}`;
  const [, user] = snapshot.users;
  if (told.hasConfig || user === undefined) return ['In another terminal:', next];
  const answers = `--app Billing_Sync --contact-email platform@acme.example --run-as-user ${shellWord(user.username)}`;
  return ['No config is here. In another terminal:', `  ${style.bold(`${call} init ${answers}`)}`, next];
}

/** The command that does something where the user stands, to be typed as it is. */
function nextCommand({ info, alias, seed, call, configFlag }: Omit<Shown, 'files' | 'snapshot'>): string {
  if (seed.isBroken === true) return `${call} validate${configFlag}`;
  const trusting = info.caFile === undefined ? '' : `NODE_EXTRA_CA_CERTS=${shellQuoted(info.caFile)} `;
  const target = seed.environment === undefined ? `-o ${shellWord(alias)}` : `-e ${shellWord(seed.environment)}`;
  return `${trusting}${call} deploy ${target}${configFlag}`;
}

function unreadFiles(files: readonly string[]): readonly string[] {
  if (files.length === 0) return [];
  const more = files.length > 5 ? ` and ${files.length - 5} more` : '';
  const names = files.slice(0, 5).map((file) => foreignText(file));
  return [`files of the seed's source folder that are no component of a known type: ${names.join(', ')}${more}.`];
}
