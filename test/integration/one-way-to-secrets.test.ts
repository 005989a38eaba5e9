import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { LocalOrg } from '../../src/local-org/index.js';
import { BILLING_SYNC } from './project.js';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

describe('where the org keeps its secrets from REST', () => {
  let localOrg: LocalOrg;
  let cwd: string;
  beforeAll(async () => {
    localOrg = new LocalOrg();
    await localOrg.start();
    localOrg.changeSetting('enableClientSecretInRestApiAccess', false);
    cwd = mkdtempSync(join(tmpdir(), 'eca-secrets-'));
    writeFileSync(join(cwd, 'eca.config.json'), JSON.stringify(BILLING_SYNC));
  });
  afterAll(() => localOrg.stop());

  const run = async (...argv: readonly string[]): Promise<{ readonly code: number; readonly text: string }> => {
    const { accessToken, instanceUrl } = localOrg.info;
    let text = '';
    const output = { isTTY: false, write: (more: string): void => void (text += more) };
    const env = { SF_ACCESS_TOKEN: accessToken, ECA_INSTANCE_URL: instanceUrl };
    const signal = new AbortController().signal;
    const io = { cwd, env, stdout: output, stderr: output, signal, listen: () => undefined };
    const code = await main([...argv, '--quiet', '--no-color'], io);
    return { code, text };
  };

  it.each([
    ['deploy', 3],
    ['verify', 1],
    ['credentials store --sink file:pair.json', 3],
    ['token', 3],
    ['doctor', 0],
  ])('eca %s explains the setting once, with one way out, which works', async (line, expected) => {
    const { code, text } = await run(...line.split(' '));
    expect(code).toBe(expected);
    expect(text.split('as in `eca deploy --allow-secret-access`')).toHaveLength(2);
    expect(text).not.toContain('In Setup');
    expect(text).not.toContain('External Client App Developer');
    expect(text).not.toMatch(/\.\.(?!\.|\/)/);
  });

  it('and that way works', async () => {
    const { code, text } = await run('deploy', '--allow-secret-access');
    expect(text).not.toContain('--allow-secret-access');
    expect(code, text).toBe(0);
  });
});

describe('no advice', () => {
  it('leads to what sf shows redacted', () => {
    for (const path of globSync('**/*.ts', { cwd: SRC })) {
      expect(readFileSync(join(SRC, path), 'utf8'), path).not.toMatch(/sf org display[^`]*--verbose/);
    }
  });
});
