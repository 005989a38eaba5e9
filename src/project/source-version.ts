import { dirname, join, relative, sep } from 'node:path';
import { EcaError } from '../errors.js';
import { NEWEST_API_VERSION, OLDEST_API_VERSION, versionNumber } from '../metadata/api-version.js';
import { parseManifest } from '../metadata/parse-manifest.js';
import { PROJECT_FILE, type SfdxProject } from './sfdx-project.js';
import { readTextFile } from './source-files.js';

/** API version that existing source is checked by where nothing names one. */
const DEFAULT_API_VERSION = '66.0';

/** An API version to check source by, and who says so. */
export interface ChosenVersion {
  /** Such as `66.0`; always one whose fields are known. */
  readonly apiVersion: string;
  /** What names it, such as `sourceApiVersion of sfdx-project.json`. */
  readonly from: string;
}

/** Takes the nearest version whose fields are known, and says so. */
function known(apiVersion: string, from: string): ChosenVersion {
  const number = versionNumber(apiVersion);
  const nearest = Math.min(Math.max(number, OLDEST_API_VERSION), NEWEST_API_VERSION);
  if (nearest === number) return { apiVersion: `${number}.0`, from };
  return { apiVersion: `${nearest}.0`, from: `the nearest that is known to ${number}.0, the ${from}` };
}

/** Paths at which a manifest lies beside the folders of a source, the nearest first. */
function manifestsBeside(folder: string): readonly string[] {
  return [folder, dirname(folder)].flatMap((each) => [
    join(each, 'package.xml'),
    join(each, 'manifest', 'package.xml'),
  ]);
}

async function versionOfManifest(path: string): Promise<string | undefined> {
  const text = await readTextFile(path);
  const version = text === undefined ? undefined : parseManifest(text).version;
  return version !== undefined && /^\d{1,3}(?:\.0)?$/.test(version) ? version : undefined;
}

function checkedFlag(flag: string): string {
  if (/^\d{1,3}(?:\.0)?$/.test(flag)) return flag;
  throw new EcaError({
    name: 'UsageError',
    message: `--api-version takes a version, not ${JSON.stringify(flag)}.`,
    actions: ['Write it like 66.0.'],
  });
}

/**
 * Chooses the API version that a source is deployed by: that of the command line, else that of its project, else that of
 * the manifest beside the files, else 66.0.
 *
 * @param cwd - Folder that paths are shown from.
 * @throws EcaError UsageError for a flag that is no version
 */
export async function chooseVersion(
  flag: string | undefined,
  project: SfdxProject | undefined,
  folder: string,
  cwd: string,
): Promise<ChosenVersion> {
  const shown = (path: string): string => relative(cwd, path).split(sep).join('/');
  if (flag !== undefined) return known(checkedFlag(flag), '--api-version');
  if (project?.apiVersion !== undefined) {
    return known(project.apiVersion, `sourceApiVersion of ${shown(join(project.folder, PROJECT_FILE))}`);
  }
  for (const path of manifestsBeside(folder)) {
    const version = await versionOfManifest(path);
    if (version !== undefined) return known(version, `version of ${shown(path)}`);
  }
  return { apiVersion: DEFAULT_API_VERSION, from: 'default' };
}
