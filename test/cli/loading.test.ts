import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ECA, emptyFolder, runEca } from './run-eca.js';

const PRELOAD = fileURLToPath(new URL('./preload/record-modules.mjs', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface BundleFile {
  readonly bytes: number;
  readonly inputs: Readonly<Record<string, unknown>>;
}
const outputs = (
  JSON.parse(readFileSync(join(ROOT, 'dist/meta.json'), 'utf8')) as {
    readonly outputs: Readonly<Record<string, BundleFile>>;
  }
).outputs;

const CONFIG = `apiVersion: "66.0"
apps:
  Billing_Sync: { label: Billing Sync, contactEmail: platform@acme.example, runAsUser: billing.sync@acme.example }
`;

const APP =
  '<ExternalClientApplication><contactEmail>a@acme.example</contactEmail><label>Billing</label></ExternalClientApplication>';
const CONNECTED_APP =
  '<ConnectedApp><contactEmail>a@acme.example</contactEmail><label>Legacy</label><startUrl>https://acme.example</startUrl></ConnectedApp>';

/** Runs a command and gives the files of the bundle that it loaded. */
async function loadedBy(argv: readonly string[]): Promise<readonly BundleFile[]> {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'eca.config.yaml'), CONFIG);
  writeFileSync(join(cwd, 'Billing_Sync.eca-meta.xml'), APP);
  writeFileSync(join(cwd, 'Legacy.connectedApp-meta.xml'), CONNECTED_APP);
  const list = join(cwd, 'modules');
  const { code, stderr } = await runEca(argv, {
    cwd,
    env: { ECA_TEST_MODULES: list },
    nodeFlags: ['--import', PRELOAD],
  });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const urls = existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n') : [];
  const files = [...new Set(urls)].map((url) => fileURLToPath(url)).filter((path) => path.startsWith(ROOT));
  expect(files).toContain(ECA);
  return files.flatMap((path) => outputs[path.slice(ROOT.length)] ?? []);
}

const kilobytes = (files: readonly BundleFile[]): number =>
  Math.ceil(files.reduce((sum, { bytes }) => sum + bytes, 0) / 1024);
const packages = (files: readonly BundleFile[]): readonly string[] =>
  [
    ...new Set(
      files
        .flatMap(({ inputs }) => Object.keys(inputs))
        .flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
    ),
  ].sort();

describe('a command loads only what it uses', () => {
  it.each([[['--help']], [['--version']], [['deploy', '--help']]])('%j loads nothing of the bundle', async (argv) => {
    expect(await loadedBy(argv)).toEqual([]);
  });

  it.each([['plan', '-e', ''], ['plan', '-o', ''], ['']])(
    'what a shell asks loads a reader of YAML at most: %j',
    async (...words) => {
      const files = await loadedBy(['__complete', 'zsh', ...words]);
      expect(packages(files).filter((name) => name !== 'yaml')).toEqual([]);
      expect(kilobytes(files)).toBeLessThan(200);
    },
  );

  it.each([
    [['validate'], 340, 16],
    [['generate'], 425, 24],
    [['generate', '--check', '--output-dir', '.'], 425, 26],
    [['schema'], 405, 22],
    [['init'], 435, 32],
    [['import', '--source-dir', '.', '--output', 'imported.yaml'], 585, 44],
    [['import', '--connected-app', '.', '--output', 'moved.yaml'], 600, 44],
  ])('%j loads nothing of Salesforce, and at most %d KB in %d files', async (argv, most, mostFiles) => {
    const run = argv.includes('--check') ? argv.filter((word) => word !== '--check') : argv;
    const files = await loadedBy(run);
    expect(packages(files).filter((name) => name.startsWith('@salesforce/') || name.startsWith('@jsforce/'))).toEqual(
      [],
    );
    expect(packages(files)).not.toContain('@jetstreamapp/soql-parser-js');
    expect(kilobytes(files)).toBeLessThan(most);
    // Each file of the bundle costs a start about a tenth of a millisecond.
    expect(files.length).toBeLessThan(mostFiles);
  });

  it('starts a local org without the Salesforce libraries', () => {
    const entry = Object.entries(outputs).find(([path]) => path === 'dist/local-org.cjs');
    expect(entry).toBeDefined();
    const reached = reachedFrom('dist/local-org.cjs', new Set());
    expect(
      packages([...reached].flatMap((path) => outputs[path] ?? [])).filter((name) => name.startsWith('@salesforce/')),
    ).toEqual([]);
  });
});

function reachedFrom(path: string, seen: Set<string>): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const file = outputs[path] as
    (BundleFile & { readonly imports: readonly { readonly path: string; readonly kind: string }[] }) | undefined;
  for (const { path: next, kind } of file?.imports ?? []) if (kind === 'import-statement') reachedFrom(next, seen);
  return seen;
}
