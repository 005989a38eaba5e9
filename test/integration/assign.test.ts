import { afterEach, describe, expect, it } from 'vitest';
import type { AppConfig } from '../../src/config/model.js';
import { deploy } from '../../src/verbs/deploy.js';
import { LocalOrg, type Seed } from '../../src/local-org/index.js';
import type { Org } from '../../src/org/org.js';
import { plan } from '../../src/verbs/plan.js';
import { connectTo, countOf, resolved } from './project.js';
import { testWork } from '../work.js';

const PSL = 'SalesforceAPIIntegrationPsl';
/** An org whose run-as user has nothing yet, and free seats of the licence. */
const seed = (free: number): Seed => ({
  users: [
    { username: 'admin@acme.example', profile: 'System Administrator' },
    { username: 'billing.sync@acme.example', licence: 'Salesforce Integration' },
  ],
  permissionSets: [
    { name: 'Billing_API', permissions: ['ApiEnabled'], objects: { Account: ['read', 'create'] } },
    { name: 'Billing_Access', permissions: ['ApiEnabled'] },
  ],
  permissionSetLicenses: [{ name: PSL, label: 'Salesforce API Integration', total: 5, used: 5 - free }],
  settings: { enableClientSecretInRestApiAccess: true },
});
const APP: AppConfig = {
  label: 'Billing Sync',
  contactEmail: 'platform@acme.example',
  scopes: ['api'],
  runAsUser: 'billing.sync@acme.example',
  permissionSets: ['Billing_Access'],
  assign: ['Billing_API', 'Billing_Access'],
  verify: { query: 'SELECT Id FROM Account LIMIT 1' },
};
const config = resolved({ apiVersion: '66.0', apps: { Billing_Sync: APP } });

describe('assigning permission sets to the run-as user', () => {
  let localOrg: LocalOrg;
  const start = async (free: number): Promise<Org> => {
    localOrg = new LocalOrg({ seed: seed(free) });
    return connectTo(await localOrg.start());
  };
  afterEach(() => localOrg.stop());

  it('is shown in the plan, licences first', async () => {
    const org = await start(2);
    const report = await plan(org, config, testWork());
    expect(report.changes.filter(({ action }) => action === 'assign')).toEqual([
      {
        action: 'assign',
        type: 'PermissionSetLicenseAssign',
        fullName: `${PSL} to billing.sync@acme.example`,
        fields: [],
      },
      ...['Billing_API', 'Billing_Access'].map((name) => ({
        action: 'assign',
        type: 'PermissionSetAssignment',
        fullName: `${name} to billing.sync@acme.example`,
        fields: [],
      })),
    ]);
    expect(localOrg.snapshot().assignments['billing.sync@acme.example']).toEqual([]);
  });

  it('comes before the deploy, makes the token work, and is done once', async () => {
    const org = await start(2);
    const report = await deploy(org, config, testWork());
    expect(report.verify).toMatchObject([{ ok: true }]);
    const operations = localOrg.requests.map(({ operation, method, path }) =>
      method === 'POST' ? path.split('/').at(-1) : operation,
    );
    expect(operations.indexOf('PermissionSetLicenseAssign')).toBeLessThan(
      operations.indexOf('PermissionSetAssignment'),
    );
    expect(operations.lastIndexOf('PermissionSetAssignment')).toBeLessThan(operations.indexOf('deployRequest'));
    const seen = localOrg.requests.length;
    const again = await deploy(org, config, testWork());
    expect(again.changes).toEqual([]);
    const later = localOrg.requests.slice(seen).filter(({ operation }) => operation !== 'token');
    expect(later.filter(({ method, path }) => method !== 'GET' && !path.includes('/Soap/'))).toEqual([]);
  });

  it('is not done in a dry run', async () => {
    const org = await start(2);
    const before = localOrg.snapshot();
    await deploy(org, config, testWork(), { dryRun: true });
    expect({ ...localOrg.snapshot(), validationCount: 0 }).toEqual(before);
  });

  it('stops before anything is sent when no seat of the licence is free', async () => {
    const org = await start(0);
    await expect(deploy(org, config, testWork())).rejects.toMatchObject({
      name: 'AssignmentFailedError',
      message: expect.stringContaining(
        'no free seat of the permission set licence "Salesforce API Integration"',
      ) as string,
      problems: [{ path: 'apps.Billing_Sync.assign' }],
    });
    expect(countOf(localOrg, 'deploy')).toBe(0);
  });

  it('survives an answer that was lost on the way', async () => {
    const org = await start(2);
    const create = localOrg.requests.length;
    localOrg.once('create', { kind: 'reset-after' });
    const report = await deploy(org, config, testWork(), { verify: false });
    expect(report.readBack?.inSync).toBe(true);
    expect(localOrg.snapshot().assignments['billing.sync@acme.example']).toEqual(['Billing_API', 'Billing_Access']);
    expect(localOrg.requests.length).toBeGreaterThan(create);
  });
});
