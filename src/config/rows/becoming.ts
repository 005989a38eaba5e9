import type { FieldValue } from '../../metadata/component.js';
import type { FieldOfKey } from '../key-row.js';
import type { ResolvedApp } from '../model.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';

type ValueOfApp = (app: ResolvedApp) => FieldValue | undefined;

/** Makes a field of the app itself that takes the value of its key. */
export const inApplication = (field: string): FieldOfKey => ({ type: 'ExternalClientApplication', field });

/** Makes a field of the policies of the OAuth plug-in. */
export const policy = (field: string, value?: ValueOfApp): FieldOfKey => ({ type: POLICIES, field, value });

/** Joins names to one text; a list without any leaves the field out. */
export function joined(names: readonly string[], separator: string): string | undefined {
  return names.length === 0 ? undefined : names.join(separator);
}

const hasRunAsUser = (app: ResolvedApp): boolean => app.runAsUser !== undefined;

/** The flow is on only when both switches are. */
export const FLOW_SWITCHES: readonly FieldOfKey[] = [GLOBAL, POLICIES].map((type) => ({
  type,
  field: 'isClientCredentialsFlowEnabled',
  value: ({ clientCredentials }) => clientCredentials,
  alwaysManaged: hasRunAsUser,
}));

/** The user that tokens act as. */
export const RUN_AS_USER: FieldOfKey = {
  type: POLICIES,
  field: 'clientCredentialsFlowUser',
  value: ({ clientCredentials, runAsUser }) => (clientCredentials ? runAsUser : undefined),
  alwaysManaged: hasRunAsUser,
};

/** JWT tokens are asked for by a switch that stays unwritten while nobody mentions the token format. */
function jwtSwitch({ tokenFormat, written }: ResolvedApp): boolean | undefined {
  return tokenFormat === 'jwt' || written.has('tokenFormat') ? tokenFormat === 'jwt' : undefined;
}

/** Until 63.0 the policies carried the switch for JWT tokens too. */
export const JWT_SWITCHES: readonly FieldOfKey[] = [GLOBAL, POLICIES].map((type) => ({
  type,
  field: 'isNamedUserJwtEnabled',
  value: jwtSwitch,
  instead: 'Write tokenFormat: jwt for true, and tokenFormat: opaque for false.',
}));

/** Key and secret go with the component that is created; an org ignores them on one that is there. */
export const SUPPLIED_PAIR: readonly FieldOfKey[] = ['consumerKey', 'consumerSecret'].map((field) => ({
  type: GLOBAL,
  field,
  value: () => undefined,
  instead: 'Write credentials: { key, secret }, both from environment variables.',
  onCreate: true,
}));

/** Whoever names a permission set or a profile lets only approved users in. */
export const APPROVAL: FieldOfKey = {
  ...policy('permittedUsersPolicyType', ({ permissionSets, profiles }) =>
    permissionSets.length + profiles.length > 0 ? 'AdminApprovedPreAuthorized' : 'AllSelfAuthorized',
  ),
  instead: 'Name permissionSets or profiles for AdminApprovedPreAuthorized; without both it is AllSelfAuthorized.',
};

/** Gives the trusted ranges as groups of fields. */
export function plainRanges({ trustedIpRanges }: ResolvedApp): FieldValue | undefined {
  return trustedIpRanges?.map(({ description, ...addresses }) =>
    description === undefined ? addresses : { description, ...addresses },
  );
}
