import { describe, expect, it } from 'vitest';
import { compose } from '../../../src/compose/compose.js';
import { BILLING_SYNC } from '../../fixtures/config/billing-sync.js';
import { resolved } from './story.js';

describe('compose', () => {
  it('leaves out what the API version has no field for, although the config says it', () => {
    const fields = { ExtlClntAppOauthSecuritySettings: { label: 'Ranges' } };
    const app = { ...BILLING_SYNC, tokenFormat: 'jwt', profiles: ['Integration'], fields } as const;
    const wanted = compose(resolved({ apiVersion: '60.0', apps: { Billing_Sync: app } }));
    expect(wanted.map(({ type }) => type)).not.toContain('ExtlClntAppOauthSecuritySettings');
    for (const component of wanted) {
      expect(component.fields).not.toHaveProperty('isNamedUserJwtEnabled');
      expect(component.fields).not.toHaveProperty('commaSeparatedProfile');
      expect(component.managed).not.toContain('isNamedUserJwtEnabled');
    }
  });
});
