import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refreshOauthViews } from '../apps/oauth-view.js';
import { declaredFields } from '../metadata/defaults.js';
import type { Incoming } from '../metadata/incoming.js';
import { MetadataFileError, readMetadataFile } from '../metadata/read.js';
import { ruleProblem } from '../metadata/rules/index.js';
import { saveComponent, saveDefaultPolicies } from '../metadata/save.js';
import { PUBLISHED_VERSIONS } from '../metadata/schema.js';
import { SETTINGS, metadataPath, rootOf } from '../metadata/types.js';
import { componentKey } from '../state/components.js';
import type { Context } from '../state/context.js';
import type { Draft } from '../state/draft.js';
import { draftOf } from '../state/draft.js';
import type { ComponentFields } from '../state/fields.js';
import { hasPermission } from '../users/access.js';
import type { SeedProblem } from './seed-error.js';
import { LocalOrgSeedError } from './seed-error.js';
import type { SourceFile } from './source-files.js';
import { listSource } from './source-files.js';

/**
 * Loads a folder with components in source or metadata format into the org, as what it holds already.
 *
 * Values that only the server writes, names with a namespace and fields of any API version are taken as they are.
 *
 * @param file - File of the seed, for errors.
 * @returns Paths below the folder that were not read.
 * @throws LocalOrgSeedError when the folder cannot be read, holds no component, or holds one that no org has.
 */
export function loadSource(context: Context, folder: string, file: string | undefined): readonly string[] {
  const { components, unread } = listSource(folder, file);
  const draft = draftOf(context.world);
  const userId = developerOf(context);
  const problems: SeedProblem[] = [];
  for (const found of components) {
    const text = readFileSync(join(folder, found.path), 'utf8');
    const problem = put(context, draft, found, text, userId);
    const place = metadataPath(found.type, found.fullName);
    if (problem !== undefined) problems.push({ path: `source/${place}`, message: problem });
  }
  if (problems.length > 0) throw new LocalOrgSeedError(problems, file);
  saveDefaultPolicies(context, draft, userId);
  refreshOauthViews(context, draft);
  Object.assign(context.world, draft);
  return unread;
}

/** Puts one component into the org; gives what is wrong with it. */
function put(
  context: Context,
  draft: Draft,
  { type, fullName }: SourceFile,
  text: string,
  userId: string,
): string | undefined {
  if (type.name === 'Settings' && !Object.hasOwn(SETTINGS, fullName)) return `Unknown settings: ${fullName}`;
  const root = rootOf(type, fullName);
  const read = readAtAnyVersion(text, root, context.newestVersion);
  if (read instanceof MetadataFileError) return read.message;
  const before = draft.components[componentKey(type.name, fullName)];
  const fields = declaredFields(root, read, before?.fields, context.newestVersion);
  const incoming: Incoming = {
    context,
    draft,
    type: type.name,
    fullName,
    deployed: read,
    fields,
    before,
    version: context.newestVersion,
    origin: 'seed',
  };
  const problem = ruleProblem(incoming);
  if (problem === undefined) saveComponent(incoming, userId);
  return problem;
}

/** Reads a file at the newest API version that takes it whole. */
function readAtAnyVersion(text: string, root: string, newest: number): ComponentFields | MetadataFileError {
  let first: MetadataFileError | undefined;
  const versions = [newest, ...PUBLISHED_VERSIONS.toReversed().filter((version) => version !== newest)];
  for (const version of versions) {
    try {
      return readMetadataFile(text, root, version, { ordered: false });
    } catch (error) {
      if (!(error instanceof MetadataFileError)) throw error;
      first ??= error;
    }
  }
  return first ?? new MetadataFileError('The file is empty.');
}

/** Who is said to have made the components; nobody, when no user of the seed could have. */
function developerOf({ world }: Context): string {
  return world.users.find((user) => hasPermission(world, user, 'ExternalClientAppDeveloper'))?.id ?? '';
}
