import { describe } from 'vitest';
import { allows, GLOBAL, policy, refuses } from './cases.js';

describe('rules about the role of a subscriber', () => {
  refuses([
    [
      'refuses an owner key in a subscriber',
      { role: 'subscriber', scopes: ['api'] },
      'scopes',
      /belongs to the owner/,
      /role: subscriber/,
    ],
    [
      'refuses an owner type in a subscriber',
      { role: 'subscriber', fields: { [GLOBAL]: {} } },
      `fields.${GLOBAL}`,
      /belongs to the owner/,
      /Remove/,
    ],
  ]);

  allows([
    [
      'policies in a subscriber',
      { role: 'subscriber', permissionSets: ['Billing_API'], ...policy({ refreshTokenPolicyType: 'Zero' }) },
    ],
  ]);
});
