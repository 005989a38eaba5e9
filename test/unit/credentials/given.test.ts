import { describe, expect, it } from 'vitest';
import { givenCredentials, myDomainUrl } from '../../../src/credentials/given.js';
import { CANARY, everythingSaidBy, expectNoCanary } from '../oauth/canary.js';

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

describe('givenCredentials', () => {
  it('takes CLIENT_ID and CLIENT_SECRET before the other pair', () => {
    const env = {
      CLIENT_ID: 'first',
      CLIENT_SECRET: CANARY,
      CLIENT_ID_EXTERNAL: 'second',
      CLIENT_SECRET_EXTERNAL: 'other',
    };
    const { consumerKey, consumerSecret } = givenCredentials(env);
    expect(consumerKey).toBe('first');
    expect(consumerSecret.reveal()).toBe(CANARY);
    expectNoCanary(givenCredentials(env));
  });

  it('takes CLIENT_ID_EXTERNAL and CLIENT_SECRET_EXTERNAL when the first pair is not complete', () => {
    const env = { CLIENT_ID: 'lonely', CLIENT_ID_EXTERNAL: 'second', CLIENT_SECRET_EXTERNAL: CANARY };
    expect(givenCredentials(env).consumerKey).toBe('second');
  });

  it('cuts off the line end that a shell or a secret store left', () => {
    const { consumerKey, consumerSecret } = givenCredentials({ CLIENT_ID: ' key\n', CLIENT_SECRET: `${CANARY}\r\n` });
    expect([consumerKey, consumerSecret.reveal()]).toEqual(['key', CANARY]);
  });

  it.each([
    ['nothing', {}],
    ['a key alone', { CLIENT_ID: 'key' }],
    ['a secret alone', { CLIENT_SECRET: CANARY }],
    ['an empty secret', { CLIENT_ID: 'key', CLIENT_SECRET: '  ' }],
    ['halves of two pairs', { CLIENT_ID: 'key', CLIENT_SECRET_EXTERNAL: CANARY }],
  ])('refuses %s, names the variables, and shows no value', (_what, env) => {
    const error = thrownBy(() => givenCredentials(env));
    expect(error).toMatchObject({ name: 'UsageError' });
    expect(everythingSaidBy(error)).toMatch(/CLIENT_ID and CLIENT_SECRET, or CLIENT_ID_EXTERNAL and/);
    expectNoCanary(error);
  });
});

describe('myDomainUrl', () => {
  it.each([
    ['https://acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
    ['https://acme.my.salesforce.com/', 'https://acme.my.salesforce.com'],
    ['https://acme.my.salesforce.com/services/oauth2/token', 'https://acme.my.salesforce.com'],
    ['acme--uat.sandbox.my.salesforce.com', 'https://acme--uat.sandbox.my.salesforce.com'],
    ['http://127.0.0.1:41234/', 'http://127.0.0.1:41234'],
  ])('reads "%s" as %s', (typed, url) => {
    expect(myDomainUrl(typed)).toBe(url);
  });

  it('takes the token endpoint of the environment when nothing is typed', () => {
    const env = { EXTERNAL_CLIENT_TOKEN_URL: 'https://acme.my.salesforce.com/services/oauth2/token' };
    expect(myDomainUrl('', env)).toBe('https://acme.my.salesforce.com');
    expect(thrownBy(() => myDomainUrl(' ', {}))).toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining('EXTERNAL_CLIENT_TOKEN_URL') as string,
    });
  });

  it.each(['https://login.salesforce.com', 'https://acme/.my.salesforce.com'])(
    'leaves the judgement of %s to the diagnosis',
    (url) => {
      expect(myDomainUrl(url)).toBe(url);
    },
  );

  it.each(['ftp://acme.my.salesforce.com', 'file:///etc/hosts'])('refuses "%s", which is not of the web', (typed) => {
    expect(thrownBy(() => myDomainUrl(typed))).toMatchObject({
      name: 'UsageError',
      message: `"${typed}" does not begin with https://.`,
    });
  });

  it.each([
    `https://user:${CANARY}@acme.my.salesforce.com`,
    `user:${CANARY}@acme.my.salesforce.com`,
    `ftp://user:${CANARY}@acme.my.salesforce.com`,
    `https://${CANARY}@`,
  ])('refuses a URL with a user or a password, and does not show it', (typed) => {
    const error = thrownBy(() => myDomainUrl(typed));
    expect(error).toMatchObject({ name: 'UsageError', message: expect.stringContaining('password') as string });
    expectNoCanary(error);
  });

  it.each(['https://', 'not a url'])('refuses "%s" with the value, the reason and what to give instead', (typed) => {
    const error = thrownBy(() => myDomainUrl(typed));
    expect(error).toMatchObject({ name: 'UsageError', message: expect.stringContaining(`"${typed}"`) as string });
    expect(error).toMatchObject({ actions: [expect.stringContaining('My Domain') as string] });
  });
});
