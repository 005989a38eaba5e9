import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { RUN_AS_USER, getJson, queryRecords, seedWith, startOrg } from './billing-app.js';
import { call } from './deploy-zip.js';

let org: LocalOrg;
let info: LocalOrgInfo;
afterEach(() => org.stop());

async function start(seed = seedWith()): Promise<LocalOrgInfo> {
  ({ org, info } = await startOrg({ seed }));
  return { ...info, accessToken: org.login(RUN_AS_USER) };
}

async function errorOf(response: Response): Promise<[number, string]> {
  const [error] = (await response.json()) as { errorCode: string }[];
  return [response.status, error?.errorCode ?? ''];
}

async function idOf(object: string, where: string): Promise<string> {
  const [record] = await queryRecords(info, `SELECT Id FROM ${object} WHERE ${where}`);
  return String(record?.['Id']);
}

describe('queries', () => {
  it.each([
    ["SELECT Id FROM User WHERE Username = 'BILLING.SYNC@ACME.EXAMPLE'", 1],
    ["SELECT Id FROM User WHERE Username != 'admin@acme.example'", 1],
    ["SELECT Id FROM User WHERE Username LIKE '%@acme.example' AND IsActive = true", 2],
    ["SELECT Id FROM User WHERE Username IN ('admin@acme.example', 'nobody@acme.example')", 1],
    ["SELECT Id FROM User WHERE NOT (Username LIKE 'a%' OR Profile.Name = 'Standard User')", 1],
    ["SELECT Id FROM User WHERE Profile.UserLicense.Name = 'Salesforce Integration'", 1],
    [
      "SELECT Id FROM User WHERE Id IN (SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Billing_API')",
      1,
    ],
    ['SELECT Id FROM Account WHERE CreatedDate < TODAY AND CreatedDate >= 2026-01-01T00:00:00Z', 3],
    ['SELECT Id FROM Account WHERE Phone = null ORDER BY Name DESC LIMIT 2 OFFSET 1', 2],
    ['SELECT Id FROM UserLogin WHERE IsFrozen = false', 2],
    ['SELECT COUNT() FROM Account', 3],
    ['SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.IsOwnedByProfile = true', 2],
  ])('answers %s with %i', async (soql, size) => {
    await start();
    expect((await getJson<{ totalSize: number }>(info, `query?q=${encodeURIComponent(soql)}`)).totalSize).toBe(size);
  });

  it('orders, groups and counts', async () => {
    await start();
    const names = await queryRecords(info, 'SELECT Name FROM Account ORDER BY Name');
    expect(names.map((record) => record['Name'])).toEqual(['Contoso Energy', 'Globex Shipping', 'Northwind Traders']);
    const groups = await queryRecords(info, 'SELECT Industry, COUNT(Id) number FROM Account GROUP BY Industry');
    expect(groups).toContainEqual({ attributes: { type: 'AggregateResult' }, Industry: 'Energy', number: 1 });
  });

  it.each([
    ['SELECT Shoe FROM User', 'INVALID_FIELD'],
    ['SELECT Id FROM User WHERE Manager.Name = null', 'INVALID_FIELD'],
    ['SELECT Id FROM ScratchOrgInfo', 'INVALID_TYPE'],
    ['SELECT Id FROM', 'MALFORMED_QUERY'],
  ])('refuses %s as %s', async (soql, code) => {
    await start();
    expect(await errorOf(await call(info, 'GET', `query?q=${encodeURIComponent(soql)}`))).toEqual([400, code]);
  });

  it('come in batches of 2000', async () => {
    await start();
    for (const size of [...Array.from({ length: 9 }, () => 200), 199]) {
      const records = Array.from({ length: size }, () => ({ attributes: { type: 'Account' }, Name: 'Customer' }));
      await call(info, 'POST', 'composite/sobjects', { records });
    }
    const first = await getJson<{ done: boolean; nextRecordsUrl: string; records: unknown[] }>(
      info,
      'query?q=SELECT+Id+FROM+Account',
    );
    expect(first).toMatchObject({ done: false, totalSize: 2002 });
    const next = await fetch(info.instanceUrl + first.nextRecordsUrl, {
      headers: { Authorization: `Bearer ${info.accessToken}` },
    });
    expect(await next.json()).toMatchObject({ done: true, totalSize: 2002, records: [{}, {}] });
  });
});

