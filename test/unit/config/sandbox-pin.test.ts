import { describe, expect, it } from 'vitest';
import { resolve } from '../../../src/config/resolve.js';

const problemsOf = (uat: object) =>
  resolve(
    {
      apps: { Billing_Sync: { label: 'Billing', contactEmail: 'a@acme.example', runAsUser: 'b@acme.example' } },
      environments: { uat: { targetOrg: 'acme-uat', ...uat } },
    },
    { env: { NAME: 'uat' }, environment: 'uat' },
  ).problems.map(({ path, kind }) => [path.join('.'), kind]);

describe('the sandbox that an environment names', () => {
  it.each(['uat', 'UAT2', 'a', 'tencharact', '${env:NAME}'])('may be called "%s"', (name) => {
    expect(problemsOf({ sandbox: { production: 'acme', name } })).toEqual([]);
  });

  it.each(['a.b', 'c d', 'uat--x', 'elevenchars', 'uat.sandbox', 'ä'])('cannot be called "%s"', (name) => {
    expect(problemsOf({ sandbox: { production: 'acme', name } })).toEqual([
      ['environments.uat.sandbox.name', 'sandbox-pin'],
    ]);
  });

  it('is no production org', () => {
    expect(problemsOf({ production: true, sandbox: { production: 'acme', name: 'uat' } })).toEqual([
      ['environments.uat.production', 'sandbox-pin'],
    ]);
  });
});
