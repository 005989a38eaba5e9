import { describe, expect, it } from 'vitest';
import type { AppConfig } from '../../../src/config/model.js';
import { preflight } from '../../../src/doctor/preflight.js';
import { EcaError } from '../../../src/errors.js';
import { resolved } from '../compose/story.js';
import { refusedByOrg, tableOrg, type Table } from '../org/table-org.js';
import { testWork } from '../../work.js';

const USERNAME = 'billing.sync@acme.example.uat';
const app: AppConfig = { label: 'Billing Sync', contactEmail: 'platform@acme.example', runAsUser: USERNAME };
const user = (fields: Readonly<Record<string, unknown>> = {}) => ({
  Id: '005000000000007AAA',
  Username: USERNAME,
  Email: 'it@acme.example',
  IsActive: true,
  ...fields,
});

const check = (table: Table, more: Partial<AppConfig> = {}) =>
  preflight(tableOrg(table), resolved({ apps: { Billing_Sync: { ...app, ...more } } }), testWork());

async function errorOf(table: Table, more: Partial<AppConfig> = {}): Promise<EcaError> {
  const error: unknown = await check(table, more).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof EcaError) return error;
  throw new Error('It found nothing.');
}

describe('preflight', () => {
  it('finds nothing where user, permission sets and profiles are there', async () => {
    const records = {
      User: [user({ Username: USERNAME.toUpperCase() })],
      PermissionSet: [{ Name: 'Billing_API' }, { Name: 'UAT_Extra' }],
      Profile: [{ Name: 'Integration' }],
    };
    const access = { permissionSets: ['Billing_API'], assign: ['UAT_Extra'], profiles: ['Integration'] };
    await expect(check({ records }, access)).resolves.toBeUndefined();
  });

  it('does not call a user frozen when the session may not read UserLogin', async () => {
    const records = { User: [user()], UserLogin: refusedByOrg('INVALID_TYPE UserLogin') };
    await expect(check({ records })).resolves.toBeUndefined();
  });

  it('refuses a session whose token is a JWT before it asks anything', async () => {
    const org = tableOrg({ sessionIsJwt: true, records: { User: [user()] } });
    await expect(preflight(org, resolved({ apps: { Billing_Sync: app } }), testWork())).rejects.toMatchObject({
      name: 'OrgAuthInvalidError',
    });
    expect(org.queries).toEqual([]);
  });

  it('takes such a session from API version 68.0 on, whose SOAP takes it too', async () => {
    const org = { ...tableOrg({ sessionIsJwt: true, records: { User: [user()] } }), apiVersion: '68.0' };
    await expect(preflight(org, resolved({ apps: { Billing_Sync: app } }), testWork())).resolves.toBeUndefined();
  });

  it('names the API version that is the way out', async () => {
    const error: unknown = await preflight(
      tableOrg({ sessionIsJwt: true }),
      resolved({ apps: { Billing_Sync: app } }),
      testWork(),
    ).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ actions: [expect.stringContaining("apiVersion: '68.0'") as string] });
  });

  it('says that no user has the username, and how usernames of a sandbox end', async () => {
    expect(await errorOf({})).toMatchObject({
      name: 'RunAsUserNotFoundError',
      message: `No user of org "acme-uat" has the username "${USERNAME}".`,
      actions: [expect.stringContaining('runAsUserSuffix') as string],
      problems: [{ path: 'apps.Billing_Sync.runAsUser' }],
    });
  });

  it('notices an e-mail address in the place of the username, and names the users that have it', async () => {
    const records = {
      User: [
        user({ Username: 'bs@acme.example', Email: USERNAME }),
        user({ Username: 'b2@acme.example', Email: USERNAME.toUpperCase() }),
      ],
    };
    expect(await errorOf({ records })).toMatchObject({
      name: 'RunAsUserNotFoundError',
      message: expect.stringContaining('is an e-mail address') as string,
      actions: ['Set apps.Billing_Sync.runAsUser to "bs@acme.example" or "b2@acme.example".'],
    });
  });

  it.each([
    ['inactive', { User: [user({ IsActive: false })] }, /is inactive\.$/, /^Activate/],
    ['frozen', { User: [user()], UserLogin: [{ UserId: '005000000000007AAA' }] }, /is frozen\.$/, /^Unfreeze/],
  ])('notices a user that is %s', async (_state, records, message, action) => {
    const error = await errorOf({ records });
    expect(error.name).toBe('RunAsUserInactiveError');
    expect(error.message).toMatch(message);
    expect(error.actions[0]).toMatch(action);
  });

  it.each([
    ['permissionSets', 'permission set'],
    ['assign', 'permission set'],
    ['profiles', 'profile'],
  ])('notices a name of %s that the org does not have', async (key, kind) => {
    const error = await errorOf({ records: { User: [user()] } }, { [key]: ['Billing_API'] });
    expect(error).toMatchObject({
      name: 'AccessNotFoundError',
      message: `The org "acme-uat" has no ${kind} "Billing_API".`,
      problems: [{ path: `apps.Billing_Sync.${key}` }],
    });
  });

  it('reports everything at once, each with its own way out', async () => {
    const error = await errorOf({}, { permissionSets: ['Billing_API'], profiles: ['Integration'] });
    expect(error.name).toBe('PreflightFailedError');
    expect(error.exitCode).toBe(1);
    expect(error.actions).toHaveLength(3);
    expect(error.problems.map(({ path }) => path)).toEqual([
      'apps.Billing_Sync.runAsUser',
      'apps.Billing_Sync.permissionSets',
      'apps.Billing_Sync.profiles',
    ]);
    for (const { message } of error.problems) expect(error.message).toContain(message);
  });

  it('asks for each name once, and for nothing that no app names', async () => {
    const org = tableOrg({ records: { User: [user()], PermissionSet: [{ Name: 'Billing_API' }] } });
    const shared = { ...app, permissionSets: ['Billing_API'] };
    await preflight(
      org,
      resolved({ apps: { Billing_Sync: shared, Warehouse_Feed: { ...shared, label: 'Feed' } } }),
      testWork(),
    );
    expect(org.queries.filter((soql) => /FROM PermissionSet\b/.test(soql))).toEqual([
      "SELECT Name FROM PermissionSet WHERE Name IN ('Billing_API')",
    ]);
    expect(org.queries.filter((soql) => soql.includes('FROM Profile'))).toEqual([]);
    // Checks and reading ask which apps there are at the same moment; an org that is connected sends that once.
    const counts = [...Map.groupBy(org.queries, (soql) => soql)].map(([soql, same]) => [soql, same.length] as const);
    const twice = counts.flatMap(([soql, count]) => (count > 1 ? [soql] : []));
    expect(twice).toEqual(['SELECT Id, DeveloperName, NamespacePrefix FROM ExternalClientApplication']);
    expect(org.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('asks for no user when no app runs as one', async () => {
    const org = tableOrg({});
    const { runAsUser: _none, ...quiet } = app;
    expect(_none).toBe(USERNAME);
    await preflight(org, resolved({ apps: { Billing_Sync: { ...quiet, clientCredentials: false } } }), testWork());
    expect(org.queries.filter((soql) => /FROM (?:User|UserLogin|PermissionSetLicense)\b/.test(soql))).toEqual([]);
  });
});
