import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EcaError } from '../../../src/errors.js';
import { checkConfig, loadConfig, loadEnvironments } from '../../../src/project/load-config.js';

const APPS = `apps:
  Billing_Sync:
    label: Billing Sync
    contactEmail: platform@acme.example
    runAsUser: billing.sync@acme.example
`;
const MAIN = `extends: shared.yaml\n${APPS}`;
const SHARED = `apiVersion: "67.0"
environments:
  uat:
    targetOrg: acme-uat
    runAsUserSuffix: .uat
`;
let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'eca-extends-')));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

const load = (environment?: string, configPath?: string, env: Readonly<Record<string, string>> = {}) =>
  loadConfig({ cwd: folder, env, environment, configPath });

async function failure(configPath?: string): Promise<EcaError> {
  const error: unknown = await load(undefined, configPath).catch((thrown: unknown) => thrown);
  if (error instanceof EcaError) return error;
  throw new Error('No EcaError was thrown.');
}

describe('a config that extends another', () => {
  it('has what both say', async () => {
    await write({ 'eca.config.yaml': MAIN, 'shared.yaml': SHARED });
    const { config, environments, source } = await load('uat');
    expect(config).toMatchObject({ apiVersion: '67.0', targetOrg: 'acme-uat', environment: 'uat' });
    expect(config.apps[0]?.runAsUser).toBe('billing.sync@acme.example.uat');
    expect(environments).toEqual(['uat']);
    expect(source).toMatchObject({ root: folder, displayPath: 'eca.config.yaml' });
  });

  it('lies over it: maps merge, lists and single values replace, null removes', async () => {
    const main = `extends: shared.yaml
apiVersion: "68.0"
apps:
  Billing_Sync: { scopes: [web], description: null, verify: { query: SELECT Id FROM Account LIMIT 1 } }
`;
    const below = `apiVersion: "67.0"\n${APPS}    scopes: [api, id]\n    description: Old\n    verify: { from: elsewhere }\n`;
    await write({ 'eca.config.yaml': main, 'shared.yaml': below });
    const { source } = await checkConfig({ cwd: folder, env: {} });
    expect(source.value).toEqual({
      apiVersion: '68.0',
      apps: {
        Billing_Sync: {
          label: 'Billing Sync',
          contactEmail: 'platform@acme.example',
          runAsUser: 'billing.sync@acme.example',
          scopes: ['web'],
          verify: { from: 'elsewhere', query: 'SELECT Id FROM Account LIMIT 1' },
        },
      },
    });
  });

  it('keeps the null of an environment, which removes what the base of either file says', async () => {
    const environment = 'environments:\n  uat:\n    apps: { Billing_Sync: { description: null } }\n';
    await write({ 'eca.config.yaml': `${MAIN}    description: Of the base\n${environment}`, 'shared.yaml': SHARED });
    const [base, uat] = [await load(), await load('uat')];
    expect(base.config.apps[0]?.description).toBe('Of the base');
    expect(uat.config.apps[0]?.description).toBeUndefined();
  });

  it('may be extended itself, over several folders and all formats', async () => {
    await write({
      'team/eca.config.yaml': `extends: ../shared/middle.json\n${APPS}`,
      'shared/middle.json': '{"extends": "deep/base.mjs", "environments": {"uat": {"targetOrg": "acme-uat"}}}',
      'shared/deep/base.mjs':
        'export default { extends: "last.ts", apiVersion: "67.0", environments: { uat: { targetOrg: "other", production: true } } };',
      'shared/deep/last.ts':
        'import { defineConfig } from "eca-as-code"; export default { apiVersion: "60.0", sink: { file: "keys.json" as string } };',
    });
    const { config, source } = await load('uat', 'team/eca.config.yaml');
    expect(config).toMatchObject({ apiVersion: '67.0', targetOrg: 'acme-uat', production: true });
    expect(source.layers.map(({ displayPath }) => displayPath)).toEqual([
      'team/eca.config.yaml',
      'shared/middle.json',
      'shared/deep/base.mjs',
      'shared/deep/last.ts',
    ]);
    expect(config.apps[0]?.sink).toEqual({ file: '../shared/deep/keys.json' });
  });

  it('is shared by several configs, each with the environments', async () => {
    await write({
      'billing.eca.config.yaml': MAIN,
      'crm.eca.config.yaml': MAIN.replaceAll('Billing', 'Crm'),
      'shared.yaml': SHARED,
    });
    for (const configPath of ['billing.eca.config.yaml', 'crm.eca.config.yaml']) {
      const { environments } = await loadEnvironments({ cwd: folder, env: {}, configPath }, undefined);
      expect(environments.map(({ name, loaded }) => [name, loaded?.config.targetOrg])).toEqual([['uat', 'acme-uat']]);
    }
  });

  it('points to the file and line where a value is written', async () => {
    await write({
      'eca.config.yaml': `${MAIN}    scopes: [apy]\n    tokenFormat: opaque\n`,
      'shared.yaml': `${SHARED}  qa:\n    targetOrgg: acme-qa\n  dev:\n    apps: { Billing_Sync: { tokenFormat: JWT } }\n`,
    });
    const { problems } = await checkConfig({ cwd: folder, env: {} });
    expect(problems.map(({ file, line, column, path }) => [file, line, column, path])).toEqual([
      ['eca.config.yaml', 7, 14, 'apps.Billing_Sync.scopes[0]'],
      ['shared.yaml', 7, 5, 'environments.qa.targetOrgg'],
      ['shared.yaml', 9, 29, 'environments.dev.apps.Billing_Sync.tokenFormat'],
    ]);
  });

  it('takes variables in the values of both files', async () => {
    await write({ 'eca.config.yaml': MAIN, 'shared.yaml': SHARED.replace('acme-uat', '${env:UAT}') });
    expect((await load('uat', undefined, { UAT: 'acme-uat' })).config.targetOrg).toBe('acme-uat');
    const error: unknown = await load('uat').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ problems: [{ file: 'shared.yaml', line: 4, path: 'environments.uat.targetOrg' }] });
  });

  it('reads relative paths from the folder of the file that has them', async () => {
    const sinks = `sink: { file: ../keys/uat.json, read: [tools/read.sh, tools/x] }
environments:
  uat: { sink: { command: [tools/store.sh, a/b] } }
  qa: { sink: [{ exec: [gh, a/b] }, { file: '\${env:KEYS}/qa.json' }, { file: /tmp/qa.json }] }
  dev: { sink: { exec: [../run.sh] } }
`;
    await write({ 'team/eca.config.yaml': MAIN.replace('shared', '../shared/own'), 'shared/own.yaml': sinks });
    const { source } = await checkConfig({ cwd: folder, env: {}, configPath: 'team/eca.config.yaml' });
    expect(source.value).toMatchObject({
      sink: { file: '../keys/uat.json', read: ['../shared/tools/read.sh', 'tools/x'] },
      environments: {
        uat: { sink: { command: ['../shared/tools/store.sh', 'a/b'] } },
        qa: { sink: [{ exec: ['gh', 'a/b'] }, { file: '${env:KEYS}/qa.json' }, { file: '/tmp/qa.json' }] },
        dev: { sink: { exec: ['../run.sh'] } },
      },
    });
    await write({ 'eca.config.yaml': MAIN.replace('shared', 'shared/own'), 'shared/own.yaml': sinks });
    const above = await checkConfig({ cwd: folder, env: {} });
    // Without a folder before it, the program would be looked for in PATH.
    expect(above.source.value).toMatchObject({ environments: { dev: { sink: { exec: ['./run.sh'] } } } });
  });

  it('may be reached by a link, begin with a byte order mark, and have the line ends of Windows', async () => {
    const bom = String.fromCharCode(0xfeff);
    await write({
      'eca.config.yaml': bom + MAIN.replaceAll('\n', '\r\n'),
      'real.yaml': bom + SHARED.replace('acme-uat', '5').replaceAll('\n', '\r\n'),
    });
    await symlink(join(folder, 'real.yaml'), join(folder, 'shared.yaml'));
    const { problems } = await checkConfig({ cwd: folder, env: {} });
    expect(problems).toMatchObject([{ file: 'shared.yaml', line: 4, column: 5, path: 'environments.uat.targetOrg' }]);
  });
});

