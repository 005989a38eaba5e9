import type { FieldGroup, FieldValue, MetadataComponent } from '../metadata/component.js';

/** Tells whether a value is a list of groups, such as the parameters of a credential. */
export const isGroups = (value: FieldValue | undefined): value is readonly FieldGroup[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'object');

/** Gives the repeated elements of a field; none where it is not there. */
export function groupsIn({ fields }: MetadataComponent, field: string): readonly FieldGroup[] {
  const value = fields[field];
  return isGroups(value) ? value : [];
}

/** Gives the value of the one parameter of a type that an External or a Named Credential has. */
export function parameterValue(component: MetadataComponent, parameterType: string): string | undefined {
  const lists = ['externalCredentialParameters', 'namedCredentialParameters'];
  const groups = lists.flatMap((list) => groupsIn(component, list));
  const value = groups.find((group) => group.parameterType === parameterType)?.parameterValue;
  return typeof value === 'string' ? value : undefined;
}

/** Gives the External Credential that a Named Credential uses. */
export function credentialOf(named: MetadataComponent): string | undefined {
  const names = groupsIn(named, 'namedCredentialParameters').map(({ externalCredential }) => externalCredential);
  return names.find((name) => typeof name === 'string');
}

/** Gives the names of the principals of an External Credential, in their sequence. */
export function principalsOf(external: MetadataComponent): readonly string[] {
  return groupsIn(external, 'externalCredentialParameters')
    .filter(({ parameterType }) => typeof parameterType === 'string' && parameterType.endsWith('Principal'))
    .toSorted((a, b) => sequenceOf(a) - sequenceOf(b))
    .flatMap(({ parameterName }) => (typeof parameterName === 'string' ? [parameterName] : []));
}

const sequenceOf = ({ sequenceNumber }: FieldGroup): number => Number(sequenceNumber ?? 0);
