import type { NamedCredentialConfig, ResolvedNamedCredential } from '../config/model.js';
import { resolveKeys } from '../config/resolve-keys.js';
import { NAMED_CREDENTIAL } from '../config/rows/named-credential.js';
import type { FieldGroup, Fields, FieldValue, MetadataComponent } from '../metadata/component.js';

const GROUP = 'DefaultGroup';

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

/** Fields that a component of the consuming side never takes over from the config once it exists. */
const KEPT: Readonly<Record<string, readonly string[]>> = { PermissionSet: ['label'] };

/**
 * Lays a wanted component over the one in the org: its own values win, whatever else the org has stays. A deploy would
 * take away what it leaves out.
 *
 * @returns The component to deploy, or undefined when the org has all of it.
 */
export function layOverFound(
  wanted: MetadataComponent,
  found: MetadataComponent | undefined,
): MetadataComponent | undefined {
  if (found === undefined) return wanted;
  const kept = KEPT[wanted.type] ?? [];
  const fields: Record<string, FieldValue> = { ...found.fields };
  for (const [name, value] of Object.entries(wanted.fields)) {
    if (!kept.includes(name)) fields[name] = isGroups(value) ? mergedGroups(value, fields[name]) : value;
  }
  const same = JSON.stringify(sorted(fields)) === JSON.stringify(sorted(found.fields));
  return same ? undefined : { ...wanted, fields };
}

const isGroups = (value: FieldValue | undefined): value is readonly FieldGroup[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'object');

const sorted = (fields: Fields): readonly unknown[] => Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));

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
function mergedGroups(wanted: readonly FieldGroup[], found: FieldValue | undefined): readonly FieldGroup[] {
  const existing = isGroups(found) ? found : [];
  const byIdentity = new Map(wanted.map((group) => [identityOf(group), group]));
  const merged = existing.map((group) => {
    const own = byIdentity.get(identityOf(group));
    byIdentity.delete(identityOf(group));
    if (own === undefined) return group;
    const values = Object.entries(own).filter(([name]) => !OF_THE_ORG.includes(name) || group[name] === undefined);
    return { ...group, ...Object.fromEntries(values) };
  });
  return [...merged, ...byIdentity.values()];
}
