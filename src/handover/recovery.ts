import { mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Secret } from '../secret.js';
import { revealed, type Handover } from './handover.js';
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
  await mkdir(join(folder, SUBFOLDER), { recursive: true, mode: 0o700 });
  await writePrivateFile(path, `${JSON.stringify(revealed(handover), null, 2)}\n`, folder);
  return relative(root, path).replaceAll('\\', '/');
}

/** Reads what a run before could not store; undefined when there is nothing, or nothing of use. */
export async function readRecovery(root: string, key: RecoveryKey): Promise<Recovered | undefined> {
  const text = await readPrivateFile(pathOf(join(root, '.eca'), key));
  if (text === undefined) return undefined;
  try {
    const { consumerKey, consumerSecret } = JSON.parse(text) as {
      consumerKey?: unknown;
      consumerSecret?: unknown;
    };
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
