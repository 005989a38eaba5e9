import { join } from 'node:path';
import { isMap } from '../plain-data.js';
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

/** Reads which org the last refresh of an environment left; undefined when none is on record. */
export async function readRefreshed(root: string, environment: string): Promise<RefreshedEntry | undefined> {
  const text = await readPrivateFile(join(root, '.eca', fileOf(environment)));
  if (text === undefined) return undefined;
  try {
    const entry: unknown = JSON.parse(text);
    if (!isMap(entry) || entry.environment !== environment) return undefined;
    const { orgId, at } = entry;
    return typeof orgId === 'string' && typeof at === 'string' ? { environment, orgId, at } : undefined;
  } catch {
    // A file that was cut off is as good as none: the org tells the rest.
    return undefined;
  }
}

/** Writes down which org a refresh left. */
export async function writeRefreshed(root: string, entry: RefreshedEntry): Promise<void> {
  const folder = await privateFolder(root);
  await writePrivateFile(join(folder, fileOf(entry.environment)), `${JSON.stringify(entry, null, 2)}\n`);
}