describe('records of plain objects', () => {
  it('follow the object permissions of a permission set', async () => {
    const user = await start();
    const describe = await getJson<Record<string, boolean>>(user, 'sobjects/Account/describe');
    expect(describe).toMatchObject({
      name: 'Account',
      queryable: true,
      createable: false,
      updateable: false,
      deletable: false,
    });
    expect(await errorOf(await call(user, 'POST', 'sobjects/Account', { Name: 'Initech' }))).toEqual([
      400,
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    ]);
    const id = await idOf('Account', "Name = 'Contoso Energy'");
    expect(await errorOf(await call(user, 'PATCH', `sobjects/Account/${id}`, { Phone: '1' }))).toEqual([
      403,
      'INSUFFICIENT_ACCESS_OR_READONLY',
    ]);
    expect((await call(user, 'GET', 'sobjects/Contact/describe')).status).toBe(404);
  });

  it('are created, read, changed and deleted', async () => {
    await start();
    const { id } = (await (await call(info, 'POST', 'sobjects/Account', { Name: 'Initech' })).json()) as { id: string };
    expect((await call(info, 'PATCH', `sobjects/Account/${id}`, { Phone: '+49 89 1234' })).status).toBe(204);
    expect(await getJson(info, `sobjects/Account/${id}?fields=Name,Phone`)).toMatchObject({
      Name: 'Initech',
      Phone: '+49 89 1234',
    });
    expect((await call(info, 'DELETE', `sobjects/Account/${id}`)).status).toBe(204);
    expect((await call(info, 'GET', `sobjects/Account/${id}`)).status).toBe(404);
  });

  it('hold what their fields take, and say what they do not', async () => {
    ({ org, info } = await startOrg());
    const refusal = async (object: string, body: object): Promise<unknown> => {
      const response = await call(info, 'POST', `sobjects/${object}`, body);
      const [first] = (await response.json()) as Record<string, unknown>[];
      return [response.status, first?.['errorCode'], first?.['message']];
    };
    const contact = { LastName: 'Reader' };
    expect(await refusal('Account', { Name: 'x'.repeat(256) })).toEqual([
      400,
      'STRING_TOO_LONG',
      `Name: data value too large: ${'x'.repeat(256)} (max length=255)`,
    ]);
    expect(await refusal('Account', { Name: 'x', Phone: '1'.repeat(41) })).toEqual([
      400,
      'STRING_TOO_LONG',
      expect.any(String),
    ]);
    expect(await refusal('Account', { Name: '   ' })).toEqual([400, 'REQUIRED_FIELD_MISSING', expect.any(String)]);
    for (const AnnualRevenue of ['much', '', true])
      expect(await refusal('Account', { Name: 'x', AnnualRevenue })).toEqual([
        400,
        'JSON_PARSER_ERROR',
        expect.any(String),
      ]);
    expect(await refusal('Contact', { ...contact, Email: 'no mail' })).toEqual([
      400,
      'INVALID_EMAIL_ADDRESS',
      'Email: invalid email address: no mail',
    ]);
    for (const AccountId of ['x', info.userId])
      expect(await refusal('Contact', { ...contact, AccountId })).toEqual([400, 'MALFORMED_ID', expect.any(String)]);
    for (const body of [{ AccountId: '001000000000999AAA' }, { OwnerId: '005000000000999AAA' }])
      expect(await refusal('Contact', { ...contact, ...body })).toEqual([
        400,
        'INVALID_CROSS_REFERENCE_KEY',
        expect.any(String),
      ]);
    const given = { ...contact, FirstName: 5, Email: '', AccountId: '001000000000001' };
    const { id } = (await (await call(info, 'POST', 'sobjects/Contact', given)).json()) as { readonly id: string };
    expect(await (await call(info, 'GET', `sobjects/Contact/${id}`)).json()).toMatchObject({
      ...{ LastName: 'Reader', FirstName: '5', Email: null, AccountId: '001000000000001AAA' },
    });
  });

  it('are written with a compressed body, and by POST in the place of PATCH', async () => {
    ({ org, info } = await startOrg());
    const send = (path: string, body: Uint8Array<ArrayBuffer>, encoding: string): Promise<Response> =>
      fetch(`${info.instanceUrl}/services/data/v66.0/sobjects/${path}`, {
        method: 'POST',
        headers: {
          ...{ Authorization: `Bearer ${info.accessToken}`, 'Content-Type': 'application/json' },
          'Content-Encoding': encoding,
        },
        body,
      });
    const made = await send('Account', Uint8Array.from(gzipSync('{"Name":"Small"}')), 'gzip');
    const { id } = (await made.json()) as { readonly id: string };
    const changed = Uint8Array.from(deflateSync('{"Name":"Smaller"}'));
    expect((await send(`Account/${id}?_HttpMethod=PATCH`, changed, 'deflate')).status).toBe(204);
    expect(await (await call(info, 'GET', `sobjects/Account/${id}`)).json()).toMatchObject({ Name: 'Smaller' });
    expect((await send('Account', Uint8Array.from(Buffer.from('{"Name":"x"}'.repeat(2))), 'gzip')).status).toBe(400);
    expect((await send('Account', Uint8Array.from(gzipSync(Buffer.alloc(70_000_000))), 'gzip')).status).toBe(413);
  });

  it('refuse unknown, read-only and missing fields', async () => {
    await start();
    const create = async (body: unknown): Promise<string> =>
      (await errorOf(await call(info, 'POST', 'sobjects/Account', body)))[1];
    expect(await create({ Name: 'Initech', Shoe: 1 })).toBe('INVALID_FIELD');
    expect(await create({ Name: 'Initech', CreatedDate: 'x' })).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
    expect(await create({ Phone: '1' })).toBe('REQUIRED_FIELD_MISSING');
  });
});

