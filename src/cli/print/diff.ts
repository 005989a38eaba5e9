import type { Style } from '../style.js';
import { printableLine } from './shown.js';

/** Two texts of one file. */
export interface TwoTexts {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** The lines in which two texts differ, with some around them. */
export async function diffLines({ path, before, after }: TwoTexts, style: Style): Promise<readonly string[]> {
  const { createTwoFilesPatch } = await import('diff');
  const patch = createTwoFilesPatch(path, path, before, after, undefined, undefined, { context: 2 });
  const all = patch.trimEnd().split('\n');
  // Before the first place stand the names of the files, which are one.
  return all
    .slice(all.findIndex((line) => line.startsWith('@@')))
    .map((line) => printableLine(line.replace(/\r$/, '')))
    .map((line) => (line.startsWith('+') ? style.good(line) : line.startsWith('-') ? style.bad(line) : line));
}
