import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runEca, type Finished } from './run-eca.js';

const CONFIG =
  '{ apps: { Billing_Sync: { label: "Billing Sync", contactEmail: "a@acme.example", runAsUser: "b@acme.example" } } }';

async function validate(script: string): Promise<Finished & { readonly answer: Record<string, unknown> }> {
  const cwd = mkdtempSync(join(tmpdir(), 'eca-script-'));
  writeFileSync(join(cwd, 'eca.config.mjs'), script);
  const ended = await runEca(['validate', '--json'], { cwd });
  return { ...ended, answer: JSON.parse(ended.stdout) as Record<string, unknown> };
}

describe('a config that is a script', () => {
  it('prints to standard error, so that standard output stays one object', async () => {
    const { code, stderr, answer } = await validate(
      `console.log('from the config'); process.stdout.write('and more\\n'); export default ${CONFIG};`,
    );
    expect({ code, answer }).toMatchObject({ code: 0, answer: { status: 0, result: { problems: [] } } });
    expect(stderr).toBe('from the config\nand more\n');
  });

  it('ends neither standard output nor standard error, whatever it calls', async () => {
    const { code, stderr, answer } = await validate(
      `process.stdout.end('last words\\n'); process.stderr.end(); process.stdout.destroy(); process.stderr.destroy();
       await new Promise((done) => process.stdout.end('', done)); console.error('more'); export default ${CONFIG};`,
    );
    expect({ code, answer }).toMatchObject({ code: 0, answer: { status: 0, result: { problems: [] } } });
    expect(stderr).toBe('last words\nmore\n');
  });

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ['exits', `process.exit(0); export default ${CONFIG};`, /called process\.exit\(0\)/],
    [
      'exits in a timer',
      `setTimeout(() => process.exit(3), 5); await new Promise(() => {}); export default ${CONFIG};`,
      /called process\.exit\(3\)/,
    ],
    [
      'exits and hides the error',
      `try { process.exit(1); } catch {} export default ${CONFIG};`,
      /called process\.exit\(1\)/,
    ],
    ['never settles', `export default new Promise(() => {});`, /never settled/],
    ['throws in a getter', `export default { get apps() { throw new Error('no vault'); } };`, /no vault/],
    [
      'throws in a getter further down',
      `export default { apps: { get Billing_Sync() { throw new Error('no vault'); } } };`,
      /no vault/,
    ],
    [
      'throws in a timer',
      `setTimeout(() => { throw new Error('late'); }, 5); export default new Promise(() => {});`,
      /late/,
    ],
  ];
  it.each(broken)('that %s is named, with exit code 4', async (_what, script, message) => {
    const { code, answer } = await validate(script);
    expect(code).toBe(4);
    expect(answer).toMatchObject({ name: 'ConfigUnreadableError' });
    expect(answer.message).toMatch(message);
    expect(answer.message).toMatch(/^eca\.config\.mjs/);
  });
});
