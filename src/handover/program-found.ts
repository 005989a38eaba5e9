import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { EcaError } from '../errors.js';
import { shellWord } from '../project/shell-quote.js';
import type { Surroundings } from './program.js';

/**
 * Refuses a program that is not there or may not be run.
 *
 * @throws SinkFailedError
 */
export async function refuseMissingProgram(
  [program = '']: readonly string[],
  { folder, env }: Pick<Surroundings, 'folder' | 'env'>,
): Promise<void> {
  // Windows tries endings that it has a list of; what is missing there shows when it is run.
  if (process.platform === 'win32') return;
  const isPath = isAbsolute(program) || program.includes('/');
  const places = isPath
    ? [resolve(folder, program)]
    : (env.PATH ?? '/usr/bin:/bin').split(delimiter).map((place) => resolve(folder, join(place, program)));
  for (const place of places) if (await isProgram(place)) return;
  const found = await firstFile(places);
  if (found !== undefined) throw notExecutable(program, found);
  throw new EcaError({
    name: 'SinkFailedError',
    message: `The program "${program}" of the sink is not there.`,
    actions: [`Install "${program}", put its folder into PATH, or correct its name in the sink.`],
  });
}

async function firstFile(places: readonly string[]): Promise<string | undefined> {
  for (const place of places) if ((await stat(place).catch(() => undefined))?.isFile() === true) return place;
  return undefined;
}

function notExecutable(program: string, found: string): EcaError {
  return new EcaError({
    name: 'SinkFailedError',
    message: `The program "${program}" of the sink is there (${found}), and may not be run.`,
    actions: [`Make it executable (chmod +x ${shellWord(found)}), or name another program in the sink.`],
  });
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
