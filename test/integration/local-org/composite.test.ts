import { Connection } from '@jsforce/jsforce-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { getJson, queryRecords, startOrg } from './billing-app.js';
import { call } from './deploy-zip.js';

let org: LocalOrg;
let info: LocalOrgInfo;

beforeAll(async () => {
  ({ org, info } = await startOrg());
});
afterAll(() => org.stop());

type Plain = Record<string, unknown>;

const account = (more: Plain): Plain => ({ attributes: { type: 'Account' }, ...more });

async function send<T>(method: string, path: string, body?: unknown, version = 66): Promise<[number, T]> {
  const response = await call(info, method, path, body, version);
  const text = await response.text();
  return [response.status, (text === '' ? undefined : JSON.parse(text)) as T];
}

async function countOf(name: string): Promise<number> {
  return (await queryRecords(info, `SELECT Id FROM Account WHERE Name = '${name}'`)).length;
}

describe('collections', () => {
  it('create, change, read and delete what jsforce sends', async () => {
    const connection = new Connection({
      instanceUrl: info.instanceUrl,
      accessToken: info.accessToken,
      version: '66.0',
    });
    const accounts = connection.sobject('Account');
    const made = await accounts.create([{ Name: 'Umbrella' }, { Name: 'Umbrella Two' }]);
    expect(made).toEqual([
      { id: expect.stringMatching(/^001/) as string, success: true, errors: [] },
      { id: expect.stringMatching(/^001/) as string, success: true, errors: [] },
    ]);
    const ids = made.map(({ id }) => id ?? '');
    const changed = await accounts.update(ids.map((Id) => ({ Id, Industry: 'Energy' })));
    expect(changed.map(({ success }) => success)).toEqual([true, true]);
    expect(await accounts.retrieve(ids)).toMatchObject([{ Industry: 'Energy' }, { Industry: 'Energy' }]);
    const gone = await accounts.destroy(ids);
    expect(gone.map(({ id }) => id)).toEqual(ids);
    expect(await countOf('Umbrella')).toBe(0);
  });

  it('say of each record what is wrong, and keep the others', async () => {
    const records = [account({ Name: 'Kept' }), account({}), account({ Name: 'x', Shoe: 1 })];
    const [status, outcomes] = await send<Plain[]>('POST', 'composite/sobjects', { records });
    expect([status, outcomes.map(({ success }) => success)]).toEqual([200, [true, false, false]]);
    expect(outcomes[1]).toEqual({
      success: false,
      errors: [
        { statusCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing: [Name]', fields: ['Name'] },
      ],
    });
    expect(await countOf('Kept')).toBe(1);
  });

  it('keep none with allOrNone', async () => {
    const body = { allOrNone: true, records: [account({ Name: 'Undone' }), account({})] };
    const [, outcomes] = await send<{ errors: { statusCode: string }[] }[]>('POST', 'composite/sobjects', body);
    expect(outcomes.map(({ errors }) => errors[0]?.statusCode)).toEqual([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'REQUIRED_FIELD_MISSING',
    ]);
    expect(await countOf('Undone')).toBe(0);
  });

  it('read null for what is not there, and take 200 records', async () => {
    const [first] = await queryRecords(info, 'SELECT Id FROM Account LIMIT 1');
    const ids = [first?.['Id'], '001000000000zzzAAA'];
    const [, read] = await send<unknown[]>('POST', 'composite/sobjects/Account', { ids, fields: ['Name'] });
    expect(read).toEqual([expect.objectContaining({ Id: first?.['Id'] }), null]);
    const records = Array.from({ length: 201 }, () => account({ Name: 'Too many' }));
    expect((await send('POST', 'composite/sobjects', { records }))[0]).toBe(400);
    expect(await countOf('Too many')).toBe(0);
  });
});

describe('records of collections', () => {
  it('refuse a record that says not which it is', async () => {
    const codesOf = async (method: string, path: string, records: readonly Plain[]): Promise<unknown[]> => {
      const [, outcomes] = await send<{ errors: Plain[] }[]>(method, `composite/sobjects${path}`, { records });
      return outcomes.map(({ errors }) => errors[0]?.['statusCode']);
    };
    const types = ['', 'Account?x', 'Account/x', '../limits'].map((type) => ({ attributes: { type }, Name: 'Astray' }));
    expect(await codesOf('POST', '', types)).toEqual(types.map(() => 'INVALID_TYPE'));
    const ids = [{}, { Id: 'External_Id__c/Astray' }, { Id: 'x?y' }].map((id) => account({ ...id, Name: 'Astray' }));
    expect(await codesOf('PATCH', '', ids)).toEqual(['MISSING_ARGUMENT', 'MALFORMED_ID', 'MALFORMED_ID']);
    const keys = [{}, { External_Id__c: null }, { External_Id__c: 5 }].map((key) =>
      account({ ...key, Name: 'By key' }),
    );
    expect(await codesOf('PATCH', '/Account/External_Id__c', keys)).toEqual([
      'MISSING_ARGUMENT',
      'MISSING_ARGUMENT',
      undefined,
    ]);
    expect([await countOf('Astray'), await countOf('By key')]).toEqual([0, 1]);
  });
});

describe('external ids', () => {
  it('create, change, find and delete a record', async () => {
    const simple = 'sobjects/Account/External_Id__c/E-1';
    const [made, { id, created }] = await send<{ id: string; created: boolean }>('PATCH', simple, { Name: 'Ext' });
    expect([made, created]).toEqual([201, true]);
    expect(await send('PATCH', simple, { Industry: 'Retail' })).toEqual([
      200,
      { id, success: true, errors: [], created: false },
    ]);
    expect((await send('PATCH', simple, { Industry: 'Retail' }, 45))[0]).toBe(204);
    expect(await getJson(info, simple)).toMatchObject({ Id: id, Industry: 'Retail', External_Id__c: 'E-1' });
    const taken = await send<Plain[]>('POST', 'sobjects/Account', { Name: 'Other', External_Id__c: 'E-1' });
    expect(taken).toMatchObject([400, [{ errorCode: 'DUPLICATE_VALUE' }]]);
    expect((await send('DELETE', simple))[0]).toBe(204);
    expect((await send('GET', simple))[0]).toBe(404);
    expect((await send('GET', 'sobjects/Account/External_Id__c/A%2F1'))[0]).toBe(404);
  });

  it.each(['A/1', '/', 'a//b', '100%', '%2F', 'x%2Fy', 'a b+c', 'Größe?#', '../Contact', "O'Hara"])(
    'may be %s, written into the path as one segment',
    async (value) => {
      const path = `sobjects/Account/External_Id__c/${encodeURIComponent(value)}`;
      expect((await send('PATCH', path, { Name: `Ext ${value}` }))[0]).toBe(201);
      expect((await send('PATCH', path, { Industry: 'Retail' }))[0]).toBe(200);
      expect((await send<Plain>('GET', path))[1]).toMatchObject({ External_Id__c: value, Industry: 'Retail' });
      const [outcome] = await composite([request('again', 'PATCH', path, { Industry: 'Energy' })]);
      expect([outcome?.httpStatusCode, outcome?.body]).toMatchObject([200, { created: false }]);
      const [, upserted] = await send<Plain[]>('PATCH', 'composite/sobjects/Account/External_Id__c', {
        records: [account({ External_Id__c: value, Industry: 'Media' })],
      });
      expect(upserted).toMatchObject([{ success: true, created: false }]);
      expect((await send('DELETE', path))[0]).toBe(204);
    },
  );

  it('are upserted by the dozen through jsforce', async () => {
    const connection = new Connection({
      instanceUrl: info.instanceUrl,
      accessToken: info.accessToken,
      version: '66.0',
    });
    const rows = [
      { Name: 'Up 1', External_Id__c: 'U-1' },
      { Name: 'Up 2', External_Id__c: 'U-2' },
    ];
    const first = await connection.sobject('Account').upsert(rows, 'External_Id__c');
    expect(first.map(({ success }) => success)).toEqual([true, true]);
    const again = await send<Plain[]>('PATCH', 'composite/sobjects/Account/External_Id__c', {
      records: rows.map(account),
    });
    expect(again[1].map(({ created }) => created)).toEqual([false, false]);
  });

  it('must be such fields', async () => {
    expect(await send('PATCH', 'sobjects/Account/Phone/1', { Name: 'x' })).toEqual([
      404,
      [
        {
          errorCode: 'NOT_FOUND',
          message: 'Provided external ID field does not exist or is not accessible: Phone',
        },
      ],
    ]);
  });
});

const request = (referenceId: string, method: string, path: string, body?: Plain): Plain => ({
  referenceId,
  method,
  url: `/services/data/v66.0/${path}`,
  body,
});

interface Composite {
  readonly compositeResponse: readonly {
    readonly body: unknown;
    readonly httpHeaders: Readonly<Record<string, string>>;
    readonly httpStatusCode: number;
    readonly referenceId: string;
  }[];
}

async function composite(
  compositeRequest: readonly Plain[],
  allOrNone = false,
): Promise<Composite['compositeResponse']> {
  const [status, body] = await send<Composite>('POST', 'composite', { allOrNone, compositeRequest });
  expect(status).toBe(200);
  return body.compositeResponse;
}

describe('composite requests', () => {
  it('use what earlier ones answered', async () => {
    const [made, contact, found] = await composite([
      request('newAccount', 'POST', 'sobjects/Account', { Name: 'Composed' }),
      request('newContact', 'POST', 'sobjects/Contact', { LastName: 'Doe', AccountId: '@{newAccount.id}' }),
      request('found', 'GET', "query?q=SELECT+Id+FROM+Contact+WHERE+AccountId='@{newAccount.id}'"),
    ]);
    expect([made?.httpStatusCode, contact?.httpStatusCode, found?.httpStatusCode]).toEqual([201, 201, 200]);
    const { id } = made?.body as { id: string };
    expect(made?.httpHeaders).toEqual({ Location: `/services/data/v66.0/sobjects/Account/${id}` });
    expect(found?.body).toMatchObject({ totalSize: 1 });
  });

  it('go on after a failure, but for what refers to it', async () => {
    const [failed, after, apart] = await composite([
      request('first', 'POST', 'sobjects/Account', {}),
      request('second', 'PATCH', 'sobjects/Account/@{first.id}', { Name: 'x' }),
      request('third', 'GET', 'sobjects/Account/describe'),
    ]);
    expect([failed?.httpStatusCode, after?.httpStatusCode, apart?.httpStatusCode]).toEqual([400, 400, 200]);
    expect(after?.body).toMatchObject([{ errorCode: 'PROCESSING_HALTED' }]);
  });

  it('tell their requests apart', async () => {
    const same = [request('a', 'GET', 'limits'), request('a', 'GET', 'limits')];
    for (const compositeRequest of [same, [{ method: 'GET', url: '/services/data/v66.0/limits' }]])
      expect(await send('POST', 'composite', { compositeRequest })).toMatchObject([
        400,
        [{ errorCode: 'INVALID_INPUT' }],
      ]);
    const record = (referenceId: string, type = 'Account'): Plain => ({
      attributes: { type, referenceId },
      Name: 'Twin',
    });
    for (const records of [[record('a'), record('a')], [record('a', 'Contact')]])
      expect(await send('POST', 'composite/tree/Account', { records })).toMatchObject([
        400,
        [{ errorCode: 'INVALID_INPUT' }],
      ]);
    expect(await countOf('Twin')).toBe(0);
  });

  it('refer to texts, numbers and truth values alone', async () => {
    const names = ['@{a.constructor}', '@{a.__proto__}', '@{a.errors}', '@{b.id}', '@{later.id}'];
    const parts = await composite([
      request('a', 'POST', 'sobjects/Account', { Name: 'Referred' }),
      ...names.map((Name, index) => request(index === 3 ? 'b' : `r${index}`, 'POST', 'sobjects/Account', { Name })),
      request('later', 'POST', 'sobjects/Account', { Name: '@{a.success}' }),
    ]);
    expect(parts.map(({ httpStatusCode }) => httpStatusCode)).toEqual([201, 400, 400, 400, 400, 400, 201]);
  });

  it('change nothing with allOrNone when one fails', async () => {
    const parts = await composite(
      [
        request('good', 'POST', 'sobjects/Account', { Name: 'Halfway' }),
        request('bad', 'POST', 'sobjects/Account', {}),
        request('never', 'POST', 'sobjects/Account', { Name: 'Halfway' }),
      ],
      true,
    );
    const codes = parts.map(({ body }) => (body as { errorCode: string }[])[0]?.errorCode);
    expect(codes).toEqual(['PROCESSING_HALTED', 'REQUIRED_FIELD_MISSING', 'PROCESSING_HALTED']);
    expect(await countOf('Halfway')).toBe(0);
  });

  it('hold 25 requests, and no deploy', async () => {
    const many = Array.from({ length: 26 }, (_, index) => request(`r${index}`, 'GET', 'limits'));
    expect((await send('POST', 'composite', { compositeRequest: many }))[0]).toBe(400);
    const [refused] = await composite([request('deploy', 'POST', 'metadata/deployRequest', {})]);
    expect(refused?.httpStatusCode).toBe(404);
  });

  it('in a batch know nothing of each other, and halt when told so', async () => {
    const batchRequests = [
      { method: 'GET', url: 'v66.0/sobjects/Account/xyz' },
      { method: 'POST', url: 'v66.0/sobjects/Account', richInput: { Name: 'Batched' } },
    ];
    const [, on] = await send<{ hasErrors: boolean; results: { statusCode: number }[] }>('POST', 'composite/batch', {
      batchRequests,
    });
    expect([on.hasErrors, on.results.map(({ statusCode }) => statusCode)]).toEqual([true, [404, 201]]);
    const [, halted] = await send<{ results: { statusCode: number; result: unknown }[] }>('POST', 'composite/batch', {
      batchRequests,
      haltOnError: true,
    });
    expect(halted.results[1]).toMatchObject({ statusCode: 412, result: [{ errorCode: 'BATCH_PROCESSING_HALTED' }] });
  });
});

describe('trees', () => {
  const tree = (last: Plain): Plain => ({
    records: [
      {
        attributes: { type: 'Account', referenceId: 'a' },
        Name: 'Rooted',
        Contacts: { records: [{ attributes: { type: 'Contact', referenceId: 'c' }, ...last }] },
      },
    ],
  });

  it('are created with what is below', async () => {
    const [status, body] = await send<Plain>('POST', 'composite/tree/Account', tree({ LastName: 'Leaf' }));
    expect([status, body]).toEqual([
      201,
      {
        hasErrors: false,
        results: [
          { referenceId: 'a', id: expect.any(String) as string },
          { referenceId: 'c', id: expect.any(String) as string },
        ],
      },
    ]);
    const [contact] = await queryRecords(info, "SELECT Account.Name FROM Contact WHERE LastName = 'Leaf'");
    expect(contact).toMatchObject({ Account: { Name: 'Rooted' } });
  });

  it('are created whole or not at all', async () => {
    const before = await countOf('Rooted');
    expect(await send('POST', 'composite/tree/Account', tree({}))).toMatchObject([
      400,
      { hasErrors: true, results: [{ referenceId: 'c', errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] }] },
    ]);
    expect(await countOf('Rooted')).toBe(before);
  });
});
