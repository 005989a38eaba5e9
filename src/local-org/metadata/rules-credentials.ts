import type { ComponentFields } from '../state/fields.js';
import { componentKey } from '../state/components.js';
import type { Rule } from './incoming.js';
import { groupsOf, textOf } from '../state/fields.js';
import { PERMISSION_NEEDS, isPermission } from '../users/permission-names.js';
import { own } from '../wire/own.js';

/** Parameter types that a variant of the protocol asks for. [P] */
const VARIANT_NEEDS: Readonly<Record<string, readonly string[]>> = {
  ClientCredentialsClientSecret: ['AuthProtocolVariant', 'AuthProviderUrl'],
  ClientCredentialsClientSecretBasic: ['AuthProtocolVariant', 'AuthProviderUrl'],
};

/** [P] */
const externalCredential: Rule = ({ fields }) => {
  const parameters = groupsOf(fields, 'externalCredentialParameters');
  const variant = parameters.find((parameter) => textOf(parameter, 'parameterType') === 'AuthProtocolVariant');
  const name = textOf(variant, 'parameterValue');
  const needed = own(VARIANT_NEEDS, name) ?? [];
  if (needed.every((type) => parameters.some((parameter) => textOf(parameter, 'parameterType') === type)))
    return undefined;
  const protocol = `${textOf(fields, 'authenticationProtocol')} ${name}`;
  return (
    `The authentication protocol "${protocol}" requires the following external credential parameter types: ` +
    `${needed.join(', ')}.`
  );
};

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

/** Rules of the consuming side's types. */
export const credentialRules: Readonly<Record<string, readonly Rule[]>> = {
  ExternalCredential: [externalCredential],
  NamedCredential: [namedCredential],
  PermissionSet: [userPermissions, principalAccess],
};
