import { describe, expect, it } from 'vitest';
import type { AuthConfig } from '../../../src/config/model.js';
import { chooseLogin, type Login, type LoginChoice } from '../../../src/org/login.js';
import { CANARY, everythingSaidBy, expectNoCanary } from '../oauth/canary.js';

const URL_UAT = 'https://acme--uat.sandbox.my.salesforce.com';
const JWT = {
  ECA_JWT_CLIENT_ID: '3MVG9.ci',
  ECA_JWT_USERNAME: 'ci@acme.example',
  ECA_JWT_KEY: CANARY,
  ECA_INSTANCE_URL: URL_UAT,
};
const TOKEN = { SF_ACCESS_TOKEN: CANARY, ECA_INSTANCE_URL: URL_UAT };
const AUTH_URL = { SFDX_AUTH_URL: `force://PlatformCLI::${CANARY}@acme.my.salesforce.com` };
const UAT_AUTH: AuthConfig = {
  accessToken: 'UAT_TOKEN',
  instanceUrl: 'UAT_URL',
  jwt: { clientId: 'UAT_CLIENT_ID', username: 'UAT_USERNAME', keyFile: 'UAT_KEY_FILE' },
};
const UAT_JWT = {
  UAT_CLIENT_ID: 'id',
  UAT_USERNAME: 'ci@acme.example',
  UAT_KEY_FILE: '/run/key.pem',
  UAT_URL: URL_UAT,
};

/** What a login is, without its secrets. */
function said(login: Login): string {
  switch (login.kind) {
    case 'stored':
      return `stored ${login.target}`;
    case 'access-token':
      return `access-token ${login.instanceUrl}`;
    case 'jwt':
      return `jwt ${login.username} ${'file' in login.key ? login.key.file : 'inline'}`;
    case 'default':
    case 'sfdx-url':
      return login.kind;
  }
}

const PRECEDENCE: readonly (readonly [string, LoginChoice, string])[] = [
  ['nothing at all', { env: {} }, 'default'],
  [
    'the flag before everything',
    { flag: 'acme-dev', targetOrg: 'acme-uat', auth: UAT_AUTH, env: { ...UAT_JWT, ...AUTH_URL } },
    'stored acme-dev',
  ],
  [
    'the variables of auth before targetOrg',
    { targetOrg: 'acme-uat', auth: UAT_AUTH, env: UAT_JWT },
    'jwt ci@acme.example /run/key.pem',
  ],
  ['targetOrg where no variable of auth is set', { targetOrg: 'acme-uat', auth: UAT_AUTH, env: {} }, 'stored acme-uat'],
  [
    'targetOrg before the standard variables',
    { targetOrg: 'acme-uat', env: { ...JWT, ...AUTH_URL } },
    'stored acme-uat',
  ],
  [
    'the variables of auth, never the standard ones',
    { auth: UAT_AUTH, env: { ...AUTH_URL, ...UAT_JWT } },
    'jwt ci@acme.example /run/key.pem',
  ],
  ['SFDX_AUTH_URL before a token', { env: { ...TOKEN, ...AUTH_URL } }, 'sfdx-url'],
  ['a token before a JWT', { env: { ...JWT, ...TOKEN } }, `access-token ${URL_UAT}`],
  ['a JWT', { env: JWT }, 'jwt ci@acme.example inline'],
  [
    'the key itself before a file with it',
    { env: { ...JWT, ECA_JWT_KEY_FILE: '/run/key.pem' } },
    'jwt ci@acme.example inline',
  ],
  [
    'the default where variables hold only spaces',
    { env: { SFDX_AUTH_URL: '  ', ECA_JWT_CLIENT_ID: '\n' } },
    'default',
  ],
  [
    'the origin of the URL',
    { env: { ...TOKEN, ECA_INSTANCE_URL: `${URL_UAT}/lightning/page/home ` } },
    `access-token ${URL_UAT}`,
  ],
];

describe('chooseLogin', () => {
  it.each(PRECEDENCE)('takes %s', (_what, choice, expected) => {
    const login = chooseLogin(choice);
    expect(said(login)).toBe(expected);
    expectNoCanary(login);
  });

  it('keeps tokens, keys and auth URLs as secrets', () => {
    const secrets = [TOKEN, JWT, AUTH_URL].map((env) => {
      const login = chooseLogin({ env });
      if (login.kind === 'access-token') return login.token.reveal();
      if (login.kind === 'sfdx-url') return login.url.reveal();
      return login.kind === 'jwt' && 'pem' in login.key ? login.key.pem.reveal() : '';
    });
    expect(secrets).toEqual([CANARY, CANARY, AUTH_URL.SFDX_AUTH_URL]);
  });
});

function errorOf(choice: LoginChoice): unknown {
  try {
    chooseLogin(choice);
  } catch (error) {
    return error;
  }
  throw new Error('It chose a login.');
}

const without = (env: Readonly<Record<string, string>>, ...names: readonly string[]) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));

