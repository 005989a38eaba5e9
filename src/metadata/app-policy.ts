import type { FieldValue, Fields } from './component.js';

/** What the OAuth policies of an app say, as far as it decides who gets a token from where. */
export interface AppPolicy {
  /** True when only users that an admin approved may use the app. */
  readonly adminApproved: boolean;
  readonly permissionSets: readonly string[];
  readonly profiles: readonly string[];
  readonly ipRelaxation: string;
  readonly runAsUser?: string | undefined;
}

/** Reads the policy out of fields of `ExtlClntAppOauthConfigurablePolicies`. */
export function policyOf(fields: Fields): AppPolicy {
  const text = (field: string): string | undefined => textOf(fields[field]);
  return {
    adminApproved: text('permittedUsersPolicyType') === 'AdminApprovedPreAuthorized',
    permissionSets: listIn(text('commaSeparatedPermissionSet')),
    profiles: listIn(text('commaSeparatedProfile')),
    ipRelaxation: text('ipRelaxationPolicyType') ?? 'Enforce',
    runAsUser: text('clientCredentialsFlowUser'),
  };
}

function textOf(value: FieldValue | undefined): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

/** A list that somebody wrote by hand can go over several lines. */
export function listIn(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(/[,\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
