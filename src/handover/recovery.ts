import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isMap } from '../plain-data.js';
import { Secret } from '../secret.js';
import type { Work } from '../work.js';
import { revealed, type Handover } from './handover.js';
import { makeFolder } from '../project/make-folder.js';
import { privateFolder, readPrivateFile, writePrivateFile } from '../project/private-file.js';

/** Key and secret of an app whose sink failed, as the recovery file keeps them. */
export interface Recovered {
  readonly consumerKey: string;
  readonly consumerSecret: Secret;
}

/** Which app in which org a recovery file is for. */
export interface RecoveryKey {
  readonly app: string;
  readonly orgId: string;
}

const SUBFOLDER = 'recovery';

function pathOf(folder: string, { app, orgId }: RecoveryKey): string {
  return join(folder, SUBFOLDER, `${orgId}.${app.replace(/\W/g, '_')}.json`);
}

/** Keeps key and secret in a file that only its owner may read, and gives its path below the folder of the config. */
export async function writeRecovery(root: string, handover: Handover): Promise<string> {
  const folder = await privateFolder(root);
  const path = pathOf(folder, { app: handover.app, orgId: handover.org.id });
  await makeFolder(join(folder, SUBFOLDER), 0o700);
  await writePrivateFile(path, `${JSON.stringify(revealed(handover), null, 2)}\n`, folder);
  return shown(root, path);
}

/** Reads what a run before could not store; undefined when there is nothing. What makes no sense is warned of. */
export async function readRecovery(
  { folder, onProgress }: Pick<Work, 'folder' | 'onProgress'>,
  key: RecoveryKey,
): Promise<Recovered | undefined> {
  const path = pathOf(join(folder, '.eca'), key);
  const text = await readPrivateFile(path);
  if (text === undefined) return undefined;
  const recovered = recoveredOf(text);
  if (recovered === undefined) onProgress({ kind: 'warning', message: unreadableRecovery(shown(folder, path), key) });
  return recovered;
}

const shown = (folder: string, path: string): string => relative(folder, path).replaceAll('\\', '/');

function unreadableRecovery(path: string, { app }: RecoveryKey): string {
  return `${path} should keep key and secret of "${app}", and cannot be understood. Rotate them if no place has them, then delete the file.`;
}

function recoveredOf(text: string): Recovered | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isMap(value)) return undefined;
    const { consumerKey, consumerSecret } = value;
    if (typeof consumerKey !== 'string' || typeof consumerSecret !== 'string') return undefined;
    return { consumerKey, consumerSecret: new Secret(consumerSecret) };
  } catch {
    return undefined;
  }
}

/** Deletes a recovery file once its secret was stored. */
export async function removeRecovery(root: string, key: RecoveryKey): Promise<void> {
  await rm(pathOf(join(root, '.eca'), key), { force: true });
}
