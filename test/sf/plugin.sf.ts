import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalOrg } from '../../src/local-org/index.js';
import { NPM_ENVIRONMENT, runSf, runSfAsTyped, type SfAnswer, type SfPlace } from './sf.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RUN_AS = 'billing.sync@acme.example';
const CONFIG = `apiVersion: "66.0"
apps:
  Billing_Sync: { label: Billing Sync, contactEmail: platform@acme.example, runAsUser: ${RUN_AS} }
`;

/** Packs the package as it would be published; the script of this test builds it first. */
function packedInto(folder: string): string {
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT, stdio: 'ignore' });
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
  return pathToFileURL(join(folder, `eca-as-code-${version}.tgz`)).href;
}

describe('the packed tarball as a plugin of the real sf', () => {
  const home = mkdtempSync(join(tmpdir(), 'eca-sf-home-'));
  const cwd = mkdtempSync(join(tmpdir(), 'eca-sf-plugin-'));
  const localOrg = new LocalOrg();
  const place: SfPlace = { cwd, home };
  const sf = (...words: readonly string[]): Promise<SfAnswer> => runSf(place, ...words);
  const logIn = (accessToken: string, alias: string): Promise<SfAnswer> => {
    const words = ['--instance-url', localOrg.info.instanceUrl, '--no-prompt', '--alias', alias];
    return runSf({ ...place, env: { SF_ACCESS_TOKEN: accessToken } }, 'org', 'login', 'access-token', ...words);
  };

  beforeAll(async () => {
    const { accessToken } = await localOrg.start();
    const tarball = packedInto(cwd);
    // Without this line sf asks whether a plugin without a signature is trusted.
    mkdirSync(join(home, '.config/sf'), { recursive: true });
    writeFileSync(join(home, '.config/sf/unsignedPluginAllowList.json'), JSON.stringify([tarball]));
    const installed = await runSfAsTyped({ ...place, env: NPM_ENVIRONMENT }, 'plugins', 'install', tarball);
    expect(installed).toMatchObject({ code: 0 });
    expect(installed.stderr).not.toContain('may not work as expected');
    expect(await logIn(accessToken, 'acme')).toMatchObject({ code: 0 });
  }, 300_000);
  afterAll(() => localOrg.stop());

  it('eca validate fails with --json as every command of sf does', async () => {
    const { code, json } = await sf('eca', 'validate');
    expect(code).toBe(4);
    expect(json).toMatchObject({ status: 4, name: 'ConfigNotFoundError', exitCode: 4 });
    // What to do next is said in words that work here.
    expect(JSON.stringify(json)).toContain('sf eca init');
    expect(JSON.stringify(json)).not.toMatch(/[`"]eca /);
    writeFileSync(join(cwd, 'eca.config.yaml'), CONFIG);
    expect(await sf('eca', 'validate')).toMatchObject({ code: 0, json: { status: 0, result: { problems: [] } } });
  });

  it('a flag that is none is refused by the one parser', async () => {
    expect(await sf('eca', 'plan', '--nothing')).toMatchObject({
      code: 4,
      json: { name: 'UsageError', message: 'sf eca plan has no --nothing.' },
    });
  });

  it('eca plan and eca deploy work in the org that sf knows', async () => {
    const before = await sf('eca', 'plan', '-o', 'acme', '--exit-code');
    expect(before).toMatchObject({ code: 2, json: { status: 2 } });
    const deployed = await sf('eca', 'deploy', '-o', 'acme');
    expect(deployed).toMatchObject({ code: 0, json: { result: { verify: [{ app: 'Billing_Sync', ok: true }] } } });
  });

  it('a command of two words', async () => {
    const { code, json } = await sf('eca', 'credentials', 'show', '-o', 'acme');
    expect({ code, result: json.result }).toMatchObject({ code: 0, result: [{ app: 'Billing_Sync' }] });
  });

  it('eca token --sf-alias logs sf in as the run-as user', async () => {
    const token = ['eca', 'token', '-o', 'acme', '--sf-alias'];
    const login = await sf(...token, 'billing');
    expect(login).toMatchObject({ code: 0, json: { result: { alias: 'billing', username: RUN_AS } } });
    expect(JSON.stringify(login.json)).not.toMatch(/00D\w{12,15}!/);
    const query = ['data', 'query', '--query', 'SELECT Id FROM Organization', '--target-org', 'billing'];
    expect(await sf(...query)).toMatchObject({ code: 0, json: { result: { totalSize: 1 } } });
    expect(await sf('org', 'display', '--target-org', 'billing')).toMatchObject({
      code: 0,
      json: { result: { username: RUN_AS } },
    });
    // The same alias once more is a renewal.
    expect(await sf(...token, 'billing')).toMatchObject({ code: 0 });
  });

  it('eca token --sf-alias takes neither an alias nor a login away', async () => {
    const token = ['eca', 'token', '-o', 'acme', '--sf-alias'];
    const aliasTaken = await sf(...token, 'acme');
    expect(aliasTaken).toMatchObject({ code: 4, json: { name: 'UsageError' } });
    expect(aliasTaken.json.message).toContain('The alias "acme" of sf stands for');
    expect(await sf('org', 'logout', '--target-org', 'billing', '--no-prompt')).toMatchObject({ code: 0 });
    expect(await logIn(localOrg.login(RUN_AS), 'own')).toMatchObject({ code: 0 });
    const loginTaken = await sf(...token, 'billing');
    expect(loginTaken).toMatchObject({ code: 4, json: { name: 'UsageError' } });
    expect(loginTaken.json.message).toContain('by other means');
  });

  it('the help of sf shows flags and examples, and completion knows the commands', async () => {
    const help = await runSfAsTyped(place, 'eca', 'credentials', 'rotate', '--help');
    expect(help.stdout).toContain('--revoke-old');
    expect(help.stdout).toContain('$ sf eca credentials rotate -e uat');
    expect((await runSfAsTyped(place, 'autocomplete', 'bash')).code).toBe(0);
    const [cache = ''] = globSync('.cache/sf/autocomplete/functions/bash/sf.bash', { cwd: home });
    expect(readFileSync(join(home, cache), 'utf8')).toMatch(/eca:?.credentials.rotate .*--revoke-old/);
  });
});
