import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const ECA = fileURLToPath(new URL('../../bin/eca.mjs', import.meta.url));
const LIBRARY = new URL('../../dist/index.mjs', import.meta.url).href;
const LOCAL_ORG = new URL('../../dist/local-org.mjs', import.meta.url).href;

/** Makes a process take itself for an older Node, one that lacks what came later too. */
const OLDER = `data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } }); delete Map.groupBy;",
)}`;

const runs = (
  argv: readonly string[],
): Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }> =>
  new Promise((done) => {
    execFile(process.execPath, ['--import', OLDER, ...argv], (error, stdout, stderr) => {
      done({ code: error?.code ?? 0, stdout, stderr });
    });
  });

describe('a Node.js that is too old', () => {
  it('is said in one sentence, exit 4', async () => {
    const { code, stdout, stderr } = await runs([ECA, 'plan']);
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toBe('eca needs Node.js 22.19 or newer; this is 20.20.2.\n');
  });

  it('is the error object on standard output with --json', async () => {
    const { code, stdout, stderr } = await runs([ECA, 'plan', '--json']);
    expect([code, stderr]).toEqual([4, '']);
    expect(JSON.parse(stdout)).toMatchObject({ status: 4, name: 'RuntimeTooOldError', exitCode: 4, warnings: [] });
  });

  it.each([LIBRARY, LOCAL_ORG])('is a named error for whoever imports the library: %s', async (url) => {
    expect(existsSync(fileURLToPath(url))).toBe(true);
    const script = `import(${JSON.stringify(url)}).catch(({ name, message, exitCode }) => console.log(JSON.stringify({ name, message, exitCode })))`;
    const { stdout } = await runs(['--input-type=module', '-e', script]);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'RuntimeTooOldError',
      message: 'eca-as-code needs Node.js 22.19 or newer; this is 20.20.2.',
      exitCode: 4,
    });
  });
});
