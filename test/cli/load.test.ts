import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { testEnvironment } from './run-eca.js';

const LOAD = fileURLToPath(new URL('../../scripts/load.mjs', import.meta.url));

it('a local org answers 200 parallel token exchanges and 20 parallel deploys rightly', async () => {
  const { code, text } = await new Promise<{ readonly code: number; readonly text: string }>((done) => {
    execFile(process.execPath, [LOAD, '--rounds', '2'], { env: testEnvironment() }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : 1, text: stdout + stderr });
    });
  });
  expect(text).toContain('400 tokens, 40 deploys in 2 rounds: 0 wrong answers');
  expect(code).toBe(0);
});
