import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { packed, type Packed } from './packed.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MOST_PACKED_BYTES = 1_400_000;
const MOST_UNPACKED_BYTES = 6_000_000;

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
`;

/** A program that only has to compile: every way in, and what an editor would complete. */
const TYPED = `import { defineConfig, deploy, plan, verify, EcaError, Secret } from 'eca-as-code';
import type { AppConfig, DeployReport, EcaConfig, EnvironmentConfig, ErrorName, OnProgress, PlanReport } from 'eca-as-code';
import { LocalOrg, type LocalOrgInfo, type Seed } from 'eca-as-code/local-org';

const app: AppConfig = { label: 'Billing Sync', contactEmail: 'a@acme.example', scopes: ['api'], runAsUser: undefined };
const uat: EnvironmentConfig = { targetOrg: 'acme-uat', apps: { Billing_Sync: { description: null, scopes: ['api'] } } };
export const config: EcaConfig = defineConfig({
  apps: { Billing_Sync: app },
  sink: { github: { key: 'KEY', secret: 'SECRET' } },
  environments: { uat },
});
// @ts-expect-error No key of an app.
export const wrong: AppConfig = { label: 'Billing Sync', contactEmail: 'a@acme.example', scope: ['api'] };
const seed: Seed = { users: [{ username: 'billing.sync@acme.example' }] };
const onProgress: OnProgress = (event) => {
  console.log(event.kind);
};
export async function main(): Promise<void> {
  const localOrg = new LocalOrg({ seed });
  const info: LocalOrgInfo = await localOrg.start();
  const env = { SF_ACCESS_TOKEN: info.accessToken, ECA_INSTANCE_URL: info.instanceUrl };
  const before: PlanReport = await plan({ config, env, environment: 'uat', onProgress });
  const report: DeployReport = await deploy({ config, env, dryRun: true });
  const [proof] = await verify({ config, env, signal: new AbortController().signal });
  console.log(before.changes.map(({ fullName }) => fullName), report.deploy?.id, proof?.diagnosis?.layer);
  await localOrg.stop();
}
export const nameOf = (error: unknown): ErrorName | undefined => (error instanceof EcaError ? error.name : undefined);
export const shown: string = String(new Secret('x'));
`;

/** Compiler options of a strict project without any types of its own around it. */
/** The same from a CommonJS module. */
const TYPED_COMMONJS = `import { plan, type PlanReport } from 'eca-as-code';
import { LocalOrg } from 'eca-as-code/local-org';

