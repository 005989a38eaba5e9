import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EcaError } from '../errors.js';
import { fileErrorText } from '../project/file-error.js';
import { behindLinks, gitStateOf } from '../project/git-ignored.js';
import { withLock, type LockOptions } from '../project/lock.js';
import { lockFolder } from '../project/lock-folder.js';
import { revealed, type Handover, type StoredPlace } from './handover.js';
import { privateFolder, readPrivateFile, writePrivateFile } from '../project/private-file.js';
import type { Work } from '../work.js';

/** A file as sink. */
export interface FileSink {
  readonly file: string;
  /** Default: `json`. */
  readonly format?: 'json' | 'dotenv' | undefined;
}

/**
 * Writes key and secret into a file that only its owner may read. What the file holds of other apps stays. A file that
 * git would take along is refused.
 *
 * @throws SinkFailedError
 */
export async function storeInFile(
  { file, format = 'json' }: FileSink,
  handover: Handover,
  work: Work,
): Promise<StoredPlace> {
  const path = resolve(work.folder, file);
  await refuseTracked(path, file);
  try {
    // What others write into the same file meanwhile would be lost.
    return await withLock(`file ${await behindLinks(path)}`, turnsAt(file, work), () =>
      written({ file, format }, path, handover, work.folder),
    );
  } catch (error) {
    if (!(error instanceof EcaError) || error.name !== 'WriteFailedError') throw error;
    const [first = '', ...rest] = error.actions;
    throw new EcaError({ name: 'SinkFailedError', message: error.message, actions: [first, ...rest], cause: error });
  }
}

function turnsAt(file: string, { signal, deadline, onProgress }: Work): LockOptions {
  return {
    signal,
    deadline,
    onWait: (pid) => {
      onProgress({ kind: 'debug', message: `Process ${pid} writes ${file}; waiting until it has ended.` });
    },
    busy: (pid) =>
      new EcaError({
        name: 'SinkFailedError',
        message: `Another run (process ${pid}) writes ${file} and does not end.`,
        actions: ['Wait until it has ended, then run `eca credentials store`.'],
      }),
  };
}

async function written(
  { file, format }: Required<FileSink>,
  path: string,
  handover: Handover,
  folder: string,
): Promise<StoredPlace> {
  const before = await readPrivateFile(path);
  const text = format === 'dotenv' ? withVariables(before ?? '', handover) : withEntry(before, handover, file);
  if (text !== before) await writePrivateFile(path, text, await privateFolder(folder));
  const readBack = (await readPrivateFile(path)) === text;
  return { kind: 'file', place: file, readBack };
}

/**
 * Refuses a file that cannot take key and secret: git would take it along, it holds something else, or it or its folder
 * may not be written, or writers have no place to take turns.
 *
 * @throws SinkFailedError
 */
export async function refuseUnusableFile({ file, format = 'json' }: FileSink, folder: string): Promise<void> {
  const path = resolve(folder, file);
  await refuseTracked(path, file);
  try {
    const before = await readPrivateFile(path);
    if (format === 'json') entriesOf(before, file);
    await access(await nearestFolder(await behindLinks(path)), constants.W_OK);
    await lockFolder();
  } catch (error) {
    throw error instanceof EcaError && error.name === 'SinkFailedError' ? error : notWritable(file, error);
  }
}

/** A folder that is not there yet is made, in the nearest one that is. */
async function nearestFolder(path: string): Promise<string> {
  const folder = dirname(path);
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() === false) throw Object.assign(new Error(folder), { code: 'ENOTDIR' });
  return found !== undefined || folder === path ? folder : nearestFolder(folder);
}

function notWritable(file: string, error: unknown): EcaError {
  return new EcaError({
    name: 'SinkFailedError',
    message: error instanceof EcaError ? error.message : `${file} cannot be written: ${fileErrorText(error)}.`,
    actions: ['Make it writable, or name another file in the sink.'],
    cause: error,
  });
}

/** Refuses a file that git would take along. */
async function refuseTracked(path: string, file: string): Promise<void> {
  if ((await gitStateOf(path)) !== 'tracked') return;
  throw new EcaError({
    name: 'SinkFailedError',
    message: `${file} is inside a git repository and not ignored; a commit could take the consumer secret along.`,
    actions: [`Add ${file} to .gitignore (and take it out of the index if it is there), or name a file outside.`],
  });
}

/** One entry per app, so that the apps of an environment can share a file. */
function withEntry(before: string | undefined, handover: Handover, file: string): string {
  const entries = { ...entriesOf(before, file), [handover.app]: revealed(handover) };
  return `${JSON.stringify(entries, null, 2)}\n`;
}

function entriesOf(before: string | undefined, file: string): Readonly<Record<string, unknown>> {
  if (before === undefined || before.trim() === '') return {};
  try {
    const parsed: unknown = JSON.parse(before);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Not JSON: the error below says so without quoting what may be secret.
  }
  throw new EcaError({
    name: 'SinkFailedError',
    message: `${file} holds something other than a JSON object, and it would be overwritten.`,
    actions: ['Move it away, or name another file in the sink.'],
  });
}

/** Gives the names of an app's variables in a dotenv file: `BILLING_SYNC_CONSUMER_KEY`, `…_SECRET`, `…_TOKEN_URL`. */
function variablesOf(handover: Handover): readonly (readonly [string, string])[] {
  const prefix = handover.app.replace(/\W/g, '_').toUpperCase();
  return [
    [`${prefix}_CONSUMER_KEY`, handover.consumerKey],
    [`${prefix}_CONSUMER_SECRET`, handover.consumerSecret.reveal()],
    [`${prefix}_TOKEN_URL`, handover.tokenEndpoint],
  ];
}

function withVariables(before: string, handover: Handover): string {
  const variables = variablesOf(handover);
  const isOurs = (line: string): boolean =>
    variables.some(([name]) => new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`).test(line));
  const kept = before.split('\n').filter((line) => !isOurs(line));
  while (kept.at(-1)?.trim() === '') kept.pop();
  return `${[...kept, ...variables.map(([name, value]) => `${name}=${quoted(value)}`)].join('\n')}\n`;
}

/** Single quotes: dotenv readers and shells take what is between them as it is. */
function quoted(value: string): string {
  return /^[\w.:/+@%-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
