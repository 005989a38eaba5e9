import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EcaConfig } from '../../../src/config/model.js';
import * as library from '../../../src/index.js';
import { LocalOrg } from '../../../src/local-org/index.js';
import { BILLING_SYNC, countOf } from '../project.js';

/** The example with a part that holds a secret, whose variable nobody has set. */
const config: EcaConfig = {
  ...BILLING_SYNC,
  apps: {
    Billing_Sync: {
      label: 'Billing Sync',
      contactEmail: 'platform@acme.example',
      runAsUser: 'billing.sync@acme.example',
      fields: {
        ExtlClntAppPushSettings: {
          pushServiceType: 'Android',
          androidPushConfig: { fcmProject: 'acme', serviceAccount: '${env:FCM_SERVICE_ACCOUNT}' },
        },
      },
    },
  },
};

const NEED_NO_SECRETS = {
  plan: library.plan,
  doctor: library.doctor,
  verify: library.verify,
  showCredentials: library.showCredentials,
  credentialsAge: library.credentialsAge,
  token: library.token,
} as const;

describe('without the secrets that the config names', () => {
  const localOrg = new LocalOrg({
    seed: {
      users: [
        { username: 'admin@acme.example', profile: 'System Administrator' },
        { username: 'billing.sync@acme.example', licence: 'Salesforce Integration', apiEnabled: true },
      ],
      settings: { enableClientSecretInRestApiAccess: true },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'eca-library-'));
  let env: Record<string, string>;

  beforeAll(async () => {
    const { accessToken, instanceUrl } = await localOrg.start();
    env = { SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl };
    await library.deploy({ config: BILLING_SYNC, env, folder });
  });
  afterAll(() => localOrg.stop());

  it.each(Object.entries(NEED_NO_SECRETS))('%s works, as on the command line', async (_name, verb) => {
    await expect(verb({ config, env, folder })).resolves.toBeDefined();
  });

  it('the config is valid', async () => {
    expect((await library.validate({ config, env, folder })).problems).toEqual([]);
  });

  it('source is generated, and holds none', async () => {
    const { files } = await library.generate({ config, env, folder, check: true });
    expect(files.map(({ path }) => path)).toContainEqual(expect.stringContaining('Billing_Sync'));
  });

  it.each(['deploy', 'resumeDeploy', 'refresh'] as const)('%s names the variable and asks no org', async (name) => {
    const asked = localOrg.requests.length;
    const uat = { config: { ...config, environments: { uat: {} } }, environment: 'uat' };
    const error = await library[name]({ ...uat, env, folder }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'ConfigInvalidError',
      problems: [{ path: expect.stringContaining('serviceAccount') as string }],
    });
    expect(JSON.stringify(error)).toContain('FCM_SERVICE_ACCOUNT');
    expect(localOrg.requests.length).toBe(asked);
  });

  it('a deploy that has them goes through', async () => {
    const complete = { ...env, FCM_SERVICE_ACCOUNT: '{"type":"service_account"}' };
    await library.deploy({ config, env: complete, folder, dryRun: true });
    expect(countOf(localOrg, 'deploy')).toBeGreaterThan(0);
  });
});
