import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { startOrg } from './billing-app.js';
import { call } from './deploy-zip.js';

let org: LocalOrg;
let info: LocalOrgInfo;

const ACCOUNTS = [
  { Name: 'Acme_1', Industry: 'Energy', AnnualRevenue: 100 },
  { Name: 'Acme%2', Industry: 'energy', AnnualRevenue: 300 },
  { Name: "O'Neil", Industry: 'Retail', AnnualRevenue: 50.5 },
  { Name: String.raw`Back\slash`, Industry: null, AnnualRevenue: null },
];

beforeAll(async () => {
  ({ org, info } = await startOrg());
  const seeded = (await ask('SELECT Id FROM Account')).records ?? [];
  for (const { Id } of seeded) await call(info, 'DELETE', `sobjects/Account/${String(Id)}`);
  for (const account of ACCOUNTS) await call(info, 'POST', 'sobjects/Account', account);
});
afterAll(() => org.stop());

interface Answer {
  readonly totalSize?: number;
  readonly records?: readonly Readonly<Record<string, unknown>>[];
  readonly errorCode?: string;
  readonly message?: string;
}

async function ask(soql: string, resource = 'query'): Promise<Answer> {
  const body = (await (await call(info, 'GET', `${resource}?q=${encodeURIComponent(soql)}`)).json()) as
    Answer | [Answer];
  return Array.isArray(body) ? body[0] : body;
}

/** Records without their attributes, as lists of values. */
async function rows(soql: string): Promise<unknown[][]> {
  const answer = await ask(soql);
  if (answer.records === undefined) throw new Error(answer.message);
  return answer.records.map(({ attributes, ...cells }) => (attributes === undefined ? [] : Object.values(cells)));
}