describe('assignments', () => {
  const seed = seedWith(
    { permissionSets: [] },
    {
      permissionSets: [
        { name: 'Billing_API', permissions: ['ApiEnabled'], objects: { Account: ['read'] } },
        { name: 'Billing_Data', license: 'SalesforceAPIIntegrationPsl' },
      ],
      permissionSetLicenses: [{ name: 'SalesforceAPIIntegrationPsl', total: 3, used: 2 }],
    },
  );
  const assign = async (set: string): Promise<Response> =>
    call(info, 'POST', 'sobjects/PermissionSetAssignment', {
      AssigneeId: await idOf('User', `Username = '${RUN_AS_USER}'`),
      PermissionSetId: await idOf('PermissionSet', `Name = '${set}'`),
    });
  const assignLicence = async (username: string): Promise<Response> =>
    call(info, 'POST', 'sobjects/PermissionSetLicenseAssign', {
      AssigneeId: await idOf('User', `Username = '${username}'`),
      PermissionSetLicenseId: await idOf('PermissionSetLicense', "DeveloperName = 'SalesforceAPIIntegrationPsl'"),
    });

  it('need the licence first', async () => {
    await start(seed);
    const response = await assign('Billing_API');
    expect(await response.clone().text()).toContain("The user license doesn't allow Read Account");
    expect(await errorOf(response)).toEqual([400, 'FIELD_INTEGRITY_EXCEPTION']);
    expect(await errorOf(await assign('Billing_Data'))).toEqual([400, 'FIELD_INTEGRITY_EXCEPTION']);
    expect((await assignLicence(RUN_AS_USER)).status).toBe(201);
    expect((await assign('Billing_API')).status).toBe(201);
    expect((await assign('Billing_Data')).status).toBe(201);
    expect(org.snapshot().assignments[RUN_AS_USER]).toEqual(['Billing_API', 'Billing_Data']);
  });

  it('end when the seats are used up, and happen once only', async () => {
    await start(seed);
    await assignLicence(RUN_AS_USER);
    expect(await queryRecords(info, 'SELECT TotalLicenses, UsedLicenses FROM PermissionSetLicense')).toMatchObject([
      { TotalLicenses: 3, UsedLicenses: 3 },
    ]);
    expect(await errorOf(await assignLicence('admin@acme.example'))).toEqual([400, 'LICENSE_LIMIT_EXCEEDED']);
    await assign('Billing_API');
    expect(await errorOf(await assign('Billing_API'))).toEqual([400, 'DUPLICATE_VALUE']);
  });

  it('are taken away again', async () => {
    await start();
    const id = await idOf('PermissionSetAssignment', "PermissionSet.Name = 'Billing_API'");
    expect((await call(info, 'DELETE', `sobjects/PermissionSetAssignment/${id}`)).status).toBe(204);
    expect(org.snapshot().assignments[RUN_AS_USER]).toEqual([]);
  });

  it('are not made by a user without the permission', async () => {
    const user = await start();
    const body = {
      AssigneeId: '005000000000002AAA',
      PermissionSetId: await idOf('PermissionSet', "Name = 'Billing_Access'"),
    };
    expect(await errorOf(await call(user, 'POST', 'sobjects/PermissionSetAssignment', body))).toEqual([
      400,
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    ]);
  });
});

