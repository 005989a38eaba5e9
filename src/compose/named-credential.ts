import type { NamedCredentialConfig, ResolvedConfig, ResolvedNamedCredential } from '../config/model.js';
import { resolveKeys } from '../config/resolve-keys.js';
import { NAMED_CREDENTIAL } from '../config/rows/named-credential.js';
import { isGroups } from './credential-parts.js';
import type { FieldGroup, Fields, FieldValue, MetadataComponent, WantedComponent } from '../metadata/component.js';

const GROUP = 'DefaultGroup';

/** Types of the components of a consuming side. */
export const CONSUMING_TYPES: readonly string[] = ['ExternalCredential', 'NamedCredential', 'PermissionSet'];

/** Names that the consuming side goes by. */
export interface ConsumingNames {
  readonly namedCredential: string;
  readonly externalCredential: string;
  readonly principal: string;
  readonly variant: string;
}

function withDefaults(config: NamedCredentialConfig): ResolvedNamedCredential {
  return resolveKeys(NAMED_CREDENTIAL, config) as unknown as ResolvedNamedCredential;
}

/** Gives the names of the consuming side, defaults filled in. */
export function consumingNames(config: NamedCredentialConfig): ConsumingNames {
  const { name, externalCredential, principal, variant } = withDefaults(config);
  return { namedCredential: name, externalCredential: externalCredential ?? name, principal, variant };
}

/**
 * Composes the consuming side: an External Credential that gets tokens at the app's org, a Named Credential that uses it,
 * and the access of a permission set to its principal. Key and secret are no metadata and are not among it.
 *
 * @param tokenEndpoint - That of the org that has the app.
 */
export function composeNamedCredential(
  config: NamedCredentialConfig,
  tokenEndpoint: string,
): readonly MetadataComponent[] {
  const names = consumingNames(config);
  const label = config.label ?? config.name;
  const external = {
    type: 'ExternalCredential',
    fullName: names.externalCredential,
    fields: {
      authenticationProtocol: 'Oauth',
      externalCredentialParameters: parametersOf(config, tokenEndpoint),
      label,
    },
  };
  const named = { type: 'NamedCredential', fullName: config.name, fields: { ...namedFields(config), label } };
  if (config.permissionSet === undefined) return [external, named];
  const access = { enabled: true, externalCredentialPrincipal: `${names.externalCredential}-${names.principal}` };
  const permissionSet = {
    type: 'PermissionSet',
    fullName: config.permissionSet,
    fields: { externalCredentialPrincipalAccesses: [access], label: config.permissionSet.replaceAll('_', ' ') },
  };
  return [external, named, permissionSet];
}

function parametersOf(config: NamedCredentialConfig, tokenEndpoint: string): readonly FieldGroup[] {
  const { principal, variant } = consumingNames(config);
  const parameter = (parameterName: string, parameterType: string, parameterValue: string): FieldGroup => ({
    parameterGroup: GROUP,
    parameterName,
    parameterType,
    parameterValue,
  });
  return [
    parameter('Oauth', 'AuthProtocolVariant', variant),
    parameter('AuthProviderUrl', 'AuthProviderUrl', tokenEndpoint),
    { parameterGroup: principal, parameterName: principal, parameterType: 'NamedPrincipal', sequenceNumber: 1 },
    ...(config.scope === undefined ? [] : [parameter('Scope', 'AuthParameter', config.scope)]),
  ];
}

function namedFields(config: NamedCredentialConfig): Fields {
  const { allowMergeFieldsInBody, allowMergeFieldsInHeader, generateAuthorizationHeader } = withDefaults(config);
  return {
    allowMergeFieldsInBody,
    allowMergeFieldsInHeader,
    calloutStatus: 'Enabled',
    generateAuthorizationHeader,
    namedCredentialParameters: [
      { parameterName: 'Url', parameterType: 'Url', parameterValue: config.url },
      {
        externalCredential: consumingNames(config).externalCredential,
        parameterName: 'ExternalCredential',
        parameterType: 'Authentication',
      },
    ],
    namedCredentialType: 'SecuredEndpoint',
  };
}

/** Keys whose fields are those of the org, once the component is there, unless the config writes them. */
const ONLY_WRITTEN = [
  'label',
  'allowMergeFieldsInBody',
  'allowMergeFieldsInHeader',
  'generateAuthorizationHeader',
] as const;

/** Of a permission set that is there, the access alone is managed: the rest is somebody's. */
function isManaged({ type }: MetadataComponent, field: string, config: NamedCredentialConfig): boolean {
  if (type === 'PermissionSet') return field === 'externalCredentialPrincipalAccesses';
  const key = ONLY_WRITTEN.find((name) => name === field);
  return key === undefined || config[key] !== undefined;
}