export const planned: Promise<PlanReport> = plan({ config: { apps: {} } });
export const url: string = new LocalOrg().info.instanceUrl;
`;

const STRICT = {
  strict: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  types: [],
  target: 'es2022',
  noEmit: true,
};

const TYPESCRIPT_5 = '5.9.3';

describe('the packed tarball in an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eca-package-'));
  const run = (file: string, ...argv: readonly string[]): string =>
    execFileSync(file, argv, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` },
    });
  let pack: Packed;

  beforeAll(async () => {
    pack = await packed();
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }));
    run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', pack.tarball);
  }, 180_000);

  it('is small enough, and holds licence, notices and types', () => {
    expect(pack.size).toBeLessThan(MOST_PACKED_BYTES);
    expect(pack.unpackedSize).toBeLessThan(MOST_UNPACKED_BYTES);
    const paths = pack.files.map(({ path }) => path);
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
    expect(statSync(join(folder, 'node_modules', 'eca-as-code', 'dist', 'cli.cjs')).size).toBeGreaterThan(0);
    expect(readFileSync(join(folder, 'node_modules/eca-as-code/THIRD-PARTY-NOTICES.txt'), 'utf8')).toContain(
      '@salesforce/core 9.4.0',
    );
  });

  it('runs the main job', () => {
    const result = JSON.parse(run('npx', 'eca', 'demo', '--json')) as { readonly status: number };
    expect(result.status).toBe(0);
  });

  it('can be required as well as imported, from CommonJS', () => {
    const program =
      "const { plan, EcaError } = require('eca-as-code'); const { LocalOrg } = require('eca-as-code/local-org');";
    writeFileSync(
      join(folder, 'required.cjs'),
      `${program}\nconsole.log(typeof plan, EcaError.name, LocalOrg.name);\n`,
    );
    expect(run(process.execPath, 'required.cjs').trim()).toBe('function EcaError LocalOrg');
  });

  it('takes a TypeScript config that imports it, and generates source from it', () => {
    writeFileSync(join(folder, 'eca.config.ts'), CONFIG);
    expect(run('npx', 'eca', 'validate')).toContain('No problems');
    expect(run('npx', 'eca', 'generate')).toContain('6 files written');
    expect(readFileSync(join(folder, 'manifest/package.xml'), 'utf8')).toContain('<members>Billing_Sync</members>');
  });

  it('ships types that name no other module, nor anything of Node', () => {
    const paths = pack.files.map(({ path }) => path).filter((path) => /\.d\.c?ts$/.test(path));
    const names = ['index.d.cts', 'index.d.ts', 'local-org.d.cts', 'local-org.d.ts'];
    expect(paths.sort()).toEqual(names.map((name) => `dist/types/${name}`));
    const textOf = (path: string): string => readFileSync(join(folder, 'node_modules/eca-as-code', path), 'utf8');
    for (const name of ['index', 'local-org']) {
      const code = textOf(`dist/types/${name}.d.cts`).replace(/\/\*[\s\S]*?\*\//g, '');
      expect(code).not.toMatch(/\bimport\b|\bfrom '|<reference|\bBuffer\b|\bNodeJS\b|node:/);
      expect(code).toContain('export declare');
      // What ES modules import is the same, and not said twice.
      expect(textOf(`dist/types/${name}.d.ts`)).toBe(`export * from './${name}.cjs';\n`);
    }
  });

  describe('for a strict project without other types', () => {
    const compile = (compiler: string, module: string): string => {
      const moduleResolution = module.startsWith('node') ? module : 'bundler';
      const compilerOptions = { ...STRICT, module, moduleResolution };
      writeFileSync(
        join(typed, 'tsconfig.json'),
        JSON.stringify({ compilerOptions, files: ['typed.ts', 'typed.cts'] }),
      );
      try {
        return run(process.execPath, compiler, '-p', typed);
      } catch (error) {
        return String((error as { readonly stdout?: unknown }).stdout);
      }
    };
    const typed = join(folder, 'typed');
    let typescript5: string;

    beforeAll(() => {
      mkdirSync(typed);
      writeFileSync(join(typed, 'package.json'), JSON.stringify({ type: 'module' }));
      writeFileSync(join(typed, 'typed.ts'), TYPED);
      writeFileSync(join(typed, 'typed.cts'), TYPED_COMMONJS);
      const older = join(folder, 'older');
      mkdirSync(older);
      writeFileSync(join(older, 'package.json'), JSON.stringify({ name: 'older', private: true }));
      run(
        'npm',
        'install',
        '--prefix',
        older,
        '--no-audit',
        '--no-fund',
        '--prefer-offline',
        `typescript@${TYPESCRIPT_5}`,
      );
      typescript5 = join(older, 'node_modules/typescript/bin/tsc');
    }, 180_000);

    it.each(['nodenext', 'node16', 'esnext'])('compiles with TypeScript 6, modules %s', (module) => {
      const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
      expect(run(process.execPath, compiler, '--version')).toContain('Version 6.');
      expect(compile(compiler, module)).toBe('');
    });

    it.each(['nodenext', 'node16', 'esnext'])('compiles with TypeScript 7, modules %s', (module) => {
      const compiler = join(ROOT, 'node_modules/typescript-7/bin/tsc');
      expect(run(process.execPath, compiler, '--version')).toContain('Version 7.');
      expect(compile(compiler, module)).toBe('');
    });

    it.each(['nodenext', 'node16', 'esnext'])('compiles with TypeScript 5.9, modules %s', (module) => {
      expect(run(process.execPath, typescript5, '--version')).toContain(`Version ${TYPESCRIPT_5}`);
      expect(compile(typescript5, module)).toBe('');
    });
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
