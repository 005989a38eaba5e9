import { parameterValue } from '../compose/credential-parts.js';
import { composeConsumingSides, consumedApps } from '../compose/named-credential.js';
import type { ResolvedConfig } from '../config/model.js';
import type { MetadataComponent, WantedComponent } from '../metadata/component.js';
import { identityOf } from '../project/place-source.js';

/** Which app's Named Credential a component belongs to, by the identity of the component. */
export type AskedOfConsuming = ReadonlyMap<string, string>;

/** Gives the components of the consuming side that a config names, of which source can hold files. */
export function askedOfConsuming(config: ResolvedConfig): AskedOfConsuming {
  // The names alone count here, whichever org gives the tokens.
  const sides = composeConsumingSides(consumedApps(config), '');
  return new Map(sides.toReversed().map((component) => [identityOf(component), component.app]));
}

/** Of a permission set the access to principals alone is compared, since the rest of it is somebody's. */
const ACCESSES = 'externalCredentialPrincipalAccesses';

/**
 * Gives a component of the consuming side as its file has it; undefined for one that the config does not name. Every field
 * that stands in the file counts, since a deploy of that file would set it.
 */
export function consumingOfFile(component: MetadataComponent, asked: AskedOfConsuming): WantedComponent | undefined {
  const app = asked.get(identityOf(component));
  if (app === undefined) return undefined;
  const managed = Object.keys(component.fields);
  if (component.type !== 'PermissionSet') return { ...component, app, managed, named: false };
  return { ...component, app, managed: managed.filter((field) => field === ACCESSES), named: false };
}

/** Says of each External Credential of the source that it gets tokens elsewhere than at the org of the apps. */
export function endpointNotes(
  files: readonly (WantedComponent & { readonly file: string })[],
  tokenEndpoint: string,
): readonly string[] {
  return files.flatMap((external) => {
    const endpoint = external.type === 'ExternalCredential' ? parameterValue(external, 'AuthProviderUrl') : undefined;
    if (endpoint === undefined || endpoint === tokenEndpoint) return [];
    const { origin } = new URL(tokenEndpoint);
    return [
      `${external.file} gets tokens at ${endpoint}, and this org gives them at ${tokenEndpoint}; \`eca generate --with-named-credentials --my-domain ${origin}\` writes that.`,
    ];
  });
}
