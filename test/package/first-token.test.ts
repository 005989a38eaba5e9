import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packed } from './packed.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = join(ROOT, 'docs/first-token.md');

/** One command of the page, with what it prints there. */
interface Typed {
  readonly command: string;
  readonly output: string;
}

function typedOn(page: string): readonly Typed[] {
  return [...page.matchAll(/```console\n\$ ([^\n]+)\n(.*?)```$/gms)].map(([, command = '', output = '']) => ({
    command,
    output,
  }));
}

/** Takes out what is another one each time: ids, ports, keys and times. */
function settled(output: string): string {
  return output
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/\b00D\w{12,15}\b/g, '00D…')
    .replace(/\b0Af\w{12,15}\b/g, '0Af…')
    .replace(/(admin@acme\.example\.)[0-9a-f]{8}/g, '$1…')
    .replace(/3MVG9[\w.]+/g, '3MVG9…')
    .replace(/\b\d+\.\d s\b/g, '… s');
}

describe('the way from an empty folder to a proven token', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eca-first-'));
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` };
  const typed = typedOn(readFileSync(PAGE, 'utf8'));
  const [install, init, start, deploy] = typed;
  let tarball: string;
  let localOrg: ChildProcess | undefined;

  beforeAll(async () => {
    ({ tarball } = await packed());
  }, 60_000);
  afterAll(() => localOrg?.kill('SIGINT'));

  /** Types a command, with its words as a shell would take them: none of them needs quotes. */
  const type = ({ command }: Typed): string => {
    const [program = '', ...words] = command.split(' ');
    return execFileSync(program, words, { cwd: folder, encoding: 'utf8', env, timeout: 120_000, stdio: 'pipe' });
  };

  /** Starts the org in "another terminal", and gives what it prints until it is ready. */
  const startOrg = ({ command }: Typed): Promise<string> => {
    const [program = '', ...words] = command.split(' ');
    const child = spawn(program, words, { cwd: folder, env });
    localOrg = child;
    let text = '';
    return new Promise((done, fail) => {
      child.once('exit', () => {
        fail(new Error(text));
      });
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes('stops it.\n')) done(text);
      });
    });
  };

  it('is at most five commands', () => {
    expect(typed.map(({ command }) => command.split(' ').slice(0, 3).join(' '))).toEqual([
      'npm install eca-as-code',
      'npx eca init',
      'npx eca local-org',
      'npx eca deploy',
    ]);
  });

  it('works as the page says, word for word, and the token acts as the user that the flag named', async () => {
    if (install === undefined || init === undefined || start === undefined || deploy === undefined) throw new Error();
    // The package as it is packed stands in for that of the registry.
    writeFileSync(join(folder, '.npmrc'), 'audit=false\nfund=false\nprefer-offline=true\n');
    type({ ...install, command: install.command.replace('eca-as-code', tarball) });
    expect(settled(type(init))).toBe(settled(init.output));
    expect(settled(await startOrg(start))).toBe(settled(start.output));
    const proof = type(deploy);
    expect(settled(proof)).toBe(settled(deploy.output));
    const [, user = ''] = /--run-as-user (\S+)/.exec(init.command) ?? [];
    expect(proof).toContain(`✓ run-as-user       ${user}\n`);
  }, 180_000);
});
