import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as library from '../../src/index.js';
import { COMMAND_NAMES, loadCommands } from '../../src/cli/registry.js';
import { ownFlags } from '../../src/cli/command.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');
const examples = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '');

/** What a command is called in the library, where that is not its own name. */
const NAMES: Readonly<Record<string, string>> = {
  import: 'importApps',
  report: 'joinReports',
  'deploy resume': 'resumeDeploy',
  'credentials show': 'showCredentials',
  'credentials store': 'storeCredentials',
  'credentials rotate': 'rotateCredentials',
  'credentials revoke': 'revokeCredentials',
  'credentials age': 'credentialsAge',
};

const OWN_MODULE = 'an org of another process; a program has LocalOrg of eca-as-code/local-org';
/** Commands that are no function, and why. */
const NO_VERBS: Readonly<Record<string, string>> = {
  demo: 'a story that is told on a terminal',
  completion: 'a script for a shell',
  'local-org start': OWN_MODULE,
  'local-org list': OWN_MODULE,
  'local-org stop': OWN_MODULE,
  'local-org logs': OWN_MODULE,
  'local-org env': OWN_MODULE,
  'local-org refresh': OWN_MODULE,
  'local-org activate': OWN_MODULE,
  'local-org assumptions': OWN_MODULE,
};

const verbOf = (command: string): string => NAMES[command] ?? command;

/** Flags that are no option of a function, and why; `app` and `environment` are those of all functions. */
const NO_OPTIONS: Readonly<Record<string, string>> = {
  config: 'readConfig reads it',
  app: 'apps',
  'source-dir': 'sourceDirs of importApps, sourceDir of validateSource',
  'connected-app': 'connectedApps of importConnectedApps',
  'validate format': 'a text for a CI system',
  'validate strict': 'warnings are given apart',
  'generate replacements': 'beside',
  'generate forceignore': 'beside',
  'generate with-named-credentials': 'namedCredentials',
  'generate my-domain': 'myDomainUrl of namedCredentials',
  'import as': 'importConnectedApps',
  'init app': 'app',
  'matrix environment': 'environments',
  'matrix verb': 'refresh',
  'deploy yes': 'nothing is asked unless `confirm` is given',
  'deploy resume yes': 'nothing is asked unless `confirm` is given',
  'destroy yes': 'confirm',
  'destroy yes-org-id': 'confirm',
  'credentials rotate yes': 'nothing is asked unless `confirm` is given',
  'refresh prepare': 'prepareRefresh',
  'refresh release-keys': 'releaseKeys',
  'token sf-alias': 'loginSf',
  'token script': 'a file of the package, not of an org',
  'token format': 'how it is printed',
  'token output': 'a program writes its own files',
  'schema output': 'a program writes its own files',
  'diagram output': 'a program writes its own files',
};
/** Flags of runs over several environments: options of `inEnvironments`. */
const OF_RUNS = ['environment', 'all', 'concurrency', 'wait-all', 'report-dir', 'resume', 'yes-org-id', 'exit-code'];

const types = readFileSync(join(ROOT, 'dist/types/index.d.cts'), 'utf8');
const commands = await loadCommands();
const camel = (flag: string): string => flag.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());

/** Keys of an option type, with those of all that it extends or names. */
function keysOf(type: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(type)) return [];
  seen.add(type);
  const [, head = '', body = ''] =
    new RegExp(`declare (?:interface|type) ${type}\\b([^{;]*)(?:\\{([\\s\\S]*?)^\\}|;)`, 'm').exec(types) ?? [];
  const own = [...body.matchAll(/^ {4}readonly (\w+)\??:/gm)].map(([, key = '']) => key);
  const others = [...head.matchAll(/\b[A-Z]\w+(?:Options|Settings)\b/g)].flatMap(([name]) => keysOf(name, seen));
  return [...own, ...others];
}

/** The options that a function takes. */
function optionsOf(verb: string): readonly string[] {
  const [, given = ''] = new RegExp(`export declare function ${verb}\\b[^(]*\\(([^)]*)\\)`).exec(types) ?? [];
  return [...given.matchAll(/\b[A-Z]\w+Options\b/g)].flatMap(([name]) => keysOf(name));
}

describe('the library', () => {
  it.each(COMMAND_NAMES.filter((name) => NO_VERBS[name] === undefined))('has %s, with an example', (name) => {
    const verb = verbOf(name);
    expect(library).toHaveProperty(verb);
    expect(examples.join('\n')).toMatch(new RegExp(`\\b${verb}\\(`));
    expect(page).toContain(`\`eca ${name}\``);
  });

  it('leaves out no command that is not there, or that it has', () => {
    for (const name of Object.keys(NO_VERBS)) {
      expect(COMMAND_NAMES).toContain(name);
      expect(library).not.toHaveProperty(verbOf(name));
    }
  });

  it.each(
    commands.filter(({ name }) => NO_VERBS[name] === undefined).map((command) => [command.name, command] as const),
  )('has an option for each flag of %s', (name, command) => {
    const options = optionsOf(verbOf(name));
    const ofRuns = optionsOf('inEnvironments');
    const flags = [...Object.keys(ownFlags(command)), ...Object.keys(command.positionals ?? {})];
    const missing = flags.filter((flag) => {
      if (options.includes(camel(flag)) || NO_OPTIONS[flag] !== undefined) return false;
      if (NO_OPTIONS[`${name} ${flag}`] !== undefined) return false;
      return !(OF_RUNS.includes(flag) && (ofRuns.includes(camel(flag)) || ['all', 'exit-code'].includes(flag)));
    });
    expect(missing).toEqual([]);
    expect(options.length).toBeGreaterThan(0);
  });

  it('has examples that compile', () => {
    const folder = mkdtempSync(join(ROOT, 'node_modules/.eca-examples-'));
    const files = examples.map((code, index) => {
      writeFileSync(join(folder, `example${index}.mts`), code);
      return `example${index}.mts`;
    });
    const compilerOptions = {
      ...{
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        noEmit: true,
        types: ['node'],
      },
      ...{ target: 'es2022', lib: ['es2022', 'dom'], module: 'nodenext' },
      paths: { 'eca-as-code': [join(ROOT, 'dist/types/index.d.ts')] },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    const compiler = join(ROOT, 'node_modules/typescript-7/bin/tsc');
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
    const verbs = [...types.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)?\s*export declare function (\w+)/g)];
    const options = [
      ...types.matchAll(/export declare interface (\w*Options)\b[^{]*\{([\s\S]*?)^\}/gm),
      ...types.matchAll(/export declare type (\w*Options) = [^{;]*\{([\s\S]*?)^\}/gm),
    ];

    it.each(verbs.map(([, comment = '', name = '']) => [name, comment] as const))(
      '%s: what it does, and what it throws',
      (name, comment) => {
        expect(comment).toMatch(/^\/\*\*\s+(?:\* )?[A-Z]\w+s\b/);
        expect(page).toMatch(new RegExp(`\\b${name}\\b`));
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
