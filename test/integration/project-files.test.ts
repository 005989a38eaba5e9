import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minimatch } from 'minimatch';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const json = (path: string): Readonly<Record<string, unknown>> =>
  JSON.parse(read(path)) as Readonly<Record<string, unknown>>;

describe('the tarball', () => {
  /** What must be in it, and what may: everything else is a mistake. */
  const MUST = [
    ...[
      'LICENSE',
      'README.md',
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'DESIGN.md',
      'SECURITY.md',
      'THIRD-PARTY-NOTICES.txt',
    ],
    ...['package.json', 'oclif.manifest.json', 'action.yml', 'bin/eca.mjs', 'skills/eca/SKILL.md'],
    ...[
      ...['dist/load.cjs', 'dist/cli.cjs', 'dist/complete.cjs', 'dist/help.json', 'dist/completion.json'],
      ...['dist/index.mjs', 'dist/index.cjs', 'dist/local-org.mjs', 'dist/local-org.cjs'],
      ...['dist/sf-plugin.mjs', 'dist/sf-plugin.cjs'],
    ],
    ...['dist/types/index.d.ts', 'dist/types/index.d.cts', 'dist/types/local-org.d.ts', 'dist/types/local-org.d.cts'],
    ...['schema/eca-config.schema.json', 'docs/README.md'],
  ];
  const MAY = [
    'docs/**/*.md',
    'docs/**/*.xml',
    'docs/**/*.{svg,png}',
    'docs/examples/local-org/**',
    'schema/*.{json,xsd}',
    'templates/gitlab/*.yml',
    'dist/chunks/*.cjs',
  ];
  let paths: readonly string[];

  beforeAll(() => {
    const output = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
      cwd: ROOT,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    const [packed] = Object.values(
      JSON.parse(output) as Readonly<Record<string, { files: readonly { path: string }[] }>>,
    );
    paths = (packed?.files ?? []).map(({ path }) => path);
  }, 60_000);

  // The build writes them, and takes them away again where nothing is published.
  const isMade = (path: string): boolean => existsSync(join(ROOT, path));

  it('holds what it must', () => {
    expect(MUST.filter((path) => isMade(path) && !paths.includes(path))).toEqual([]);
    expect(MUST.filter(isMade).length).toBeGreaterThan(MUST.length - 3);
  });

  it('holds nothing else', () => {
    const known = (path: string): boolean => MUST.includes(path) || MAY.some((pattern) => minimatch(path, pattern));
    expect(paths.filter((path) => !known(path))).toEqual([]);
  });

  it('holds every page and file that its pages link to', () => {
    const links = paths
      .filter((path) => path.endsWith('.md'))
      .flatMap((path) =>
        [...read(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, target = '']) => ({
          path,
          target: normalize(join(dirname(path), target)).replaceAll('\\', '/'),
        })),
      );
    const isThere = (target: string): boolean => paths.some((path) => path === target || path.startsWith(`${target}/`));
    expect(links.filter(({ target }) => !isThere(target))).toEqual([]);
    expect(links.length).toBeGreaterThan(50);
  });

  it('holds every page that a message or a generated file names', () => {
    const sources = globSync(['src/**/*.ts', 'templates/**/*'], { cwd: ROOT, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    const named = sources.flatMap((text) => [...text.matchAll(/\bdocs\/[\w/-]+\.md\b/g)].map(([page]) => page));
    expect(named.filter((page) => !paths.includes(page))).toEqual([]);
    expect(named.length).toBeGreaterThan(5);
  });
});

describe('the workflows of this project', () => {
  const workflows = globSync('.github/workflows/*.yml', { cwd: ROOT });

  it.each(workflows)(
    '%s uses actions of GitHub alone, by tag or by hash, and may write only where it says so',
    (path) => {
      const text = read(path);
      const used = [...text.matchAll(/uses: (\S+)/g)].map(([, name = '']) => name);
      expect(used.length).toBeGreaterThan(1);
      for (const name of used) expect(name).toMatch(/^actions\/[\w-]+@(?:v\d+|[0-9a-f]{40})$/);
      expect((parse(text) as { permissions?: unknown }).permissions).toEqual({ contents: 'read' });
      expect(text).toContain('Renovate pins the actions');
    },
  );

  it('test on three systems', () => {
    for (const system of ['ubuntu-latest', 'macos-latest', 'windows-latest']) {
      expect(read('.github/workflows/ci.yml')).toContain(system);
    }
  });

  it('publish with provenance and an SBOM, and say that they have never run', () => {
    const release = read('.github/workflows/release.yml');
    expect(release).toContain('npm publish');
    expect(release).toContain('--provenance');
    expect(release).toMatch(/npm sbom --sbom-format cyclonedx[\s\S]*npm sbom --sbom-format spdx/);
    expect(release).toContain('has never run');
    expect(release).not.toMatch(/secrets\./);
  });
});

describe('the forms for issues', () => {
  const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: ROOT }).filter((path) => !path.endsWith('config.yml'));
  const TYPES = ['markdown', 'textarea', 'input', 'dropdown', 'checkboxes'];

  interface Field {
    readonly type: string;
    readonly id?: string;
    readonly attributes: { readonly label?: string; readonly value?: string; readonly options?: readonly string[] };
  }

  it.each(forms)('%s has a name, a description and fields as GitHub takes them', (path) => {
    const form = parse(read(path)) as { name: string; description: string; body: readonly Field[] };
    expect(form.name.length).toBeGreaterThan(5);
    expect(form.description.length).toBeGreaterThan(10);
    const ids = form.body.flatMap(({ id }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { type, id, attributes } of form.body) {
      expect(TYPES).toContain(type);
      if (type === 'markdown') expect(attributes.value).toMatch(/\S/);
      else expect([id, attributes.label]).toEqual([expect.stringMatching(/^\w+$/), expect.stringMatching(/\S/)]);
      if (type === 'dropdown') expect(attributes.options?.length).toBeGreaterThan(1);
    }
  });

  it('ask for the smoke report by the command that makes it', () => {
    expect(forms.length).toBeGreaterThan(2);
    expect(read('.github/ISSUE_TEMPLATE/smoke.yml')).toContain('npm run --silent smoke -- -o ALIAS > smoke.md');
  });
});

