import { join } from 'node:path';
import { isMap } from '../plain-data.js';
import type { Work } from '../work.js';
import { privateFolder, readPrivateFile, writePrivateFile } from './private-file.js';

/** What the last refresh of an environment that came to its end left. It holds no secrets. */
export interface RefreshedEntry {
  readonly environment: string;
  /** Id of the org that the environment was then. */
  readonly orgId: string;
  /** ISO 8601. */
  readonly at: string;
}

const fileOf = (environment: string): string => `refreshed.${environment.replace(/[^\w.-]/g, '_')}.json`;

/**
 * Reads which org the last refresh of an environment left; undefined when none is on record. A file that makes no sense
 * counts as none, and is warned of.
 */
export async function readRefreshed(
  { folder, onProgress }: Pick<Work, 'folder' | 'onProgress'>,
  environment: string,
): Promise<RefreshedEntry | undefined> {
  const name = fileOf(environment);
  const text = await readPrivateFile(join(folder, '.eca', name));
  if (text === undefined) return undefined;
  const entry = entryOf(text);
  if (entry === undefined) {
    const message = `.eca/${name} cannot be understood, so whether "${environment}" was refreshed since the last run is not known. The refresh that comes to its end writes it anew.`;
    onProgress({ kind: 'warning', message });
  }
  // Another environment can have a name that makes the same file name.
  return entry?.environment === environment ? entry : undefined;
}

function entryOf(text: string): RefreshedEntry | undefined {
  try {
    const entry: unknown = JSON.parse(text);
    if (!isMap(entry)) return undefined;
    const { environment, orgId, at } = entry;
    const isWhole = typeof environment === 'string' && typeof orgId === 'string' && typeof at === 'string';
    return isWhole ? { environment, orgId, at } : undefined;
  } catch {
    return undefined;
  }
}

/** Writes down which org a refresh left. */
export async function writeRefreshed(root: string, entry: RefreshedEntry): Promise<void> {
  const folder = await privateFolder(root);
  await writePrivateFile(join(folder, fileOf(entry.environment)), `${JSON.stringify(entry, null, 2)}\n`);
}
