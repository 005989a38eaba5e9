import { describe, expect, it } from 'vitest';
import { spellPath } from '../../../src/problem.js';
import { BILLING_SYNC, configWith, resolved, spelled } from '../../fixtures/config/billing-sync.js';

type Keys = Readonly<Record<string, unknown>>;
type Row = readonly [sentence: string, environment: Keys, path: string, message: RegExp, action: RegExp];

const CANARY = 'force://3MVG9canary';
const jwt = { clientId: 'UAT_CLIENT_ID', username: 'UAT_USERNAME' };

const PROBLEMS: readonly Row[] = [
  ['refuses an empty alias', { targetOrg: '' }, 'targetOrg', /empty/, /name/],
  ['refuses an empty sandbox name', { sandbox: { production: 'acme', name: ' ' } }, 'sandbox.name', /empty/, /name/],
  ['refuses a suffix that cannot end a username', { runAsUserSuffix: '@uat' }, 'runAsUserSuffix', /"@uat"/, /\.uat/],
  ['refuses a login that names no way', { auth: {} }, 'auth', /no way/, /exactly one/],
  [
    'refuses a login by two ways',
    { auth: { sfdxAuthUrl: 'UAT_URL', jwt: { ...jwt, key: 'UAT_KEY' } } },
    'auth',
    /sfdxAuthUrl and jwt/,
    /exactly one/,
  ],
  [
    'refuses a token without its org',
    { auth: { accessToken: 'UAT_TOKEN' } },
    'auth.accessToken',
    /which org/,
    /instanceUrl/,
  ],
  ['refuses a signed login without a key', { auth: { jwt } }, 'auth.jwt', /private key/, /key or keyFile/],
  [
    'refuses a signed login with two keys',
    { auth: { jwt: { ...jwt, key: 'A', keyFile: 'B' } } },
    'auth.jwt',
    /one place/,
    /either/,
  ],
  [
    'refuses a login value where a variable is named',
    { auth: { sfdxAuthUrl: CANARY } },
    'auth.sfdxAuthUrl',
    /not the name of an environment variable/,
    /its name/,
  ],
  [
    'refuses a placeholder where a variable is named',
    { auth: { sfdxAuthUrl: '${env:UAT_URL}' } },
    'auth.sfdxAuthUrl',
    /not the name of an environment variable/,
    /its name/,
  ],
  ['refuses a sink without a program', { sink: { exec: [''] } }, 'sink.exec', /No program/, /program first/],
];

describe('the rules about an environment', () => {
  it.each(PROBLEMS)('%s', (_, uat, path, message, action) => {
    const config = configWith({}, { environments: { uat } });
    const env = { UAT_URL: CANARY };
    for (const options of [{ environment: 'uat', env }, { env }]) {
      const { problems } = resolved(config, options);
      expect(problems.map((problem) => spellPath(problem.path))).toEqual([`environments.uat.${path}`]);
      expect(problems[0]?.message).toMatch(message);
      expect(problems[0]?.action).toMatch(action);
      expect(JSON.stringify(problems)).not.toContain('canary');
    }
  });

  it('warns of a suffix without a dot', () => {
    const config = configWith({}, { environments: { uat: { runAsUserSuffix: 'uat' } } });
    const { problems, warnings } = resolved(config, { environment: 'uat' });
    expect(problems).toEqual([]);
    expect(warnings.map(({ action }) => action)).toEqual(['Write .uat, unless the usernames really end so.']);
  });

  it('refuses a name that is hard to type', () => {
    const { problems } = resolved(configWith({}, { environments: { 'uat / eu': {} } }));
    expect(spelled(problems)).toEqual(['environments["uat / eu"]: "uat / eu" cannot be the name of an environment.']);
  });
});

