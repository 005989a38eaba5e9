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

  describe('documents', () => {
    const types = readFileSync(join(ROOT, 'dist/types/index.d.ts'), 'utf8');
    const verbs = [...types.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)?\s*export declare function (\w+)/g)];
    const options = [
      ...types.matchAll(/export declare interface (\w*Options)\b[^{]*\{([\s\S]*?)^\}/gm),
      ...types.matchAll(/export declare type (\w*Options) = [^{;]*\{([\s\S]*?)^\}/gm),
    ];

    it.each(verbs.map(([, comment = '', name = '']) => [name, comment] as const))(
      '%s: what it does, and what it throws',
      (_name, comment) => {
        expect(comment).toMatch(/^\/\*\*\s+(?:\* )?[A-Z]\w+s\b/);
        expect(comment).toMatch(/@throws \S|not thrown|Throws nothing/);
      },
    );

    it.each(options.map(([, name = '', inside = '']) => [name, inside] as const))('each key of %s', (_name, inside) => {
      const bare = [...inside.matchAll(/^ {4}readonly (\w+)\??:/gm)].filter(
        ({ index }) => !inside.slice(0, index).trimEnd().endsWith('*/'),
      );
      expect(bare.map(([, key]) => key)).toEqual([]);
    });

    it('all verbs, and the options of most', () => {
      expect(verbs.length).toBeGreaterThan(18);
      expect(options.length).toBeGreaterThan(12);
    });
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
