import type { Command } from '../command.js';
import { runProcess } from '../process.js';
import { loadCommands } from '../registry.js';
import { forSf, sfCommandData, type SfCommandData } from './command.js';
import { inSf } from './wording.js';

/** Variable by which `sf` prints JSON without `--json`. */
const CONTENT_TYPE = 'SF_CONTENT_TYPE';

/** What the framework of `sf` takes for a command class: it says what it is, and runs. Nothing is ever made of it. */
interface SfCommandClass extends SfCommandData {
  readonly run: (words: readonly string[]) => Promise<void>;
}

/** Hands the words on as they are: flags mean what they mean to `eca`, since the one parser reads them. */
function sfCommand(command: Command): SfCommandClass {
  const run = (words: readonly string[]): Promise<void> =>
    runProcess([...command.name.split(' '), ...words, ...jsonFlag(words)], inSf);
  // The framework looks for a function that has `run`.
  return Object.assign(() => undefined, sfCommandData(command), { run });
}

function jsonFlag(words: readonly string[]): readonly string[] {
  const wants = process.env[CONTENT_TYPE]?.toUpperCase() === 'JSON';
  return wants && !words.some((word) => word === '--json' || word === '--no-json') ? ['--json'] : [];
}

/** Loads every command by the id that `sf` knows it by, `eca:local-org:start`. */
export async function commandsOfSf(): Promise<Readonly<Record<string, SfCommandClass>>> {
  const commands = forSf(await loadCommands()).map(sfCommand);
  return Object.fromEntries(commands.map((command) => [command.id, command]));
}
