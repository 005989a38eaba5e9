import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ECA, emptyFolder, runEca, testEnvironment, type Finished, type RunOptions } from './run-eca.js';

const CONFIG = `apiVersion: "66.0"
apps: { Billing_Sync: { label: Billing Sync, contactEmail: platform@acme.example, runAsUser: billing.sync@acme.example } }
`;

/** A copy of the bundle which a test may change, and what it says when all is well. */
function ownCopy(): { readonly chunk: string; readonly text: string; readonly eca: string } {
  const own = emptyFolder();
  const whole = join(dirname(ECA), '..');
  for (const part of ['bin', 'dist', 'package.json']) cpSync(join(whole, part), join(own, part), { recursive: true });
  const chunks = readdirSync(join(own, 'dist/chunks')).map((name) => join(own, 'dist/chunks', name));
  const chunk = chunks.find((path) => readFileSync(path, 'utf8').includes(SAID)) ?? '';
  return { chunk, text: readFileSync(chunk, 'utf8'), eca: join(own, 'bin/eca.mjs') };
}
const SAID = 'No problems';

describe('compiled code of the runs before', () => {
  let cwd: string;
  let cache: string;
  beforeEach(() => {
    cwd = emptyFolder();
    writeFileSync(join(cwd, 'eca.config.yaml'), CONFIG);
    cache = join(cwd, `eca-compiled-${String(process.getuid?.() ?? 'own')}`);
  });

  const run = (argv: readonly string[], { env, ...more }: RunOptions = {}): Promise<Finished> =>
    runEca(argv, { cwd, env: { TMPDIR: cwd, ...env }, ...more });
  /** The one file for this Node and this bundle; Node's own cache has a folder beside it. */
  const kept = (): string | undefined =>
    readdirSync(cache, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(cache, name))[0];
  const written = (): bigint => statSync(kept() ?? '', { bigint: true }).ino;

  it('lies in a folder that only its owner may use', async () => {
    expect(await run(['validate'])).toMatchObject({ code: 0 });
    expect(statSync(cache).mode & 0o777).toBe(0o700);
    expect(kept()).toBeDefined();
  });

  it('is not taken from a folder that others may write to', async () => {
    mkdirSync(cache);
    chmodSync(cache, 0o777);
    expect(await run(['validate'])).toMatchObject({ code: 0 });
    expect(readdirSync(cache)).toEqual([]);
  });

  it('is not taken from behind a link', async () => {
    const elsewhere = emptyFolder();
    symlinkSync(elsewhere, cache);
    expect(await run(['validate'])).toMatchObject({ code: 0 });
    expect(existsSync(elsewhere) && readdirSync(elsewhere)).toEqual([]);
  });

  it('leaves next to nothing to compile', async () => {
    const log = join(cwd, 'v8.log');
    const nodeFlags = ['--log-function-events', '--no-logfile-per-isolate', `--logfile=${log}`];
    const compiled = async (word: string): Promise<number> => {
      expect(await run([word], { nodeFlags })).toMatchObject({ code: 0 });
      return readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('function,full-parse')).length;
    };
    // What Node compiles of itself it compiles each time.
    const bare = await compiled('--version');
    const first = (await compiled('validate')) - bare;
    const second = (await compiled('validate')) - bare;
    expect(first).toBeGreaterThan(300);
    expect(second).toBeLessThan(first / 3);
  });

  it('grows once with each command and with what a run was the first to load, and then stays', async () => {
    const lines = [['validate'], ['generate'], ['fields', 'scopes']];
    const sizes = [];
    for (const line of lines) {
      expect(await run(line)).toMatchObject({ code: 0 });
      sizes.push(statSync(kept() ?? '').size);
    }
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    const before = written();
    for (const line of lines) expect(await run(line)).toMatchObject({ code: 0 });
    expect(written()).toBe(before);
  });

  it('is not kept from a run that ended early for good: the next one that comes further keeps its own', async () => {
    writeFileSync(join(cwd, 'broken.yaml'), 'apps: [');
    expect(await run(['validate', '--config', 'broken.yaml'])).toMatchObject({ code: 4 });
    const before = statSync(kept() ?? '').size;
    expect(await run(['validate'])).toMatchObject({ code: 0 });
    expect(statSync(kept() ?? '').size).toBeGreaterThan(before);
  });

  it('may be damaged: the run is the same, and the next ones have it whole again', async () => {
    const whole = await run(['validate']);
    const path = kept() ?? '';
    const good = readFileSync(path);
    for (const damaged of [good.subarray(0, good.length / 2), Buffer.from('x'), Buffer.from(good).fill(0x55, 5000)]) {
      writeFileSync(path, damaged);
      expect(await run(['validate'])).toEqual(whole);
      expect(readFileSync(path).length).toBeGreaterThan(good.length / 2);
      const before = written();
      expect(await run(['validate'])).toEqual(whole);
      expect(written()).toBe(before);
    }
  });

  it.skipIf(process.platform === 'win32')('may be a pipe that nobody writes to', async () => {
    const whole = await run(['validate']);
    const path = kept() ?? '';
    rmSync(path);
    execFileSync('mkfifo', [path]);
    expect(await run(['validate'])).toEqual(whole);
    expect(statSync(path).isFile()).toBe(true);
  });

  it.runIf(existsSync('/proc/self'))('is done without where no folder can be made', async () => {
    for (const nowhere of ['/proc', '/proc/gone/temporary'])
      expect(await run(['validate'], { env: { TMPDIR: nowhere } })).toMatchObject({ code: 0, stderr: '' });
  });

  it('lies below a folder for temporary files that was not there', async () => {
    const temporary = join(cwd, 'gone', 'temporary');
    expect(await run(['validate'], { env: { TMPDIR: temporary } })).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(temporary)).toHaveLength(1);
  });

  it('is not run for a file of the bundle that was changed by hand, also where its length is the same', () => {
    const { chunk, text, eca } = ownCopy();
    const env = testEnvironment({ TMPDIR: cwd });
    const validate = (): string => execFileSync(process.execPath, [eca, 'validate'], { cwd, env }).toString();
    for (const words of [SAID, 'NO PROBLEMS', 'No problems at all', 'None']) {
      writeFileSync(chunk, text.replace(SAID, words));
      for (let time = 0; time < 2; time += 1) expect(validate()).toBe(`${words}.\n`);
      const before = written();
      expect(validate()).toBe(`${words}.\n`);
      expect(written()).toBe(before);
    }
  });

  it.each(['NODE_DISABLE_COMPILE_CACHE', 'NODE_V8_COVERAGE'])('is left alone with %s', async (name) => {
    expect(await run(['validate'], { env: { [name]: join(cwd, 'coverage') } })).toMatchObject({ code: 0 });
    expect(existsSync(cache)).toBe(false);
  });

  it('is of one Node and its flags alone', async () => {
    expect(await run(['validate'])).toMatchObject({ code: 0 });
    const before = readFileSync(kept() ?? '');
    const other = await run(['validate'], { nodeFlags: ['--no-opt'] });
    expect(other).toMatchObject({ code: 0 });
    expect(readdirSync(cache, { withFileTypes: true }).filter((entry) => entry.isFile())).toHaveLength(2);
    expect(readFileSync(kept() ?? '')).toEqual(before);
  });

  it('holds nothing that a run was given', async () => {
    const said = 'a-label-that-stands-nowhere-else';
    writeFileSync(join(cwd, 'eca.config.yaml'), CONFIG.replace('Billing Sync', said));
    copyFileSync(join(cwd, 'eca.config.yaml'), join(cwd, `${said}.yaml`));
    for (const line of [
      ['generate'],
      [`--config=${said}.yaml`, 'validate'],
      ['--config', `${said}.yaml`, 'validate'],
    ]) {
      expect(await run(line)).toMatchObject({ code: 0 });
      expect(readFileSync(kept() ?? '', 'latin1')).not.toContain(said);
    }
  });
});