const HALF_SET: readonly (readonly [string, LoginChoice, readonly string[], readonly string[]])[] = [
  [
    'a JWT without its client id',
    { env: without(JWT, 'ECA_JWT_CLIENT_ID') },
    ['ECA_JWT_CLIENT_ID'],
    ['ECA_JWT_USERNAME'],
  ],
  [
    'a JWT without its username',
    { env: without(JWT, 'ECA_JWT_USERNAME') },
    ['ECA_JWT_USERNAME'],
    ['ECA_JWT_CLIENT_ID'],
  ],
  ['a JWT without its key', { env: without(JWT, 'ECA_JWT_KEY') }, ['ECA_JWT_KEY'], ['ECA_INSTANCE_URL']],
  ['a JWT without the URL', { env: without(JWT, 'ECA_INSTANCE_URL') }, ['ECA_INSTANCE_URL'], ['ECA_JWT_KEY']],
  ['a key alone', { env: { ECA_JWT_KEY: CANARY } }, ['ECA_JWT_CLIENT_ID', 'ECA_JWT_USERNAME', 'ECA_INSTANCE_URL'], []],
  ['a token of auth without its URL', { auth: UAT_AUTH, env: { UAT_TOKEN: CANARY } }, ['UAT_URL'], ['UAT_USERNAME']],
  ['a token without the URL', { env: { SF_ACCESS_TOKEN: CANARY } }, ['ECA_INSTANCE_URL'], []],
  [
    'the URL alone',
    { env: { ECA_INSTANCE_URL: URL_UAT } },
    ['SF_ACCESS_TOKEN', 'ECA_JWT_CLIENT_ID'],
    ['ECA_INSTANCE_URL'],
  ],
  [
    'the URL of auth alone',
    { auth: UAT_AUTH, targetOrg: 'acme', env: { UAT_URL: URL_UAT } },
    ['UAT_TOKEN'],
    ['UAT_URL'],
  ],
  ['auth with no variable set', { auth: UAT_AUTH, env: {} }, ['UAT_TOKEN', 'UAT_URL', 'UAT_KEY_FILE'], []],
  [
    'a JWT of auth without its key',
    { auth: UAT_AUTH, env: without(UAT_JWT, 'UAT_KEY_FILE') },
    ['UAT_KEY_FILE'],
    ['UAT_CLIENT_ID'],
  ],
];

describe('chooseLogin with variables that are set by half', () => {
  it.each(HALF_SET)('names what is missing of %s, and shows no value', (_what, choice, missing, present) => {
    const error = errorOf(choice);
    expect(error).toMatchObject({ name: 'OrgAuthInvalidError' });
    const { actions } = error as { readonly actions: readonly string[] };
    for (const name of missing) expect(actions.join()).toMatch(new RegExp(`\\b${name}\\b`));
    for (const name of present) expect(actions.join()).not.toMatch(new RegExp(`\\b${name}\\b`));
    expectNoCanary(error);
  });

  it.each(['acme--uat.sandbox.my.salesforce.com', 'ftp://acme.example', 'not a url'])(
    'refuses "%s" as the URL of an org, and names the variable',
    (url) => {
      const error = errorOf({ env: { ...TOKEN, ECA_INSTANCE_URL: url } });
      expect(error).toMatchObject({ name: 'OrgAuthInvalidError' });
      expect(everythingSaidBy(error)).toContain('Set ECA_INSTANCE_URL');
      expectNoCanary(error);
    },
  );

  // originOf() quotes the value, which is a token when somebody swapped the two variables.
  it('shows no token that was put where the URL belongs', () => {
    expectNoCanary(errorOf({ env: { SF_ACCESS_TOKEN: URL_UAT, ECA_INSTANCE_URL: CANARY } }));
  });

  // loginFrom() gives nothing when only the URL of auth is set, and chooseLogin() then says that none is.
  it('does not call a variable of auth unset that is set', () => {
    const { message } = errorOf({ auth: UAT_AUTH, env: { UAT_URL: URL_UAT } }) as Error;
    expect(message).not.toMatch(/^None of .*UAT_URL/);
  });
});

describe('the URL of an org', () => {
  const bad: readonly (readonly [string, string, RegExp])[] = [
    ['plain http', 'http://acme.my.salesforce.com', /in the clear/],
    ['plain http with a port', 'http://acme--uat.sandbox.my.salesforce.com:8080', /in the clear/],
    ['a machine beside this one', 'http://192.168.0.7:8080', /in the clear/],
    ['a login host', 'https://login.salesforce.com', /login\.salesforce\.com/],
    ['a login host in capitals', 'https://TEST.Salesforce.com/', /test\.salesforce\.com/],
    ['a Setup host', 'https://acme.my.salesforce-setup.com', /Setup/],
  ];
  it.each(bad)('is refused before anything is sent: %s', (_case, url, why) => {
    for (const env of [
      { ...TOKEN, ECA_INSTANCE_URL: url },
      { ...JWT, ECA_INSTANCE_URL: url },
    ]) {
      expect(() => chooseLogin({ env })).toThrow(why);
    }
  });

  it.each(['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080'])('may be this machine: %s', (url) => {
    expect(chooseLogin({ env: { ...TOKEN, ECA_INSTANCE_URL: url } })).toMatchObject({ instanceUrl: url });
  });
});
