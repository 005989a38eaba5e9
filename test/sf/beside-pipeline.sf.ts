import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalOrg } from '../../src/local-org/index.js';
import { loadConfig } from '../../src/project/load-config.js';
import { generate, type BesidePipeline, type GenerateReport } from '../../src/verbs/generate.js';
import { runSf, type SfAnswer } from './sf.js';

const CONFIG = `apps:
  Billing_Sync: { label: Billing Sync, contactEmail: platform@acme.example, runAsUser: billing.sync@acme.example }
environments:
  dev: { runAsUserSuffix: .dev }
  uat: { runAsUserSuffix: .uat, apps: { Billing_Sync: { label: Billing & Sync UAT } } }
`;
const ENVIRONMENTS = ['dev', 'uat'] as const;
type Environment = (typeof ENVIRONMENTS)[number];

/** A sandbox whose usernames end in its name, as a refresh makes them. */
const sandbox = (name: Environment): LocalOrg =>
  new LocalOrg({
    seed: {
      org: { id: name === 'dev' ? '00D000000000011EAA' : '00D000000000022EAA', name: `Acme ${name}`, isSandbox: true },
      users: [
        { username: `admin@acme.example.${name}`, profile: 'System Administrator' },
        { username: `billing.sync@acme.example.${name}`, profile: 'Minimum Access - API Only Integrations' },
      ],
    },
  });

describe('files beside a pipeline of plain sf', () => {
  const orgs = { dev: sandbox('dev'), uat: sandbox('uat') };
  const home = mkdtempSync(join(tmpdir(), 'eca-sf-home-'));
  const cwd = mkdtempSync(join(tmpdir(), 'eca-sf-beside-'));

  const write = async (kind: BesidePipeline['kind']): Promise<GenerateReport> => {
    const load = (environment?: string) =>
      loadConfig({ cwd, env: {}, ...(environment === undefined ? {} : { environment }) });
    const { config } = await load();
    const environments = await Promise.all(
      ENVIRONMENTS.map(async (environment) => ({ environment, config: (await load(environment)).config })),
    );
    return generate({ config, root: cwd, beside: kind === 'forceignore' ? { kind } : { kind, environments } });
  };
  const deploy = (environment: Environment, env: Readonly<Record<string, string>>): Promise<SfAnswer> =>
    runSf({ cwd, home, env }, 'project', 'deploy', 'start', '--source-dir', 'app-source', '--target-org', environment);
  const fieldOf = (environment: Environment, type: string, field: string): unknown =>
    orgs[environment].snapshot().components.find((component) => component.type === type)?.fields[field];

  beforeAll(async () => {
    writeFileSync(join(cwd, 'eca.config.yaml'), CONFIG);
    writeFileSync(
      join(cwd, 'sfdx-project.json'),
      '{\n    "packageDirectories": [ { "path": "app-source", "default": true } ],\n    "sourceApiVersion": "66.0"\n}\n',
    );
    for (const name of ENVIRONMENTS) {
      const { accessToken, instanceUrl } = await orgs[name].start();
      const words = ['org', 'login', 'access-token', '--instance-url', instanceUrl, '--no-prompt', '--alias', name];
      expect((await runSf({ cwd, home, env: { SF_ACCESS_TOKEN: accessToken } }, ...words)).code).toBe(0);
    }
  });
  afterAll(async () => {
    await Promise.all(ENVIRONMENTS.map((name) => orgs[name].stop()));
  });

  it('sf deploys one project to two orgs, each with its own run-as user and label', async () => {
    const { replacements = [] } = await write('replacements');
    for (const name of ENVIRONMENTS) {
      const own = replacements.map(({ variable, values }) => {
        const value = values.find(({ environment }) => environment === name)?.value ?? '';
        return [variable, value] as const;
      });
      expect(await deploy(name, Object.fromEntries(own))).toMatchObject({
        code: 0,
        json: { result: { status: 'Succeeded' } },
      });
      expect(fieldOf(name, 'ExtlClntAppOauthConfigurablePolicies', 'clientCredentialsFlowUser')).toBe(
        `billing.sync@acme.example.${name}`,
      );
    }
    expect(fieldOf('dev', 'ExternalClientApplication', 'label')).toBe('Billing Sync');
    expect(fieldOf('uat', 'ExternalClientApplication', 'label')).toBe('Billing & Sync UAT');
  });

  it('sf refuses a deploy where a variable is not set, and deploys nothing', async () => {
    const before = orgs.dev.snapshot().deployCount;
    const answer = await deploy('dev', {});
    expect(answer.code).not.toBe(0);
    expect(JSON.stringify(answer.json)).toContain('BILLING_SYNC');
    expect(orgs.dev.snapshot().deployCount).toBe(before);
  });

  it('sf passes over files that .forceignore names', async () => {
    writeFileSync(join(cwd, '.forceignore'), '# ours\n**/jsconfig.json\n');
    await write('forceignore');
    expect(readFileSync(join(cwd, '.forceignore'), 'utf8')).toMatch(/^# ours\n\*\*\/jsconfig.json\n/);
    const before = orgs.dev.snapshot().deployCount;
    const answer = await deploy('dev', {});
    expect(JSON.stringify(answer.json)).toMatch(/[Nn]o local changes|[Nn]othing to deploy|NothingToDeploy/);
    expect(orgs.dev.snapshot().deployCount).toBe(before);
  });
});
