import { type ConfigPath, show } from '../../problem.js';
import { isApiName } from './names.js';
import { type AppRule, type RuleProblem, problem, warning } from './rule.js';
import { usesFlow } from './users.js';

const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';
/** Greatest number that an element of the type xsd:int takes. */
const MOST_MINUTES = 2 ** 31 - 1;
const PERMISSION_SET_ID = /^0PS[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/;

/** Only approved users may use the app, so somebody must be approved. */
export const approvalNeedsAccess: AppRule = {
  name: 'approval-needs-access',
  reads: ['fields', 'permissionSets', 'profiles'],
  check: (app) => {
    const policy = app.fields?.[POLICIES] ?? {};
    if (policy['permittedUsersPolicyType'] !== 'AdminApprovedPreAuthorized') return [];
    const written = [policy['commaSeparatedPermissionSet'], policy['commaSeparatedProfile']];
    const lists = [...(app.permissionSets ?? []), ...(app.profiles ?? [])];
    if (lists.length > 0 || written.some((text) => typeof text === 'string' && text.trim() !== '')) return [];
    const message = 'AdminApprovedPreAuthorized lets nobody in: the app names no permission set and no profile.';
    const action = 'Name at least one in permissionSets or profiles, which sets this policy as well.';
    return [problem(['fields', POLICIES, 'permittedUsersPolicyType'], message, action)];
  },
};

/** No human takes part in this flow, so no session of it is of high assurance. */
export const reachableSessionLevel: AppRule = {
  name: 'reachable-session-level',
  reads: ['fields', 'clientCredentials'],
  check: (app) => {
    if (!usesFlow(app) || app.fields?.[POLICIES]?.['requiredSessionLevel'] !== 'HIGH_ASSURANCE') return [];
    const message = 'The client credentials flow cannot reach the session level HIGH_ASSURANCE.';
    return [problem(['fields', POLICIES, 'requiredSessionLevel'], message, 'Use STANDARD, or remove the field.')];
  },
};

/** A timeout is a positive number, and JWT access tokens do not heed it. */
export const sessionTimeout: AppRule = {
  name: 'session-timeout',
  reads: ['sessionTimeoutMinutes', 'tokenFormat'],
  check: ({ sessionTimeoutMinutes: minutes, tokenFormat }) => {
    const path = ['sessionTimeoutMinutes'];
    if (minutes === undefined) return [];
    if (minutes < 1) return [problem(path, `${minutes} is not a number of minutes.`, 'Write a whole number above 0.')];
    if (minutes > MOST_MINUTES) {
      return [problem(path, `${minutes} is more minutes than the field takes.`, `Write at most ${MOST_MINUTES}.`)];
    }
    if (tokenFormat !== 'jwt') return [];
    const message = 'sessionTimeoutMinutes applies to opaque tokens only, and tokenFormat is jwt.';
    return [warning(path, message, `Set fields.${POLICIES}.namedUserJwtTimeout instead.`)];
  },
};

/** A timeout of JWT access tokens counts only beside the type that says so, in the versions that have the type. */
export const jwtTimeouts: AppRule = {
  name: 'jwt-timeouts',
  reads: ['fields'],
  check: (app) => {
    const policy: Readonly<Record<string, unknown>> = app.fields?.[POLICIES] ?? {};
    return ['namedUserJwt', 'guestJwt'].flatMap((tokens) => {
      const [type, timeout] = [`${tokens}SessionTimeoutType`, `${tokens}Timeout`];
      if (policy[type] === 'UserSession' && policy[timeout] !== undefined) {
        const message = `${timeout} counts for nothing while ${type} is UserSession.`;
        return [warning(['fields', POLICIES, timeout], message, `Remove it, or write Custom in ${type}.`)];
      }
      if (policy[type] !== 'Custom' || policy[timeout] !== undefined) return [];
      const message = `${type} is Custom, and ${timeout} does not say how many minutes that are.`;
      return [warning(['fields', POLICIES, type], message, `Add ${timeout}.`)];
    });
  },
};

function checkPermissionSets(names: readonly string[], path: ConfigPath): RuleProblem[] {
  return names.flatMap((name, index) => {
    const at = [...path, index];
    if (name.includes(','))
      return [problem(at, `${show(name)} holds a comma.`, 'Write one permission set for each entry.')];
    if (PERMISSION_SET_ID.test(name)) {
      return [
        problem(
          at,
          `${show(name)} is the id of a permission set.`,
          'Write its API name, which is the same in every org.',
        ),
      ];
    }
    if (isApiName(name)) return [];
    return [
      problem(at, `${show(name)} is not the API name of a permission set.`, 'Write the API name, not the label.'),
    ];
  });
}

/** Permission sets go by their API names, although the reference of the Metadata API speaks of ids. */
export const permissionSetNames: AppRule = {
  name: 'permission-set-names',
  reads: ['permissionSets', 'assign'],
  check: (app) => [
    ...checkPermissionSets(app.permissionSets ?? [], ['permissionSets']),
    ...checkPermissionSets(app.assign ?? [], ['assign']),
  ],
};

/** Profiles go by their names, which are joined by commas. */
export const profileNames: AppRule = {
  name: 'profile-names',
  reads: ['profiles'],
  check: ({ profiles }) =>
    (profiles ?? []).flatMap((name, index) => {
      if (name.trim() !== '' && !name.includes(',')) return [];
      const what = name.trim() === '' ? 'is empty' : 'holds a comma';
      return [problem(['profiles', index], `${show(name)} ${what}.`, 'Write one profile name for each entry.')];
    }),
};
