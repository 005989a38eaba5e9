import { basename, join } from 'node:path';
import type { Org } from '../org/org.js';
import { findConfigTarget } from '../project/config-target.js';
import type { SourceFile } from '../project/source-files.js';
import type { StarterFormat } from '../project/starter-text.js';
import type { Work } from '../work.js';
import { importApps } from './import.js';
import { readImportedOrg } from './import-org.js';

/** Which apps the config is to describe, and how it is written. */
export interface ConfigOfOrgOptions {
  readonly folder: string;
  readonly format: StarterFormat;
  /** Developer name of the only app. Default: all of the org. */
  readonly app?: string | undefined;
}

/**
 * Gives a config that describes the apps of an org, as an import writes it into a new file. Writes nothing.
 *
 * @throws ImportIncompleteError, and what {@link Org} throws.
 */
export async function configOfOrg(org: Org, work: Work, options: ConfigOfOrgOptions): Promise<SourceFile> {
  const { folder, format, app } = options;
  const path = join(folder, `eca.config.${format}`);
  // As if none were there: one that is, is never written over.
  const target = { ...(await findConfigTarget({ cwd: folder, named: path })), text: undefined, value: undefined };
  const imported = await readImportedOrg(org, work);
  const apps = app === undefined ? undefined : [app];
  const { texts, notes } = await importApps({ imported, target, apps, env: work.env, write: false });
  for (const message of notes) work.onProgress({ kind: 'warning', message });
  return { path: basename(path), text: texts.after };
}