describe('the rules about the whole config', () => {
  it.each([
    ['66', /is not an API version/],
    ['v66.0', /is not an API version/],
    ['66.5', /is not an API version/],
    ['59.0', /has no fields for the client credentials flow/],
    ['69.0', /newer than this version/],
  ])('refuses the API version %s and names the range', (apiVersion, message) => {
    const { problems } = resolved(configWith({}, { apiVersion }));
    expect(problems.map(({ path }) => path)).toEqual([['apiVersion']]);
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.action).toContain('Use 60.0 to 68.0.');
  });

  it.each(['60.0', '66.0', '68.0'])('takes the API version %s', (apiVersion) => {
    expect(resolved(configWith({}, { apiVersion })).config).toMatchObject({ apiVersion, apiVersionWritten: true });
  });

  it('blames the flag for an API version of the command line', () => {
    const { problems } = resolved(configWith({}), { apiVersion: '70.0' });
    expect(problems.map(({ path }) => path)).toEqual([['--api-version']]);
  });

  it('refuses one full name for parts of two apps, without regard to case', () => {
    const apps = {
      Billing_Sync: BILLING_SYNC,
      Invoices: {
        ...BILLING_SYNC,
        runAsUser: 'invoices@acme.example',
        names: {
          ExtlClntAppOauthSettings: 'billing_sync_OAUTH',
          ExtlClntAppOauthConfigurablePolicies: 'Invoices_policy',
        },
      },
    };
    expect(spelled(resolved({ apps }).problems)).toEqual([
      'apps.Invoices.names.ExtlClntAppOauthSettings: ' +
        'ExtlClntAppOauthSettings billing_sync_OAUTH would belong to both Billing_Sync and Invoices.',
    ]);
  });

  it('says once of two apps with one name but for the namespace that their policies would be the same', () => {
    const subscriber = (runAsUser: string) => ({ role: 'subscriber', runAsUser });
    const apps = { acme__Hub: subscriber('one@acme.example'), beta__Hub: subscriber('two@acme.example') };
    expect(spelled(resolved({ apps }).problems)).toEqual([
      'apps.beta__Hub: acme__Hub and beta__Hub differ in their namespace only, and their policies carry none: ' +
        'they would have the same names.',
    ]);
  });

  it('refuses two apps whose names differ in case only', () => {
    const apps = { Billing_Sync: BILLING_SYNC, Billing_SYNC: { ...BILLING_SYNC, runAsUser: 'other@acme.example' } };
    expect(spelled(resolved({ apps }).problems)).toEqual([
      'apps.Billing_SYNC: The apps Billing_Sync and Billing_SYNC differ in case only.',
    ]);
  });

  it('warns of a run-as user that two apps share, without regard to case', () => {
    const apps = { Billing_Sync: BILLING_SYNC, Invoices: { ...BILLING_SYNC, runAsUser: 'Billing.Sync@acme.example' } };
    const { config, warnings } = resolved({ apps });
    expect(config?.apps).toHaveLength(2);
    expect(spelled(warnings)).toEqual([
      'apps.Invoices.runAsUser: Invoices and Billing_Sync act as the same user, Billing.Sync@acme.example.',
    ]);
  });

  it.each<[string, object, number]>([
    ['by default', { name: 'billing_api' }, 1],
    ['by its name', { name: 'Invoices', externalCredential: 'Billing_API', principal: 'integration' }, 1],
    ['not, with a principal of its own', { name: 'Invoices', externalCredential: 'Billing_API', principal: 'B' }, 0],
    ['not, in another org', { name: 'Billing_API', targetOrg: 'acme-sales' }, 0],
  ])('refuses two apps that share a principal: %s', (_how, named, count) => {
    const url = 'https://acme.example';
    const apps = {
      Billing_Sync: { ...BILLING_SYNC, namedCredential: { name: 'Billing_API', url } },
      Invoices: { ...BILLING_SYNC, runAsUser: 'other@acme.example', namedCredential: { url, ...named } },
    };
    const { problems } = resolved({ apps });
    expect(problems.map(({ path }) => path.join('.'))).toEqual(Array(count).fill('apps.Invoices.namedCredential'));
  });

  it('refuses a sink of the config that is none', () => {
    expect(spelled(resolved(configWith({}, { sink: { format: 'json' } })).problems)).toEqual([
      'sink: The sink does not say where key and secret go.',
    ]);
  });

  it('refuses a config without apps, and an environment that removes all', () => {
    expect(spelled(resolved({ apps: {} }).problems)).toEqual(['apps: No app is left.']);
    const removed = configWith({}, { environments: { uat: { apps: { Billing_Sync: null } } } });
    expect(spelled(resolved(removed, { environment: 'uat' }).problems)).toEqual([
      'environments.uat.apps: No app is left.',
    ]);
  });
});
