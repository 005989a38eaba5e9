import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '../secret.js';
import { makeFolder } from './make-folder.js';
import { privateFolder, readPrivateFile, writePrivateFile } from './private-file.js';

/** A token that is kept until the org refuses it. */
export interface CachedToken {
  readonly accessToken: Secret;
  readonly instanceUrl: string;
}

const SUBFOLDER = 'tokens';

/** @param name - What tells this token from others: org, app, user. Only its hash is used. */
function pathOf(folder: string, name: string): string {
  return join(folder, SUBFOLDER, `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.json`);
}

/** Reads a token of a run before; undefined when there is none. */
export async function readCachedToken(root: string, name: string): Promise<CachedToken | undefined> {
  const text = await readPrivateFile(pathOf(join(root, '.eca'), name));
  if (text === undefined) return undefined;
  try {
    const { accessToken, instanceUrl } = JSON.parse(text) as {
      accessToken?: unknown;
      instanceUrl?: unknown;
    };
    if (typeof accessToken !== 'string' || typeof instanceUrl !== 'string' || !URL.canParse(instanceUrl))
      return undefined;
    return { accessToken: new Secret(accessToken), instanceUrl };
  } catch {
    return undefined;
  }
}

/** Keeps a token for the next run, in a file that only its owner may read. */
export async function writeCachedToken(root: string, name: string, token: CachedToken): Promise<void> {
  const folder = await privateFolder(root);
  await makeFolder(join(folder, SUBFOLDER), 0o700);
  const { accessToken, instanceUrl } = token;
  await writePrivateFile(
    pathOf(folder, name),
    `${JSON.stringify({ accessToken: accessToken.reveal(), instanceUrl })}
`,
    folder,
  );
}

/** Forgets a token that the org refused. */
export async function removeCachedToken(root: string, name: string): Promise<void> {
  await rm(pathOf(join(root, '.eca'), name), { force: true });
}
