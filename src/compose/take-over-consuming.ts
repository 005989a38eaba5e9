import type { NamedCredentialConfig } from '../config/model.js';
import { NAMED_CREDENTIAL } from '../config/rows/named-credential.js';
import type { MetadataComponent } from '../metadata/component.js';
import { credentialOf, groupsIn, parameterValue, principalsOf } from './credential-parts.js';

/** What was found of Named and External Credentials, in source or in an org. */
export interface FoundConsuming {
  readonly components: readonly MetadataComponent[];
  /** Where tokens of the apps come from. Default: any org; source does not say which. */
  readonly tokenEndpoint?: string | undefined;
  /** Consumer keys by principal, as `Credential-Principal`, where the org tells. */
  readonly keys?: ReadonlyMap<string, string> | undefined;
}

/** A Named Credential that gets tokens by client credentials, as a config says it. */
export interface ConsumingCandidate {
  readonly config: NamedCredentialConfig;
  readonly tokenEndpoint: string;
  /** Consumer key that its principal holds, where it is known. */
  readonly consumerKey?: string | undefined;
  readonly notes: readonly string[];
}

const VARIANTS = ['ClientCredentialsClientSecretBasic', 'ClientCredentialsClientSecret'] as const;

/** Path of the token endpoint of every org. */
const TOKEN_PATH = '/services/oauth2/token';

/** Finds the Named Credentials that use apps of the org, by name. Those of other services are none of them. */
export function consumingCandidates(found: FoundConsuming): readonly ConsumingCandidate[] {
  return found.components
    .filter(({ type }) => type === 'NamedCredential')
    .toSorted((a, b) => (a.fullName < b.fullName ? -1 : 1))
    .flatMap((named) => candidatesOf(named, found));
}

/** Tells whether an External Credential gets tokens by client credentials where the apps' tokens come from. */
export function isOfApps(external: MetadataComponent, tokenEndpoint: string | undefined): boolean {
  const endpoint = parameterValue(external, 'AuthProviderUrl') ?? '';
  const isThere = tokenEndpoint === undefined ? endpoint.endsWith(TOKEN_PATH) : endpoint === tokenEndpoint;
  return isThere && external.fields.authenticationProtocol === 'Oauth' && variantOf(external) !== undefined;
}

function variantOf(external: MetadataComponent): (typeof VARIANTS)[number] | undefined {
  const variant = parameterValue(external, 'AuthProtocolVariant');
  return VARIANTS.find((one) => one === variant);
}

/** Several apps can share a Named Credential, each by a principal of its own. */
function candidatesOf(named: MetadataComponent, found: FoundConsuming): readonly ConsumingCandidate[] {
  const credential = credentialOf(named)?.toLowerCase();
  const external = found.components.find(
    ({ type, fullName }) => type === 'ExternalCredential' && fullName.toLowerCase() === credential,
  );
  const url = parameterValue(named, 'Url');
  if (external === undefined || url === undefined || !isOfApps(external, found.tokenEndpoint)) return [];
  return usedPrincipals(external, found).map((principal) => {
    const access = `${external.fullName}-${principal}`;
    const [permissionSet, ...others] = setsWith(access, found.components);
    return {
      config: configOf(named, external, { url, principal, permissionSet }),
      tokenEndpoint: parameterValue(external, 'AuthProviderUrl') ?? '',
      consumerKey: found.keys?.get(access),
      notes: others.map((other) => `Permission set ${other} gives access to ${access} too; namedCredential names one.`),
    };
  });
}

/** The principals that hold a key, else the first in sequence. */
function usedPrincipals(external: MetadataComponent, { keys }: FoundConsuming): readonly string[] {
  const names = principalsOf(external);
  const used = names.filter((name) => keys?.has(`${external.fullName}-${name}`) === true);
  return used.length > 0 ? used : names.slice(0, 1);
}

function setsWith(access: string, components: readonly MetadataComponent[]): readonly string[] {
  return components
    .filter(({ type }) => type === 'PermissionSet')
    .filter((set) =>
      groupsIn(set, 'externalCredentialPrincipalAccesses').some(
        ({ enabled, externalCredentialPrincipal }) => enabled === true && externalCredentialPrincipal === access,
      ),
    )
    .map(({ fullName }) => fullName)
    .sort();
}

/** Writes what a person would: nothing that would be so anyway. */
function configOf(
  named: MetadataComponent,
  external: MetadataComponent,
  { url, principal, permissionSet }: Pick<NamedCredentialConfig, 'url' | 'principal' | 'permissionSet'>,
): NamedCredentialConfig {
  const { label } = named.fields;
  const isLabelShared = typeof label === 'string' && external.fields.label === label && label !== named.fullName;
  const scope = groupsIn(external, 'externalCredentialParameters').find(
    ({ parameterType, parameterName }) => parameterType === 'AuthParameter' && parameterName === 'Scope',
  )?.parameterValue;
  const values: NamedCredentialConfig = {
    name: named.fullName,
    label: isLabelShared ? label : undefined,
    url,
    externalCredential: external.fullName === named.fullName ? undefined : external.fullName,
    principal,
    permissionSet,
    scope: typeof scope === 'string' ? scope : undefined,
    variant: variantOf(external),
    generateAuthorizationHeader: switchOf(named, 'generateAuthorizationHeader'),
    allowMergeFieldsInHeader: switchOf(named, 'allowMergeFieldsInHeader'),
    allowMergeFieldsInBody: switchOf(named, 'allowMergeFieldsInBody'),
  };
  const written = Object.entries(values).filter(
    ([key, value]) => value !== undefined && value !== NAMED_CREDENTIAL.keys[key]?.default,
  );
  return Object.fromEntries(written) as unknown as NamedCredentialConfig;
}

function switchOf({ fields }: MetadataComponent, field: string): boolean | undefined {
  const value = fields[field];
  return typeof value === 'boolean' ? value : undefined;
}
