import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../state/context.js';
import { runDeploy } from '../deploy/run.js';
import { changeComponent } from '../metadata/change.js';
import { METADATA_NAMESPACE, MetadataFileError, readMetadataFile } from '../metadata/read.js';
import { metadataPath, metadataTypeOfFile } from '../metadata/types.js';
import { LocalOrgSeedError } from './seed-error.js';
import { hasPermission } from '../users/access.js';
import { writeXml } from '../wire/xml-write.js';

/**
 * Loads a folder with components in source format into the org.
 *
 * @throws LocalOrgSeedError when the folder cannot be read or the org would not take a component.
 */
export function loadSource(context: Context, folder: string, file: string | undefined): void {
  const files: Record<string, string> = {};
  const members = new Map<string, string[]>();
  for (const path of listFiles(folder, file)) {
    const type = metadataTypeOfFile(path);
    if (type === undefined || !path.endsWith('-meta.xml')) continue;
    if (type.name === 'ConnectedApp') {
      putConnectedApp(context, path, readFileSync(join(folder, path), 'utf8'), file);
      continue;
    }
    const name = path.split(/[\\/]/).pop()?.replace(`.${type.suffix}-meta.xml`, '') ?? '';
    files[metadataPath(type, name)] = readFileSync(join(folder, path), 'utf8');
    members.set(type.name, [...(members.get(type.name) ?? []), name]);
  }
  const types = [...members].map(([name, names]) => ({ members: names, name }));
  const body = writeXml({ types, version: `${context.newestVersion}.0` });
  files['package.xml'] = `<Package xmlns="${METADATA_NAMESPACE}">${body}</Package>`;
  const options = { checkOnly: false, ignoreWarnings: true, rollbackOnError: true, purgeOnDelete: false };
  const job = { id: context.nextId('0Af'), userId: developerOf(context), options, files };
  const outcome = runDeploy(context, {
    ...job,
    createdDate: context.timestamp(),
    status: 'InProgress',
    messages: [],
    pollsLeft: 0,
    notBefore: 0,
  });
  const problems = outcome.messages
    .filter((message) => !message.success)
    .map((message) => ({ path: `source/${message.fileName}`, message: message.problem ?? 'was refused' }));
  if (problems.length > 0) throw new LocalOrgSeedError(problems, file);
}

/** A Connected App cannot be deployed anew, but an org may hold old ones. */
function putConnectedApp(context: Context, path: string, source: string, file: string | undefined): void {
  const fullName = (path.split(/[\\/]/).pop() ?? '').replace('.connectedApp-meta.xml', '');
  try {
    const fields = readMetadataFile(source, 'ConnectedApp', context.newestVersion, { ordered: false });
    changeComponent(context, 'ConnectedApp', fullName, fields, 'replace');
  } catch (error) {
    if (!(error instanceof MetadataFileError)) throw error;
    throw new LocalOrgSeedError([{ path: `source/${path}`, message: error.message }], file);
  }
}

/** Who is said to have made the components; nobody, when no user of the seed could have. */
function developerOf({ world }: Context): string {
  return world.users.find((user) => hasPermission(world, user, 'ExternalClientAppDeveloper'))?.id ?? '';
}

function listFiles(folder: string, file: string | undefined): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LocalOrgSeedError([{ path: 'source', message: `The folder cannot be read: ${reason}` }], file);
  }
}
