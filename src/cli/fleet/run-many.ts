import { openGate } from '../../fleet/gate.js';
import { concurrencyOf } from '../../runs/before.js';
import { causeOfEnd, exitCodeOf } from '../../runs/environment-end.js';
import { openReporting } from '../../runs/reporting.js';
import { expectedOf, runSeveral, type EnvironmentEnd as End, type OwnRun } from '../../runs/several.js';
import { isGiven, isOn, minutes, text, texts, type CommandContext, type Outcome } from '../command.js';
import type { EnvironmentCommand } from '../environment-flags.js';
import type { Output } from '../io.js';
import { stackOf } from '../print/error.js';
import { fleetLines } from '../print/fleet.js';
import { reportLines } from '../print/report-path.js';
import { choose, type ChosenEnvironment } from './choose.js';
import { environmentJson } from './environment-json.js';
import { fleetPrinter, type FleetPrinter } from './printer.js';
import { orReported } from './report-failure.js';
import { reportPlace } from './report-place.js';

/** What came of one environment, this time or in a run before. */
export interface EnvironmentEnd extends End<Outcome> {
  /** What was printed before the result. */
  readonly printed: readonly string[];
}

/** Lines that commands printed before their results, by the name of the environment. */
type Printed = Map<string, string[]>;

/**
 * Runs a command in several environments side by side.
 *
 * @throws what is wrong for the whole, before anything was begun. What fails in one environment stands in the result.
 */
export async function runMany(
  command: EnvironmentCommand,
  context: CommandContext,
  names: readonly string[],
): Promise<Outcome> {
  const { flags, io, style } = context;
  const { bounds, chosen } = await orReported(command, context, async () => ({
    bounds: boundsOf(context),
    chosen: await choose(command, context, names),
  }));
  const { source, environments, identity, done } = chosen;
  const reporting = await openReporting(reportPlace(context), identity, expectedOf(environments, done));
  io.listen();
  context.begin({ signal: io.signal });
  const printer = printerOf(
    environments.filter(({ name }) => !done.has(name)),
    context,
  );
  const gate = command.changes?.(flags) === true ? openGate(texts(flags, 'yes-org-id') ?? []) : undefined;
  const { concurrency, waitMs, waitAllMs } = bounds;
  const printed: Printed = new Map();
  const act = (member: ChosenEnvironment, own: OwnRun): Promise<Outcome> =>
    runMember(command, contextOf(context, member, own, printed), member, own);
  const { ends, recap } = await runSeveral(environments, act, {
    ...{ reporting, gate, done, concurrency, waitAllMs, signal: io.signal },
    work: { folder: source.root, env: io.env, waitMs, announce: printer.write },
    onProgress: printer.of,
    onEnd: (end) => {
      const { name, value, error, ms } = end;
      const stack = error === undefined ? undefined : stackOf(error);
      const told = { exitCode: exitCodeOf(end), changes: value?.summary?.changes, cause: causeOfEnd(end), stack, ms };
      printer.ended(name, told);
    },
  });
  printer.finish();
  const all = ends.map((end) => ({ ...end, printed: printed.get(end.name) ?? [] }));
  const folder = text(flags, 'report-dir');
  const lines = fleetLines(all, recap, { style, isReported: folder !== undefined, columns: columnsOf(io.stdout) });
  return {
    result: { environments: all.map(environmentJson), recap },
    lines: [...lines, ...reportLines(io.cwd, folder)],
    exitCode: recap.exitCode,
  };
}

function printerOf(members: readonly ChosenEnvironment[], context: CommandContext): FleetPrinter {
  const { flags } = context;
  const what = { json: isOn(flags, 'json'), quiet: isOn(flags, 'quiet'), debug: isOn(flags, 'debug') };
  return fleetPrinter(
    members.map(({ name }) => name),
    context,
    what,
  );
}

const columnsOf = ({ isTTY, size }: Output): number | undefined => (isTTY ? size?.().columns : undefined);

interface FleetBounds {
  readonly concurrency: number | undefined;
  readonly waitMs: number | undefined;
  readonly waitAllMs: number | undefined;
}

function boundsOf({ flags }: CommandContext): FleetBounds {
  return {
    concurrency: concurrencyOf(flags.concurrency),
    waitMs: isGiven(flags, 'wait') ? minutes(flags, 'wait') : undefined,
    waitAllMs: isGiven(flags, 'wait-all') ? minutes(flags, 'wait-all') : undefined,
  };
}

/** Gives what the command in one environment works with: it cannot ask, and prints nothing but progress before all have ended. */
function contextOf(
  context: CommandContext,
  { name }: ChosenEnvironment,
  { work, met, isNamed }: OwnRun,
  printed: Printed,
): CommandContext {
  const { io, flags } = context;
  return {
    ...context,
    io: { ...io, signal: work.signal, ask: undefined, listen: () => undefined },
    flags: { ...flags, environment: name },
    onProgress: work.onProgress,
    begin: () => undefined,
    print: (line) => {
      printed.set(name, [...(printed.get(name) ?? []), line]);
    },
    isNamed,
    met,
  };
}

function runMember(
  command: EnvironmentCommand,
  context: CommandContext,
  { name, loaded }: ChosenEnvironment,
  { work }: OwnRun,
): Promise<Outcome> {
  if (loaded === undefined) throw new Error(`The environment ${name} has no config.`);
  return command.inEnvironment(context, { loaded, work });
}
