import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EcaConfig } from '../../../src/config/model.js';
import { LocalOrg } from '../../../src/local-org/index.js';
import { registerSession } from '../../../src/org/auth-store.js';
import { deploy } from '../../../src/verbs/deploy.js';
import { runHere } from '../../cli/run-here.js';
import { testWork } from '../../work.js';
import { connectTo, resolved } from '../project.js';

/** The app as production and two sandboxes have it: by another user each, and one permission set or address. */
function appOf(org: 'prod' | 'uat' | 'dev'): EcaConfig {
  const suffix = org === 'prod' ? '' : `.${org}`;
  return {
    apiVersion: '66.0',
    apps: {
      Billing_Sync: {
        label: 'Billing Sync',
        contactEmail: 'platform@acme.example',
        runAsUser: `billing.sync@acme.example${suffix}`,
        permissionSets: org === 'uat' ? ['Billing_API', 'UAT_Extra'] : ['Billing_API'],
        assign: ['Billing_API'],
        callbackUrls: [`https://${org === 'dev' ? 'dev.' : ''}acme.example/callback`],
      },
    },
  };
}

describe('eca import -o', () => {
  const orgs: LocalOrg[] = [];
  const unregister: (() => Promise<void>)[] = [];
  let cwd: string;

  beforeAll(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'eca-import-'));
    for (const name of ['prod', 'uat', 'dev'] as const) {
      const org = new LocalOrg({
        seed: {
          users: [
            { username: `admin@${name}.acme.example`, profile: 'System Administrator' },
            { username: appOf(name).apps.Billing_Sync?.runAsUser ?? '' },
          ],
          permissionSets: [{ name: 'Billing_API' }, { name: 'UAT_Extra' }],
        },
      });
      orgs.push(org);
      const info = await org.start();
      unregister.push(await registerSession({ ...info, alias: `acme-${name}` }));
      await deploy(await connectTo(info), resolved(appOf(name)), testWork(), { verify: false });
    }
  }, 60_000);
  afterAll(async () => {
    for (const each of unregister) await each();
    for (const org of orgs) await org.stop();
  });

  it('makes one config with two overlays of three orgs, and the plan against each is empty', async () => {
    const base = await runHere(['import', '-o', 'acme-prod'], { cwd });
    expect(base).toMatchObject({ code: 0, stderr: expect.not.stringContaining('Error') as string });
    for (const name of ['uat', 'dev']) {
      expect((await runHere(['import', '-o', `acme-${name}`, '-e', name], { cwd })).code).toBe(0);
    }
    const text = readFileSync(join(cwd, 'eca.config.yaml'), 'utf8');
    // What eca itself deployed is all said by keys.
    expect(text).not.toContain('fields:');
    expect(text.slice(text.indexOf('environments:'))).toMatchInlineSnapshot(`
      "environments:
        uat:
          targetOrg: acme-uat
          runAsUserSuffix: .uat
          apps:
            Billing_Sync:
              permissionSets: [Billing_API, UAT_Extra]
        dev:
          targetOrg: acme-dev
          runAsUserSuffix: .dev
          apps:
            Billing_Sync:
              callbackUrls: [https://dev.acme.example/callback]
      "
    `);
    for (const args of [
      ['-o', 'acme-prod'],
      ['-e', 'uat'],
      ['-e', 'dev'],
    ]) {
      const { code, stdout } = await runHere(['plan', ...args, '--exit-code', '--json'], { cwd });
      expect({ code, plan: JSON.parse(stdout) as unknown }).toMatchObject({
        code: 0,
        plan: { result: { inSync: true } },
      });
    }
  }, 60_000);

  it('takes over the app that is named, and says which there are when it is not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'eca-import-'));
    const wrong = await runHere(['import', '-o', 'acme-prod', '--app', 'Billing', '--json'], { cwd: folder });
    expect(JSON.parse(wrong.stdout)).toMatchObject({ status: 4, actions: ['It has Billing_Sync.'] });
    writeFileSync(
      join(folder, 'eca.config.yaml'),
      'apps:\n  # ours\n  Other: { label: O, contactEmail: o@acme.example, clientCredentials: false }\n',
    );
    expect((await runHere(['import', '-o', 'acme-prod', '--app', 'Billing_Sync'], { cwd: folder })).code).toBe(0);
    expect(readFileSync(join(folder, 'eca.config.yaml'), 'utf8')).toMatch(
      /^apps:\n {2}# ours\n {2}Other: \{ label: O, contactEmail: o@acme.example, clientCredentials: false \}\n {2}Billing_Sync:\n {4}label/,
    );
  });
});
