import { includesVersion, versionNumber } from '../metadata/api-version.js';
import { APP_TYPE_NAMES, findType } from '../metadata/types.js';
import { principalsOf } from '../compose/credential-parts.js';
import { isOfApps, type FoundConsuming } from '../compose/take-over-consuming.js';
import type { MetadataComponent } from '../metadata/component.js';
import { asked } from '../org/asked.js';
import { componentsIn, readComponents } from '../org/components.js';
import { readPrincipal } from '../org/named-credentials.js';
import type { Org } from '../org/org.js';
import { readPrincipalSets } from '../org/principal-access.js';
import { tokenEndpointOf } from '../planning/consumers.js';
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
  const consuming = await asked(() => readConsuming(org, work));
  const notes = consuming.known
    ? []
    : [`Named Credentials could not be read, and none was taken over: ${consuming.why}`];
  return {
    ...{ components, apiVersion: org.apiVersion, orgId, from: `the org ${target}`, notes },
    consuming: consuming.known ? consuming.value : undefined,
  };
}

/** Reads the Named Credentials of an org with what they use, and the consumer keys of those that use its own apps. */
async function readConsuming(org: Org, work: Work): Promise<FoundConsuming> {
  const tokenEndpoint = tokenEndpointOf(org);
  const credentials = await readComponents(org, ['ExternalCredential', 'NamedCredential'], work);
  const own = credentials.filter((one) => one.type === 'ExternalCredential' && isOfApps(one, tokenEndpoint));
  if (own.length === 0) return { components: [], tokenEndpoint };
  const members = await readPrincipalSets(org);
  const sets = members.length === 0 ? [] : componentsIn(await org.retrieve([{ type: 'PermissionSet', members }], work));
  const keys = await Promise.all(own.map((external) => readKeys(org, external)));
  return { components: [...credentials, ...sets], tokenEndpoint, keys: new Map(keys.flat()) };
}

/** Reads which consumer key each principal holds; who may not ask knows none. */
async function readKeys(org: Org, external: MetadataComponent): Promise<readonly (readonly [string, string])[]> {
  const { fullName: externalCredential } = external;
  const names = principalsOf(external);
  const states = await Promise.all(
    names.map(async (principal) => {
      const state = await asked(() => readPrincipal(org, { externalCredential, principal, variant: '' }));
      const key = state.known ? state.value.consumerKey : undefined;
      return key === undefined ? undefined : ([`${externalCredential}-${principal}`, key] as const);
    }),
  );
  return states.filter((state) => state !== undefined);
}
