import { describe, expect, it } from 'vitest';
import { keepLogin, keepOrigin, refuseRedirect } from '../../../src/http/origins.js';
import { keepPage } from '../../../src/http/paging.js';

const ORG = 'https://acme.my.salesforce.com';
const LOCAL = 'http://127.0.0.1:8080';
const naming = (asked: string, named: string) => ({ asked, named, what: 'the token endpoint' });

describe('who may name an origin', () => {
  it.each([
    [ORG, `${ORG}/services/oauth2/token`],
    [ORG, 'https://ACME.my.salesforce.com:443/x'],
    [LOCAL, `${LOCAL}/x`],
  ])('an answer of %s may name %s', (asked, named) => {
    expect(() => {
      keepOrigin(naming(asked, named));
    }).not.toThrow();
  });

  it.each([
    [ORG, 'http://acme.my.salesforce.com'],
    [ORG, 'https://acme.my.salesforce.com:8443'],
    [ORG, 'https://acme--uat.sandbox.my.salesforce.com'],
    [ORG, 'https://acme.my.salesforce.com.evil.example'],
    [ORG, 'https://acme.my.salesforce.com@evil.example'],
    [ORG, '/services/oauth2/token'],
    [ORG, 'javascript:alert(1)'],
    [LOCAL, 'http://localhost:8080'],
    [LOCAL, 'http://127.0.0.1:8081'],
  ])('an answer of %s may not name %s, and both are said', (asked, named) => {
    const keep = () => {
      keepOrigin(naming(asked, named));
    };
    expect(keep).toThrow(expect.objectContaining({ name: 'ForeignHostError' }) as Error);
    expect(keep).toThrow(new URL(asked).origin);
    if (URL.canParse(named) && named.startsWith('http')) expect(keep).toThrow(new URL(named).origin);
  });

  it.each([
    ['https://login.salesforce.com', ORG],
    [ORG, 'https://acme--uat.sandbox.my.salesforce.com'],
    [LOCAL, 'http://localhost:9'],
    ['https://sf.acme.example', 'https://sf.acme.example/'],
  ])('a login at %s may name %s', (asked, named) => {
    expect(() => {
      keepLogin(naming(asked, named));
    }).not.toThrow();
  });

  it.each([
    [ORG, LOCAL],
    [ORG, 'https://evil.example'],
    [ORG, 'http://other.my.salesforce.com'],
    [ORG, 'https://other.my.salesforce.com.evil.example'],
    [ORG, 'https://login.salesforce.com'],
    [LOCAL, 'https://evil.example'],
    [ORG, ''],
  ])('a login at %s may not name %s', (asked, named) => {
    expect(() => {
      keepLogin(naming(asked, named));
    }).toThrow(expect.objectContaining({ name: 'ForeignHostError' }) as Error);
  });
});

describe('a redirect', () => {
  it.each([
    ['another host', 'https://evil.example/x', 'ForeignHostError'],
    ['another host without a scheme', '//evil.example/x', 'ForeignHostError'],
    ['plain http', 'http://acme.my.salesforce.com/', 'ForeignHostError'],
    ['the same host', '/login', 'UnexpectedAnswerError'],
    ['nowhere', '', 'UnexpectedAnswerError'],
    ['something that is no URL', 'https://[', 'ForeignHostError'],
  ])('to %s is refused', (_what, location, name) => {
    expect(() => {
      refuseRedirect(`${ORG}/services/data`, { status: 307, headers: { location } });
    }).toThrow(expect.objectContaining({ name }) as Error);
  });

  it.each([200, 204, 304, 400, 500])('is not what a status %d is', (status) => {
    expect(() => {
      refuseRedirect(ORG, { status, headers: { location: 'https://evil.example' } });
    }).not.toThrow();
  });
});

const fullPage = () => ({ seen: new Set<string>(), records: 2, came: 4 });

describe('a next page', () => {
  it.each([
    ['a page without records', { records: 0, came: 0 }, /a page without records, and names a next page/],
    ['a page without records after others', { records: 0, came: 4, totalSize: 9 }, /a page without records/],
    ['more records than there are', { came: 5, totalSize: 4 }, /gives 5 records of 4, and names a next page/],
  ])('does not follow %s', (_what, count, message) => {
    const keep = () => keepPage(ORG, '/next?page=2', { ...fullPage(), ...count });
    expect(keep).toThrow(message);
    expect(keep).toThrow(expect.objectContaining({ name: 'UnexpectedAnswerError' }) as Error);
  });

  it('follows while there are more', () => {
    expect(keepPage(ORG, '/next?page=2', { ...fullPage(), totalSize: 5 })).toBe('/next?page=2');
  });

  it('is taken by its path, once', () => {
    const soFar = fullPage();
    expect(keepPage(ORG, '/services/data/v66.0/query/01g-2000', soFar)).toBe('/services/data/v66.0/query/01g-2000');
    expect(keepPage(ORG, `${ORG}/next?page=2`, soFar)).toBe('/next?page=2');
    expect(() => keepPage(ORG, '/next?page=2', soFar)).toThrow(/gave before/);
  });

  it.each([
    ['https://evil.example/next', 'ForeignHostError'],
    ['//evil.example/next', 'ForeignHostError'],
    [7, 'UnexpectedAnswerError'],
    [undefined, 'UnexpectedAnswerError'],
    [{}, 'UnexpectedAnswerError'],
  ])('is not %j', (next, name) => {
    expect(() => keepPage(ORG, next, fullPage())).toThrow(expect.objectContaining({ name }) as Error);
  });
});