describe('extends', () => {
  const EXTENDS = /^eca\.config\.yaml:1:1: /;

  it.each([
    ['a file that is missing', 'nowhere.yaml', /"nowhere\.yaml"\. nowhere\.yaml does not exist\.$/],
    ['a folder', '.', /is a folder\.$/],
    ['a file of another kind', 'notes.txt', /cannot be read\. notes\.txt: The name does not say/],
    ['nothing', '""', /extends names no file\.$/],
    ['a variable', '"${env:SHARED}"', /extends takes no variables, and it is "\$\{env:SHARED\}"\.$/],
    ['an address', 'https://acme.example/shared.yaml', /extends takes a file, and .* is an address\.$/],
    ['a list', '[shared.yaml]', /extends is a list\.$/],
    ['broken YAML', 'broken.yaml', /cannot be read\. broken\.yaml:2:\d+: /],
    ['an empty file', 'empty.yaml', /cannot be read\. empty\.yaml: The file is empty\.$/],
    ['an alias to an anchor of this file', 'alias.yaml', /alias\.yaml:1:7: The alias names no anchor/],
    ['a text', 'text.yaml', /text\.yaml: The file holds the text "just words"\.$/],
    ['a program that throws', 'throws.mjs', /cannot be read\. throws\.mjs:1: No$/],
  ])('refuses %s at the key', async (_title, named, message) => {
    await write({
      'eca.config.yaml': MAIN.replace('shared.yaml', named).replace('apps:', 'apps: &apps'),
      'broken.yaml': 'apps:\n\tA: 1\n',
      'empty.yaml': '',
      'alias.yaml': 'apps: *apps\n',
      'notes.txt': 'apps: {}',
      'text.yaml': 'just words\n',
      'throws.mjs': 'throw new Error("No");',
    });
    const error = await failure();
    expect(error).toMatchObject({ name: 'ConfigUnreadableError', exitCode: 4 });
    if (!named.startsWith('text')) expect(error.message).toMatch(EXTENDS);
    expect(error.message).toMatch(message);
    expect(error.actions[0]).toMatch(/\w/);
  });

  it('gives the places of both the key and what is wrong in the file that it names', async () => {
    await write({ 'eca.config.yaml': MAIN, 'shared.yaml': 'apps: {}\napps: {}\n' });
    expect((await failure()).problems).toMatchObject([
      { file: 'eca.config.yaml', line: 1, column: 1 },
      { file: 'shared.yaml', line: 2, column: 1 },
    ]);
  });

  it('names each file of a circle, also one that goes over a link', async () => {
    await write({ 'eca.config.yaml': MAIN, 'shared.yaml': 'apiVersion: "66.0"\nextends: linked.yaml\n' });
    await symlink(join(folder, 'eca.config.yaml'), join(folder, 'linked.yaml'));
    const error = await failure();
    expect(error.message).toBe(
      'shared.yaml:2:1: The configs extend each other in a circle: eca.config.yaml -> shared.yaml -> linked.yaml.',
    );
    await write({ 'eca.config.yaml': MAIN.replace('shared', 'eca.config') });
    expect((await failure()).message).toContain('eca.config.yaml -> eca.config.yaml');
  });

  it('reads a chain of many files, and refuses one without an end in sight', async () => {
    const chain = (count: number): Promise<void> =>
      write(
        Object.fromEntries(
          Array.from({ length: count }, (_, index) => [
            `${index}.yaml`,
            index === count - 1 ? SHARED : `extends: ${index + 1}.yaml\n`,
          ]),
        ),
      );
    await write({ 'eca.config.yaml': MAIN.replace('shared', '0') });
    await chain(31);
    expect((await load('uat')).config.targetOrg).toBe('acme-uat');
    await chain(40);
    expect((await failure()).message).toBe('30.yaml:1:1: The config is made of more than 32 files.');
  });

  it('refuses a program whose value contains itself', async () => {
    await write({
      'eca.config.yaml': MAIN.replace('shared.yaml', 'loop.mjs'),
      'loop.mjs': 'const loop = {}; loop.apps = { A: loop }; export default loop;',
    });
    expect((await failure()).message).toMatch(/^loop\.mjs: apps\.A: The value contains itself\.$/);
  });
});

describe('the org-wide settings', () => {
  const SETTINGS = 'settings: { enableClientSecretInRestApiAccess: true }\n';

  it('are written in one file of a config and those that it extends', async () => {
    await write({ 'eca.config.yaml': MAIN, 'shared.yaml': SETTINGS });
    expect((await load()).config.settings).toEqual({ enableClientSecretInRestApiAccess: true });
    await write({ 'eca.config.yaml': MAIN + SETTINGS });
    expect((await failure()).problems).toMatchObject([
      {
        file: 'eca.config.yaml',
        line: 7,
        path: 'settings',
        kind: 'settings-owner',
        message: expect.stringContaining('shared.yaml') as string,
      },
    ]);
  });

  it('get a warning when another config of the folder writes them, too', async () => {
    await write({
      'eca.config.yaml': APPS + SETTINGS,
      'crm.eca.config.json': '{"settings": {"enablePackageEcaOauthFromDevOrg": true}}',
      'broken.eca.config.yaml': 'a: [',
      'notes.yaml': SETTINGS,
    });
    expect((await load()).warnings).toMatchObject([
      { file: 'eca.config.yaml', line: 6, message: expect.stringContaining('crm.eca.config.json') as string },
    ]);
  });
});
