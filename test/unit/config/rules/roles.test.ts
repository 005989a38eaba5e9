import { describe, expect, it } from 'vitest';
import { resolved, spelled } from '../../../fixtures/config/billing-sync.js';
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

  it('asks no subscriber for label and contact, which an owner writes', () => {
    const problemsOf = (app: Readonly<Record<string, unknown>>): readonly string[] =>
      spelled(resolved({ apps: { acme__Hub: { runAsUser: 'hub@acme.example', ...app } } }).problems);
    expect(problemsOf({ role: 'subscriber' })).toEqual([]);
    expect(problemsOf({ role: 'subscriber', contactEmail: 'nobody' })).toEqual([
      expect.stringContaining('is not an e-mail address'),
    ]);
    expect(problemsOf({ role: 'subscriber', label: ' ' })).toEqual([expect.stringContaining('The label is empty')]);
    expect(problemsOf({}).slice(0, 2)).toEqual([
      expect.stringContaining('label is missing'),
      expect.stringContaining('contactEmail is missing'),
    ]);
    const { config } = resolved({ apps: { acme__Partner_Hub: { role: 'subscriber', runAsUser: 'hub@acme.example' } } });
    expect(config?.apps[0]?.label).toBe('Partner Hub');
    expect(config?.apps[0]?.contactEmail).toBeUndefined();
  });
});
