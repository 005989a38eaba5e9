import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as library from '../../src/index.js';
import { COMMAND_NAMES } from '../../src/cli/registry.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');
const examples = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '');

/** What a command is called in the library, where that is not its own name. */
const NAMES: Readonly<Record<string, string>> = {
  import: 'importApps',
  'deploy resume': 'resumeDeploy',
  'credentials show': 'showCredentials',
  'credentials store': 'storeCredentials',
  'credentials rotate': 'rotateCredentials',
  'credentials revoke': 'revokeCredentials',
  'credentials age': 'credentialsAge',
};
/** Commands that print what the package ships, or stand for the local org's own module. */
const NO_VERBS = /^(?:schema|fields|demo|init|completion|matrix|report|diagram|local-org .*)$/;

describe('the library', () => {
  it.each(COMMAND_NAMES.filter((name) => !NO_VERBS.test(name)))('has %s, with an example', (name) => {
    const verb = NAMES[name] ?? name;
    expect(library).toHaveProperty(verb);
    expect(examples.join('\n')).toMatch(new RegExp(`\\b${verb}\\(`));
  });

  it('has examples that compile', () => {
    const folder = mkdtempSync(join(ROOT, 'node_modules/.eca-examples-'));
    const files = examples.map((code, index) => {
      writeFileSync(join(folder, `example${index}.mts`), code);
      return `example${index}.mts`;
    });
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true, types: [] },
      ...{ target: 'es2022', lib: ['es2022', 'dom'], module: 'nodenext' },
      paths: { 'eca-as-code': [join(ROOT, 'dist/types/index.d.ts')] },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    let output = '';
    try {
      execFileSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
    } catch (error) {
      output = String((error as { readonly stdout?: unknown }).stdout);
    }
    expect(output).toBe('');
    expect(files.length).toBeGreaterThan(3);
  });

  it('has a reference that says what the types say', () => {
    execFileSync(process.execPath, ['scripts/api-docs.mjs', '--check'], { cwd: ROOT, stdio: 'pipe' });
  });

  it('checks a config offline', async () => {
    const app = { label: 'Billing Sync', contactEmail: 'a@acme.example', runAsUser: 'billing.sync@acme.example' };
    expect((await library.validate({ config: { apps: { Billing_Sync: app } }, env: {} })).problems).toEqual([]);
    expect((await library.validate({ config: { apps: {} }, env: {} })).problems).toMatchObject([{ level: 'error' }]);
  });
});