describe('users', () => {
  it('are frozen through UserLogin, stay active, and lose their session', async () => {
    const user = await start();
    const login = await idOf('UserLogin', "UserId = '005000000000002AAA'");
    expect((await call(info, 'PATCH', `sobjects/UserLogin/${login}`, { IsFrozen: true })).status).toBe(204);
    expect(await queryRecords(info, "SELECT IsActive FROM User WHERE Id = '005000000000002AAA'")).toMatchObject([
      { IsActive: true },
    ]);
    expect(await errorOf(await call(user, 'GET', 'query?q=SELECT+Id+FROM+Account'))).toEqual([
      401,
      'INVALID_SESSION_ID',
    ]);
  });

  it('are refused by the API without API Enabled, whoever granted it', async () => {
    const user = await start(seedWith({ apiEnabled: false, permissionSets: [] }));
    expect(await errorOf(await call(user, 'GET', ''))).toEqual([403, 'API_DISABLED_FOR_ORG']);
    const holder = seedWith({ apiEnabled: false, permissionSets: ['Billing_API'] });
    await org.stop();
    expect((await call(await start(holder), 'GET', '')).status).toBe(200);
  });

  it('see the limits only with View Setup and Configuration', async () => {
    const user = await start();
    expect((await call(info, 'GET', 'limits')).status).toBe(200);
    expect((await call(user, 'GET', 'limits')).status).toBe(403);
  });
});

describe('users', () => {
  const cells = (ProfileId: string) => ({
    Username: 'Ledger@Acme.Example',
    LastName: 'Ledger',
    Email: 'it@acme.example',
    Alias: 'ledger',
    ProfileId,
    TimeZoneSidKey: 'GMT',
    LocaleSidKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
    LanguageLocaleKey: 'en_US',
  });

  it('are made with all that a user needs, once', async () => {
    const weak = await start();
    const body = cells(await idOf('Profile', "Name = 'Minimum Access - API Only Integrations'"));
    const make = (cellsOfUser: object, as = info) => call(as, 'POST', 'sobjects/User', cellsOfUser);
    expect(await errorOf(await make({ ...body, Alias: '' }))).toEqual([400, 'REQUIRED_FIELD_MISSING']);
    expect(await errorOf(await make({ ...body, ProfileId: '00e000000000ZZZ' }))).toEqual([
      400,
      'INVALID_CROSS_REFERENCE_KEY',
    ]);
    expect(await errorOf(await make({ ...body, Shoe: '42' }))).toEqual([400, 'INVALID_FIELD']);
    expect(await errorOf(await make(body, weak))).toEqual([400, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY']);
    expect((await make(body)).status).toBe(201);
    expect(await errorOf(await make(body))).toEqual([400, 'DUPLICATE_USERNAME']);
    const rows = await queryRecords(info, "SELECT Id FROM User WHERE Username = 'ledger@acme.example'");
    expect(rows).toHaveLength(1);
  });

  it('have usernames in the form of an e-mail', async () => {
    await start();
    const body = cells(await idOf('Profile', "Name = 'Minimum Access - API Only Integrations'"));
    const id = await idOf('User', `Username = '${RUN_AS_USER}'`);
    // A line of its own would be a variable of its own in a job that takes the lines of `local-org env`.
    for (const Username of ['ledger', 'a b@acme.example', 'a\nPATH=x@acme.example']) {
      const made = await call(info, 'POST', 'sobjects/User', { ...body, Username });
      const changed = await call(info, 'PATCH', `sobjects/User/${id}`, { Username });
      for (const answer of [made, changed]) expect(await errorOf(answer)).toEqual([400, 'INVALID_EMAIL_ADDRESS']);
    }
  });
});
