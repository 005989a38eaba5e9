import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { generate } from '../../../src/verbs/generate.js';
import { readTree, resolved } from '../compose/story.js';

const app = { label: 'Billing Sync', contactEmail: 'platform@acme.example', runAsUser: 'billing.sync@acme.example' };
const config = resolved({ apps: { Billing_Sync: app } });
const APP_FILE = 'force-app/main/default/externalClientApps/Billing_Sync.eca-meta.xml';
const POLICY_FOLDER = 'force-app/main/default/extlClntAppPolicies';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eca-generate-'));
});

const states = (files: readonly { state: string }[]): string[] => [...new Set(files.map(({ state }) => state))];

describe('generate', () => {
  it('writes the source of every part and the manifest', async () => {
    const report = await generate({ config, root });
    expect(states(report.files)).toEqual(['created']);
    expect(Object.keys(readTree(root))).toEqual(report.files.map(({ path }) => path).sort());
    expect(report.files.map(({ path }) => path)).toContain(APP_FILE);
    expect(report.files.at(-1)?.path).toBe('manifest/package.xml');
  });

  it('changes nothing when it runs a second time', async () => {
    await generate({ config, root });
    const before = statSync(join(root, APP_FILE)).mtimeMs;
    const report = await generate({ config, root });
    expect(states(report.files)).toEqual(['unchanged']);
    expect(statSync(join(root, APP_FILE)).mtimeMs).toBe(before);
  });

  it('takes a file with Windows line ends for unchanged', async () => {
    await generate({ config, root });
    const path = join(root, APP_FILE);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    expect(states((await generate({ config, root, check: true })).files)).toEqual(['unchanged']);
  });

  it('rewrites only the files that the config changes', async () => {
    await generate({ config, root });
    const renamed = resolved({ apps: { Billing_Sync: { ...app, description: 'Nightly invoices' } } });
    const report = await generate({ config: renamed, root });
    expect(report.files.filter(({ state }) => state === 'changed').map(({ path }) => path)).toEqual([APP_FILE]);
    expect(readFileSync(join(root, APP_FILE), 'utf8')).toContain('<description>Nightly invoices</description>');
  });

  it('writes nothing when it only checks', async () => {
    const report = await generate({ config, root, check: true });
    expect(states(report.files)).toEqual(['created']);
    expect(readdirSync(root)).toEqual([]);
  });

  it('writes the same tree below another folder when asked', async () => {
    const outputDir = join(root, 'out', 'uat');
    const report = await generate({ config, root, outputDir });
    expect(Object.keys(readTree(outputDir))).toEqual(report.files.map(({ path }) => path).sort());
    expect(readdirSync(root)).toEqual(['out']);
  });

  it('leaves source of other apps alone and names stale parts of its own', async () => {
    await generate({ config, root });
    const stale = (owner: string): string =>
      `<ExtlClntAppConfigurablePolicies><externalClientApplication>${owner}</externalClientApplication></ExtlClntAppConfigurablePolicies>`;
    writeFileSync(join(root, POLICY_FOLDER, 'Billing_Sync_plcy.ecaPlcy-meta.xml'), stale('Billing_Sync'));
    writeFileSync(join(root, POLICY_FOLDER, 'Payroll_plcy.ecaPlcy-meta.xml'), stale('Payroll'));
    const before = readTree(root);
    const report = await generate({ config, root });
    expect(report.warnings).toHaveLength(1);
    expect(report.warnings[0]).toContain(`${POLICY_FOLDER}/Billing_Sync_plcy.ecaPlcy-meta.xml belongs to Billing_Sync`);
    expect(readTree(root)).toEqual(before);
  });

  it('writes nothing at all when one file cannot be written', async () => {
    await generate({ config, root });
    mkdirSync(join(root, POLICY_FOLDER, 'Billing_Sync_plcy.ecaPlcy-meta.xml'), { recursive: true });
    const before = readTree(root);
    const changed = resolved({
      apps: {
        Billing_Sync: {
          ...app,
          label: 'Billing Synchronisation',
          names: { ExtlClntAppConfigurablePolicies: 'Billing_Sync_plcy' },
        },
      },
    });
    await expect(generate({ config: changed, root })).rejects.toMatchObject({
      name: 'WriteFailedError',
      message: expect.stringContaining('Nothing was changed') as string,
    });
    expect(readTree(root)).toEqual(before);
  });
});
