import { EcaError } from '../../errors.js';
import { asEcaError } from '../../internal-error.js';
import { openGate, type Gate } from '../../fleet/gate.js';
import { recapOf, type Ended } from '../../fleet/recap.js';
import { runFleet, type MemberEnd } from '../../fleet/run-fleet.js';
import type { LoadedEnvironment } from '../../project/load-config.js';
import type { RunEnvironment } from '../../report/run.js';
import type { Work } from '../../work.js';
import { isGiven, isOn, minutes, text, texts, type CommandContext, type Outcome } from '../command.js';
import type { EnvironmentCommand } from '../environment-flags.js';
import type { Output } from '../io.js';
import { stackOf } from '../print/error.js';
import { fleetLines } from '../print/fleet.js';
import { reportLines } from '../print/report-path.js';
import { choose, type Chosen } from './choose.js';
import { environmentJson } from './environment-json.js';
import { fleetPrinter, type FleetPrinter } from './printer.js';
import { causeOfEnd, exitCodeOf } from './environment-end.js';
import { orReported } from './report-failure.js';
import { openReporting, type Expected, type Reporting } from './reporting.js';

/** What came of one environment, this time or in a run before. */
export interface EnvironmentEnd extends Partial<MemberEnd<Outcome>> {
  readonly name: string;
  /** What a run before reported of it, where this one left it at that. */
  readonly before?: RunEnvironment | undefined;
  /** What was printed before the result. */
  readonly printed: readonly string[];
}

/** Everything that the runs of one fleet have in common. */
interface Fleet {
  readonly command: EnvironmentCommand;
  readonly context: CommandContext;
  readonly printer: FleetPrinter;
  readonly reporting: Reporting;
  readonly gate: Gate | undefined;
  readonly printed: Map<string, string[]>;
}

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
  const started = performance.now();
  const { flags, io, style } = context;
  const { bounds, chosen } = await orReported(command, context, async () => ({
    bounds: boundsOf(context),
    chosen: await choose(command, context, names),
  }));
  const reporting = await openReporting(context, chosen.identity, expectedOf(chosen));
  io.listen();
  context.begin({ signal: io.signal });
  const members = chosen.environments.filter(({ name }) => !chosen.done.has(name));
  const size = { json: isOn(flags, 'json'), quiet: isOn(flags, 'quiet'), debug: isOn(flags, 'debug') };
  const printer = fleetPrinter(
    members.map(({ name }) => name),
    context,
    size,
  );
  const gate = command.changes?.(flags) === true ? openGate(texts(flags, 'yes-org-id') ?? []) : undefined;
  const fleet: Fleet = { command, context, printer, reporting, gate, printed: new Map() };
  const ends = await runMembers(members, chosen, fleet, bounds);
  printer.finish();
  const all = inOrder(chosen, ends, fleet);
  const summed = recapOf(all.map(endedOf), Math.round(performance.now() - started));
  // Who was ended from outside says so, whatever became of the environments.
  const recap = io.signal.aborted ? { ...summed, exitCode: asEcaError(io.signal.reason).exitCode } : summed;
  await reporting.finish(recap.exitCode);
  const folder = text(flags, 'report-dir');
  const lines = fleetLines(all, recap, { style, isReported: folder !== undefined, columns: columnsOf(io.stdout) });
  return {
    result: { environments: all.map(environmentJson), recap },
    lines: [...lines, ...reportLines(io.cwd, folder)],
    exitCode: recap.exitCode,
  };
}

const columnsOf = ({ isTTY, size }: Output): number | undefined => (isTTY ? size?.().columns : undefined);

interface FleetBounds {
  readonly concurrency: number | undefined;
  readonly waitMs: number | undefined;
  readonly waitAllMs: number | undefined;
}

function boundsOf({ flags }: CommandContext): FleetBounds {
  const { concurrency } = flags;
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && Number(concurrency) >= 1)) {
    throw new EcaError({
      name: 'UsageError',
      message: '--concurrency takes a whole number of environments, 1 or more.',
      actions: ['Give one, such as --concurrency 4; without it 20 run at a time.'],
    });
  }
  return {
    concurrency: concurrency === undefined ? undefined : Number(concurrency),
    waitMs: isGiven(flags, 'wait') ? minutes(flags, 'wait') : undefined,
    waitAllMs: isGiven(flags, 'wait-all') ? minutes(flags, 'wait-all') : undefined,
  };
}

function expectedOf({ environments, done }: Chosen): readonly Expected[] {
  return environments.map(({ name, loaded }) => ({ name, config: loaded?.config, before: done.get(name) }));
}

function runMembers(
  members: readonly LoadedEnvironment[],
  { source }: Chosen,
  fleet: Fleet,
  { concurrency, waitMs, waitAllMs }: FleetBounds,
): Promise<readonly MemberEnd<Outcome>[]> {
  const { io } = fleet.context;
  const { printer, reporting } = fleet;
  const announce = (line: string): void => {
    printer.write(line);
  };
  return runFleet(members, (member, work) => runMember(member, work, fleet), {
    concurrency,
    waitAllMs,
    signal: io.signal,
    work: { folder: source.root, env: io.env, waitMs, announce },
    onProgress: printer.of,
    onBegin: reporting.began,
    onEnd: (end) => {
      const { name, value, error, ms } = end;
      const stack = error === undefined ? undefined : stackOf(error);
      const told = { exitCode: exitCodeOf(end), changes: value?.summary?.changes, cause: causeOfEnd(end), stack, ms };
      printer.ended(name, told);
      reporting.ended(end);
    },
  });
}

/** Runs the command in one environment, which cannot ask, and prints nothing but progress before all have ended. */
async function runMember({ name, loaded, error }: LoadedEnvironment, work: Work, fleet: Fleet): Promise<Outcome> {
  const { command, context, reporting, gate, printed } = fleet;
  if (loaded === undefined) throw error ?? new Error(`The environment ${name} has no config.`);
  const { io, flags } = context;
  const { production } = loaded.config;
  const own: CommandContext = {
    ...context,
    io: { ...io, signal: work.signal, ask: undefined, listen: () => undefined },
    flags: { ...flags, environment: name },
    onProgress: work.onProgress,
    begin: () => undefined,
    print: (line) => {
      printed.set(name, [...(printed.get(name) ?? []), line]);
    },
    isNamed: gate?.isNamed,
    met: (identity, org) => {
      reporting.met(name, identity, org);
      const isProduction = production || identity.isProduction === true ? true : undefined;
      gate?.admit(name, { ...identity, isProduction });
    },
  };
  return reporting.asks(name, await command.inEnvironment(own, { loaded, work }));
}

function inOrder({ environments, done }: Chosen, ends: readonly MemberEnd<Outcome>[], fleet: Fleet): EnvironmentEnd[] {
  const byName = new Map(ends.map((end) => [end.name, end]));
  return environments.map(({ name }) => {
    const printed = fleet.printed.get(name) ?? [];
    return { ...byName.get(name), name, before: done.get(name), printed };
  });
}

function endedOf(end: EnvironmentEnd): Ended {
  const { name, before, value, began = false, ms = 0 } = end;
  if (before !== undefined) {
    return { name, exitCode: 0, changes: before.changes, skipped: true, began: true, ms: before.ms ?? 0 };
  }
  const whole = { ...end, began, ms };
  const { changes, proofs = [] } = value?.summary ?? {};
  const unknown = proofs.filter(({ unknownFromHere }) => unknownFromHere === true).length || undefined;
  return { name, exitCode: exitCodeOf(whole), changes, cause: causeOfEnd(whole), unknown, began, ms };
}
