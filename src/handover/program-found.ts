import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path';
import { EcaError } from '../errors.js';
import { shellWord } from '../shell-quote.js';
import type { Surroundings } from './program.js';

/**
 * Refuses a program that is not there or may not be run, and a script whose interpreter is not there.
 *
 * @throws SinkFailedError
 */
export async function refuseMissingProgram(
  [program = '']: readonly string[],
  { folder, env }: Pick<Surroundings, 'folder' | 'env'>,
): Promise<void> {
  // Windows tries endings that it has a list of; what is missing there shows when it is run.
  if (process.platform === 'win32') return;
  const places = placesOf(program, { folder, env });
  for (const place of places) {
    if (!(await isProgram(place))) continue;
    const lacking = await lackingInterpreter(place, { folder, env });
    if (lacking !== undefined) throw withoutInterpreter(program, place, lacking);
    return;
  }
  const found = await firstFile(places);
  if (found !== undefined) throw notExecutable(program, found);
  throw new EcaError({
    name: 'SinkFailedError',
    message: `The program "${program}" of the sink is not there.`,
    actions: [`Install "${program}", put its folder into PATH, or correct its name in the sink.`],
  });
}

/** Gives where the system looks for a program. */
function placesOf(program: string, { folder, env }: Pick<Surroundings, 'folder' | 'env'>): readonly string[] {
  return isAbsolute(program) || program.includes('/')
    ? [resolve(folder, program)]
    : (env.PATH ?? '/usr/bin:/bin').split(delimiter).map((place) => resolve(folder, join(place, program)));
}

/** As much of a script's first line as Linux reads. */
const LONGEST_FIRST_LINE = 256;

/** What `env` takes before the name of the program that it starts; an option with a word of its own is not looked behind. */
const ENV_WORDS = /^(?:-S|-i|-v|-|--split-string|\w+=.*)$/;

/** Gives the program that a script names in its first line and that is not there; undefined where nothing lacks. */
async function lackingInterpreter(
  script: string,
  surroundings: Pick<Surroundings, 'folder' | 'env'>,
): Promise<string | undefined> {
  const [, line = ''] = /^#![ \t]*([^\n]*)/.exec(await beginningOf(script)) ?? [];
  // A carriage return is a letter like any other to the system.
  const [interpreter, ...words] = line.split(/[ \t]+/).filter((word) => word !== '');
  if (interpreter === undefined) return undefined;
  if (!(await isProgramIn(placesOf(resolve(surroundings.folder, interpreter), surroundings)))) return interpreter;
  const started = basename(interpreter) === 'env' ? words.find((word) => !ENV_WORDS.test(word)) : undefined;
  if (started === undefined || started.startsWith('-')) return undefined;
  return (await isProgramIn(placesOf(started, surroundings))) ? undefined : started;
}

/** What may be run and not be read begins with nothing that is known. */
async function beginningOf(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_FIRST_LINE), 0, LONGEST_FIRST_LINE, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await file.close();
  }
}

async function isProgramIn(places: readonly string[]): Promise<boolean> {
  for (const place of places) if (await isProgram(place)) return true;
  return false;
}

function withoutInterpreter(program: string, found: string, interpreter: string): EcaError {
  const isOfWindows = interpreter.endsWith('\r');
  const name = interpreter.trimEnd();
  const what = isOfWindows
    ? `whose first line ends as lines of Windows do, so that no "${name}" is found`
    : `for "${name}", and that is not there`;
  return new EcaError({
    name: 'SinkFailedError',
    message: `The program "${program}" of the sink is a script (${found}) ${what}.`,
    actions: [
      isOfWindows
        ? 'Save the script with the line ends of Unix (LF), and keep them by `*.sh text eol=lf` in .gitattributes.'
        : `Install "${name}", or correct the first line of the script.`,
    ],
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
