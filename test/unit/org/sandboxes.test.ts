import { describe, expect, it } from 'vitest';
import { carriesName, keepPinned } from '../../../src/org/pin.js';
import { readSandboxProcess, requestSandboxLogin } from '../../../src/org/sandboxes.js';
import { tableOrg } from './table-org.js';

const login = (instanceUrl: string) =>
  tableOrg({
    answers: { 'tooling/sandboxAuth': { authUserName: 'ci@acme.example.uat', authCode: 'aPrx', instanceUrl } },
  });

describe('the login that production gives to a sandbox', () => {
  it('is taken at the My Domain of that sandbox', async () => {
    const url = 'https://acme--uat.sandbox.my.salesforce.com';
    expect(await requestSandboxLogin(login(url), 'UAT', 'PlatformCLI')).toMatchObject({ instanceUrl: url });
  });

  it.each([
    'https://acme.my.salesforce.com',
    'https://acme--qa.sandbox.my.salesforce.com',
    'http://acme--uat.sandbox.my.salesforce.com',
    'https://acme--uat.sandbox.my.salesforce.com.evil.example',
    'https://evil.example/--uat.sandbox.my.salesforce.com',
    'http://127.0.0.1:8080',
    'nowhere',
  ])('is not taken to %s', async (url) => {
    await expect(requestSandboxLogin(login(url), 'uat', 'PlatformCLI')).rejects.toMatchObject({
      name: 'ForeignHostError',
    });
  });
});

describe('the copies of a sandbox', () => {
  const rows = (...records: object[]) => {
    const soql =
      "SELECT Status, SandboxOrganization, EndDate FROM SandboxProcess WHERE SandboxName = 'uat' ORDER BY CreatedDate DESC";
    return tableOrg({ answers: { [`tooling/query?q=${encodeURIComponent(soql)}`]: { records } } });
  };

  it('are told by the latest that was not given up', async () => {
    const process = await readSandboxProcess(
      rows({ Status: 'Discarding' }, { Status: 'Completed', SandboxOrganization: '00D000000000042AAA', EndDate: null }),
      'uat',
    );
    expect(process).toEqual({ status: 'Completed', orgId: '00D000000000042', endDate: undefined });
    expect(await readSandboxProcess(rows(), 'uat')).toBeUndefined();
  });
});

describe('a pinned org', () => {
  it.each([
    ['acme--uat.sandbox.my.salesforce.com', 'UAT', true],
    ['acme--b2b--uat.sandbox.my.salesforce.com', 'uat', true],
    ['acme--uat2.sandbox.my.salesforce.com', 'uat', false],
    ['acme--uat.my.salesforce.com', 'uat', false],
    ['acme-uat.sandbox.my.salesforce.com', 'uat', false],
  ])('%s is the sandbox %s: %s', (host, name, expected) => {
    expect(carriesName(host, name)).toBe(expected);
  });

  it('is known by the host that was asked, and then asked nothing', async () => {
    const org = tableOrg({});
    await keepPinned(org, { production: 'acme', name: 'uat' });
    expect(org.requests).toEqual([]);
    await expect(keepPinned(org, { production: 'acme', name: 'qa' })).rejects.toMatchObject({ name: 'WrongOrgError' });
  });

  it('is another one where it does not say which it is', async () => {
    const { identity, ...org } = tableOrg({});
    const unnamed = { ...org, identity: { ...identity, instanceUrl: 'https://cs42.salesforce.com' } };
    await expect(keepPinned(unnamed, { production: 'acme', name: 'uat' })).rejects.toMatchObject({
      message: expect.stringContaining('does not say its My Domain') as string,
    });
  });
});
