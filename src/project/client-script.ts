import { chmod } from 'node:fs/promises';
import renderScript from '../../templates/clients/connectOAuth_ExternalClientApp.sh.hbs';
import { writePrivateFile } from './private-file.js';
import { shellQuoted } from '../shell-quote.js';

/** What the shell script knows beforehand. Key and secret are not among it. */
export interface ClientScript {
  /** Token endpoint to take when the environment names none. */
  readonly tokenUrl?: string | undefined;
}

/** Writes a shell script that gets a token with curl and jq, for machines without Node.js. */
export async function writeClientScript(path: string, { tokenUrl }: ClientScript): Promise<void> {
  const note = tokenUrl === undefined ? '' : `; default: ${tokenUrl}`;
  await writePrivateFile(path, renderScript({ tokenUrl: shellQuoted(tokenUrl ?? ''), defaultNote: note }));
  await chmod(path, 0o755);
}
