import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { LocalOrgSeedError } from './seed-error.js';
import { checkSeed } from './seed-check.js';
import type { Seed } from './seed.js';
import { DEFAULT_SEED } from './seed.js';

/** A checked seed, and the folder that its paths start from. */
export interface ReadSeed {
  readonly seed: Seed;
  readonly folder: string;
  readonly file?: string;
}

/**
 * Takes a seed as given, or reads it from a YAML or JSON file.
 *
 * @throws LocalOrgSeedError with everything that is wrong, and the file.
 */
export function readSeed(given: Seed | string | undefined): ReadSeed {
  if (given === undefined) return { seed: DEFAULT_SEED, folder: resolve('.') };
  if (typeof given !== 'string') return { seed: checkSeed(given), folder: resolve('.') };
  const file = resolve(given);
  const document = parseDocument(readText(file));
  const problems = document.errors.map((error) => ({
    path: `line ${error.linePos?.[0].line ?? 1}`,
    message: error.message.split('\n')[0] ?? 'not well-formed',
  }));
  if (problems.length > 0) throw new LocalOrgSeedError(problems, file);
  return { seed: checkSeed(document.toJS(), file), folder: dirname(file), file };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LocalOrgSeedError([{ path: '', message: `The file cannot be read: ${reason}` }], file);
  }
}
