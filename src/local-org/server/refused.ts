/** What orgs have and the local org has not: a request, and how it is refused. */
export interface Refused {
  readonly what: string;
  /** Method and path below `/services/data/v66.0/`, or the whole path when it begins with a slash. */
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly status: number;
  /** Error code, or a part of the answer that is no JSON. */
  readonly says: string;
}

const query = (soql: string): string => `GET query?q=${encodeURIComponent(soql)}`;

/** What is refused that an org would take. Each is asked for in a test. */
export const REFUSED: readonly Refused[] = [
  { what: 'Search (SOSL)', request: 'GET search?q=x', status: 404, says: 'NOT_FOUND' },
  {
    what: 'Answers in XML (`Accept: application/xml`)',
    request: 'GET limits',
    headers: { Accept: 'application/xml' },
    status: 406,
    says: 'NOT_ACCEPTABLE',
  },
  {
    what: 'Bodies in XML (`Content-Type: application/xml`)',
    request: 'POST sobjects/Account',
    headers: { 'Content-Type': 'application/xml' },
    status: 415,
    says: 'UNSUPPORTED_MEDIA_TYPE',
  },
  { what: 'Bulk API', request: 'POST jobs/query', status: 404, says: 'NOT_FOUND' },
  {
    what: 'Records that were updated or deleted in a time',
    request: 'GET sobjects/Account/updated?start=2026-01-01T00:00:00Z&end=2026-01-02T00:00:00Z',
    status: 404,
    says: 'The requested resource does not exist',
  },
  {
    what: 'Layouts, list views and quick actions',
    request: 'GET sobjects/Account/describe/layouts',
    status: 404,
    says: 'The requested resource does not exist',
  },
  {
    what: 'Plans of queries',
    request: 'GET query?explain=SELECT%20Id%20FROM%20Account',
    status: 404,
    says: 'The requested resource does not exist',
  },
  { what: 'Recent items', request: 'GET recent', status: 404, says: 'NOT_FOUND' },
  { what: 'Composite graphs', request: 'POST composite/graph', status: 404, says: 'NOT_FOUND' },
  { what: 'Chatter', request: 'GET chatter/users', status: 404, says: 'NOT_FOUND' },
  { what: 'Tests of Apex', request: 'POST tooling/runTestsAsynchronous', status: 404, says: 'NOT_FOUND' },
  { what: 'Writing through the Tooling API', request: 'POST tooling/sobjects/Profile', status: 404, says: 'NOT_FOUND' },
  { what: 'Apex REST', request: 'GET /services/apexrest/x', status: 404, says: 'NOT_FOUND' },
  { what: 'SOAP Partner API', request: 'POST /services/Soap/u/66.0', status: 404, says: 'NOT_FOUND' },
  { what: 'Login in a browser', request: 'GET /services/oauth2/authorize', status: 404, says: 'NOT_FOUND' },
  { what: 'Registration of clients', request: 'POST /services/oauth2/register', status: 404, says: 'NOT_FOUND' },
  {
    what: 'Other grants, such as username and password',
    request: 'POST /services/oauth2/token?grant_type=password',
    status: 400,
    says: 'unsupported_grant_type',
  },
  {
    what: 'Other Apex than one callout',
    request: 'GET tooling/executeAnonymous?anonymousBody=insert%20new%20Account();',
    status: 200,
    says: '"compiled":false',
  },
  { what: 'Other objects', request: query('SELECT Id FROM Lead'), status: 400, says: 'INVALID_TYPE' },
  {
    what: 'TYPEOF in a query',
    request: query('SELECT TYPEOF Owner WHEN User THEN Id END FROM Account'),
    status: 400,
    says: 'MALFORMED_QUERY',
  },
  {
    what: 'ROLLUP and CUBE in a query',
    request: query('SELECT Industry, COUNT(Id) FROM Account GROUP BY ROLLUP(Industry)'),
    status: 400,
    says: 'MALFORMED_QUERY',
  },
  {
    what: 'Records below records in a query',
    request: query('SELECT Id, (SELECT Id FROM Contacts) FROM Account'),
    status: 400,
    says: 'INVALID_TYPE',
  },
];
