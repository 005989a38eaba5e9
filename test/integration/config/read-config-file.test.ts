import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EcaError } from '../../../src/errors.js';
import { readConfigFile } from '../../../src/project/config-file.js';

const YAML = 'apps:\n  Billing_Sync:\n    label: Billing Sync\n';
const VALUE = { apps: { Billing_Sync: { label: 'Billing Sync' } } };
let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'eca-config-')));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

async function errorOf(options: { cwd?: string; path?: string } = {}): Promise<EcaError> {
  const error: unknown = await readConfigFile({ cwd: folder, ...options }).catch((thrown: unknown) => thrown);
  if (error instanceof EcaError) return error;
  throw new Error('the config was read');
}

describe('finding the config', () => {
  it('takes the one of the working directory', async () => {
    const path = await write('eca.config.yaml', YAML);
    const source = await readConfigFile({ cwd: folder });
    expect(source).toMatchObject({ path, displayPath: 'eca.config.yaml', root: folder, value: VALUE });
    expect(source.place(['apps', 'Billing_Sync', 'label'])).toMatchObject({ line: 3, column: 5 });
  });

  it('takes the nearest one above', async () => {
    await write('eca.config.yaml', 'apps: {}');
    const path = await write('services/eca.config.json', JSON.stringify(VALUE));
    await mkdir(join(folder, 'services/billing/src'), { recursive: true });
    const source = await readConfigFile({ cwd: join(folder, 'services/billing/src') });
    expect(source).toMatchObject({ path, displayPath: '../../eca.config.json', root: dirname(path), value: VALUE });
  });

  it('takes a named file, relative to the working directory, or absolute', async () => {
    const path = await write('config/billing.yml', YAML);
    expect(await readConfigFile({ cwd: folder, path: 'config/billing.yml' })).toMatchObject({
      path,
      displayPath: 'config/billing.yml',
    });
    expect(await readConfigFile({ cwd: join(folder, 'config'), path })).toMatchObject({
      path,
      displayPath: 'billing.yml',
    });
  });

  it('says where it looked, and what to do', async () => {
    const error = await errorOf();
    expect(error.name).toBe('ConfigNotFoundError');
    expect(error.message).toContain(folder);
    expect(error.message).toMatch(/up to (\/|[A-Z]:\\)\.$/);
    expect(error.actions.join(' ')).toMatch(/eca init.*eca import.*--config FILE/);
  });

  it('refuses two side by side, and names both', async () => {
    await write('eca.config.yaml', YAML);
    await write('eca.config.ts', 'export default {}');
    const error = await errorOf();
    expect(error.name).toBe('ConfigNotFoundError');
    expect(error.message).toBe(`${folder} has 2 configs: eca.config.yaml and eca.config.ts. Only one can be meant.`);
  });

  it.each([
    ['a file that does not exist', 'missing.yaml', /missing\.yaml does not exist/],
    ['a path through a file', 'eca.config.yaml/inner.yaml', /does not exist/],
    ['a folder', '.', /is a folder/],
  ])('refuses %s', async (_, path, message) => {
    await write('eca.config.yaml', YAML);
    const error = await errorOf({ path });
    expect(error.name).toBe('ConfigNotFoundError');
    expect(error.message).toMatch(message);
  });

  it('refuses a folder that is called like a config', async () => {
    await mkdir(join(folder, 'eca.config.yaml'));
    expect(await errorOf()).toMatchObject({ name: 'ConfigNotFoundError', message: 'eca.config.yaml is a folder.' });
  });

  it('refuses a link that leads nowhere', async () => {
    await symlink(join(folder, 'gone.yaml'), join(folder, 'eca.config.yaml'));
    expect((await errorOf()).message).toBe('eca.config.yaml does not exist.');
  });
});

