import { EXIT, type EcaError, type ExitCode } from '../errors.js';
import { inTime, tellsMore } from '../ending.js';
import { asEcaError } from '../internal-error.js';
import { isOn, type Command, type FlagValues, type Outcome } from './command.js';
import { readCommandLine } from './command-line.js';
import type { Io } from './io.js';
import { pasteable, pasteableError } from './next-command.js';
import { errorJson, errorLines, stackOf } from './print/error.js';
import { progressPrinter, type ProgressPrinter } from './progress-printer.js';
import { jsonText, maskedJson, printableLine } from './print/shown.js';
import { drawsOver, paintsFor, styleFor, type Style } from './style.js';
import { printableText } from '../foreign-text.js';

/**
 * Runs one command line.
 *
 * @param argv - The words after `eca`.
 * @returns The exit code. Nothing is thrown: errors are printed.
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let flags: FlagValues = { json: argv.includes('--json'), debug: argv.includes('--debug') };
  try {
    const parsed = await readCommandLine(argv);
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
    isLive: drawsOver(io.stderr, io.env),
  });
  const warnings: string[] = [];
  const over = new AbortController();
  const act = async (): Promise<ExitCode> => {
    const outcome = await command.run({
      io,
      flags,
      style,
      onProgress: (event) => {
        const told = event.kind === 'warning' ? { ...event, message: pasteable(event.message, { flags, io }) } : event;
        if (told.kind === 'warning') warnings.push(told.message);
        printer.onProgress(told);
      },
      begin: ({ signal }) => {
        signal.addEventListener('abort', () => {
          over.abort(signal.reason);
        });
      },
      print: (line) => {
        printer.finish();
        if (!json) io.stdout.write(`${printableLine(line)}\n`);
      },
    });
    return await report(outcome, { json, io, warnings, printer, style });
  };
  try {
    return await inTime({ signal: AbortSignal.any([io.signal, over.signal]) }, act);
  } catch (error) {
    printer.finish();
    return fail(interruption(error, io), flags, io, warnings);
  }
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
  // A command can end with a report although a signal ended it: what it could not do stands there.
  const status = io.signal.aborted ? asEcaError(io.signal.reason).exitCode : (outcome.exitCode ?? EXIT.done);
  const all = [...warnings, ...(outcome.warnings ?? [])];
  if (json) {
    const answer = { status, result: outcome.result, warnings: all };
    io.stdout.write(`${outcome.reveals === true ? jsonText(answer) : maskedJson(answer)}\n`);
  } else {
    const lines = outcome.reveals === true ? outcome.lines : outcome.lines.map(printableLine);
    for (const line of lines) io.stdout.write(`${line}\n`);
    for (const warning of outcome.warnings ?? [])
      io.stderr.write(`${style.warn('Warning:')} ${printableText(warning)}\n`);
  }
  await outcome.until;
  return status;
}

/** What ends a command that a signal reached: its own error when it has something to tell, else the signal's. */
function interruption(error: unknown, { signal }: Io): EcaError {
  const known = asEcaError(error);
  return signal.aborted && !tellsMore(known) ? asEcaError(signal.reason) : known;
}

function fail(thrown: EcaError, flags: FlagValues, io: Io, warnings: readonly string[]): ExitCode {
  const error = pasteableError(thrown, { flags, io });
  const style = styleFor(wantsColour(flags, io));
  const exitCode = io.signal.aborted ? asEcaError(io.signal.reason).exitCode : error.exitCode;
  if (error.name === 'OutputClosedError') return exitCode;
  if (isOn(flags, 'json')) io.stdout.write(`${maskedJson(errorJson(error, exitCode, warnings))}\n`);
  else for (const line of errorLines(error, style)) io.stderr.write(`${line}\n`);
  if (isOn(flags, 'debug')) io.stderr.write(`${printableText(stackOf(error))}\n`);
  return exitCode;
}

function wantsColour(flags: FlagValues, io: Io): boolean {
  return typeof flags.color === 'boolean' ? flags.color : paintsFor(io);
}
