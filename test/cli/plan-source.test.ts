import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalOrg } from '../../src/local-org/index.js';
import { emptyFolder, runEca, type Finished } from './run-eca.js';

const CONFIG = `apiVersion: "66.0"
apps:
  Billing_Sync: { label: Billing Sync, contactEmail: platform@acme.example, runAsUser: billing.sync@acme.example }
`;

describe('eca plan --source', () => {
  const localOrg = new LocalOrg();
  const cwd = emptyFolder();
  let env: Readonly<Record<string, string>> = {};
  const eca = (...argv: readonly string[]): Promise<Finished> => runEca(argv, { cwd, env });

  beforeAll(async () => {
    const { accessToken, instanceUrl } = await localOrg.start();
    env = { HOME: emptyFolder(), SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl };
    writeFileSync(join(cwd, 'eca.config.yaml'), CONFIG);
  });
  afterAll(() => localOrg.stop());

  it('says that there is no source to compare', async () => {
    const { code, stdout } = await eca('plan', '--source', '--json');
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'SourceInvalidError' });
  });

  it('compares what stands in the files, and not what the config says', async () => {
    expect((await eca('generate')).code).toBe(0);
    expect((await eca('deploy', '--quiet')).code).toBe(0);
    expect(await eca('plan', '--source', '--exit-code', '--quiet')).toMatchObject({ code: 0 });
    const file = join(cwd, 'force-app/main/default/externalClientApps/Billing_Sync.eca-meta.xml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('<label>Billing Sync<', '<label>Edited by hand<'));
    const edited = await eca('plan', '--source', '--exit-code', '--json');
    expect(edited.code).toBe(2);
    expect(JSON.parse(edited.stdout)).toMatchObject({
      result: {
        changes: [
          {
            type: 'ExternalClientApplication',
            fields: [{ path: 'label', from: 'Billing Sync', to: 'Edited by hand' }],
          },
        ],
      },
    });
    expect((await eca('plan', '--exit-code')).code).toBe(0);
  });

  it('ends like validate where a file is wrong, and shows where', async () => {
    const file = join(cwd, 'force-app/main/default/externalClientApps/Billing_Sync.eca-meta.xml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('    <label>', '    <isNoField>true</isNoField>\n    <label>'));
    const { code, stdout } = await eca('plan', '--source');
    expect(code).toBe(4);
    expect(stdout).toMatch(/Billing_Sync\.eca-meta\.xml:\d+:\d+ .*\n.*has no field isNoField/);
    writeFileSync(file, text);
  });
});
