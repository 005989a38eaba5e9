import { describe, expect, it } from 'vitest';
import { resolve } from '../../../../src/config/resolve.js';

const NAMED = { name: 'Billing_API', url: 'https://acme.my.salesforce.com' };

function check(callout: unknown, namedCredential: object | null = NAMED) {
  const app = {
    label: 'Billing Sync',
    contactEmail: 'platform@acme.example',
    runAsUser: 'billing.sync@acme.example',
    verify: { callout },
    ...(namedCredential === null ? {} : { namedCredential }),
  };
  return resolve({ apps: { Billing_Sync: app } }, { env: { CALLOUT_PATH: '/services/data/' } });
}

describe('verify.callout', () => {
  it.each([true, '/services/data/', "/services/data/v66.0/query?q=SELECT+Id+FROM+Account+WHERE+Name='O%20K'"])(
    'takes %s',
    (callout) => {
      expect(check(callout)).toMatchObject({ problems: [], config: { apps: [{ verify: { callout } }] } });
    },
  );

  it('takes a path from a variable', () => {
    expect(check('${env:CALLOUT_PATH}').config?.apps[0]?.verify.callout).toBe('/services/data/');
  });

  it.each(['services/data/', '', '/a b', '/a#b', '/{!$Credential.Password}', 'https://acme.example/'])(
    'refuses %j as a path',
    (callout) => {
      expect(check(callout).problems).toMatchObject([
        {
          path: ['apps', 'Billing_Sync', 'verify', 'callout'],
          message: expect.stringContaining('is not a path') as string,
        },
      ]);
    },
  );

  it.each([false, 5, []])('refuses %j', (callout) => {
    expect(check(callout).problems).toMatchObject([{ path: ['apps', 'Billing_Sync', 'verify', 'callout'] }]);
  });

  it('needs a Named Credential', () => {
    expect(check(true, null).problems).toMatchObject([
      { path: ['apps', 'Billing_Sync', 'verify', 'callout'], action: 'Add namedCredential, or remove verify.callout.' },
    ]);
  });

  it('can go to a local org, with a warning', () => {
    const { problems, warnings } = check(true, { ...NAMED, url: 'http://127.0.0.1:8080' });
    expect(problems).toEqual([]);
    expect(warnings).toMatchObject([{ path: ['apps', 'Billing_Sync', 'namedCredential', 'url'] }]);
    expect(check(true, { ...NAMED, url: 'http://acme.my.salesforce.com' }).problems).toHaveLength(1);
  });
});
