import { EXIT, usageError } from '../../errors.js';
import type { ConfigTarget } from '../../project/config-target.js';
import type { Imported } from '../../verbs/import-source.js';
import type { ImportedConnectedApps } from '../../verbs/import-connected.js';
import type { ImportReport } from '../../verbs/import.js';
import { asEcaError } from '../../internal-error.js';
import { isOn, text, texts, type Command, type CommandContext, type Outcome } from '../command.js';
import { OWN_NAME } from '../how-to-call.js';
import { orgToImport } from '../import-org.js';
import { pasteable, pasteableError } from '../next-command.js';
import { configFlag, importLines, orgFlag } from '../print/import.js';
import { shown } from '../print/shown.js';
import { scriptGuard } from '../script-guard.js';

/** `eca import` */
export const importCommand: Command = {
  name: 'import',
  summary: 'Take over the apps of a source folder or an org into a config, existing or new',
  shared: ['config', 'environment', 'app', 'target-org', 'api-version'],
  flags: {
    'source-dir': {
      type: 'string',
      array: true,
      describe: 'Folder with the apps, in source or in metadata format; needs no org (repeatable)',
      requiresArg: true,
    },
    'connected-app': {
      type: 'string',
      array: true,
      describe: 'Connected App to move: its file or folder, or with an org its API name (repeatable)',
      requiresArg: true,
    },
    as: {
      type: 'string',
      describe: 'Name of the app that one Connected App becomes. Default: its own with _ECA behind it',
      requiresArg: true,
    },
    output: {
      type: 'string',
      describe: 'Config to write. Default: eca.config.* here or in a folder above, else eca.config.yaml',
      requiresArg: true,
    },
    update: { type: 'boolean', describe: 'Change apps that the config has already', default: false },
    all: { type: 'boolean', describe: 'Write every value, also one that is the default', default: false },
    force: { type: 'boolean', describe: 'Write although something cannot be said in a config', default: false },
    wait: { type: 'number', describe: 'Minutes to wait for the org', default: 10, requiresArg: true },
  },
  examples: [
    ['eca import --source-dir force-app', 'Write eca.config.yaml from the files of a project, without an org'],
    ['eca import -o acme-prod --app Billing_Sync', 'Take over one app of an org'],
    [
      'eca import -o acme-prod --connected-app Billing_Legacy',
      'Move a Connected App of an org to an External Client App',
    ],
    ['eca import -o acme-uat -e uat', 'Write what the org acme-uat has otherwise than the base config'],
    ['eca import -o acme-prod --update', 'Bring apps of the config in line with the org'],
  ],
  async run(context) {
    try {
      return await runImport(context);
    } catch (error) {
      const { flags, io } = context;
      // Commands that come after this one find the config by --config alone.
      const named = { ...flags, config: text(flags, 'config') ?? text(flags, 'output') };
      throw pasteableError(asEcaError(error), { flags: named, io });
    }
  },
};

async function runImport(context: CommandContext): Promise<Outcome> {
  const { flags } = context;
  refuseContradictions(context);
  refuseMixtures(context);
  const target = await targetOf(context);
  const imported = await importedOf(context, target);
  const { moves } = imported;
  const verb = await import('../../verbs/import.js');
  const report = await verb.importApps({
    imported,
    target,
    apps: moves === undefined ? texts(flags, 'app') : undefined,
    environment: text(flags, 'environment'),
    targetOrg: text(flags, 'target-org'),
    all: isOn(flags, 'all'),
    update: isOn(flags, 'update'),
    force: isOn(flags, 'force'),
    env: context.io.env,
  });
  return outcomeOf(context, target, report, moves);
}

type Moves = ImportedConnectedApps['moves'] | undefined;

