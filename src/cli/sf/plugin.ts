import type { Command } from '../command.js';
import { runProcess } from '../process.js';
import { loadCommands } from '../registry.js';
import { sfCommandData } from './command.js';
import { inSf } from './wording.js';

/** Variable by which `sf` prints JSON without `--json`. */
const CONTENT_TYPE = 'SF_CONTENT_TYPE';

/** Gives what the framework of `sf` takes for a command class: what it says of itself, and how it runs. */
function sfCommand(command: Command): object {
  return class {
    static {
      Object.assign(this, sfCommandData(command));
    }

    /** Hands the words on as they are: flags mean what they mean to `eca`, since the one parser reads them. */
    static run(words: readonly string[]): Promise<void> {
      return runProcess([...command.name.split(' '), ...words, ...jsonFlag(words)], inSf);
    }
  };
}

function jsonFlag(words: readonly string[]): readonly string[] {
  const wants = process.env[CONTENT_TYPE]?.toUpperCase() === 'JSON';
  return wants && !words.some((word) => word === '--json' || word === '--no-json') ? ['--json'] : [];
}

const classes = (await loadCommands()).map((command) => [sfCommandData(command).id, sfCommand(command)] as const);

/** Every command by the id that `sf` knows it by, `eca:local-org:start`. */
export const COMMANDS: Readonly<Record<string, object>> = Object.fromEntries(classes);
