import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalOrgProcess, type LocalOrgProcess } from './local-org-process.js';
import { emptyFolder, runEca, type Finished } from './run-eca.js';

const ANSWERS = ['--app', 'Billing_Sync', '--contact-email', 'platform@acme.example'];
const INIT = ['init', ...ANSWERS, '--run-as-user', 'billing.sync@acme.example'];

describe('eca init beside an org', () => {
  const home = emptyFolder();
  let localOrg: LocalOrgProcess;
  beforeAll(async () => {
    localOrg = await startLocalOrgProcess([], { HOME: home });
  });
  afterAll(() => localOrg.stop());
  const run = (cwd: string, ...argv: readonly string[]): Promise<Finished> =>
    runEca(argv, { cwd, env: { HOME: home } });

  it('describes the apps that the org has: a plan of it is empty, and a second time changes nothing', async () => {
    const first = emptyFolder();
    expect((await run(first, ...INIT, '--for', 'agent-api', '-o', 'local-org')).code).toBe(0);
    expect((await run(first, 'deploy', '-e', 'local-org')).code).toBe(0);
    const cwd = emptyFolder();
    const taken = await run(cwd, 'init', '--from-org', 'local-org', '--app', 'Billing_Sync');
    expect(taken.stdout).toContain('eca deploy -o local-org');
    expect(taken.code).toBe(0);
    const text = readFileSync(join(cwd, 'eca.config.yaml'), 'utf8');
    expect(text).toContain('scopes: [api, chatbot_api, sfap_api]');
    expect(await run(cwd, 'plan', '-o', 'local-org', '--exit-code')).toMatchObject({ code: 0 });
    const again = await run(cwd, 'init', '--from-org', 'local-org', '--app', 'Billing_Sync');
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain('Nothing was written: all of it is there.');
    expect(readFileSync(join(cwd, 'eca.config.yaml'), 'utf8')).toBe(text);
  });

  it('goes on after a demo: with a deploy where a config is, with init where none is', async () => {
    const cwd = emptyFolder();
    expect((await run(cwd, 'demo')).stdout).toMatch(/\nNext: eca init, which writes a config of your own\n$/);
    await run(cwd, ...INIT);
    expect((await run(cwd, 'demo')).stdout).toMatch(
      /\nNext: eca local-org start, then in another terminal eca deploy -o local-org\n$/,
    );
  });

  it('says what to do where a command finds no config', async () => {
    const { code, stderr } = await run(emptyFolder(), 'plan', '-o', 'local-org');
    expect(code).toBe(4);
    expect(stderr).toContain('Try: Write one with `eca init`, which asks for what it needs.');
  });

  it('makes the project that sf needs for generated files; generate says so where there is none', async () => {
    const cwd = emptyFolder();
    await run(cwd, ...INIT);
    const inside = await run(cwd, 'generate');
    expect(inside.stdout).not.toContain('sfdx-project.json');
    const outside = await run(cwd, 'generate', '--output-dir', emptyFolder());
    expect(outside.stdout).toContain(
      '\nTo deploy these files, sf needs an sfdx-project.json here or in a folder above: `eca init` writes one.\n',
    );
  });

  it.each([
    ['github', ['.github/workflows/eca-deploy.yml', '.github/workflows/eca-plan.yml']],
    ['gitlab', ['.gitlab-ci.yml', '.gitlab/eca.yml']],
  ])('writes the pipelines of %s beside it, and once', async (system, files) => {
    const cwd = emptyFolder();
    const { code, stdout, stderr } = await run(cwd, ...INIT, '-e', 'uat', '-o', 'acme-uat', '--ci', system);
    expect(code).toBe(0);
    for (const file of files) {
      expect(stdout).toContain(`+ ${file}`);
      expect(readFileSync(join(cwd, file), 'utf8')).toMatch(/eca/);
    }
    expect(stderr).toContain('The config names no login for a CI system.');
    const text = readFileSync(join(cwd, files[0] ?? ''), 'utf8');
    const again = await run(cwd, ...INIT, '-e', 'uat', '-o', 'acme-uat', '--ci', system);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('Nothing was written: all of it is there.');
    expect(readFileSync(join(cwd, files[0] ?? ''), 'utf8')).toBe(text);
  });
});
