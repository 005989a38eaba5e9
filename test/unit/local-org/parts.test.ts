import { describe, expect, it } from 'vitest';
import { readPackage } from '../../../src/local-org/deploy/package.js';
import { parseFault, takeFaults } from '../../../src/local-org/server/faults.js';
import type { FaultRule } from '../../../src/local-org/server/faults.js';
import { readMultipart } from '../../../src/local-org/wire/multipart.js';
import { id15, id18, newConsumerKey, newConsumerSecret, recordId } from '../../../src/local-org/state/ids.js';
import { SCOPES } from '../../../src/local-org/apps/scopes.js';
import { readManifest } from '../../../src/local-org/metadata/manifest.js';
import { compareValues, isLike, readLiteral } from '../../../src/local-org/soql/values.js';
import { isLoginAddress, isLoginTime } from '../../../src/local-org/users/login-limits.js';
import type { UserRecord } from '../../../src/local-org/state/users.js';

describe('ids', () => {
  it('have the check characters of Salesforce', () => {
    expect(id18('00D000000000062')).toBe('00D000000000062EAA');
    expect(id18('001A0000006Vm9u')).toBe('001A0000006Vm9uIAC');
    expect(id15(recordId('0Af', 1))).toBe('0Af000000000001');
  });

  it('and credentials look like those of Salesforce', () => {
    expect(newConsumerKey()).toMatch(/^3MVG9[\w.]{80}$/);
    expect(newConsumerSecret()).toMatch(/^[0-9A-F]{64}$/);
  });
});

describe('scopes', () => {
  it('are 36, each with a protocol name of its own', () => {
    expect(Object.keys(SCOPES)).toHaveLength(36);
    expect(new Set(Object.values(SCOPES)).size).toBe(36);
  });
});

describe('parseFault', () => {
  it.each([
    ['deploy:503:2', { operation: 'deploy', fault: { kind: 'status', status: 503, retryAfterSeconds: 2 } }],
    ['*:500', { operation: '*', fault: { kind: 'status', status: 500 } }],
    ['query:latency:250', { operation: 'query', fault: { kind: 'latency', milliseconds: 250 } }],
    ['deploy:slow-deploy:3', { operation: 'deploy', fault: { kind: 'slow-deploy', seconds: 3 } }],
    [
      'deploy:failing-deploy:It broke: badly',
      { operation: 'deploy', fault: { kind: 'failing-deploy', problem: 'It broke: badly' } },
    ],
    ['token:reset-after', { operation: 'token', fault: { kind: 'reset-after' } }],
  ])('reads %s', (text, expected) => {
    expect(parseFault(text)).toEqual(expected);
  });

  it.each(['', 'deploy', 'deploy:explode', ':500', 'query:latency:soon'])(
    'refuses "%s" and says what it takes',
    (text) => {
      expect(() => parseFault(text)).toThrow(/OPERATION:KIND\[:VALUE\].*reset-before/);
    },
  );
});

describe('takeFaults', () => {
  it('uses up one fault of a kind for one call, and none of another operation', () => {
    const rules: FaultRule[] = [
      { operation: 'token', fault: { kind: 'status', status: 500 }, once: true },
      { operation: 'token', fault: { kind: 'status', status: 503 }, once: true },
      { operation: 'query', fault: { kind: 'reset-before' }, once: true },
      { operation: '*', fault: { kind: 'latency', milliseconds: 1 }, once: false },
    ];
    expect(takeFaults(rules, 'token')).toEqual([
      { kind: 'status', status: 500 },
      { kind: 'latency', milliseconds: 1 },
    ]);
    expect(takeFaults(rules, 'token')).toEqual([
      { kind: 'status', status: 503 },
      { kind: 'latency', milliseconds: 1 },
    ]);
    expect(rules).toHaveLength(2);
  });
});