/** An app of the config with the consuming side that uses it. */
export interface ConsumedApp {
  readonly name: string;
  readonly namedCredential: NamedCredentialConfig;
}

/** Gives the apps of a config that a Named Credential uses. */
export function consumedApps({ apps }: Pick<ResolvedConfig, 'apps'>): readonly ConsumedApp[] {
  return apps.flatMap(({ name, namedCredential, clientCredentials, role }) =>
    namedCredential === undefined || !clientCredentials || role !== 'owner' ? [] : [{ name, namedCredential }],
  );
}

/** The endpoint at which an External Credential gets tokens for an app of the org with a My Domain. */
export function tokenEndpointAt(myDomainUrl: string): string {
  return new URL('/services/oauth2/token', myDomainUrl).href;
}

/**
 * Composes the consuming sides of apps that are used in one org. Several may share a permission set or an External
 * Credential: each asks for its own share of it.
 */
export function composeConsumingSides(apps: readonly ConsumedApp[], tokenEndpoint: string): readonly WantedComponent[] {
  return apps.flatMap(({ name, namedCredential }) =>
    composeNamedCredential(namedCredential, tokenEndpoint).map((component) => ({
      ...component,
      app: name,
      managed: Object.keys(component.fields)
        .filter((field) => isManaged(component, field, namedCredential))
        .sort(),
      named: false,
    })),
  );
}

/**
 * Lays wanted components of the consuming side over those in the org: their own values win, whatever else the org has
 * stays. A deploy would take away what it leaves out. Of several that are one component, one is made.
 *
 * @param others - Whether parameters and accesses that only the org has stay. A file that is deployed as it stands takes
 * them away. Default: they stay.
 */
export function layOverFound(
  wanted: readonly WantedComponent[],
  found: readonly MetadataComponent[],
  others: 'kept' | 'gone' = 'kept',
): readonly WantedComponent[] {
  const laid = new Map<string, WantedComponent>();
  for (const component of wanted) {
    const key = identityKey(component);
    const existing = found.find((one) => identityKey(one) === key);
    const earlier = laid.get(key);
    const isNew = existing === undefined && earlier === undefined;
    const own = Object.entries(component.fields).filter(([name]) => isNew || component.managed.includes(name));
    const below = earlier?.fields ?? existing?.fields ?? {};
    const over = own.map(
      ([name, value]) =>
        [name, MERGED.includes(name) && isGroups(value) ? mergedGroups(value, below[name], others) : value] as const,
    );
    const managed = [...new Set([...(earlier?.managed ?? []), ...component.managed])].sort();
    const fields = { ...earlier?.fields, ...Object.fromEntries(over) };
    laid.set(key, { ...component, fullName: existing?.fullName ?? component.fullName, fields, managed });
  }
  return [...laid.values()];
}

/** Salesforce takes full names without case. */
const identityKey = ({ type, fullName }: MetadataComponent): string => `${type} ${fullName.toLowerCase()}`;

/** Lists whose entries are found again by what they are. */
const MERGED = ['externalCredentialParameters', 'namedCredentialParameters', 'externalCredentialPrincipalAccesses'];

/** Parameter types of which a component has one, whatever it is called. */
const SINGLE = ['AuthProtocolVariant', 'AuthProviderUrl', 'Url', 'Authentication'];

function identityOf({ parameterType, parameterName, externalCredentialPrincipal }: FieldGroup): string {
  if (typeof externalCredentialPrincipal === 'string') return externalCredentialPrincipal;
  const isSingle = typeof parameterType === 'string' && SINGLE.includes(parameterType);
  return JSON.stringify(isSingle ? [parameterType] : [parameterType, parameterName]);
}

/** What an entry is called and where it stands is up to the org once it is there. */
const OF_THE_ORG = ['parameterGroup', 'parameterName', 'sequenceNumber'];

/** Keeps the order of the org, and its own names and extras of an entry that is there already. */
function mergedGroups(
  wanted: readonly FieldGroup[],
  found: FieldValue | undefined,
  others: 'kept' | 'gone',
): readonly FieldGroup[] {
  const existing = isGroups(found) ? found : [];
  const byIdentity = new Map(wanted.map((group) => [identityOf(group), group]));
  const merged = existing.flatMap((group) => {
    const own = byIdentity.get(identityOf(group));
    byIdentity.delete(identityOf(group));
    if (own === undefined) return others === 'kept' ? [group] : [];
    const values = Object.entries(own).filter(([name]) => !OF_THE_ORG.includes(name) || group[name] === undefined);
    return [{ ...group, ...Object.fromEntries(values) }];
  });
  return [...merged, ...byIdentity.values()];
}