describe('renovate.json', () => {
  /** Keys by their documentation, as far as they are used here. */
  const KEYS = [
    ...['$schema', 'description', 'extends', 'timezone', 'schedule', 'rangeStrategy', 'minimumReleaseAge'],
    ...['prConcurrentLimit', 'lockFileMaintenance', 'vulnerabilityAlerts', 'osvVulnerabilityAlerts', 'packageRules'],
  ];
  const RULE_KEYS = [
    'description',
    'groupName',
    'labels',
    'matchPackageNames',
    'matchUpdateTypes',
    'allowedVersions',
    'dependencyDashboardApproval',
  ];
  const config = json('renovate.json');
  const rules = config.packageRules as readonly Readonly<Record<string, unknown>>[];
  const patternsOf = (group: string): readonly string[] =>
    rules
      .filter(({ groupName }) => String(groupName).startsWith(group))
      .flatMap((rule) => rule.matchPackageNames as string[]);

  it('has keys that Renovate knows', () => {
    expect(Object.keys(config).filter((key) => !KEYS.includes(key))).toEqual([]);
    expect(rules.flatMap((rule) => Object.keys(rule)).filter((key) => !RULE_KEYS.includes(key))).toEqual([]);
    expect(config.vulnerabilityAlerts).toMatchObject({ enabled: true, schedule: ['at any time'] });
  });

  it('groups exactly the libraries that are in the package', () => {
    const { outputs } = json('dist/meta.json') as { outputs: Record<string, { inputs: Record<string, unknown> }> };
    const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
    const bundled = new Set(inputs.map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]));
    const { dependencies, devDependencies } = json('package.json') as Record<string, Record<string, string>>;
    const shipped = (name: string): boolean => bundled.has(name) || name in (dependencies ?? {});
    const isGrouped = (name: string): boolean => patternsOf('bundled').some((pattern) => minimatch(name, pattern));
    const own = Object.keys({ ...dependencies, ...devDependencies });
    // Types of Salesforce's libraries are in its group, though nothing of them is in the package.
    const expected = own.filter((name) => shipped(name) || name.startsWith('@salesforce/'));
    expect(own.filter(isGrouped).sort()).toEqual(expected.sort());
    expect(patternsOf('tools').filter((name) => isGrouped(name))).toEqual([]);
    const rows = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8').matchAll(/^\| `([^`]+)`/gm);
    expect([...rows].map(([, name]) => name).sort()).toEqual(own.filter(shipped).sort());
  });
});
