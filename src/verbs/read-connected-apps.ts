import { DEFAULT_API_VERSION } from '../config/rows/config.js';
import type { Org } from '../org/org.js';
import { valueAt, type Variables } from '../plain-data.js';
import type { ConfigTarget } from '../project/config-target.js';
import type { Work } from '../work.js';
import { meansFile, readConnectedAppFiles } from './connected-app-files.js';
import { importConnectedApps, type ImportedConnectedApps, readConnectedAppsOfOrg } from './import-connected.js';

/** Which Connected Apps to read, and how they are to be imported. */
export interface ConnectedAppChoice {
  /** Files and folders, or API names in an org. */
  readonly connectedApps: readonly string[];
  /** Name of the External Client App, for one Connected App. Default: its own with `_ECA` behind it. */
  readonly as?: string | undefined;
  /** API version of files. Default: that of their project. */
  readonly apiVersion?: string | undefined;
  /** Config to write. */
  readonly target: ConfigTarget;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly env: Variables;
  /** Whether an org was named, which is asked although files need none: Setup may have migrated the app. */
  readonly asksOrg: boolean;
  /** Logs in to the org; called only where it is asked. */
  readonly connect: () => Promise<{ readonly org: Org; readonly work: Work }>;
}

/**
 * Reads Connected Apps, in files or in an org, as apps that can be imported.
 *
 * @throws SourceInvalidError, UsageError, and what {@link Org} throws.
 */
export async function readConnectedApps(choice: ConnectedAppChoice): Promise<ImportedConnectedApps> {
  const { connectedApps, as, apiVersion, target, cwd, env } = choice;
  const areFiles = await Promise.all(connectedApps.map((each) => meansFile(cwd, each)));
  const paths = connectedApps.filter((_, index) => areFiles[index] === true);
  const names = connectedApps.filter((_, index) => areFiles[index] !== true);
  const files = await Promise.all(paths.map((path) => readConnectedAppFiles(path, { cwd, env, apiVersion })));
  const org = names.length > 0 || choice.asksOrg ? await readOrg(choice, names) : undefined;
  const sources = [...files.flatMap((each) => each.sources), ...(org?.sources ?? [])];
  return importConnectedApps({
    sources,
    apiVersion: writtenVersion(target) ?? org?.apiVersion ?? files[0]?.apiVersion ?? DEFAULT_API_VERSION,
    notes: files.flatMap(({ notes }) => notes),
    org,
    as,
  });
}

async function readOrg({ connect }: ConnectedAppChoice, names: readonly string[]) {
  const { org, work } = await connect();
  return readConnectedAppsOfOrg(org, names, work);
}

/** Gives the API version of a config that is there already. */
function writtenVersion({ value }: ConfigTarget): string | undefined {
  if (value === undefined) return undefined;
  const version = valueAt(value, ['apiVersion']);
  return typeof version === 'string' ? version : DEFAULT_API_VERSION;
}
