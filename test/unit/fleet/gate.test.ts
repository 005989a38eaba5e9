import { describe, expect, it } from 'vitest';
import { openGate } from '../../../src/fleet/gate.js';

const UAT = {
  orgId: '00D000000000001EAA',
  target: 'acme-uat',
  instanceUrl: 'https://acme--uat.sandbox.my.salesforce.com',
};
const PRODUCTION = { ...UAT, orgId: '00D000000000009EAA', target: 'acme', isProduction: true } as const;

describe('the gate of a fleet that changes orgs', () => {
  it('lets each environment into an org of its own', () => {
    const gate = openGate([]);
    gate.admit('uat', UAT);
    gate.admit('qa', { ...UAT, orgId: '00D000000000002EAA' });
    // The same environment may log in again.
    expect(() => {
      gate.admit('uat', UAT);
    }).not.toThrow();
  });

  it('refuses the later of two environments that are one org, whichever form its id has', () => {
    const gate = openGate([]);
    gate.admit('uat', UAT);
    expect(() => {
      gate.admit('staging', { ...UAT, orgId: '00D000000000001' });
    }).toThrow(
      'The environments "uat" and "staging" are one org (acme-uat, 00D000000000001); "staging" was not touched.',
    );
  });

  it('says of local orgs where their id comes from', () => {
    const gate = openGate([]);
    gate.admit('uat', UAT);
    const local = { ...UAT, instanceUrl: 'http://127.0.0.1:7780' };
    expect(() => {
      gate.admit('qa', local);
    }).toThrow(expect.objectContaining({ actions: [expect.any(String), expect.stringContaining('org.id')] }) as Error);
  });

  it.each([['00D000000000009EAA'], ['00D000000000009']])('lets into production by the id %s', (id) => {
    expect(() => {
      openGate([id]).admit('production', PRODUCTION);
    }).not.toThrow();
  });

  it.each([[[]], [['00D000000000001EAA']]])('refuses production with the ids %j', (ids) => {
    expect(() => {
      openGate(ids).admit('production', PRODUCTION);
    }).toThrow(expect.objectContaining({ name: 'NotConfirmedError', exitCode: 4 }) as Error);
  });
});
