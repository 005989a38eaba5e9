import { describe } from 'vitest';
import { allows, POLICIES, policy, refuses, warns } from './cases.js';

describe('rules about policies', () => {
  refuses([
    [
      'refuses the id of a permission set',
      { permissionSets: ['0PS000000000042AAA'] },
      'permissionSets[0]',
      /id of a/,
      /API name/,
    ],
    [
      'refuses the label of a permission set',
      { permissionSets: ['Billing API'] },
      'permissionSets[0]',
      /"Billing API"/,
      /not the label/,
    ],
    [
      'refuses two permission sets in one entry',
      { assign: ['Billing_API,Invoice_API'] },
      'assign[0]',
      /comma/,
      /each entry/,
    ],
    ['refuses two profiles in one entry', { profiles: ['Integration, Support'] }, 'profiles[0]', /comma/, /each entry/],
    ['refuses an empty profile', { profiles: [''] }, 'profiles[0]', /empty/, /each entry/],
    [
      'refuses a session timeout of nothing',
      { sessionTimeoutMinutes: 0 },
      'sessionTimeoutMinutes',
      /0 is not/,
      /above 0/,
    ],
    [
      'refuses a session timeout that the field cannot hold',
      { sessionTimeoutMinutes: 2 ** 31 },
      'sessionTimeoutMinutes',
      /more minutes than the field takes/,
      /at most 2147483647/,
    ],
    [
      'refuses approval that lets nobody in',
      policy({ permittedUsersPolicyType: 'AdminApprovedPreAuthorized' }),
      `fields.${POLICIES}.permittedUsersPolicyType`,
      /lets nobody in/,
      /permissionSets/,
    ],
    [
      'refuses a session level that the flow cannot reach',
      policy({ requiredSessionLevel: 'HIGH_ASSURANCE' }),
      `fields.${POLICIES}.requiredSessionLevel`,
      /cannot reach/,
      /STANDARD/,
    ],
  ]);

  warns([
    [
      'warns of a session timeout for JWT access tokens',
      { sessionTimeoutMinutes: 30, tokenFormat: 'jwt' },
      'sessionTimeoutMinutes',
      /opaque tokens only/,
      /namedUserJwtTimeout/,
    ],
    [
      'warns of a timeout of JWT tokens beside a type for which it does not count',
      policy({ namedUserJwtSessionTimeoutType: 'UserSession', namedUserJwtTimeout: 30 }),
      `fields.${POLICIES}.namedUserJwtTimeout`,
      /counts for nothing/,
      /Custom/,
    ],
    [
      'warns of a type of timeout without its minutes',
      policy({ guestJwtSessionTimeoutType: 'Custom' }),
      `fields.${POLICIES}.guestJwtSessionTimeoutType`,
      /how many minutes/,
      /guestJwtTimeout/,
    ],
  ]);

  allows([
    [
      'high assurance without the flow',
      { clientCredentials: false, runAsUser: undefined, ...policy({ requiredSessionLevel: 'HIGH_ASSURANCE' }) },
    ],
    ['permission sets with a namespace', { permissionSets: ['acme__Billing_API'], assign: ['Billing_API'] }],
    [
      'approval by permission sets that fields name',
      policy({ permittedUsersPolicyType: 'AdminApprovedPreAuthorized', commaSeparatedPermissionSet: 'Billing_API' }),
    ],
  ]);
});
