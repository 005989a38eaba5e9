import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Gives the root of the git repository that a folder lies in; undefined outside of every one. */
export async function repositoryAround(folder: string): Promise<string | undefined> {
  for (let current = folder; ; current = dirname(current)) {
    if (await exists(join(current, '.git'))) return current;
    if (dirname(current) === current) return undefined;
  }
}

/** Tells whether something stands at a path that this process may see. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