describe('SOQL gives the right answer to', () => {
  it.each<[soql: string, expected: unknown[][]]>([
    // aggregates
    ['SELECT SUM(AnnualRevenue), AVG(AnnualRevenue) FROM Account', [[450.5, 450.5 / 3]]],
    ['SELECT MIN(AnnualRevenue), MAX(AnnualRevenue), MAX(Name) FROM Account', [[50.5, 300, "O'Neil"]]],
    ['SELECT COUNT(Id), COUNT(AnnualRevenue), COUNT_DISTINCT(Industry) FROM Account', [[4, 3, 2]]],
    ["SELECT SUM(AnnualRevenue), COUNT(Id) FROM Account WHERE Name = 'nobody'", [[null, 0]]],
    [
      'SELECT Industry, SUM(AnnualRevenue) total FROM Account GROUP BY Industry ORDER BY SUM(AnnualRevenue) DESC',
      [
        [null, null],
        ['Energy', 400],
        ['Retail', 50.5],
      ],
    ],
    ['SELECT Industry FROM Account GROUP BY Industry HAVING COUNT(Id) > 1 AND SUM(AnnualRevenue) >= 400', [['Energy']]],
    ["SELECT Industry, COUNT(Id) FROM Account GROUP BY Industry HAVING Industry LIKE 'ret%'", [['Retail', 1]]],
    ['SELECT Industry FROM Account GROUP BY Industry HAVING NOT (COUNT(Id) = 1)', [['Energy']]],
    ['SELECT Industry FROM Account GROUP BY Industry ORDER BY COUNT(Id) DESC, Industry LIMIT 1', [['Energy']]],
    ['SELECT Industry FROM Account GROUP BY Industry ORDER BY Industry NULLS LAST LIMIT 1 OFFSET 1', [['Retail']]],
    [
      'SELECT COUNT(Id), MAX(Name) m, MIN(Name) FROM Account GROUP BY Industry ORDER BY MAX(Name) LIMIT 1',
      [[2, 'Acme_1', 'Acme%2']],
    ],
    ['SELECT Owner.Name, COUNT(Id) FROM Account GROUP BY Owner.Name', [['Ada Admin', 4]]],
    ['SELECT Owner.Name who FROM Account GROUP BY Owner.Name', [['Ada Admin']]],
    // dates
    ['SELECT COUNT(Id) FROM Account WHERE CreatedDate = TODAY', [[4]]],
    ['SELECT COUNT(Id) FROM Account WHERE CreatedDate > LAST_N_DAYS:1', [[0]]],
    ['SELECT COUNT(Id) FROM Account WHERE CreatedDate = THIS_FISCAL_YEAR AND CreatedDate >= THIS_WEEK', [[4]]],
    [`SELECT COUNT(Id) FROM Account WHERE CALENDAR_YEAR(CreatedDate) = ${new Date().getUTCFullYear()}`, [[4]]],
    ['SELECT COUNT(Id) FROM Account WHERE DAY_ONLY(CreatedDate) = TODAY', [[4]]],
    [
      'SELECT CALENDAR_MONTH(CreatedDate) m, COUNT(Id) FROM Account GROUP BY CALENDAR_MONTH(CreatedDate)',
      [[new Date().getUTCMonth() + 1, 4]],
    ],
    // texts
    [String.raw`SELECT Name FROM Account WHERE Name LIKE 'Acme\_%'`, [['Acme_1']]],
    [String.raw`SELECT Name FROM Account WHERE Name LIKE 'Acme\%%'`, [['Acme%2']]],
    ["SELECT Name FROM Account WHERE Name LIKE 'Acme_2'", [['Acme%2']]],
    [String.raw`SELECT Name FROM Account WHERE Name = 'o\'neil'`, [["O'Neil"]]],
    [String.raw`SELECT Name FROM Account WHERE Name LIKE '%\\%'`, [[String.raw`Back\slash`]]],
    ["SELECT Name FROM Account WHERE Industry = ''", [[String.raw`Back\slash`]]],
    ["SELECT COUNT(Id) FROM Account WHERE Industry != 'Retail'", [[3]]],
    ["SELECT COUNT(Id) FROM Account WHERE Industry NOT IN ('Retail', null)", [[2]]],
    // conditions
    ["SELECT Name FROM Account WHERE (Industry = 'Energy' AND AnnualRevenue > 200) OR Name = 'nobody'", [['Acme%2']]],
    ['SELECT Name FROM Account WHERE AnnualRevenue > 50 AND AnnualRevenue < 100.0', [["O'Neil"]]],
    ['SELECT Name FROM Account WHERE AnnualRevenue <> 100 AND AnnualRevenue < 300', [["O'Neil"]]],
    ['SELECT a.Name FROM Account a WHERE Account.AnnualRevenue = 50.5 AND a.Owner.IsActive = true', [["O'Neil"]]],
    ["SELECT COUNT(Id) FROM Account WHERE OwnerId IN (SELECT Id FROM User WHERE Name = 'Ada Admin')", [[4]]],
    ['SELECT COUNT(Id) FROM Account WHERE OwnerId NOT IN (SELECT Id FROM User WHERE IsActive = true)', [[0]]],
    ['SELECT FIELDS(ALL) FROM PermissionSetGroup LIMIT 200', []],
    ['SELECT FIELDS(STANDARD) FROM PermissionSetGroup', []],
  ])('%s', async (soql, expected) => {
    expect(await rows(soql)).toEqual(expected);
  });

  it.each([
    ['SELECT COUNT() FROM Account', 4],
    ['SELECT COUNT() FROM Account LIMIT 3', 3],
    ['SELECT COUNT() FROM Account LIMIT 3 OFFSET 3', 1],
    ["SELECT COUNT() FROM Account WHERE Industry = 'energy'", 2],
    ['SELECT Id FROM Account LIMIT 2', 2],
    ['SELECT Id FROM Account LIMIT 0', 0],
  ])('%s: %i in all', async (soql, size) => {
    expect((await ask(soql)).totalSize).toBe(size);
  });

  it('names what has no alias expr0 and on, and other columns as they are', async () => {
    const { records } = await ask(
      'SELECT industry, COUNT(Id) n, MIN(Name), MAX(Name) FROM Account WHERE Industry != null GROUP BY Industry LIMIT 1',
    );
    expect(records).toEqual([
      { attributes: { type: 'AggregateResult' }, Industry: 'Energy', n: 2, expr0: 'Acme%2', expr1: 'Acme_1' },
    ]);
  });
});

