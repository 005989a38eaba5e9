import { describe, expect, it } from 'vitest';
import { resolved } from '../../../fixtures/config/billing-sync.js';
import { refuses } from './cases.js';

describe('rules about names', () => {
  refuses([
    [
      'refuses a full name with two underscores',
      { names: { ExtlClntAppOauthSettings: 'Billing__oauth' } },
      'names.ExtlClntAppOauthSettings',
      /"Billing__oauth"/,
      /Billing_oauth/,
    ],
  ]);

  it.each(['Billing-Sync', '1_Billing', 'Billing__Sync', 'Billing_', '_Billing', 'Rechnung_Ä', ''])(
    'refuses the app name "%s"',
    (name) => {
      const app = { label: 'Billing', contactEmail: 'a@acme.example', runAsUser: 'b@acme.example' };
      const { problems } = resolved({ apps: { [name]: app } });
      expect(problems.map(({ message }) => message)).toEqual([`${JSON.stringify(name)} cannot be the name of an app.`]);
    },
  );

  it('takes an app name with a namespace in a subscriber only', () => {
    const app = { label: 'Billing', contactEmail: 'a@acme.example', runAsUser: 'b@acme.example' };
    expect(resolved({ apps: { acme__Billing: { ...app, role: 'subscriber' } } }).problems).toEqual([]);
    expect(resolved({ apps: { acme__Billing: app } }).problems[0]?.action).toContain('role: subscriber');
  });
});
