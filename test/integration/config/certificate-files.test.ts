import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { plan } from '../../../src/index.js';
import { emptyFolder } from '../../cli/run-eca.js';
import { runHere } from '../../cli/run-here.js';

const PEM = `-----BEGIN CERTIFICATE-----\n${'MIIBszCCAVmgAwIBAgIU'.repeat(4)}\n-----END CERTIFICATE-----`;
const config = (file: string, more = ''): string => `apiVersion: "66.0"
apps:
  Billing_Sync:
    label: Billing Sync
    contactEmail: platform@acme.example
    runAsUser: billing.sync@acme.example
    fields:
      ExtlClntAppGlobalOauthSettings:
        certificate: { file: ${file} } # from the vault${more}
`;
const GLOBAL = 'force-app/main/default/extlClntAppGlobalOauthSets/Billing_Sync_glbloauth.ecaGlblOauth-meta.xml';

describe('a certificate by its file', () => {
  let cwd: string;
  const put = (path: string, text: string): void => {
    writeFileSync(join(cwd, path), text);
  };
  beforeEach(() => {
    cwd = emptyFolder();
    mkdirSync(join(cwd, 'certs'));
    put('sfdx-project.json', '{"packageDirectories":[{"path":"force-app","default":true}]}');
    put('eca.config.yaml', config('certs/billing.pem'));
  });

  it('is read beside the config and written as it stands there', async () => {
    put('certs/billing.pem', `Subject: CN=billing\r\n${PEM.replaceAll('\n', '\r\n')}\r\n`);
    mkdirSync(join(cwd, 'below'));
    expect((await runHere(['generate', '--config', '../eca.config.yaml'], { cwd: join(cwd, 'below') })).code).toBe(0);
    expect(readFileSync(join(cwd, GLOBAL), 'utf8')).toContain(`<certificate>${PEM}</certificate>`);
  });

  it('is found from the folder of the file that names it, where a config extends another', async () => {
    put('certs/own.yaml', config('billing.pem'));
    put('certs/billing.pem', PEM);
    put('eca.config.yaml', 'extends: certs/own.yaml\n');
    expect((await runHere(['generate'], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, GLOBAL), 'utf8')).toContain(`<certificate>${PEM}</certificate>`);
    put('certs/billing.pem', 'none');
    const { stdout, stderr } = await runHere(['validate'], { cwd });
    expect(stdout + stderr).toMatch(/certs\/own\.yaml:9:\d+/);
  });

  it('that is written as a text is a problem that says how to name it', async () => {
    put('eca.config.yaml', config('certs/billing.pem').replace('{ file: certs/billing.pem }', 'certs/billing.pem'));
    const { code, stdout } = await runHere(['validate'], { cwd });
    expect(code).toBe(4);
    expect(stdout).toContain('certificate holds the name of a file, "certs/billing.pem", and no certificate.');
    expect(stdout).toContain('its file: { file: certs/billing.pem }');
  });

  it('may be another one in each environment', async () => {
    put('certs/billing.pem', PEM);
    put('certs/uat.pem', PEM.replaceAll('MII', 'MIJ'));
    const overlay = `
environments:
  uat:
    apps: { Billing_Sync: { fields: { ExtlClntAppGlobalOauthSettings: { certificate: { file: certs/uat.pem } } } } }`;
    put('eca.config.yaml', config('certs/billing.pem', overlay));
    expect((await runHere(['generate', '-e', 'uat', '--output-dir', 'out'], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, 'out', GLOBAL), 'utf8')).toContain('MIJBszCC');
  });

  it.each([
    ['is not there', undefined, 'cannot be read (ENOENT)'],
    ['holds no certificate', 'hello', 'holds no certificate in PEM'],
    ['holds two', `${PEM}\n${PEM}`, 'holds 2 certificates'],
    ['is no certificate at all', 'x'.repeat(70_000), 'at most 65536'],
    ['holds a key beside it', `${PEM}\n-----BEGIN PRIVATE KEY-----\nNever-shown\n`, 'holds a private key'],
  ])('that %s is a problem with its place', async (_, text, message) => {
    if (text !== undefined) put('certs/billing.pem', text);
    const { code, stdout } = await runHere(['validate', '--json'], { cwd });
    expect(code).toBe(4);
    expect(stdout).toContain(message);
    expect(stdout).toContain('"line":9');
    expect(stdout).not.toContain('Never-shown');
    const library = await plan({
      config: {
        apps: {
          A: {
            label: 'A',
            contactEmail: 'a@acme.example',
            clientCredentials: false,
            fields: { ExtlClntAppGlobalOauthSettings: { certificate: { file: 'certs/billing.pem' } } },
          },
        },
      },
      folder: cwd,
      env: {},
    }).catch((error: unknown) => error);
    expect(library).toMatchObject({ name: 'ConfigInvalidError', message: expect.stringContaining(message) as string });
  });

  it('stays as it is written when the app is imported again', async () => {
    put('certs/billing.pem', PEM);
    await runHere(['generate'], { cwd });
    const again = await runHere(['import', '--source-dir', 'force-app', '--json'], { cwd });
    expect(JSON.parse(again.stdout)).toMatchObject({ status: 0, result: { changes: [], waiting: [], written: false } });
  });
});
