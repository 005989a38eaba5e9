import { chmodSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyFolder, giveToUnprivileged, runEca } from './run-eca.js';

// These run as "nobody" where the tests run as root, whom no permission stops.
describe('what the user may not read or write', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = emptyFolder();
    copyFileSync('eca.config.yaml', join(cwd, 'eca.config.yaml'));
    giveToUnprivileged(cwd);
  });
  const run = (argv: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runEca([...argv, '--json'], { cwd, env: { HOME: cwd, ...env }, unprivileged: true });

  it('is said of a config that cannot be read', async () => {
    chmodSync(join(cwd, 'eca.config.yaml'), 0o000);
    const { code, stdout } = await run(['validate']);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'ConfigNotFoundError',
      message: 'eca.config.yaml cannot be read (EACCES).',
    });
  });

  it('is said of a folder that takes no files, and nothing is written', async () => {
    chmodSync(cwd, 0o555);
    const { code, stdout } = await run(['generate']);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'WriteFailedError' });
    expect(readdirSync(cwd)).toEqual(['eca.config.yaml']);
  });

  it('does not matter where only a home folder cannot be used', async () => {
    mkdirSync(join(cwd, 'home'), { mode: 0o000 });
    const { code } = await run(['validate'], { HOME: join(cwd, 'home') });
    expect(code).toBe(0);
  });

  it('is a named error where the logins of sf cannot be read', async () => {
    mkdirSync(join(cwd, 'home/.sfdx'), { recursive: true });
    writeFileSync(join(cwd, 'home/.sfdx/alias.json'), '{}', { mode: 0o000 });
    chmodSync(join(cwd, 'home/.sfdx'), 0o000);
    const { code, stdout } = await run(['plan', '-o', 'acme'], { HOME: join(cwd, 'home') });
    expect(code).toBe(4);
    expect((JSON.parse(stdout) as { readonly name: string }).name).not.toBe('InternalError');
  });
});
