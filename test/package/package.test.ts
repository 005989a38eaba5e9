import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MOST_PACKED_BYTES = 2_600_000;
const MOST_UNPACKED_BYTES = 12_000_000;

const CONFIG = `import { defineConfig } from 'eca-as-code';

export default defineConfig({
  apps: {
    Billing_Sync: {
      label: 'Billing Sync',
      contactEmail: 'platform@acme.example',
      runAsUser: 'billing.sync@acme.example',
    },
  },
});
`;

const CONSUMER = `import { defineConfig, deploy, plan, verify, EcaError, type DeployReport } from 'eca-as-code';
import { LocalOrg } from 'eca-as-code/local-org';

const config = defineConfig({
  apps: { Billing_Sync: { label: 'Billing Sync', contactEmail: 'a@acme.example', runAsUser: 'billing.sync@acme.example' } },
});
const localOrg = new LocalOrg();
const { accessToken, instanceUrl } = await localOrg.start();
const env = { SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl };
const before = await plan({ config, env });
const report: DeployReport = await deploy({ config, env });
const [proof] = await verify({ config, env });
const refusal = await deploy({ config: { apps: {} }, env }).catch((error: unknown) => (error instanceof EcaError ? error.name : 'other'));
await localOrg.stop();
console.log(JSON.stringify({ before: before.changes.length, inSync: report.readBack?.inSync, ok: proof?.ok, refusal }));
process.exit(0);
`;

describe('the packed tarball in an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eca-package-'));
  const run = (file: string, ...argv: readonly string[]): string =>
    execFileSync(file, argv, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` },
    });
  let packed: {
    readonly filename: string;
    readonly size: number;
    readonly unpackedSize: number;
    readonly files: readonly { readonly path: string }[];
  };

  beforeAll(() => {
    const output = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const parsed = JSON.parse(output) as readonly (typeof packed)[] | Readonly<Record<string, typeof packed>>;
    const [first] = Object.values(parsed);
    if (first === undefined) throw new Error(output);
    packed = first;
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }));
    run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', `./${packed.filename}`);
  }, 180_000);

  it('is small enough, and holds licence, notices and types', () => {
    expect(packed.size).toBeLessThan(MOST_PACKED_BYTES);
    expect(packed.unpackedSize).toBeLessThan(MOST_UNPACKED_BYTES);
    const paths = packed.files.map(({ path }) => path);
    for (const path of [
      'LICENSE',
      'README.md',
      'THIRD-PARTY-NOTICES.txt',
      'bin/eca.mjs',
      'dist/types/index.d.ts',
      'schema/eca-config.schema.json',
    ]) {
      expect(paths).toContain(path);
    }
    expect(paths.filter((path) => /^(?:src|test|bench|scripts|force-app)\//.test(path))).toEqual([]);
    expect(statSync(join(folder, 'node_modules', 'eca-as-code', 'dist', 'cli.mjs')).size).toBeGreaterThan(0);
    expect(readFileSync(join(folder, 'node_modules/eca-as-code/THIRD-PARTY-NOTICES.txt'), 'utf8')).toContain(
      '@salesforce/core 9.4.0',
    );
  });

  it('runs the main job', () => {
    const result = JSON.parse(run('npx', 'eca', 'demo', '--json')) as { readonly status: number };
    expect(result.status).toBe(0);
  });

  it('takes a TypeScript config that imports it, and generates source from it', () => {
    writeFileSync(join(folder, 'eca.config.ts'), CONFIG);
    expect(run('npx', 'eca', 'validate')).toContain('No problems');
    expect(run('npx', 'eca', 'generate')).toContain('6 files written');
    expect(readFileSync(join(folder, 'manifest/package.xml'), 'utf8')).toContain('<members>Billing_Sync</members>');
  });

  it('serves as a library whose types need nothing else', () => {
    writeFileSync(join(folder, 'consumer.ts'), CONSUMER);
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const types = join(ROOT, 'node_modules/@types');
    run(
      process.execPath,
      compiler,
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--typeRoots',
      types,
      '--types',
      'node',
      'consumer.ts',
    );
    expect(JSON.parse(run(process.execPath, 'consumer.js'))).toEqual({
      before: 5,
      inSync: true,
      ok: true,
      refusal: 'ConfigInvalidError',
    });
  });
});
