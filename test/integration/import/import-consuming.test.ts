import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { EcaConfig, NamedCredentialConfig } from '../../../src/config/model.js';
import { LocalOrg, type LocalOrgInfo } from '../../../src/local-org/index.js';
import { registerSession } from '../../../src/org/auth-store.js';
import type { Org } from '../../../src/org/org.js';
import { deploy } from '../../../src/verbs/deploy.js';
import { importApps } from '../../../src/verbs/import.js';
import { readImportedOrg } from '../../../src/verbs/import-org.js';
import { plan } from '../../../src/verbs/plan.js';
import { findConfigTarget } from '../../../src/project/config-target.js';
import { resolve } from '../../../src/config/resolve.js';
import { generate } from '../../../src/verbs/generate.js';
import { runHere } from '../../cli/run-here.js';
import { testWork } from '../../work.js';
import { BILLING_SYNC, connectTo, resolved } from '../project.js';

describe('eca import of what calls an app', () => {
  let localOrg: LocalOrg;
  let info: LocalOrgInfo;
  let org: Org;
  let cwd: string;
  let unregister: () => Promise<void>;

  beforeEach(async () => {
    localOrg = new LocalOrg();
    info = await localOrg.start();
    org = await connectTo(info);
    unregister = await registerSession({ ...info, alias: 'acme-consuming' });
    cwd = mkdtempSync(join(tmpdir(), 'eca-import-consuming-'));
  });
  afterEach(async () => {
    await unregister();
    await localOrg.stop();
  });

  const NAMED = { name: 'Billing_API', permissionSet: 'Billing_Callers', principal: 'Billing', scope: 'api' };
  const configWith = (named: Partial<NamedCredentialConfig> = {}, more: EcaConfig['apps'] = {}) =>
    resolved({
      ...BILLING_SYNC,
      apps: {
        Billing_Sync: {
          ...BILLING_SYNC.apps.Billing_Sync,
          namedCredential: { ...NAMED, url: info.instanceUrl, externalCredential: 'Billing_EC', ...named },
        },
        ...more,
      },
    });
  const LEDGER = {
    Ledger_Sync: { label: 'Ledger', contactEmail: 'it@acme.example', runAsUser: 'billing.sync@acme.example' },
  };
  const written = (): string => readFileSync(join(cwd, 'eca.config.yaml'), 'utf8');
  const change = (type: string, fullName: string, field: string, value: string) => {
    localOrg.changeField(type, fullName, field, value);
  };

  it('takes it over from an org, by the key that the principal holds, and the plan is empty', async () => {
    await deploy(org, configWith({}, LEDGER), testWork({ folder: cwd }));
    change('ExternalCredential', 'Billing_EC', 'label', 'By hand');
    const { code, stderr } = await runHere(['import', '-o', 'acme-consuming'], { cwd });
    expect([code, stderr]).toEqual([0, expect.any(String)]);
    const [billing = '', ledger = ''] = written().split('Ledger_Sync:');
    for (const line of ['name: Billing_API', 'externalCredential: Billing_EC', 'principal: Billing', 'scope: api']) {
      expect(billing).toContain(line);
    }
    expect(billing).toContain(`url: ${info.instanceUrl}`);
    expect(billing).toContain('permissionSet: Billing_Callers');
    expect(ledger).not.toContain('namedCredential');
    const plan = await runHere(['plan', '-o', 'acme-consuming', '--exit-code'], { cwd });
    expect([plan.code, plan.stdout]).toEqual([0, expect.stringContaining('No changes')]);
  });

  it('takes over two apps that share a Named Credential, each by its own principal, and the plan is empty', async () => {
    const shared = { ...NAMED, url: info.instanceUrl, externalCredential: 'Billing_EC', principal: 'Ledger' };
    const both = configWith({}, { Ledger_Sync: { ...LEDGER.Ledger_Sync, namedCredential: shared } });
    await deploy(org, both, testWork({ folder: cwd }));
    const imported = await readImportedOrg(org, testWork());
    const target = await findConfigTarget({ cwd });
    const { notes } = await importApps({ imported, target, env: {} });
    expect(notes.filter((note) => note.includes('NamedCredential'))).toEqual([]);
    const [billing = '', ledger = ''] = written().split('Ledger_Sync:');
    expect(billing).toContain('principal: Billing');
    expect(ledger).toMatch(/name: Billing_API\n[^]*principal: Ledger/);
    const { config } = resolve(parse(written()), { env: {} });
    if (config === undefined) throw new Error('The config is not right.');
    expect((await plan(org, config, testWork())).changes).toEqual([]);
  });

  it('names what a config cannot say, with its value, and leaves it out', async () => {
    await deploy(org, configWith(), testWork({ folder: cwd }));
    change('NamedCredential', 'Billing_API', 'calloutStatus', 'Disabled');
    const { code, stdout } = await runHere(['import', '-o', 'acme-consuming'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('calloutStatus of NamedCredential Billing_API is "Disabled", and a config says "Enabled"');
    expect(written()).not.toContain('namedCredential');
    expect((await runHere(['plan', '-o', 'acme-consuming', '--exit-code'], { cwd })).code).toBe(0);
  });

  it('does not take one that gets tokens elsewhere', async () => {
    await deploy(org, configWith(), testWork({ folder: cwd }));
    localOrg.changeField('ExternalCredential', 'Billing_EC', 'externalCredentialParameters', [
      { parameterName: 'O', parameterType: 'AuthProtocolVariant', parameterValue: 'ClientCredentialsClientSecret' },
      { parameterName: 'E', parameterType: 'AuthProviderUrl', parameterValue: 'https://idp.example/oauth/token' },
      { parameterName: 'Billing', parameterType: 'NamedPrincipal' },
    ]);
    expect((await runHere(['import', '-o', 'acme-consuming'], { cwd })).code).toBe(0);
    expect(written()).not.toContain('namedCredential');
  });

  it('takes it over from source, and adds it to a config that has the app', async () => {
    await generate({ config: configWith(), root: cwd, namedCredentials: {} });
    const first = await runHere(['import', '--source-dir', 'force-app', '--output', 'new.yaml'], { cwd });
    expect([first.code, first.stderr]).toEqual([0, expect.any(String)]);
    expect(readFileSync(join(cwd, 'new.yaml'), 'utf8')).toContain('namedCredential:\n      name: Billing_API');
    expect(first.stdout).toContain(`gets tokens at ${info.instanceUrl}/services/oauth2/token`);
    const bare = mkdtempSync(join(tmpdir(), 'eca-import-bare-'));
    await generate({ config: resolved(BILLING_SYNC), root: bare });
    await runHere(['import', '--source-dir', join(bare, 'force-app')], { cwd });
    expect(written()).not.toContain('namedCredential');
    const again = await runHere(['import', '--source-dir', 'force-app', '--update'], { cwd });
    expect([again.code, again.stderr]).toEqual([0, expect.any(String)]);
    expect(written()).toContain('namedCredential:');
    const twice = await runHere(['import', '--source-dir', 'force-app', '--update', '--json'], { cwd });
    expect((JSON.parse(twice.stdout) as { result: { changes: unknown[] } }).result.changes).toEqual([]);
  });
});
