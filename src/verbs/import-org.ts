import { includesVersion, versionNumber } from '../metadata/api-version.js';
import { APP_TYPE_NAMES, findType } from '../metadata/types.js';
import { readComponents } from '../org/components.js';
import type { Org } from '../org/org.js';
import type { Work } from '../work.js';
import type { Imported } from './import-source.js';

/** Reads every External Client App of an org that the session may see, with all parts that its API version has. */
export async function readImportedOrg(org: Org, work: Work): Promise<Imported> {
  work.onProgress({ kind: 'stage', stage: 'read', message: 'Reading the apps of the org' });
  const version = versionNumber(org.apiVersion);
  const types = APP_TYPE_NAMES.filter((name) => {
    const type = findType(name);
    return type !== undefined && includesVersion(type, version);
  });
  const components = await readComponents(org, types, work);
  const { orgId, target } = org.identity;
  return { components, apiVersion: org.apiVersion, orgId, from: `the org ${target}`, notes: [] };
}
