import { readFile } from 'node:fs/promises';
import { EcaError } from '../errors.js';
import { valueAt } from '../plain-data.js';
import { fileErrorText, isMissing, withoutByteOrderMark } from '../project/file-error.js';
import { refuseUnreadable } from '../project/regular-file.js';
import { FORMAT, RUN, type Run, type RunEnvironment } from './run.js';

/** What a run has to be, to go on from a report. */
export type RunIdentity = Pick<Run, 'verb' | 'configDigest' | 'optionsDigest'>;

/**
 * Reads the report of a run before.
 *
 * @throws NothingToResumeError when there is none; ReportUnreadableError for one that is not whole, or something else.
 */
export async function readRun(path: string): Promise<Run> {
  const value = jsonOf(path, await textOf(path));
  const parsed = RUN.safeParse(value);
  if (parsed.success) return parsed.data;
  const format = valueAt(value, ['format']);
  if (typeof format === 'number' && format !== FORMAT && valueAt(value, ['tool', 'name']) === 'eca-as-code')
    throw unreadable(path, `it is no run.json of eca-as-code (format ${format}, and this version reads ${FORMAT})`);
  const [issue] = parsed.error.issues;
  throw unreadable(path, `it is no run.json of eca-as-code (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`);
}

async function textOf(path: string): Promise<string> {
  try {
    await refuseUnreadable(path);
    return withoutByteOrderMark(await readFile(path, 'utf8'));
  } catch (error) {
    if (!isMissing(error)) throw unreadable(path, fileErrorText(error), error);
    throw new EcaError({
      name: 'NothingToResumeError',
      message: `There is no report of a run before at ${path}.`,
      actions: ['Name its run.json with --resume FILE, or leave --resume out: every environment is worked on then.'],
    });
  }
}

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(path, text.trim() === '' ? 'it is empty' : 'it is no JSON, or was cut off', error);
  }
}

function unreadable(path: string, why: string, cause?: unknown): EcaError {
  return new EcaError({
    name: 'ReportUnreadableError',
    message: `The report ${path} cannot be used: ${why}.`,
    actions: ['Name another run.json, or run the command anew: what is done already is found in the orgs.'],
    cause,
  });
}

/** What a killed run was at is done by nobody's word. */
const HAS_ENDED: readonly RunEnvironment['status'][] = ['ended', 'skipped'];

/** Gives the environments that a run did, which the one that goes on from it leaves at that. */
export function doneBy({ environments }: Pick<Run, 'environments'>): readonly RunEnvironment[] {
  return environments.filter(({ ok, status }) => ok && HAS_ENDED.includes(status));
}

/**
 * Gives the environments that a run did by another config than that of now. What a failed environment needed is put right
 * in the config, so that the config as a whole may be another one.
 *
 * @param own - The config as it is written, and what it makes of each environment that takes part, as digests.
 */
export function doneOtherwise(
  run: Pick<Run, 'configDigest' | 'environments'>,
  own: { readonly configDigest: string; readonly environments: ReadonlyMap<string, string | undefined> },
): readonly string[] {
  if (run.configDigest === own.configDigest) return [];
  const isOther = ({ name, digests }: RunEnvironment): boolean =>
    own.environments.has(name) && (digests === undefined || digests.config !== own.environments.get(name));
  return doneBy(run)
    .filter(isOther)
    .map(({ name }) => name);
}

/**
 * Refuses a report that is of something else than this run.
 *
 * @param otherwise - Environments that it did by another config, by {@link doneOtherwise}.
 * @throws ReportMismatchError, which says what differs.
 */
export function refuseOtherRun(path: string, run: Run, own: RunIdentity, otherwise: readonly string[]): void {
  const { verb, optionsDigest } = run;
  const differs = [
    ...(verb === own.verb ? [] : [`it is of \`eca ${verb}\`, and this is \`eca ${own.verb}\``]),
    ...(otherwise.length === 0 ? [] : [`${otherwise.join(', ')} was done by another config than that of now`]),
    ...(verb !== own.verb || optionsDigest === own.optionsDigest ? [] : ['it ran with other flags']),
  ];
  if (differs.length === 0) return;
  const left = run.environments.filter(({ ok }) => !ok).map(({ name }) => name);
  const named = left.length === 0 ? '' : `with -e for what that run left undone (${left.join(', ')}), `;
  throw new EcaError({
    name: 'ReportMismatchError',
    message: `The report ${path} is not of this run: ${differs.join('; ')}.`,
    actions: [`Run as it ran then, or without --resume: ${named}with --all for every environment.`],
  });
}
