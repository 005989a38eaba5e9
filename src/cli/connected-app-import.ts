import { DEFAULT_API_VERSION } from '../config/rows/config.js';
import { valueAt } from '../plain-data.js';
import type { ConfigTarget } from '../project/config-target.js';
import { meansFile, readConnectedAppFiles } from '../verbs/connected-app-files.js';
import { importConnectedApps, type ImportedConnectedApps, readConnectedAppsOfOrg } from '../verbs/import-connected.js';
import { text, texts, type CommandContext } from './command.js';
import { orgToImport } from './import-org.js';

/** Reads the Connected Apps that `--connected-app` names, in files or in an org, as apps that can be imported. */
export async function importedFromConnectedApps(
  context: CommandContext,
  target: ConfigTarget,
): Promise<ImportedConnectedApps> {
  const { io, flags } = context;
  const given = texts(flags, 'connected-app') ?? [];
  const areFiles = await Promise.all(given.map((each) => meansFile(io.cwd, each)));
  const paths = given.filter((_, index) => areFiles[index] === true);
  const names = given.filter((_, index) => areFiles[index] !== true);
  const reading = { cwd: io.cwd, env: io.env, apiVersion: text(flags, 'api-version') };
  const files = await Promise.all(paths.map((path) => readConnectedAppFiles(path, reading)));
  // A file needs no org; one that is named is asked whether Setup has migrated the app.
  const asksOrg = names.length > 0 || text(flags, 'target-org') !== undefined;
  const org = asksOrg ? await readOrg(context, target, names) : undefined;
  const sources = [...files.flatMap((each) => each.sources), ...(org?.sources ?? [])];
  return importConnectedApps({
    sources,
    apiVersion: writtenVersion(target) ?? org?.apiVersion ?? files[0]?.apiVersion ?? DEFAULT_API_VERSION,
    notes: files.flatMap(({ notes }) => notes),
    org,
    as: text(flags, 'as'),
  });
}

async function readOrg(context: CommandContext, target: ConfigTarget, names: readonly string[]) {
  const { org, work } = await orgToImport(context, target);
  return readConnectedAppsOfOrg(org, names, work);
}

/** Gives the API version of a config that is there already. */
function writtenVersion({ value }: ConfigTarget): string | undefined {
  if (value === undefined) return undefined;
  const version = valueAt(value, ['apiVersion']);
  return typeof version === 'string' ? version : DEFAULT_API_VERSION;
}
