import { resolve } from 'node:path';
import type { RunIdentity } from '../../report/read-run.js';
import { identityOf, type ReportPlace } from '../../runs/reporting.js';
import { text, type CommandContext } from '../command.js';
import { decidingFlags, type EnvironmentCommand } from '../environment-flags.js';

/** Gives the place of the report that `--report-dir` asks for. */
export function reportPlace({ io, flags, onProgress }: CommandContext): ReportPlace {
  const given = text(flags, 'report-dir');
  const announce = (line: string): void => {
    io.stderr.write(`${line}\n`);
  };
  return { folder: given === undefined ? undefined : resolve(io.cwd, given), env: io.env, onProgress, announce };
}

/** Tells what the run of a command is, so that a later one can go on from its report. */
export function commandIdentity(command: EnvironmentCommand, { flags }: CommandContext, written: unknown): RunIdentity {
  return identityOf(command.name, decidingFlags(command, flags), written);
}
