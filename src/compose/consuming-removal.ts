import type { MetadataComponent } from '../metadata/component.js';
import { credentialOf, groupsIn, parameterValue, principalsOf } from './credential-parts.js';
import { consumingNames, type ConsumedApp, type ConsumingNames } from './named-credential.js';

/** A component of the consuming side that is not taken away, and why. */
export interface KeptComponent {
  readonly type: string;
  readonly fullName: string;
  readonly reason: string;
}

/** What goes of the consuming side in one org. */
export interface ConsumingRemoval {
  /** In the order in which they depend on each other. */
  readonly deleted: readonly { readonly app: string; readonly type: string; readonly fullName: string }[];
  /** Permission sets without the access to the principals. */
  readonly updated: readonly MetadataComponent[];
  readonly kept: readonly KeptComponent[];
}

interface Looking {
  readonly apps: readonly ConsumedApp[];
  readonly found: readonly MetadataComponent[];
  readonly tokenEndpoint: string;
}

/**
 * Tells what of the consuming side of apps goes with them: a Named Credential, its External Credential when it gets tokens
 * for these apps and for nobody else, and the access of permission sets to its principal. A permission set itself stays,
 * with whoever holds it.
 *
 * @param found - The components that the config names, and every Named Credential of the org.
 */
export function removalOf(looking: Looking): ConsumingRemoval {
  const each = looking.apps.map((app) => ofApp(app, looking));
  const gone = each.flatMap(({ principal }) => principal ?? []);
  const updated = looking.found.filter(({ type }) => type === 'PermissionSet').flatMap((set) => without(set, gone));
  return { deleted: inOrder(each.flatMap(({ deleted }) => deleted)), updated, kept: each.flatMap(({ kept }) => kept) };
}

interface OfApp extends Pick<ConsumingRemoval, 'deleted' | 'kept'> {
  /** Principal that is gone, in the words of a permission set. */
  readonly principal?: string | undefined;
}

function ofApp({ name: app, namedCredential }: ConsumedApp, looking: Looking): OfApp {
  const names = consumingNames(namedCredential);
  const external = find(looking.found, 'ExternalCredential', names.externalCredential);
  const named = find(looking.found, 'NamedCredential', names.namedCredential);
  const foreign = external === undefined ? undefined : otherEndpoint(external, looking.tokenEndpoint);
  const used = named === undefined ? undefined : credentialOf(named);
  const isOther = named !== undefined && used?.toLowerCase() !== names.externalCredential.toLowerCase();
  const keptNamed = isOther
    ? `It uses the External Credential ${used ?? '(none)'}, and the config says ${names.externalCredential}.`
    : foreign;
  const reason = foreign ?? (external === undefined ? undefined : otherUse(external, names, looking));
  const part = (component: MetadataComponent | undefined, why: string | undefined): OfApp => {
    if (component === undefined) return { deleted: [], kept: [] };
    const { type, fullName } = component;
    return why === undefined
      ? { deleted: [{ app, type, fullName }], kept: [] }
      : { deleted: [], kept: [{ type, fullName, reason: why }] };
  };
  const [ofNamed, ofExternal] = [part(named, keptNamed), part(external, reason)];
  return {
    deleted: [...ofNamed.deleted, ...ofExternal.deleted],
    kept: [...ofNamed.kept, ...ofExternal.kept],
    principal: external === undefined || reason !== undefined ? undefined : accessName(names),
  };
}

const accessName = ({ externalCredential, principal }: ConsumingNames): string => `${externalCredential}-${principal}`;

function find(found: readonly MetadataComponent[], type: string, fullName: string): MetadataComponent | undefined {
  return found.find((one) => one.type === type && one.fullName.toLowerCase() === fullName.toLowerCase());
}

function otherEndpoint(external: MetadataComponent, tokenEndpoint: string): string | undefined {
  const endpoint = parameterValue(external, 'AuthProviderUrl');
  if (endpoint === tokenEndpoint) return undefined;
  return `It gets tokens at ${endpoint ?? 'no endpoint'}, and those of the app come from ${tokenEndpoint}: it is somebody else's.`;
}

/** Says who else uses an External Credential: a Named Credential or a principal that the apps do not name. */
function otherUse(external: MetadataComponent, names: ConsumingNames, { apps, found }: Looking): string | undefined {
  const own = apps.map(({ namedCredential }) => consumingNames(namedCredential));
  const same = own.filter(({ externalCredential }) => externalCredential === names.externalCredential);
  const user = found.find(
    (one) =>
      one.type === 'NamedCredential' &&
      credentialOf(one)?.toLowerCase() === external.fullName.toLowerCase() &&
      !same.some(({ namedCredential }) => namedCredential.toLowerCase() === one.fullName.toLowerCase()),
  );
  if (user !== undefined) return `The Named Credential ${user.fullName} uses it too.`;
  const principal = principalsOf(external).find((name) => !same.some((one) => one.principal === name));
  return principal === undefined ? undefined : `It has the principal ${principal} beside that of the app.`;
}

function without(set: MetadataComponent, gone: readonly string[]): readonly MetadataComponent[] {
  const accesses = groupsIn(set, 'externalCredentialPrincipalAccesses');
  const left = accesses.filter(({ externalCredentialPrincipal: name }) => !gone.some((one) => one === name));
  if (left.length === accesses.length) return [];
  return [{ ...set, fields: { ...set.fields, externalCredentialPrincipalAccesses: left } }];
}

/** Named Credentials go before what they use; of two apps that share one, each names it. */
function inOrder(deleted: ConsumingRemoval['deleted']): ConsumingRemoval['deleted'] {
  const once = deleted.filter(
    ({ type, fullName }, index) =>
      deleted.findIndex((other) => other.type === type && other.fullName === fullName) === index,
  );
  return once.toSorted((a, b) => (a.type === b.type ? 0 : a.type === 'NamedCredential' ? -1 : 1));
}
