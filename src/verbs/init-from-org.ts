import { basename, join } from 'node:path';
import { EcaError } from '../errors.js';
import type { Org } from '../org/org.js';
import { findConfigTarget } from '../project/config-target.js';
import type { SourceFile } from '../project/source-files.js';
import type { StarterFormat } from '../project/starter-text.js';
import type { Work } from '../work.js';
import { importApps } from './import.js';
import { readImportedOrg } from './import-org.js';
import type { GivenAnswers } from './init-answers.js';

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

/** Chooses among the apps of the org. */
const BESIDE: ReadonlySet<string> = new Set(['app']);

/**
 * Refuses answers beside what an org says.
 *
 * @param given - Answers by the names of their flags.
 * @throws UsageError
 */
export function refuseBesideOrg(given: GivenAnswers, format: StarterFormat): void {
  const other = Object.keys(given).find((flag) => !BESIDE.has(flag) && given[flag] !== undefined);
  if (other !== undefined) {
    throw new EcaError({
      name: 'UsageError',
      message: `--from-org describes what the org has, and --${other} says something else.`,
      actions: [`Leave one of them out.`],
    });
  }
  if (format !== 'ts') return;
  throw new EcaError({
    name: 'UsageError',
    message:
      'What an org has is written as YAML or JSON, which later imports can edit; --format ts is for a config of your own.',
    actions: ['Leave --format out, or take --format json.'],
  });
}