describe('SOQL refuses in the words of the org', () => {
  it.each([
    // aggregates
    ['SELECT Name, COUNT(Id) FROM Account', 'MALFORMED_QUERY', 'Field must be grouped or aggregated: Name'],
    ['SELECT Name FROM Account GROUP BY Industry', 'MALFORMED_QUERY', 'Field must be grouped or aggregated: Name'],
    [
      'SELECT Industry FROM Account GROUP BY Industry ORDER BY Name',
      'MALFORMED_QUERY',
      'Ordered field must be grouped or aggregated: Name',
    ],
    [
      'SELECT Industry FROM Account GROUP BY Industry HAVING Name = null',
      'MALFORMED_QUERY',
      'grouped or aggregated: Name',
    ],
    ['SELECT CALENDAR_YEAR(CreatedDate) FROM Account', 'MALFORMED_QUERY', 'grouped or aggregated: CALENDAR_YEAR'],
    [
      'SELECT COUNT(Id) FROM Account LIMIT 1',
      'MALFORMED_QUERY',
      'Non-grouped query that uses overall aggregate functions cannot also use LIMIT',
    ],
    ['SELECT SUM(Name) FROM Account', 'MALFORMED_QUERY', 'field Name does not support aggregate operator SUM'],
    ['SELECT AVG(CreatedDate) FROM Account', 'MALFORMED_QUERY', 'does not support aggregate operator AVG'],
    ['SELECT MAX(IsActive) FROM User', 'MALFORMED_QUERY', 'does not support aggregate operator MAX'],
    ['SELECT COUNT(), Name FROM Account', 'MALFORMED_QUERY', "unexpected token: ','"],
    ['SELECT COUNT() FROM Account GROUP BY Name', 'MALFORMED_QUERY', "unexpected token: 'GROUP'"],
    ['SELECT COUNT() FROM Account ORDER BY Name', 'MALFORMED_QUERY', "unexpected token: 'ORDER'"],
    ['SELECT Name FROM Account GROUP BY ROLLUP(Name)', 'MALFORMED_QUERY', "unexpected token: 'ROLLUP'"],
    ['SELECT Name FROM Account GROUP BY CUBE(Name)', 'MALFORMED_QUERY', "unexpected token: 'CUBE'"],
    ['SELECT Name, Owner.Name FROM Account GROUP BY Name, Owner.Name', 'MALFORMED_QUERY', 'duplicate alias: Name'],
    ['SELECT Id FROM Account WHERE COUNT(Id) > 1', 'MALFORMED_QUERY', "unexpected token: 'COUNT'"],
    ['SELECT Id FROM Account HAVING Name = null', 'MALFORMED_QUERY', "unexpected token: 'HAVING'"],
    ['SELECT MAX(SUM(AnnualRevenue)) FROM Account', 'MALFORMED_QUERY', 'unexpected token'],
    // types
    [
      "SELECT Id FROM User WHERE IsActive = 'true'",
      'INVALID_FIELD',
      "value of filter criterion for field 'IsActive' must be of type boolean and should not be enclosed in quotes",
    ],
    ['SELECT Id FROM User WHERE IsActive = 1', 'INVALID_FIELD', 'must be of type boolean'],
    [
      'SELECT Id FROM User WHERE IsActive > false',
      'INVALID_QUERY_FILTER_OPERATOR',
      'invalid operator on boolean field',
    ],
    [
      'SELECT Id FROM Account WHERE Name = 5',
      'INVALID_FIELD',
      "field 'Name' must be of type string and should be enclosed in quotes",
    ],
    ["SELECT Id FROM Account WHERE AnnualRevenue = '5'", 'INVALID_FIELD', 'must be of type double'],
    ["SELECT Id FROM Account WHERE CreatedDate > '2026-01-01'", 'INVALID_FIELD', 'must be of type dateTime'],
    ['SELECT Id FROM Account WHERE CreatedDate > 2026-01-01', 'INVALID_FIELD', 'must be of type dateTime'],
    ['SELECT Id FROM Account WHERE Name = TODAY', 'INVALID_FIELD', 'must be of type string'],
    ['SELECT Id FROM Account WHERE CreatedDate > 2026-13-01T00:00:00Z', 'MALFORMED_QUERY', 'Invalid date'],
    ["SELECT Id FROM Account WHERE Id = 'foo'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: foo'],
    ["SELECT Id FROM Account WHERE Id LIKE '001%'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator on id field'],
    ["SELECT Id FROM Account WHERE Name INCLUDES ('a')", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator'],
    ['SELECT Id FROM Account WHERE CALENDAR_YEAR(Name) = 2026', 'INVALID_FIELD', 'CALENDAR_YEAR'],
    [String.raw`SELECT Id FROM Account WHERE Name = 'a\q'`, 'MALFORMED_QUERY', String.raw`'\q'`],
    ["SELECT Id FROM Account WHERE Name LIKE ('a', 'b')", 'MALFORMED_QUERY', 'unexpected token'],
    // conditions
    ["SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", 'MALFORMED_QUERY', "token: 'OR'"],
    ["SELECT Id FROM Account WHERE Name = 'a' OR Name = 'b' AND Name = 'c'", 'MALFORMED_QUERY', "token: 'AND'"],
    ["SELECT Id FROM Account WHERE (Name = 'a' OR Name = 'b' AND Name = 'c')", 'MALFORMED_QUERY', "token: 'AND'"],
    ["SELECT Id FROM Account WHERE NOT Name = 'a' AND Name = 'b'", 'MALFORMED_QUERY', "token: 'AND'"],
    ["SELECT Id FROM Account WHERE Name = 'a' AND NOT Name = 'b'", 'MALFORMED_QUERY', "token: 'NOT'"],
    ['SELECT Id FROM Account WHERE CreatedDate = LAST_DECADE', 'MALFORMED_QUERY', "token: 'LAST_DECADE'"],
    ['SELECT Id FROM Account WHERE CreatedDate = LAST_N_DAYS:x', 'MALFORMED_QUERY', "token: 'x'"],
    ['SELECT Id FROM Account WHERE CreatedDate = LAST_N_DAYS:-3', 'MALFORMED_QUERY', "token: '-3'"],
    ['SELECT Id FROM Account WHERE CreatedDate = LAST_N_DAYS:999999999999', 'MALFORMED_QUERY', 'unexpected token'],
    [
      "SELECT IsActive FROM User WHERE IsActive = 'true'",
      'INVALID_FIELD',
      "\nERROR at Row:1:Column:33\nvalue of filter criterion for field 'IsActive'",
    ],
    [
      'SELECT Industry FROM Account GROUP BY Industry HAVING COUNT(Id) > 0.5',
      'INVALID_FIELD',
      "field 'COUNT(Id)' must be of type int",
    ],
    ['SELECT Id FROM Account WHERE Id IN :ids', 'MALFORMED_QUERY', 'Bind variables only allowed in Apex code'],
    ["SELECT Id FROM Account WHERE Name = 'a", 'MALFORMED_QUERY', "no viable alternative at character '''"],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT Id FROM Account)',
      'MALFORMED_QUERY',
      'The inner and outer selects should not be on the same object type',
    ],
    ['SELECT Id FROM Account WHERE OwnerId IN (SELECT Name FROM User)', 'MALFORMED_QUERY', "'Name' in inner select"],
    ['SELECT Id FROM Account WHERE OwnerId IN (SELECT Id FROM User LIMIT 1)', 'MALFORMED_QUERY', "token: 'LIMIT'"],
    [
      "SELECT Id FROM Account WHERE Name = 'a' OR OwnerId IN (SELECT Id FROM User)",
      'MALFORMED_QUERY',
      "not allowed with the 'OR' operator",
    ],
    [
      'SELECT Id FROM Account WHERE OwnerId IN (SELECT Id FROM User WHERE ProfileId IN (SELECT Id FROM Profile))',
      'MALFORMED_QUERY',
      'Nesting of semi join sub-selects is not supported',
    ],
    // fields and clauses
    ['SELECT Id, Name, id FROM Account', 'MALFORMED_QUERY', 'duplicate field selected: Id'],
    ['SELECT Name n FROM Account', 'MALFORMED_QUERY', 'only aggregate expressions use field aliasing'],
    ['SELECT FIELDS(ALL) FROM Account', 'MALFORMED_QUERY', 'The SOQL FIELDS function must have a LIMIT of at most 200'],
    ['SELECT FORMAT(AnnualRevenue) FROM Account', 'MALFORMED_QUERY', "token: 'FORMAT'"],
    ['SELECT toLabel(Industry) FROM Account', 'MALFORMED_QUERY', "token: 'toLabel'"],
    ['SELECT TYPEOF Owner WHEN User THEN Id END FROM Account', 'MALFORMED_QUERY', "token: 'TYPEOF'"],
    ['SELECT Id, (SELECT Id FROM Contacts) FROM Account', 'INVALID_TYPE', "Didn't understand relationship 'Contacts'"],
    ['SELECT Id FROM Account USING SCOPE mine', 'MALFORMED_QUERY', "token: 'USING'"],
    ['SELECT Id FROM Account WITH SECURITY_ENFORCED', 'MALFORMED_QUERY', "token: 'WITH'"],
    ['SELECT Id FROM Account WITH USER_MODE', 'MALFORMED_QUERY', "token: 'WITH'"],
    ['SELECT Id FROM Account FOR UPDATE', 'MALFORMED_QUERY', "token: 'FOR'"],
    ['SELECT Id FROM Account UPDATE TRACKING', 'MALFORMED_QUERY', "token: 'UPDATE'"],
    ['SELECT Id FROM Account ALL ROWS', 'MALFORMED_QUERY', 'unexpected token'],
    ['SELECT Id FROM Account OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000'],
    ['SELECT Id FROM Account LIMIT 1.5', 'MALFORMED_QUERY', "unexpected token: '1.5'"],
    ['SELECT Id FROM Account, User', 'MALFORMED_QUERY', "unexpected token: ','"],
    ['SELECT Id FROM', 'MALFORMED_QUERY', "unexpected token: '<EOF>'"],
    ['', 'MALFORMED_QUERY', 'A query string has to be specified'],
  ])('%s', async (soql, code, words) => {
    const { errorCode, message } = await ask(soql);
    expect(message).toContain(words);
    expect(errorCode).toBe(code);
  });

  it('and says where', async () => {
    expect((await ask('select count() from XYZZY')).message).toMatch(
      /^\nselect count\(\) from XYZZY\n {20}\^\nERROR at Row:1:Column:21\nsObject type 'XYZZY' is not supported\. /,
    );
    expect((await ask("SELECT Id,\n  Shoe FROM User WHERE Name = 'Shoe'")).message).toMatch(
      /^\n {2}Shoe FROM User WHERE Name = 'Shoe'\n {2}\^\nERROR at Row:2:Column:3\nNo such column 'Shoe' on entity 'User'\./,
    );
  });
});

it('the Tooling API answers in a shape of its own', async () => {
  const answer = await ask('SELECT Id, Name FROM User LIMIT 1', 'tooling/query');
  expect(answer).toMatchObject({ size: 1, totalSize: 1, done: true, queryLocator: null, entityTypeName: 'User' });
  expect(answer.records?.[0]?.['attributes']).toEqual({
    type: 'User',
    url: `/services/data/v66.0/tooling/sobjects/User/${info.userId}`,
  });
});
