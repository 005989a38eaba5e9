import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalOrg } from '../../src/local-org/index.js';
import { NPM_ENVIRONMENT, runSf, type SfAnswer } from './sf.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RUN_AS = 'billing.sync@acme.example';
const CONFIG = `apiVersion: "66.0"
apps:
  Billing_Sync: { label: Billing Sync, contactEmail: platform@acme.example, runAsUser: ${RUN_AS} }
`;

/** Packs the package as it would be published. */
function packedInto(folder: string): string {
  execFileSync('npm', ['run', 'build'], { cwd: ROOT, stdio: 'ignore' });
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT, stdio: 'ignore' });
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
  return pathToFileURL(join(folder, `eca-as-code-${version}.tgz`)).href;
}

describe('the packed tarball as a plugin of the real sf', () => {
  const home = mkdtempSync(join(tmpdir(), 'eca-sf-home-'));
  const cwd = mkdtempSync(join(tmpdir(), 'eca-sf-plugin-'));
  const localOrg = new LocalOrg();
  const sf = (...words: readonly string[]): Promise<SfAnswer> =>
    runSf({ cwd, home, env: NPM_ENVIRONMENT }, ...words);

  beforeAll(async () => {
    const { accessToken, instanceUrl } = await localOrg.start();
    const tarball = packedInto(cwd);
    // Without this line sf asks whether a plugin without a signature is trusted.
    mkdirSync(join(home, '.config/sf'), { recursive: true });
    writeFileSync(join(home, '.config/sf/unsignedPluginAllowList.json'), JSON.stringify([tarball]));
    await sf('plugins', 'install', tarball);
    const login = ['org', 'login', 'access-token', '--instance-url', instanceUrl, '--no-prompt', '--alias', 'acme'];
    expect(await runSf({ cwd, home, env: { SF_ACCESS_TOKEN: accessToken } }, ...login)).toMatchObject({ code: 0 });
  }, 300_000);
  afterAll(() => localOrg.stop());

  it('eca validate fails with --json as every command of sf does', async () => {
    const { code, json } = await sf('eca', 'validate');
    expect(code).toBe(4);
    expect(json).toMatchObject({ status: 4, name: 'ConfigNotFoundError', exitCode: 4 });
    // What to do next is said in words that work here.
    expect(JSON.stringify(json)).toContain('sf eca schema');
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
    expect(JSON.stringify(login.json)).not.toContain('00D000000000001AAA!');
    const query = ['data', 'query', '--query', 'SELECT Id FROM Organization', '--target-org', 'billing'];
    expect(await sf(...query)).toMatchObject({ code: 0, json: { result: { totalSize: 1 } } });
    expect(await sf('org', 'display', '--target-org', 'billing')).toMatchObject({
      code: 0,
      json: { result: { username: RUN_AS } },
    });
    localOrg.expireSessions();
    expect((await sf(...query)).code).toBe(1);
  });

  it('eca token --sf-alias takes no alias and no login away', async () => {
    const { accessToken, instanceUrl } = localOrg.info;
    const login = ['org', 'login', 'access-token', '--instance-url', instanceUrl, '--no-prompt', '--alias', 'acme'];
    const again = { SF_ACCESS_TOKEN: localOrg.login(localOrg.info.username) };
    expect(accessToken).not.toBe(again.SF_ACCESS_TOKEN);
    await runSf({ cwd, home, env: again }, ...login);
    // The same alias once more is a renewal.
    expect((await sf('eca', 'token', '-o', 'acme', '--sf-alias', 'billing')).code).toBe(0);
    const taken = await sf('eca', 'token', '-o', 'acme', '--sf-alias', 'acme');
    expect(taken).toMatchObject({ code: 4, json: { name: 'UsageError' } });
    await runSf(
      { cwd, home, env: { SF_ACCESS_TOKEN: localOrg.login(RUN_AS) } },
      ...login.map((word) => (word === 'acme' ? 'own' : word)),
    );
  });
});
