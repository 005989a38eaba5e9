import { assumed, reported } from '../../state/evidence.js';
import type { ComponentFields } from '../../state/fields.js';
import { componentKey } from '../../state/components.js';
import type { ComponentRule, Rule } from '../incoming.js';
import { groupsOf, textOf } from '../../state/fields.js';
import { PERMISSION_NEEDS, isPermission } from '../../users/permission-names.js';
import { own } from '../../wire/own.js';

const CLIENT_CREDENTIALS = ['AuthProtocolVariant', 'AuthProviderUrl'];

/** Variants of OAuth with the parameter types that each asks for. [P] the client credentials; [U] the others */
const OAUTH_VARIANTS: Readonly<Record<string, readonly string[]>> = {
  ClientCredentialsClientSecret: CLIENT_CREDENTIALS,
  ClientCredentialsClientSecretBasic: CLIENT_CREDENTIALS,
  ClientCredentialsJwtAssertion: [...CLIENT_CREDENTIALS, 'SigningCertificate'],
  JwtBearer: [...CLIENT_CREDENTIALS, 'SigningCertificate'],
};

/** Parameter types of which OAuth without a variant, the flow in the browser, asks for one. [U] */
const BROWSER_PROVIDERS = ['AuthProvider', 'ExternalAuthIdentityProvider', 'AuthProviderUrl'];

/** [P] */
const externalCredential: Rule = ({ fields }) => {
  if (textOf(fields, 'authenticationProtocol') !== 'Oauth') return undefined;
  const parameters = groupsOf(fields, 'externalCredentialParameters');
  const has = (type: string): boolean => parameters.some((one) => textOf(one, 'parameterType') === type);
  const variant = parameters.find((one) => textOf(one, 'parameterType') === 'AuthProtocolVariant');
  const name = textOf(variant, 'parameterValue');
  if (variant === undefined)
    return BROWSER_PROVIDERS.some(has) ? undefined : lacking('Oauth', [BROWSER_PROVIDERS[0] ?? '']);
  const needed = own(OAUTH_VARIANTS, name);
  if (needed === undefined) {
    const known = Object.keys(OAUTH_VARIANTS).join(', ');
    return `"${name}" is no authentication protocol variant of Oauth. Use one of ${known}.`; // [U] the wording
  }
  return needed.every(has) ? undefined : lacking(`Oauth ${name}`, needed);
};

function lacking(protocol: string, needed: readonly string[]): string {
  return (
    `The authentication protocol "${protocol}" requires the following external credential parameter types: ` +
    `${needed.join(', ')}.`
  );
}

/** [C] that the credential must exist, [U] the wording. */
const namedCredential: Rule = ({ draft, fields }) => {
  const missing = groupsOf(fields, 'namedCredentialParameters')
    .map((parameter) => textOf(parameter, 'externalCredential'))
    .find((name) => name !== '' && draft.components[componentKey('ExternalCredential', name)] === undefined);
  return missing === undefined
    ? undefined
    : `INVALID_CROSS_REFERENCE_KEY: no ExternalCredential named ${missing} found`;
};

/** [P] unknown permissions, [C] that some permissions need others. */
const userPermissions: Rule = ({ fields }) => {
  const granted = groupsOf(fields, 'userPermissions')
    .filter((permission) => textOf(permission, 'enabled') === 'true')
    .map((permission) => textOf(permission, 'name'));
  const unknown = granted.find((name) => !isPermission(name));
  if (unknown !== undefined) return `Unknown user permission: ${unknown}`;
  for (const name of granted) {
    const missing = (own(PERMISSION_NEEDS, name) ?? []).filter((needed) => !granted.includes(needed));
    if (missing.length > 0) return `Permission ${name} depends on permission(s): ${missing.join(', ')}`;
  }
  return undefined;
};

/** [C] that the principal must exist; [U] the wording. The name is `Credential-Principal`. */
const principalAccess: Rule = ({ draft, fields }) => {
  const missing = groupsOf(fields, 'externalCredentialPrincipalAccesses')
    .map((access) => textOf(access, 'externalCredentialPrincipal'))
    .find((reference) => !hasPrincipal(draft.components, reference));
  return missing === undefined
    ? undefined
    : `In field: externalCredentialPrincipal - no ExternalCredentialParameter named ${missing} found`;
};

function hasPrincipal(
  components: Readonly<Record<string, { readonly fields: ComponentFields }>>,
  reference: string,
): boolean {
  const dash = reference.indexOf('-');
  const credential = components[componentKey('ExternalCredential', reference.slice(0, dash))];
  return (
    credential !== undefined &&
    groupsOf(credential.fields, 'externalCredentialParameters').some(
      (parameter) =>
        textOf(parameter, 'parameterName') === reference.slice(dash + 1) &&
        textOf(parameter, 'parameterType').endsWith('Principal'),
    )
  );
}

/** The consuming side: External Credentials, Named Credentials, and permission sets that open their principals. */
export const credentials: readonly ComponentRule[] = [
  {
    of: ['ExternalCredential'],
    says: 'An External Credential has the parameters of its protocol variant',
    evidence: reported('credentials: ask for the parameters of their protocol variant'),
    check: externalCredential,
  },
  {
    of: ['NamedCredential'],
    says: 'A Named Credential names an External Credential that is there',
    evidence: assumed('seed-source: is refused with %s'),
    check: namedCredential,
  },
  {
    of: ['PermissionSet'],
    says: 'Permissions need the permissions that they depend on',
    evidence: reported('permission-sets: need each permission that another one of %s depends on: %s'),
    check: userPermissions,
  },
  {
    of: ['PermissionSet'],
    says: 'A permission set opens principals that are there',
    evidence: assumed('seed-source: is refused with %s'),
    check: principalAccess,
  },
];
