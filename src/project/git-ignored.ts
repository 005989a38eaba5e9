import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What git thinks of a path: outside of every repository, ignored, or one that a commit could take along. */
export type GitState = 'outside' | 'ignored' | 'tracked';

/** Asks git about a path, whether or not a file stands there. Without the program git, nothing inside counts as ignored. */
export async function gitStateOf(path: string): Promise<GitState> {
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

/** Gives the root of the git repository that a folder lies in; undefined outside of every one. */
export async function repositoryAround(folder: string): Promise<string | undefined> {
  for (let current = folder; ; current = dirname(current)) {
    if (await exists(join(current, '.git'))) return current;
    if (dirname(current) === current) return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function exitCode(program: string, argv: readonly string[]): Promise<number> {
  return new Promise((done) => {
    execFile(program, [...argv], (error) => {
      done(error === null ? 0 : typeof error.code === 'number' ? error.code : 127);
    });
  });
}
