import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalOrg, LocalOrgInfo } from '../../../src/local-org/index.js';
import { requestToken, startOrg } from './billing-app.js';
import { call } from './deploy-zip.js';
import { soap } from './soap.js';

let org: LocalOrg;
let info: LocalOrgInfo;

beforeAll(async () => {
  ({ org, info } = await startOrg());
});
afterAll(() => org.stop());

/** Sends a body that never ends, until there is an answer. */
function sendEndlessly(
  { instanceUrl }: LocalOrgInfo,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${instanceUrl}/services/oauth2/token`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      response.on('end', () => {
        sent.destroy();
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
    // The org closes the connection once it has answered.
    sent.on('error', (error) => {
      if (!sent.destroyed) reject(error);
    });
    const megabyte = Buffer.alloc(1024 * 1024);
    const more = (): void => {
      if (!sent.destroyed) sent.write(megabyte, () => setImmediate(more));
    };
    more();
  });
}

const QUERIES = [
  ...[
    '',
    'SELECT',
    'SELECT Id FROM User WHERE',
    "SELECT Id FROM Account WHERE (Name = 'a'",
    'SELECT FIELDS(ALL) FROM Account',
  ],
  ...[
    'SELECT Id, (SELECT Id FROM Contacts) FROM Account',
    'SELECT FORMAT(Name) FROM Account',
    'SELECT Id FROM Account WHERE Id IN :ids',
  ],
  ...['SELECT TYPEOF What WHEN Account THEN Id END FROM Event', 'SELECT MAX(AnnualRevenue) FROM Account'],
  ...[
    'SELECT Name FROM Account GROUP BY ROLLUP(Name)',
    'SELECT Id FROM Account WHERE CALENDAR_YEAR(CreatedDate) = 2026',
  ],
  ...[
    'SELECT Id FROM Account WHERE CreatedDate = THIS_FISCAL_QUARTER',
    'SELECT constructor FROM Account',
    'SELECT Id FROM __proto__',
  ],
];

describe('rough input', () => {
  it.each(QUERIES)('gets no crash out of the query "%s"', async (soql) => {
    for (const columns of ['', '&columns=true']) {
      expect((await call(info, 'GET', `query?q=${encodeURIComponent(soql)}${columns}`)).status).toBeLessThan(500);
    }
  });

  it.each([
    ...['sobjects/toString', 'sobjects/__proto__/describe', 'metadata/deployRequest/constructor', 'query/x-2'],
    ...[
      'apps/oauth/credentials/x',
      'apps/oauth/credentials/x/y/staged',
      'apps/oauth/usage?page=-1',
      'named-credentials/credential',
    ],
    ...['named-credentials/external-credentials/constructor', 'limits/recordCount?sObjects=__proto__'],
  ])('gets no crash out of %s', async (path) => {
    expect((await call(info, 'GET', path)).status).toBeLessThan(500);
  });

  it.each(['', '{', 'null', '[]', '{"Name":{}}', '{"constructor":1}', '{"__proto__":{"a":1}}'])(
    'gets no crash out of the body %s',
    async (body) => {
      const paths = [
        'sobjects/Account',
        'sobjects/PermissionSetAssignment',
        'named-credentials/credential',
        'metadata/deployRequest',
      ];
      for (const path of paths) {
        const headers = { Authorization: `Bearer ${info.accessToken}`, 'Content-Type': 'application/json' };
        const response = await fetch(`${info.instanceUrl}/services/data/v66.0/${path}`, {
          method: 'POST',
          headers,
          body,
        });
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(response.status).toBeLessThan(500);
      }
    },
  );

  it.each([
    ['POST', 'sobjects/Account'],
    ['PATCH', 'sobjects/Account/External_Id__c/1'],
    ['POST', 'composite'],
    ['POST', 'composite/batch'],
    ['POST', 'composite/sobjects'],
    ['POST', 'composite/tree/Account'],
    ['POST', 'named-credentials/credential'],
  ])('refuses JSON that is nested too deeply, by %s %s', async (method, path) => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const bodies = [
      `{"Name":${deep}}`,
      `{"records":${deep},"compositeRequest":${deep},"batchRequests":${deep}}`,
      `{"a":`.repeat(200_000) + '1' + '}'.repeat(200_000),
    ];
    const headers = { Authorization: `Bearer ${info.accessToken}`, 'Content-Type': 'application/json' };
    for (const body of bodies) {
      const response = await fetch(`${info.instanceUrl}/services/data/v66.0/${path}`, { method, headers, body });
      expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('JSON_PARSER_ERROR')]);
    }
  });

  it('refuses an address, or headers, that are longer than orgs read', async () => {
    const url = `${info.instanceUrl}/services/data/v66.0/limits`;
    const Authorization = `Bearer ${info.accessToken}`;
    for (const length of [16_400, 300_000]) {
      const long = await fetch(`${url}?${'x'.repeat(length)}`, { headers: { Authorization } });
      expect([long.status, await long.text()]).toEqual([414, expect.stringContaining('URI_TOO_LONG')]);
      const large = await fetch(url, { headers: { Authorization, 'X-Large': 'x'.repeat(length) } });
      expect(large.status).toBe(431);
    }
    expect((await fetch(`${url}?${'x'.repeat(12_000)}`, { headers: { Authorization } })).status).toBe(200);
  });

  it.each([
    ['GET', 'query', 'MALFORMED_QUERY'],
    ['GET', 'composite/sobjects/Account?fields=Name', 'MISSING_ARGUMENT'],
    ['GET', 'composite/sobjects/Account?ids=001000000000001AAA', 'MISSING_ARGUMENT'],
    ['DELETE', 'composite/sobjects', 'MISSING_ARGUMENT'],
  ])('asks for what is missing in %s %s', async (method, path, code) => {
    const response = await call(info, method, path);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(code)]);
  });

  it.each([{ ids: 'x', fields: 5 }, { ids: [5], fields: ['Name'] }, {}])('reads no records by %j', async (body) => {
    expect((await call(info, 'POST', 'composite/sobjects/Account', body)).status).toBe(400);
  });

  it.each(['yes', 1, {}, 'TRUE'])('deploys nothing when checkOnly is %j', async (checkOnly) => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(22)], { type: 'application/zip' }), 'package.zip');
    form.append('entity_content', new Blob([JSON.stringify({ deployOptions: { checkOnly } })]));
    const url = `${info.instanceUrl}/services/data/v66.0/metadata/deployRequest`;
    const headers = { Authorization: `Bearer ${info.accessToken}` };
    const response = await fetch(url, { method: 'POST', headers, body: form });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('checkOnly')]);
  });

  it('deploys nothing by SOAP when an option is no switch, or the version has ended', async () => {
    const deploy = (checkOnly: string): string =>
      `<deploy><ZipFile>bm8gemlw</ZipFile><DeployOptions><checkOnly>${checkOnly}</checkOnly></DeployOptions></deploy>`;
    const before = org.snapshot();
    expect(await soap(info, deploy('maybe'))).toContain('The option checkOnly is neither true nor false.');
    expect(await soap(info, deploy('1'), 30)).toContain('UNSUPPORTED_API_VERSION');
    expect(org.snapshot()).toEqual(before);
    expect(await soap(info, deploy('1'))).toContain('Queued');
    expect(org.snapshot()).toMatchObject({
      deployCount: before.deployCount,
      validationCount: before.validationCount + 1,
    });
  });

  it('takes no e-mail address that is none', async () => {
    for (const Email of ['', 'no mail', 'a@b'])
      expect((await call(info, 'PATCH', `sobjects/User/${info.userId}`, { Email })).status).toBe(400);
  });

  it('counts no brackets within texts as depth', async () => {
    const names = ['["{\\'.repeat(40), ...Array.from({ length: 6 }, () => '['.repeat(250))];
    const records = names.map((Name) => ({ attributes: { type: 'Account' }, Name }));
    const made = (await (await call(info, 'POST', 'composite/sobjects', { records })).json()) as readonly object[];
    expect(made).toEqual(names.map(() => expect.objectContaining({ success: true }) as unknown));
  });

  it.each(['multipart/form-data', 'multipart/form-data; boundary=line'])(
    'takes no deploy as %s without parts',
    async (type) => {
      const headers = { Authorization: `Bearer ${info.accessToken}`, 'Content-Type': type };
      const url = `${info.instanceUrl}/services/data/v66.0/metadata/deployRequest`;
      const response = await fetch(url, { method: 'POST', headers, body: '--line\r\n\r\n--line--' });
      expect(await response.text()).toContain('INVALID_MULTIPART_REQUEST');
    },
  );

  it('answers no host name but its own, so that no web page reaches it under another', async () => {
    for (const path of ['/services/data/', '/local-org/info']) {
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const headers = { Host: 'evil.example', 'X-Local-Org': 'control' };
        const sent = request(`${info.instanceUrl}${path}`, { headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        sent.on('error', reject).end();
      });
      expect(status).toBe(421);
    }
  });

  it.each(['sobjects/Account/x/y/z', 'composite/graph', 'tooling/runTestsAsynchronous'])(
    'says that %s is not part of the local org',
    async (path) => {
      const response = await call(info, 'GET', path);
      expect(response.status).toBe(404);
      expect(response.headers.get('x-local-org')).toBe('this resource is not part of the local org');
    },
  );

  it.each([
    ['says its size', { 'Content-Length': String(65 * 1024 * 1024) }],
    ['does not', { 'Transfer-Encoding': 'chunked' }],
  ])('refuses a body that is too large and %s, before it is there', async (_, headers) => {
    const { status, text } = await sendEndlessly(info, headers);
    expect(status).toBe(413);
    expect(text).toContain('REQUEST_ENTITY_TOO_LARGE');
    expect((await call(info, 'GET', 'limits')).status).toBe(200);
  });

  it.each([
    ...[
      '<deploy/>',
      '<deploy><ZipFile>!!!</ZipFile></deploy>',
      '<retrieve/>',
      '<checkRetrieveStatus/>',
      '<listMetadata/>',
    ],
    ...[
      '<readMetadata/>',
      '<createMetadata><metadata/></createMetadata>',
      '<deleteMetadata/>',
      '<cancelDeploy/>',
      '<constructor/>',
      '',
    ],
  ])('answers SOAP to %s', async (operation) => {
    expect(await soap(info, operation)).toMatch(/^<\?xml.*<soapenv:(Body><\w+Response>|Body><soapenv:Fault>)/);
  });

  it.each(['constructor', 'toString', '__proto__', ''])('knows no grant "%s"', async (grant) => {
    expect((await requestToken(info, { grant_type: grant })).body['error']).toBe('unsupported_grant_type');
  });

  it('reports a zip that is none as a failed deploy', async () => {
    const answer = await soap(info, '<deploy><ZipFile>bm8gemlw</ZipFile></deploy>');
    const id = /<id>(\w+)<\/id>/.exec(answer)?.[1] ?? '';
    const status = await soap(
      info,
      `<checkDeployStatus><asyncProcessId>${id}</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>`,
    );
    expect(status).toContain('<problem>The zip file is not valid</problem>');
    expect(status).toContain('<status>Failed</status>');
  });
});
