import { describe, expect, it } from 'vitest';
import { readCredentials } from '../../../src/credentials/read-pair.js';
import { CANARY, expectNoCanary } from '../oauth/canary.js';
import { refusedByOrg, tableOrg } from '../org/table-org.js';

const USAGE = 'apps/oauth/usage';
const LIST = 'apps/oauth/credentials/0xI1';
const PAIR = 'apps/oauth/credentials/0xI1/888A?part=keyandsecret';
const usage = { apps: [{ developerName: 'Billing_Sync', identifier: '0xI1', label: 'Billing Sync' }] };
const consumers = { consumers: [{ id: '888A', key: '3MVG9.key' }] };
const pair = { key: '3MVG9.key', secret: CANARY };

describe('readCredentials', () => {
  it('reads key and secret of the app, and keeps the secret a secret', async () => {
    const credentials = await readCredentials(
      tableOrg({ answers: { [USAGE]: usage, [LIST]: consumers, [PAIR]: pair } }),
      'Billing_Sync',
    );
    expect(credentials.consumerKey).toBe('3MVG9.key');
    expect(credentials.consumerSecret.reveal()).toBe(CANARY);
    expectNoCanary(credentials);
  });

  it('looks through all pages of apps with usage data', async () => {
    const first = { apps: [{ developerName: 'Payroll_Export', identifier: '0xI9' }], nextPageUrl: '/next?page=2' };
    const org = tableOrg({ answers: { [USAGE]: first, '/next?page=2': usage, [LIST]: consumers, [PAIR]: pair } });
    await readCredentials(org, 'Billing_Sync');
    expect(org.requests.map(({ path }) => path)).toEqual([USAGE, '/next?page=2', LIST, PAIR]);
    expect(new Set(org.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  it('takes the id of the record when the app was never used, or usage data may not be read', async () => {
    const records = { ExternalClientApplication: [{ Id: '0xI1' }] };
    const empty = tableOrg({ records, answers: { [USAGE]: { apps: [] }, [LIST]: consumers, [PAIR]: pair } });
    expect((await readCredentials(empty, 'Billing_Sync')).consumerKey).toBe('3MVG9.key');
    const denied = tableOrg({ records, answers: { [LIST]: consumers, [PAIR]: pair } });
    expect((await readCredentials(denied, 'Billing_Sync')).consumerKey).toBe('3MVG9.key');
  });

  it('says that the org has no such app', async () => {
    await expect(readCredentials(tableOrg({}), 'Billing_Sync')).rejects.toMatchObject({
      name: 'AppNotFoundError',
      message: expect.stringMatching(/"acme-uat".*"Billing_Sync"/) as string,
    });
  });

  it.each([
    ['a consumer without id', { [USAGE]: usage, [LIST]: { consumers: [{}] } }, /"id" is no id, but nothing/],
    ['an id that is none', { [USAGE]: usage, [LIST]: { consumers: [{ id: {} }] } }, /"id" is no id, but \{\}/],
    ['an id that leads away', { [USAGE]: usage, [LIST]: { consumers: [{ id: '../..' }] } }, /"id" is no id/],
    ['an app without identifier', { [USAGE]: { apps: [{ developerName: 'Billing_Sync' }] } }, /"identifier" is no id/],
  ])('asks no further after %s', async (_what, answers, message) => {
    const org = tableOrg({ answers });
    await expect(readCredentials(org, 'Billing_Sync')).rejects.toMatchObject({
      name: 'UnexpectedAnswerError',
      message: expect.stringMatching(message) as string,
    });
    expect(org.requests.map(({ path }) => path)).toEqual(Object.keys(answers));
  });

  it.each([
    [
      'refuses',
      { [USAGE]: usage, [LIST]: refusedByOrg('This feature is not currently enabled') },
      /not currently enabled/,
    ],
    ['lists no consumer', { [USAGE]: usage, [LIST]: { consumers: [] } }, /lists no consumer/],
    ['gives a key alone', { [USAGE]: usage, [LIST]: consumers, [PAIR]: { key: '3MVG9.key' } }, /no secret/],
  ])('says which setting and permissions it takes when the org %s', async (_what, answers, message) => {
    const error: unknown = await readCredentials(tableOrg({ answers }), 'Billing_Sync').catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({
      name: 'CredentialsUnavailableError',
      message: expect.stringMatching(message) as string,
      actions: [
        expect.stringContaining('--allow-secret-access') as string,
        expect.stringContaining('View Client Secret') as string,
      ],
    });
    expectNoCanary(error);
  });
});
