import { join } from 'node:path';
import {
  composeConsumingSides,
  consumedApps,
  CONSUMING_TYPES,
  layOverFound,
  tokenEndpointAt,
  type ConsumedApp,
} from '../compose/named-credential.js';
import type { ResolvedConfig } from '../config/model.js';
import { EcaError } from '../errors.js';
import { hostKind } from '../http/hosts.js';
import type { MetadataComponent, WantedComponent } from '../metadata/component.js';
import { inEffect } from '../planning/diff.js';
import { componentOf, placeSource } from '../project/place-source.js';
import type { SourceLayout } from '../project/source-layout.js';
import { readTextFile } from '../project/source-files.js';
import type { ComponentName } from '../project/written-before.js';

/**
 * Gives what calls the apps of a config as it is to be written: laid over the files that the project has of it, since a
 * permission set holds more than the access to a principal. Key and secret are no metadata.
 *
 * @param myDomainUrl - Of the org that has the apps. Default: the host that each Named Credential calls.
 * @throws UsageError when nobody can tell the token endpoint, SourceInvalidError for a file that cannot be read.
 */
export async function consumingSource(
  config: ResolvedConfig,
  myDomainUrl: string | undefined,
  layout: SourceLayout,
  paths: readonly string[],
): Promise<readonly WantedComponent[]> {
  const asked = consumedApps(config).flatMap((app) =>
    composeConsumingSides([app], tokenEndpointAt(myDomainUrl ?? providerOf(app))),
  );
  const placed = placeSource(asked, paths, layout).filter(({ path }) => paths.includes(path));
  const found = await Promise.all(placed.map(({ component, path }) => readExisting(layout.root, path, component)));
  const laid = layOverFound(asked, found);
  const whole = inEffect(laid, found);
  return laid.map((component, index) => ({ ...component, fields: whole[index]?.fields ?? component.fields }));
}

/** A Named Credential mostly calls the very org that has the app. */
function providerOf({ name, namedCredential }: ConsumedApp): string {
  const { url } = namedCredential;
  if (['my-domain', 'loopback'].includes(hostKind(url))) return new URL(url).origin;
  throw new EcaError({
    name: 'UsageError',
    message: `apps.${name}.namedCredential.url, ${url}, does not tell at which org its External Credential gets tokens.`,
    actions: ['Give the My Domain of the org that has the app: --my-domain https://DOMAIN.my.salesforce.com.'],
  });
}

async function readExisting(root: string, path: string, { type, fullName }: ComponentName): Promise<MetadataComponent> {
  const text = (await readTextFile(join(root, path))) ?? '';
  // The XML parser takes time to load, and mostly there is no file yet.
  const { parse } = await import('../metadata/parse.js');
  const { component, problems } = parse(type, fullName, text);
  const [problem] = problems;
  if (component !== undefined && problem === undefined) return component;
  throw new EcaError({
    name: 'SourceInvalidError',
    message: `${path} cannot be read, and what else it holds would be lost: ${problem?.message ?? 'it holds no component.'}`,
    actions: ['Correct the file, or move it away.'],
    problems: problems.map((each) => ({ level: 'error', file: path, ...each })),
  });
}

/** Gives what the manifest names of the consuming side. */
export async function consumingMembers(manifest: string): Promise<readonly ComponentName[]> {
  if (!CONSUMING_TYPES.some((type) => manifest.includes(`>${type}<`))) return [];
  const { parseManifest } = await import('../metadata/parse-manifest.js');
  return parseManifest(manifest)
    .types.filter(({ name }) => CONSUMING_TYPES.includes(name))
    .flatMap(({ name: type, members }) => members.map((fullName) => ({ type, fullName })));
}

/**
 * Finds credentials that an earlier run wrote, among files that the config does not make. A permission set is never left
 * over: it is somebody's, whoever made it.
 */
export function leftCredentials(
  others: readonly string[],
  isWritten: (component: ComponentName) => boolean,
): readonly (ComponentName & { readonly path: string })[] {
  return others.flatMap((path) => {
    const component = componentOf(path);
    const isCredential = component !== undefined && CREDENTIALS.includes(component.type);
    return isCredential && isWritten(component) ? [{ ...component, path }] : [];
  });
}

const CREDENTIALS = CONSUMING_TYPES.filter((type) => type !== 'PermissionSet');
