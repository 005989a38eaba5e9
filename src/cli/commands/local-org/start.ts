import type { LocalOrg, LocalOrgInfo, LocalOrgOptions } from '../../../local-org/index.js';
import { EcaError } from '../../../errors.js';
import { text, texts, type Command, type CommandContext, type FlagValues } from '../../command.js';
import type { Style } from '../../style.js';

/** `eca local-org start` */
export const localOrgStart: Command = {
  name: 'local-org start',
  summary: 'Start a stand-in org on this machine until Ctrl-C; -o local-org reaches it from eca and sf',
  shared: [],
  flags: {
    port: { type: 'number', describe: 'Port on 127.0.0.1; 0 takes a free one', default: 0, requiresArg: true },
    alias: { type: 'string', describe: 'Alias in the auth store of sf', default: 'local-org', requiresArg: true },
    seed: { type: 'string', describe: 'YAML or JSON file with users, permission sets and settings', requiresArg: true },
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
  },
  examples: [
    ['eca local-org start', 'Start it; then, in another terminal: eca deploy -o local-org'],
    ['eca local-org start --port 0 --json', 'Print one line of JSON when it is ready'],
    ['eca local-org start --state org.json --fault token:503:2', 'Keep it over restarts; let the token endpoint fail'],
  ],
  async run(context) {
    const { io, flags, style } = context;
    io.listen();
    const { LocalOrg } = await import('../../../local-org/index.js');
    const alias = text(flags, 'alias') ?? 'local-org';
    const { org, info } = await startOrg(() => new LocalOrg(optionsOf(flags, alias)));
    try {
      const { registerSession } = await import('../../../org/auth-store.js');
      const unregister = await registerSession({ ...info, alias });
      return {
        result: resultOf(info, alias),
        reveals: true,
        lines: lines(info, alias, style),
        until: stopOnSignal(io, async () => {
          await unregister();
          await org.stop();
        }),
      };
    } catch (error) {
      await org.stop();
      throw error;
    }
  },
};

function optionsOf(flags: FlagValues, alias: string): LocalOrgOptions {
  const [seed, state, log] = ['seed', 'state', 'log'].map((name) => text(flags, name));
  return {
    alias,
    port: Number(flags.port ?? 0),
    assume: assumptions(texts(flags, 'assume') ?? []),
    faults: texts(flags, 'fault') ?? [],
    seed,
    state,
    log,
  };
}

async function startOrg(make: () => LocalOrg): Promise<{ readonly org: LocalOrg; readonly info: LocalOrgInfo }> {
  try {
    const org = make();
    return { org, info: await org.start() };
  } catch (error) {
    if (error instanceof EcaError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new EcaError({
      name: 'LocalOrgStartError',
      message: `The local org could not start: ${message}`,
      actions: ['Take --port 0 for a free port, and check what --seed, --state, --assume and --fault name.'],
      cause: error,
    });
  }
}

function assumptions(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, ...rest] = pair.split('=');
      if (name !== undefined && name !== '' && rest.length > 0) return [name, rest.join('=')];
      throw new EcaError({
        name: 'UsageError',
        message: `--assume takes NAME=VALUE, and got "${pair}".`,
        actions: ['`eca local-org assumptions` lists the names.'],
      });
    }),
  );
}

function resultOf(
  { instanceUrl, orgId, username, accessToken }: LocalOrgInfo,
  alias: string,
): Readonly<Record<string, string>> {
  return { instanceUrl, orgId, username, alias, accessToken };
}

function lines({ instanceUrl, orgId, username }: LocalOrgInfo, alias: string, style: Style): readonly string[] {
  return [
    `${style.good('Local org is running')} at ${instanceUrl} (${orgId}, ${username})`,
    'It stands in for a Salesforce org on this machine, for development, CI and demos; it is no proof about a real org.',
    `In another terminal: ${style.bold(`npx eca deploy -o ${alias}`)}. Ctrl-C stops it.`,
  ];
}

function stopOnSignal({ signal }: CommandContext['io'], stop: () => Promise<void>): Promise<void> {
  return new Promise((done, failed) => {
    const end = (): void => {
      stop().then(done, failed);
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
