import { execFile } from 'node:child_process';
import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { exists, repositoryAround } from './repository.js';

/** What git thinks of a path: outside of every repository, ignored, or one that a commit could take along. */
export type GitState = 'outside' | 'ignored' | 'tracked';

/** Asks git about a path, whether or not a file stands there. Without the program git, nothing inside counts as ignored. */
export async function gitStateOf(path: string): Promise<GitState> {
  const [named, behind] = [await stateOf(path), await stateOf(await behindLinks(path))];
  // A write follows links: what counts is the file that changes, and the name that was given.
  return [named, behind].includes('tracked') ? 'tracked' : named;
}

/** As many links in a row as systems follow. */
const MOST_LINKS = 40;

/** Gives the path behind every link in it, whether or not a file stands there yet. */
export async function behindLinks(path: string, followed = 0): Promise<string> {
  const target = await realpath(path).catch(() => undefined);
  if (target !== undefined) return target;
  const link = await readlink(path).catch(() => undefined);
  if (link !== undefined && followed < MOST_LINKS) return behindLinks(resolve(dirname(path), link), followed + 1);
  const parent = dirname(path);
  return parent === path ? path : join(await behindLinks(parent, followed), basename(path));
}

async function stateOf(path: string): Promise<GitState> {
  const folder = await nearestFolder(dirname(path));
  if ((await repositoryAround(folder)) === undefined) return 'outside';
  const code = await exitCode('git', ['-C', folder, 'check-ignore', '--quiet', '--', path]);
  return code === 0 ? 'ignored' : 'tracked';
}

async function nearestFolder(folder: string): Promise<string> {
  for (let current = folder; ; current = dirname(current)) {
    if ((await exists(current)) || dirname(current) === current) return current;
  }
}

function exitCode(program: string, argv: readonly string[]): Promise<number> {
  return new Promise((done) => {
    execFile(program, [...argv], (error) => {
      done(error === null ? 0 : typeof error.code === 'number' ? error.code : 127);
    });
  });
}
