import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EcaError } from '../../../src/errors.js';
import { checkConfig, loadConfig } from '../../../src/project/load-config.js';

const VALID = `apiVersion: "66.0"
apps:
  Billing_Sync:
    label: Billing Sync
    contactEmail: platform@acme.example
    scopes: [api, refresh_token]
    runAsUser: billing.sync@acme.example
environments:
  uat:
    targetOrg: \${env:UAT_ORG}
    runAsUserSuffix: .uat
`;
const BROKEN = `apps:
  Billing_Sync:
    label: Billing Sync
    scopes:
      - api
      - apy
    runAsUsr: billing.sync@acme.example
environments:
  uat:
    apps:
      Billing_Sync: { tokenFormat: JWT }
`;
let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'eca-load-')));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('loadConfig', () => {
  it('gives the resolved config, its warnings with their places, and the environments', async () => {
    await writeFile(join(folder, 'eca.config.yaml'), VALID);
    const { config, warnings, source, environments } = await loadConfig({
      cwd: folder,
      env: { UAT_ORG: 'acme-uat' },
      environment: 'uat',
    });
    expect(config).toMatchObject({ environment: 'uat', targetOrg: 'acme-uat', apiVersionWritten: true });
    expect(config.apps[0]?.runAsUser).toBe('billing.sync@acme.example.uat');
    expect(warnings).toMatchObject([
      { file: 'eca.config.yaml', line: 6, column: 19, path: 'apps.Billing_Sync.scopes[1]' },
    ]);
    expect(source.root).toBe(folder);
    expect(environments).toEqual(['uat']);
  });

  it('throws with every problem, in the order of the file, each with its place', async () => {
    await writeFile(join(folder, 'eca.config.yaml'), BROKEN);
    const error: unknown = await loadConfig({ cwd: folder, env: {} }).catch((thrown: unknown) => thrown);
    if (!(error instanceof EcaError)) throw new Error('the config was loaded');
    expect(error.name).toBe('ConfigInvalidError');
    expect(error.message).toBe('5 problems in eca.config.yaml.');
    expect(
      error.problems.map(({ file, line, column, path }) => `${file ?? ''}:${line ?? 0}:${column ?? 0} ${path}`),
    ).toEqual([
      'eca.config.yaml:2:3 apps.Billing_Sync.contactEmail',
      'eca.config.yaml:2:3 apps.Billing_Sync.runAsUser',
      'eca.config.yaml:6:9 apps.Billing_Sync.scopes[1]',
      'eca.config.yaml:7:5 apps.Billing_Sync.runAsUsr',
      'eca.config.yaml:11:23 environments.uat.apps.Billing_Sync.tokenFormat',
    ]);
    expect(error.problems.every(({ action }) => action !== '')).toBe(true);
  });

  it('names the file of problems in a program, without a place', async () => {
    await writeFile(join(folder, 'eca.config.ts'), 'export default { apps: { Billing_Sync: { labl: 1 } } };');
    const { problems } = await checkConfig({ cwd: folder, env: {} });
    expect(problems[0]).toMatchObject({
      file: 'eca.config.ts',
      path: expect.stringContaining('apps.Billing_Sync') as string,
    });
    expect(problems[0]).not.toHaveProperty('line');
  });

  it('blames no file for what a flag says', async () => {
    await writeFile(join(folder, 'eca.config.yaml'), VALID);
    const { problems } = await checkConfig({ cwd: folder, env: {}, environment: 'aut' });
    expect(problems).toEqual([
      {
        kind: 'unknown-name',
        level: 'error',
        path: '--environment',
        message: 'The config has no environment "aut".',
        action: 'Did you mean "uat"? The config has uat.',
      },
    ]);
    const loading = loadConfig({ cwd: folder, env: {}, environment: 'aut' });
    await expect(loading).rejects.toMatchObject({ message: '1 problem in the flags.' });
  });

  it('gives problems where a verb finds more of them', async () => {
    await writeFile(join(folder, 'eca.config.yaml'), VALID);
    const { problemAt } = await loadConfig({ cwd: folder, env: {} });
    expect(problemAt(['apps', 'Billing_Sync', 'runAsUser'], 'No such user.', 'Create it.')).toEqual({
      level: 'error',
      file: 'eca.config.yaml',
      line: 7,
      column: 5,
      path: 'apps.Billing_Sync.runAsUser',
      message: 'No such user.',
      action: 'Create it.',
    });
  });

  it('shows no secret that stands in the file', async () => {
    const fields = '    fields: { ExtlClntAppGlobalOauthSettings: { consumerSecret: canary-8f3a } }\n';
    await writeFile(join(folder, 'eca.config.yaml'), VALID.replace('environments:', `${fields}environments:`));
    const error: unknown = await loadConfig({ cwd: folder, env: {} }).catch((thrown: unknown) => thrown);
    if (!(error instanceof EcaError)) throw new Error('the config was loaded');
    expect(error.problems).toHaveLength(1);
    expect(JSON.stringify([error.message, error.actions, error.problems, error.data])).not.toContain('canary');
  });
});
