import { describe, expect, it } from 'vitest';
import { configWith, resolved, spelled } from '../../../fixtures/config/billing-sync.js';

describe('rules about API versions', () => {
  it('refuses a key whose field the API version does not have', () => {
    const config = configWith({ profiles: ['Integration'] }, { apiVersion: '61.0' });
    expect(spelled(resolved(config).problems)).toEqual([
      'apps.Billing_Sync.profiles: profiles becomes commaSeparatedProfile of ExtlClntAppOauthConfigurablePolicies, ' +
        'which is in API version 62.0 and later, not in 61.0.',
    ]);
  });
});
