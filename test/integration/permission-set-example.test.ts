import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { deploy } from '../../src/verbs/deploy.js';
import { doctor } from '../../src/verbs/doctor.js';
import { LocalOrg } from '../../src/local-org/index.js';
import { Secret } from '../../src/secret.js';
import { connect } from '../../src/org/connect.js';
import { connectTo, BILLING_SYNC, resolved } from './project.js';
import { testWork } from '../work.js';

const FILE = 'External_Client_App_Deployer.permissionset-meta.xml';
const config = resolved({
  ...BILLING_SYNC,
  apps: Object.fromEntries(
    Object.entries(BILLING_SYNC.apps).map(([name, app]) => [name, { ...app, assign: ['Billing_API'] }]),
  ),
});

it('lets a user with the permission set of the docs, and nothing else, do the whole main job', async () => {
  const localOrg = new LocalOrg({
    seed: {
      users: [
        { username: 'admin@acme.example', profile: 'System Administrator' },
        { username: 'billing.sync@acme.example', licence: 'Salesforce Integration' },
        { username: 'release@acme.example', profile: 'Minimum Access - Salesforce' },
      ],
      permissionSets: [{ name: 'Billing_API', permissions: ['ApiEnabled'], objects: { Account: ['read'] } }],
      permissionSetLicenses: [{ name: 'SalesforceAPIIntegrationPsl', label: 'Salesforce API Integration', total: 5 }],
      settings: { enableClientSecretInRestApiAccess: true },
    },
  });
  const info = await localOrg.start();
  const admin = await connectTo(info);
  const text = await readFile(`docs/examples/permissionsets/${FILE}`, 'utf8');
  const id = await admin.startDeploy(await admin.pack([{ path: `permissionsets/${FILE}`, text }]), {
    checkOnly: false,
  });
  expect(await admin.watchDeploy(id, testWork(), () => undefined)).toMatchObject({ success: true });
  const [user] = await admin.query<{ Id: string }>(`SELECT Id FROM User WHERE Username = 'release@acme.example'`);
  const [set] = await admin.query<{ Id: string }>(
    `SELECT Id FROM PermissionSet WHERE Name = 'External_Client_App_Deployer'`,
  );
  await admin.request({
    method: 'POST',
    path: 'sobjects/PermissionSetAssignment',
    body: { AssigneeId: user?.Id, PermissionSetId: set?.Id },
  });
  const token = new Secret(localOrg.login('release@acme.example'));
  const release = await connect({
    login: { kind: 'access-token', token, instanceUrl: info.instanceUrl },
    apiVersion: '66.0',
    work: testWork(),
  });
  const { checks } = await doctor(release, config, testWork());
  // The setting stays on in this story, which the doctor says.
  expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['secrets-left-open']);
  const report = await deploy(release, config, testWork());
  expect(report).toMatchObject({ org: { username: 'release@acme.example' }, verify: [{ ok: true }] });
  await localOrg.stop();
});
