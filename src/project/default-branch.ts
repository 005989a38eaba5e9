import { execFile } from 'node:child_process';
import { repositoryAround } from './repository.js';

const REMOTE = 'refs/remotes/origin/';

/**
 * Gives the branch that a repository is built around, as far as git can tell: the one that its remote names, else the only
 * one there is, else `main` or `master`. Undefined outside of a repository, and where git says none of this.
 */
export async function defaultBranch(folder: string): Promise<string | undefined> {
  if ((await repositoryAround(folder)) === undefined) return undefined;
  const [remote] = await git(folder, ['symbolic-ref', '--quiet', `${REMOTE}HEAD`]);
  if (remote?.startsWith(REMOTE) === true) return remote.slice(REMOTE.length);
  const branches = await git(folder, ['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads']);
  const [own] = branches.length < 2 ? await git(folder, ['symbolic-ref', '--quiet', '--short', 'HEAD']) : [];
  return own ?? ['main', 'master'].find((name) => branches.includes(name));
}

/** Gives the lines that git prints; none where it says no, or is not there. */
function git(folder: string, argv: readonly string[]): Promise<readonly string[]> {
  return new Promise((done) => {
    execFile('git', ['-C', folder, ...argv], (error, stdout) => {
      done(error === null ? stdout.split('\n').filter((line) => line !== '') : []);
    });
  });
}