describe('readMultipart', () => {
  const zip = Buffer.from([0x50, 0x4b, 0x0d, 0x0a, 0xff]);
  const head = (name: string, more = ''): string => `Content-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
  const body = Buffer.concat([
    Buffer.from(`--line\r\n${head('file', '; filename="x"')}`),
    zip,
    Buffer.from(`\r\n--line\r\n${head('entity_content')}{}\r\n--line--\r\n`),
  ]);

  it.each(['boundary="line"', 'boundary=line', 'charset=utf-8; boundary=line'])(
    'reads binary parts by name with %s',
    async (parameters) => {
      const parts = await readMultipart(`multipart/form-data; ${parameters}`, body);
      expect([...(parts ?? [])]).toEqual([
        ['file', new Uint8Array(zip)],
        ['entity_content', '{}'],
      ]);
    },
  );

  it.each([
    ['no boundary', 'multipart/form-data', body],
    ['another boundary', 'multipart/form-data; boundary=other', body],
    ['lines that end in LF alone', 'multipart/form-data; boundary=line', Buffer.from('--line\n\n--line--\n')],
    ['no end', 'multipart/form-data; boundary=line', body.subarray(0, -10)],
    ['another kind of multipart', 'multipart/mixed; boundary=line', body],
  ])('refuses %s', async (_, type, content) => {
    expect(await readMultipart(type, content)).toBeUndefined();
  });
});

describe('readManifest', () => {
  it('reads types and version', () => {
    const source =
      '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types><members>A</members><members>B</members><name>NamedCredential</name></types><version>66.0</version></Package>';
    expect(readManifest(source)).toEqual({ version: 66, types: [{ name: 'NamedCredential', members: ['A', 'B'] }] });
  });

  it('refuses another root', () => {
    expect(() => readManifest('<Parcel/>')).toThrow('expected Package');
  });
});

describe('readPackage', () => {
  const manifest = (members: string, version = 66): string =>
    `<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types>${members}<name>ExternalClientApplication</name></types><version>${version}.0</version></Package>`;
  const app = '<ExternalClientApplication/>';

  it('reads a zip with one top folder', () => {
    const files = {
      'unpackaged/package.xml': manifest('<members>*</members>'),
      'unpackaged/externalClientApps/Stock_Feed.eca': app,
    };
    const read = readPackage(files, 68, 'error');
    expect(read.save).toMatchObject([
      { fullName: 'Stock_Feed', path: 'externalClientApps/Stock_Feed.eca', source: app },
    ]);
    expect(read.problems).toEqual([]);
  });

  it('takes settings and apps before policies, whatever the manifest says', () => {
    const types = ['ExtlClntAppOauthConfigurablePolicies', 'ExternalClientApplication', 'Settings'];
    const blocks = types.map((name) => `<types><members>*</members><name>${name}</name></types>`).join('');
    const files = {
      'package.xml': `<Package>${blocks}<version>66.0</version></Package>`,
      'extlClntAppOauthPolicies/A.ecaOauthPlcy': '',
      'externalClientApps/A.eca': app,
      'settings/ExternalClientApp.settings': '',
    };
    expect(readPackage(files, 68, 'error').save.map(({ type }) => type.name)).toEqual([...types].reverse());
  });

  it('needs a package.xml that is well-formed', () => {
    expect(readPackage({}, 68, 'error').problems).toMatchObject([{ problem: 'No package.xml found' }]);
    expect(readPackage({ 'package.xml': '<Package>' }, 68, 'error').problems).toMatchObject([
      { fullName: 'package.xml', problem: 'Error parsing file: The element <Package> is not closed.', lineNumber: 1 },
    ]);
  });
});

describe('SOQL values', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');

  it('are read from literals', () => {
    expect(readLiteral(String.raw`'O\'Neil\n'`, 'STRING', now)).toBe("O'Neil\n");
    expect(readLiteral('TRUE', 'BOOLEAN', now)).toBe(true);
    expect(readLiteral('null', 'NULL', now)).toBeNull();
    expect(readLiteral('LAST_N_DAYS:2', 'DATE_N_LITERAL', now)).toEqual({
      from: Date.parse('2026-11-20T00:00:00Z'),
      to: Date.parse('2026-11-23T00:00:00Z'),
    });
  });

  it('compare without case, ids by their 15 characters, times by instant', () => {
    expect(compareValues('Acme', 'aCME')).toBe(0);
    expect(compareValues('00D000000000062EAA', '00D000000000062')).toBe(0);
    expect(compareValues('2026-01-01T00:00:00.000+0000', '2026-01-01T01:00:00+01:00')).toBe(0);
    expect(compareValues(null, 'a')).toBeLessThan(0);
  });

  it('match LIKE with % and _, and nothing else is special', () => {
    expect(isLike('billing.sync@acme.example', 'BILLING_sync@%')).toBe(true);
    expect(isLike('billingXsync', 'billing.sync')).toBe(false);
  });
});

describe('login limits', () => {
  const user = (limits: Partial<UserRecord>): UserRecord => ({
    ...{ id: '', username: '', email: '', name: '', profile: '', active: true, frozen: false, permissions: [] },
    ...{ loginIpRanges: [], loginHours: [] },
    ...limits,
  });

  it('take addresses inside a range, and any when there is none', () => {
    const office = user({ loginIpRanges: ['203.0.113.10-203.0.113.20', '::1'] });
    expect(isLoginAddress(office, '203.0.113.15')).toBe(true);
    expect(isLoginAddress(office, '203.0.113.21')).toBe(false);
    expect(isLoginAddress(office, '::1')).toBe(true);
    expect(isLoginAddress(user({}), '198.51.100.1')).toBe(true);
  });

  it('take hours of the days that they name, over the week end too', () => {
    const day = user({ loginHours: ['Mon-Fri 08:00-18:00', 'Sat-Sun 10:00-12:00'] });
    const at = (time: string): boolean => isLoginTime(day, Date.parse(time));
    expect([at('2026-11-20T09:00:00Z'), at('2026-11-20T19:00:00Z')]).toEqual([true, false]);
    expect([at('2026-11-22T11:00:00Z'), at('2026-11-22T13:00:00Z')]).toEqual([true, false]);
  });
});
