import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EcaConfig, NamedCredentialConfig } from '../../../src/config/model.js';
import { resolve } from '../../../src/config/resolve.js';
import { generate, type GenerateOptions } from '../../../src/verbs/generate.js';

const NAMED: NamedCredentialConfig = {
  name: 'Billing_API',
  url: 'https://acme.my.salesforce.com/base',
  permissionSet: 'Billing_Callers',
};
const APP = { label: 'Billing Sync', contactEmail: 'it@acme.example', runAsUser: 'billing.sync@acme.example' };
const SOURCE = 'force-app/main/default';
const EXTERNAL = `${SOURCE}/externalCredentials/Billing_API.externalCredential-meta.xml`;
const NAMED_FILE = `${SOURCE}/namedCredentials/Billing_API.namedCredential-meta.xml`;
const SET = `${SOURCE}/permissionsets/Billing_Callers.permissionset-meta.xml`;

describe('generating what calls the apps', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'eca-generate-consuming-'));
  });

  const configWith = (named: NamedCredentialConfig | undefined = NAMED, environment?: string) => {
    const config: EcaConfig = {
      apps: { Billing_Sync: { ...APP, namedCredential: named } },
      environments: {
        uat: { apps: { Billing_Sync: { namedCredential: { url: 'https://acme--uat.sandbox.my.salesforce.com' } } } },
      },
    };
    const result = resolve(config, { env: {}, environment });
    if (result.config === undefined) throw new Error(JSON.stringify(result.problems));
    return result.config;
  };
  const run = (options: Partial<GenerateOptions> = {}) =>
    generate({ config: configWith(), root, namedCredentials: {}, ...options });
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const states = (report: Awaited<ReturnType<typeof run>>) =>
    Object.fromEntries(report.files.map(({ path, state }) => [path, state]));

  it('writes it where it belongs and into the manifest, without a secret, and then nothing any more', async () => {
    expect(states(await run())).toMatchObject({ [EXTERNAL]: 'created', [NAMED_FILE]: 'created', [SET]: 'created' });
    expect(read(EXTERNAL)).toContain('https://acme.my.salesforce.com/services/oauth2/token<');
    expect(read(NAMED_FILE)).toContain('https://acme.my.salesforce.com/base<');
    expect(read(SET)).toContain('<externalCredentialPrincipal>Billing_API-Integration<');
    expect(read('manifest/package.xml')).toContain('<members>Billing_Callers</members>');
    expect(read(EXTERNAL)).not.toMatch(/clientSecret|consumerSecret/);
    const again = await run({ check: true });
    expect(again.files.filter(({ state }) => state !== 'unchanged')).toEqual([]);
  });

  it('is not written unless it is asked for, and stays where it was', async () => {
    await run({ namedCredentials: undefined });
    expect(existsSync(join(root, EXTERNAL))).toBe(false);
    await run();
    const report = await run({ namedCredentials: undefined, prune: true });
    expect(report.files.filter(({ state }) => state !== 'unchanged')).toEqual([]);
    expect(read('manifest/package.xml')).toContain('<members>Billing_API</members>');
    expect(existsSync(join(root, EXTERNAL))).toBe(true);
  });

  it('takes the URL of the environment, or the My Domain that is given', async () => {
    const outputDir = join(root, 'build');
    await run({ config: configWith(NAMED, 'uat'), outputDir });
    const token = 'https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token<';
    expect(read(`build/${EXTERNAL}`)).toContain(token);
    await run({ namedCredentials: { myDomainUrl: 'https://other.my.salesforce.com' } });
    expect(read(EXTERNAL)).toContain('https://other.my.salesforce.com/services/oauth2/token<');
    const gateway = configWith({ ...NAMED, url: 'https://api.acme.example' });
    await expect(run({ config: gateway })).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining('https://api.acme.example') as string,
    });
  });

  it('keeps what else a permission set holds, and refuses one that it cannot read', async () => {
    const open =
      '<?xml version="1.0" encoding="UTF-8"?>\n<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">\n';
    const held =
      '    <label>Callers</label>\n    <userPermissions>\n        <enabled>true</enabled>\n        <name>ApiEnabled</name>\n    </userPermissions>\n';
    write(SET, `${open}${held}</PermissionSet>\n`);
    expect(states(await run())).toMatchObject({ [SET]: 'changed' });
    expect(read(SET)).toContain('<name>ApiEnabled</name>');
    expect(read(SET)).toContain('<label>Callers</label>');
    expect(read(SET)).toContain('Billing_API-Integration');
    write(SET, `${open}${held}`);
    await expect(run()).rejects.toMatchObject({ name: 'SourceInvalidError' });
    expect(read(SET)).toBe(`${open}${held}`);
  });

  it('calls credentials left over that the config no longer names, and removes them when asked', async () => {
    await run();
    const renamed = { config: configWith({ ...NAMED, name: 'Ledger_API' }) };
    expect(states(await run(renamed))).toMatchObject({ [EXTERNAL]: 'stale', [NAMED_FILE]: 'stale' });
    expect(states(await run({ ...renamed, prune: true }))).toMatchObject({ [EXTERNAL]: 'removed' });
    expect(existsSync(join(root, EXTERNAL))).toBe(false);
    expect(existsSync(join(root, SET))).toBe(true);
  });
});