describe('reading the config', () => {
  it('takes a byte order mark and CR LF as they come', async () => {
    await write('eca.config.yaml', `\uFEFF${YAML.replaceAll('\n', '\r\n')}`);
    const source = await readConfigFile({ cwd: folder });
    expect(source.value).toEqual(VALUE);
    expect(source.place(['apps'])).toMatchObject({ line: 1, column: 1 });
  });

  it.each([
    ['a file that is no text', 'eca.config.yaml', new Uint8Array([0xff, 0xfe, 0x61, 0x00]), /not text in UTF-8/],
    ['a file of 5 MB', 'eca.config.yaml', '# '.repeat(2_621_440), /5242880 bytes/],
    ['a name without a known ending', 'eca.config.toml', 'a = 1', /which kind/],
  ])('refuses %s', async (_, name, content, message) => {
    await write(name, content);
    const error = await errorOf({ path: name });
    expect(error.name).toBe('ConfigUnreadableError');
    expect(error.message).toMatch(message);
  });
});

describe('running a config', () => {
  const typed =
    "import { defineConfig, type EcaConfig } from 'eca-as-code';\nconst config: EcaConfig = { apps: {} };\n";

  it.each([
    ['a value', 'eca.config.ts', `${typed}export default defineConfig(config);`],
    ['a function', 'eca.config.ts', `${typed}export default () => config;`],
    ['an async function', 'eca.config.mts', `${typed}export default async (): Promise<EcaConfig> => config;`],
    ['a promise', 'eca.config.ts', `${typed}export default Promise.resolve(config);`],
    [
      'a value in JavaScript',
      'eca.config.mjs',
      "import { defineConfig } from 'eca-as-code';\nexport default defineConfig({ apps: {} });",
    ],
    ['a CommonJS module', 'eca.config.js', 'module.exports = { apps: {} };'],
  ])('takes %s, although the package is not installed there', async (_, name, text) => {
    await write(name, text);
    const source = await readConfigFile({ cwd: folder });
    expect(source.value).toEqual({ apps: {} });
    expect(source.place(['apps'])).toEqual({ file: source.displayPath });
  });

  it('lets the config import files next to it', async () => {
    await write('users.ts', "export const user: string = 'billing.sync@acme.example';");
    await write(
      'eca.config.ts',
      "import { user } from './users.js';\nexport default { apps: { Billing_Sync: { runAsUser: user } } };",
    );
    expect((await readConfigFile({ cwd: folder })).value).toEqual({
      apps: { Billing_Sync: { runAsUser: 'billing.sync@acme.example' } },
    });
  });

  it('reads a changed file again', async () => {
    await write('eca.config.ts', 'export default { apps: { Before: {} } };');
    await readConfigFile({ cwd: folder });
    await write('eca.config.ts', 'export default { apps: { After: {} } };');
    expect((await readConfigFile({ cwd: folder })).value).toEqual({ apps: { After: {} } });
  });

  it('names message and place of an error that the config throws, and keeps it as the cause', async () => {
    await write(
      'eca.config.ts',
      "const user: string = '';\n\nexport default () => {\n  throw new RangeError(`no user ${user}`);\n};",
    );
    const error = await errorOf();
    expect(error.name).toBe('ConfigUnreadableError');
    expect(error.message).toMatch(/^eca\.config\.ts:4: no user/);
    expect(error.problems[0]).toMatchObject({ file: 'eca.config.ts', line: 4 });
    expect(error.cause).toBeInstanceOf(RangeError);
  });

  it.each([
    ['a file that does not compile', 'export default {\n  apps: }', /^eca\.config\.ts:2:\d+: /],
    ['an import that is not there', "import { user } from './gone.js';\nexport default user;", /gone\.js/],
    ['a rejected promise', "export default Promise.reject(new Error('no directory'));", /no directory/],
    ['something thrown that is no error', "throw 'no directory';", /no directory/],
    ['a file without a default export', 'export const config = { apps: {} };', /no default export/],
    ['a function that gives nothing', 'export default () => undefined;', /no default export/],
  ])('refuses %s', async (_, text, message) => {
    await write('eca.config.ts', text);
    const error = await errorOf();
    expect(error.name).toBe('ConfigUnreadableError');
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });
});
