import { describe, expect, it } from 'vitest';
import type { AppConfig, NamedCredentialConfig } from '../../../../src/config/model.js';
import { callingUsers } from '../../../../src/config/rules/calling-users.js';

const CONTEXT = { name: 'Billing_Sync', apiVersion: '66.0', runAsUserSuffix: '.uat' };
const found = (named: Partial<NamedCredentialConfig>) => {
  const namedCredential = { name: 'Billing_API', url: 'https://acme.my.salesforce.com', ...named };
  const app: AppConfig = { label: 'Billing Sync', contactEmail: 'it@acme.example', namedCredential };
  return callingUsers.check(app, CONTEXT);
};

describe('calling users', () => {
  it('are usernames, and get a permission set that is named', () => {
    const permissionSet = 'Billing_Callers';
    expect(found({})).toEqual([]);
    expect(found({ permissionSet, assign: ['ci@sales.acme.example', '${env:CALLER}'] })).toEqual([]);
  });

  it('are refused one by one where they are none', () => {
    expect(found({ permissionSet: 'Billing_Callers', assign: ['ci@sales.acme.example', 'nightly'] })).toMatchObject([
      { severity: 'problem', path: ['namedCredential', 'assign', 1], message: '"nightly" is not a username.' },
    ]);
  });

  it('are refused where no permission set gives access', () => {
    expect(found({ assign: ['ci@sales.acme.example'] })).toMatchObject([
      { severity: 'problem', path: ['namedCredential', 'assign'] },
    ]);
  });
});
