import { assumed, certain, reported } from '../../state/evidence.js';
import { commaSeparated } from '../../apps/scopes.js';
import type { ComponentRule, Rule } from '../incoming.js';
import { isOn, textOf } from '../../state/fields.js';
import { hasPermission, userByName } from '../../users/access.js';

const VALID_USER = 'Enter a valid execution user for the OAuth client credentials flow.';

/** [P] one text for a missing, malformed, absent user; [U] the same for an inactive one. */
const executionUser: Rule = ({ context, fields, origin }) => {
  const username = textOf(fields, 'clientCredentialsFlowUser');
  const flow = isOn(fields, 'isClientCredentialsFlowEnabled');
  if (username === '') return flow ? VALID_USER : undefined;
  const user = userByName(context.world, username);
  if (user === undefined) {
    if (origin === 'seed') return `The seed has no user "${username}", whom clientCredentialsFlowUser names.`;
    return context.assumed('execution-user-error') === 'no-such-user' ? `No such user: ${username}` : VALID_USER;
  }
  if (origin === 'seed') return undefined; // a user can have been deactivated since
  if (!user.active && context.assumed('inactive-execution-user') === 'rejected') return VALID_USER;
  const apiOnly = hasPermission(context.world, user, 'ApiUserOnly');
  if (!apiOnly && context.assumed('execution-user-api-only') === 'required') return VALID_USER;
  return undefined;
};

/** [P] names, not ids. */
const permissionSets: Rule = ({ draft, fields }) => {
  const missing = commaSeparated(textOf(fields, 'commaSeparatedPermissionSet')).filter(
    (name) => !draft.permissionSets.some((set) => set.name === name),
  );
  return missing.length === 0
    ? undefined
    : `INVALID_FIELD: We couldn't find permission sets called ${missing.join(', ')}`;
};

/** [P] that such a permission set cannot hold the assignment; [U] the wording. */
const licensedPermissionSets: Rule = ({ context, draft, fields }) => {
  if (context.assumed('licensed-permission-set') === 'accepted') return undefined;
  const licensed = commaSeparated(textOf(fields, 'commaSeparatedPermissionSet')).find((name) =>
    draft.permissionSets.some((set) => set.name === name && set.licence === 'SalesforceAPIIntegrationPsl'),
  );
  return licensed === undefined
    ? undefined
    : `INVALID_FIELD: The license of permission set ${licensed} doesn't allow app access`;
};

/** [U] the wording follows that for permission sets. */
const profiles: Rule = ({ context, fields }) => {
  const missing = commaSeparated(textOf(fields, 'commaSeparatedProfile')).filter(
    (name) => !context.world.profiles.some((profile) => profile.name === name),
  );
  return missing.length === 0 ? undefined : `INVALID_FIELD: We couldn't find profiles called ${missing.join(', ')}`;
};

const IP_POLICIES = ['Enforce', 'Bypass', 'Bypass_2factor', 'Enforce_RelaxRefresh'];

/** [C] the values, [U] the wording. */
const ipRelaxation: Rule = ({ fields }) => {
  const written = textOf(fields, 'ipRelaxationPolicyType');
  const known = IP_POLICIES.some((value) => value.toLowerCase() === written.toLowerCase());
  return known ? undefined : `Set the IP relaxation policy to Enforce, Bypass, Bypass_2factor, Enforce_relaxrefresh.`;
};

/** [P] */
const refreshTokenUnit: Rule = ({ fields }) => {
  if (!textOf(fields, 'refreshTokenPolicyType').startsWith('Specific')) return undefined;
  return ['Days', 'Hours', 'Months'].includes(textOf(fields, 'refreshTokenValidityUnit'))
    ? undefined
    : 'Set the refresh token validity unit to Days, Hours, Months.';
};

/** [C] the values and the version from which the longer ones count; [U] the wording. */
const jwtTimeout: Rule = ({ fields, version }) => {
  const allowed = [1, 5, 10, 15, 30, ...(version >= 65 ? [60, 90, 120, 240, 480, 720] : [])];
  const wrong = ['guestJwtTimeout', 'namedUserJwtTimeout'].find((field) => {
    const written = textOf(fields, field);
    return written !== '' && !allowed.includes(Number(written));
  });
  return wrong === undefined ? undefined : `Set ${wrong} to ${allowed.join(', ')} minutes.`;
};

/** The OAuth policies of an app, in the order in which they are checked. */
export const policies: readonly ComponentRule[] = [
  {
    says: 'The execution user exists',
    evidence: reported('metadata-rules: is refused when it is %s'),
    check: executionUser,
  },
  {
    says: 'Permission sets are there, by API name',
    evidence: reported('metadata-rules: refuses %s that is wrong in %s'),
    check: permissionSets,
  },
  {
    says: 'No permission set of the Salesforce API Integration licence approves users',
    evidence: reported('assumptions: shows $name=$value'),
    check: licensedPermissionSets,
  },
  { says: 'Profiles are there', evidence: assumed('metadata-rules: refuses %s that is wrong in %s'), check: profiles },
  {
    says: 'The IP policy is one of four',
    evidence: certain('metadata-rules: refuses %s that is wrong in %s', 'metadata-guide'),
    check: ipRelaxation,
  },
  {
    says: 'A refresh token that ends has a unit',
    evidence: reported('metadata-rules: refuses %s that is wrong in %s'),
    check: refreshTokenUnit,
  },
  {
    says: 'JWT timeouts are certain numbers of minutes, more of them since v65',
    evidence: certain('metadata-rules: takes certain minutes for a JWT', 'metadata-guide'),
    check: jwtTimeout,
  },
].map((rule) => ({ of: ['ExtlClntAppOauthConfigurablePolicies'], ...rule }));
