import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

it('npx in the checkout builds nothing again before it starts', () => {
  const built = (): number => statSync(join(ROOT, 'dist/cli.cjs')).mtimeMs;
  const before = built();
  const env = { ...process.env, npm_command: 'exec' };
  expect(execFileSync(process.execPath, ['scripts/prepare.mjs'], { cwd: ROOT, env, encoding: 'utf8' })).toBe('');
  expect(built()).toBe(before);
});
