import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, type EcaError, type ErrorName, type ExitCode } from '../errors.js';
import { isPuttingBack } from '../work.js';
import { isOn, type Command, type FlagValues, type Outcome } from './command.js';
import type { Io } from './io.js';
import { parseArguments } from './parser.js';
import { asEcaError, errorJson, errorLines } from './print/error.js';
import { progressPrinter, type ProgressPrinter } from './progress-printer.js';
import { COMMANDS } from './registry.js';
import { styleFor, type Style } from './style.js';

/**
 * Runs one command line.
 *
 * @param argv - The words after `eca`.
 * @returns The exit code. Nothing is thrown: errors are printed.
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let flags: FlagValues = { json: argv.includes('--json'), debug: argv.includes('--debug') };
  try {
    const parsed = await parseArguments(argv, COMMANDS);
    if (typeof parsed === 'string') {
      io.stdout.write(parsed);
      return EXIT.done;
    }
    flags = parsed.flags;
    return await run(parsed.command, flags, io);
  } catch (error) {
    return fail(asEcaError(error), flags, io, []);
  }
}

/** Prints an error that no command could catch, such as one thrown in a library's callback. */
export function reportCrash(error: unknown, argv: readonly string[], io: Io): ExitCode {
  return fail(asEcaError(error), { json: argv.includes('--json'), debug: argv.includes('--debug') }, io, []);
}

async function run(command: Command, flags: FlagValues, io: Io): Promise<ExitCode> {
  const json = isOn(flags, 'json');
  const style = styleFor(wantsColour(flags, io));
  const printer = progressPrinter(io.stderr, style, {
    silent: json || isOn(flags, 'quiet'),
    debug: isOn(flags, 'debug'),
  });
  const warnings: string[] = [];
  const act = async (): Promise<ExitCode> => {
    const outcome = await command.run({
      io,
      flags,
      style,
      onProgress: (event) => {
        if (event.kind === 'warning') warnings.push(event.message);
        printer.onProgress(event);
      },
      print: (line) => {
        printer.finish();
        if (!json) io.stdout.write(`${line}\n`);
      },
    });
    return await report(outcome, { json, io, warnings, printer, style });
  };
  try {
    return await Promise.race([act(), overdue(io.signal)]);
  } catch (error) {
    printer.finish();
    return fail(interruption(error, io), flags, io, warnings);
  }
}

/** Time that a command has to end by itself once a signal came, and to tell how putting back went. */
const GRACE_MS = 1500;
const LOOK_MS = 50;
const LAST_WORDS_MS = 200;

/** Rejects with the reason of the signal when a command does not end by itself; what is being put back is waited for. */
async function overdue(signal: AbortSignal): Promise<never> {
  await new Promise((ended) => {
    signal.addEventListener('abort', ended, { once: true });
  });
  await sleep(GRACE_MS);
  if (isPuttingBack()) {
    while (isPuttingBack()) await sleep(LOOK_MS);
    await sleep(LAST_WORDS_MS);
  }
  throw signal.reason;
}

interface Reporting {
  readonly json: boolean;
  readonly io: Io;
  readonly warnings: readonly string[];
  readonly printer: ProgressPrinter;
  readonly style: Style;
}

async function report(outcome: Outcome, { json, io, warnings, printer, style }: Reporting): Promise<ExitCode> {
  printer.finish();
  const status = outcome.exitCode ?? EXIT.done;
  const all = [...warnings, ...(outcome.warnings ?? [])];
  if (json) {
    io.stdout.write(`${JSON.stringify({ status, result: outcome.result, warnings: all })}\n`);
  } else {
    for (const line of outcome.lines) io.stdout.write(`${line}\n`);
    for (const warning of outcome.warnings ?? []) io.stderr.write(`${style.warn('Warning:')} ${warning}\n`);
  }
  await outcome.until;
  return status;
}

/** Errors that tell what a run left behind; they are told although a signal ended the run. */
const TOLD: ReadonlySet<ErrorName> = new Set([
  'DeployCanceledError',
  'DeployTimeoutError',
  'DeployLostError',
  'SecretAccessNotRestoredError',
  'RotationUnfinishedError',
]);

/** What ends a command that a signal reached: its own error when it has something to tell, else the signal's. */
function interruption(error: unknown, { signal }: Io): EcaError {
  const known = asEcaError(error);
  return signal.aborted && !TOLD.has(known.name) ? asEcaError(signal.reason) : known;
}

function fail(error: EcaError, flags: FlagValues, io: Io, warnings: readonly string[]): ExitCode {
  const style = styleFor(wantsColour(flags, io));
  const exitCode = io.signal.aborted ? asEcaError(io.signal.reason).exitCode : error.exitCode;
  if (error.name === 'OutputClosedError') return exitCode;
  if (isOn(flags, 'json')) io.stdout.write(`${JSON.stringify(errorJson(error, exitCode, warnings))}\n`);
  else for (const line of errorLines(error, style)) io.stderr.write(`${line}\n`);
  if (isOn(flags, 'debug')) io.stderr.write(`${stackOf(error)}\n`);
  return exitCode;
}

/** The stacks of an error and its causes, without their messages: a library's message may quote what it was given. */
function stackOf(error: EcaError): string {
  const stacks: string[] = [];
  for (let current: unknown = error; current instanceof Error && stacks.length < 8; current = current.cause) {
    const frames = (current.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    stacks.push([current.name, ...frames].join('\n'));
  }
  return stacks.join('\nCaused by ');
}

function wantsColour(flags: FlagValues, io: Io): boolean {
  if (typeof flags.color === 'boolean') return flags.color;
  return io.stdout.isTTY && io.stderr.isTTY && (io.env.NO_COLOR ?? '') === '';
}