/** Tells what became of the import, with next commands that can be pasted. */
async function outcomeOf(
  { flags, io, style }: CommandContext,
  target: ConfigTarget,
  report: ImportReport,
  moves: Moves,
): Promise<Outcome> {
  const { texts: bothTexts, notes, ...result } = report;
  const [environment, targetOrg] = [text(flags, 'environment'), text(flags, 'target-org')];
  const org = shown(orgFlag(environment, targetOrg));
  const config = await unfoundConfig(target, io.cwd);
  const place = config === undefined ? '' : shown(configFlag(config));
  // The environment names the org, too.
  const next = { environment, 'target-org': environment === undefined ? targetOrg : undefined, config };
  const told = (words: string): string => pasteable(words, { flags: next, io });
  const toldNotes = notes.map(told);
  const { call = OWN_NAME } = io;
  const around = { call, org, config: place, format: target.format };
  const lines = await importLines(shown({ ...report, notes: toldNotes }), bothTexts, style, around);
  const exitCode = isWhole(report) ? EXIT.done : EXIT.differences;
  const whole = { ...result, notes: toldNotes };
  if (moves === undefined) return { result: whole, lines, exitCode };
  const toldMoves = moves.map(({ left, ...move }) => ({
    ...move,
    left: left.map((each) => ({ ...each, instead: told(each.instead) })),
  }));
  const { moveLines } = await import('../print/connected-app.js');
  return {
    result: { ...whole, connectedApps: toldMoves },
    lines: [...lines, ...moveLines(shown(toldMoves), style, { call, flags: `${org}${place}` })],
    exitCode,
  };
}

/** Gives the config where a command has to be told which one: one that every command finds by itself need not be named. */
async function unfoundConfig({ path, displayPath }: ConfigTarget, cwd: string): Promise<string | undefined> {
  const { configFileUpward } = await import('../../project/config-discovery.js');
  // Of several that stand side by side, each has to be named.
  const found = await configFileUpward(cwd).catch(() => undefined);
  return found === path ? undefined : displayPath;
}

/** Tells whether the config says now what was imported. */
const isWhole = ({ waiting, toPaste }: ImportReport): boolean => waiting.length + toPaste.length === 0;

/** A Connected App is named by itself; only what is made of it can get another name. */
function refuseMixtures({ flags }: CommandContext): void {
  const connectedApps = texts(flags, 'connected-app');
  if (connectedApps !== undefined && texts(flags, 'source-dir') !== undefined) {
    throw usageError(
      '--connected-app names Connected Apps and --source-dir External Client Apps.',
      'Leave one of them out.',
    );
  }
  if (connectedApps !== undefined && texts(flags, 'app') !== undefined) {
    throw usageError(
      '--app chooses among External Client Apps, and --connected-app names each Connected App.',
      'Leave --app out.',
    );
  }
  if (connectedApps === undefined && text(flags, 'as') !== undefined) {
    throw usageError('--as names what a Connected App becomes, and none is given.', 'Give --connected-app as well.');
  }
}

function refuseContradictions({ flags }: CommandContext): void {
  const [config, output] = [text(flags, 'config'), text(flags, 'output')];
  if (config !== undefined && output !== undefined) {
    throw usageError('--config and --output both name the config to write.', 'Leave one of them out.');
  }
  if (texts(flags, 'source-dir') !== undefined && text(flags, 'target-org') !== undefined) {
    throw usageError('--source-dir reads files and --target-org an org.', 'Leave one of them out.');
  }
}

async function targetOf({ io, flags }: CommandContext): Promise<ConfigTarget> {
  const { findConfigTarget } = await import('../../project/config-target.js');
  const named = text(flags, 'output') ?? text(flags, 'config');
  const target = await findConfigTarget({ cwd: io.cwd, named, guard: scriptGuard });
  const environment = text(flags, 'environment');
  if (environment === undefined || target.value !== undefined) return target;
  const message = `The environment "${environment}" lies over a base config, and there is no ${target.displayPath} yet.`;
  throw usageError(message, 'Import the base first, without -e.');
}

async function importedOf(
  context: CommandContext,
  target: ConfigTarget,
): Promise<Imported & Partial<Pick<ImportedConnectedApps, 'moves'>>> {
  const { io, flags } = context;
  const [sourceDirs, apiVersion] = [texts(flags, 'source-dir'), text(flags, 'api-version')];
  const connectedApps = texts(flags, 'connected-app');
  if (connectedApps !== undefined) {
    const { readConnectedApps } = await import('../../verbs/read-connected-apps.js');
    return readConnectedApps({
      ...{ connectedApps, as: text(flags, 'as'), apiVersion, target, cwd: io.cwd, env: io.env },
      asksOrg: text(flags, 'target-org') !== undefined,
      connect: () => orgToImport(context, target),
    });
  }
  if (sourceDirs === undefined) {
    const { org, work } = await orgToImport(context, target);
    const { readImportedOrg } = await import('../../verbs/import-org.js');
    return readImportedOrg(org, work);
  }
  const { readImportedSource } = await import('../../verbs/import-source.js');
  return readImportedSource({ cwd: io.cwd, sourceDirs, apiVersion, env: io.env });
}
