import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EcaError } from '../../src/errors.js';
import { withLock } from '../../src/project/lock.js';
import { processStart } from '../../src/project/process-alive.js';

const isRoot = process.getuid?.() === 0;

describe('a lock', () => {
  let folder: string;
  let locks: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'eca-lock-test-'));
    vi.stubEnv('TMPDIR', folder);
    locks = join(folder, `eca-locks-${process.getuid?.() ?? ''}`);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const options = (waitMs = 300) => ({
    signal: new AbortController().signal,
    deadline: Date.now() + waitMs,
    onWait: () => undefined,
    busy: (pid: number) => new EcaError({ name: 'OrgBusyError', message: `busy: ${pid}`, actions: ['Wait.'] }),
  });
  const pathOf = (name: string): string =>
    join(locks, `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.lock`);
  function hold(name: string, text: string): void {
    mkdirSync(locks, { recursive: true, mode: 0o700 });
    writeFileSync(pathOf(name), text);
  }

  it('lets one at a time in, also after one that died, whoever comes first', async () => {
    hold('org', '999999999 1 dead');
    let inside = 0;
    let most = 0;
    const enter = () =>
      withLock('org', options(15_000), async () => {
        inside += 1;
        most = Math.max(most, inside);
        await sleep(5);
        inside -= 1;
      });
    await Promise.all(Array.from({ length: 20 }, enter));
    expect(most).toBe(1);
  });

  it('is not held by another process that got the id of the one that died', async () => {
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'ignore' });
    const pid = other.pid ?? 0;
    try {
      if (processStart(pid) !== undefined) {
        hold('org', `${pid} 1 dead`);
        expect(await withLock('org', options(), () => Promise.resolve('in'))).toBe('in');
      }
      hold('org', `${pid} ${processStart(pid) ?? '-'} alive`);
      await expect(withLock('org', options(), () => Promise.resolve('in'))).rejects.toMatchObject({
        message: `busy: ${pid}`,
      });
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('lies in a folder that is its owner’s alone', async () => {
    mkdirSync(locks);
    chmodSync(locks, 0o777);
    await withLock('org', options(), () => Promise.resolve());
    expect(statSync(locks).mode & 0o777).toBe(0o700);
  });

  it('takes along what dead runs left a day ago, and nothing that is held, young or of somebody else', async () => {
    const dayAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
    const alive = `${process.pid} ${processStart(process.pid) ?? '-'} alive`;
    const draft = `${pathOf('draft')}.999999999.${randomUUID()}`;
    const left: Readonly<Record<string, readonly [text: string, isOld: boolean]>> = {
      [pathOf('dead')]: ['999999999 1 dead', true],
      [draft]: ['999999999 1 dead', true],
      [`${pathOf('breaking')}.breaking`]: ['999999999 1 dead', true],
      [pathOf('empty')]: ['', true],
      [pathOf('held')]: [alive, true],
      [pathOf('young')]: ['999999999 1 dead', false],
      [join(locks, 'notes.txt')]: ['999999999 1 dead', true],
    };
    mkdirSync(locks, { mode: 0o700 });
    for (const [path, [text, isOld]] of Object.entries(left)) {
      writeFileSync(path, text);
      if (isOld) utimesSync(path, dayAgo, dayAgo);
    }
    await withLock('org', options(), () => Promise.resolve());
    const kept = [pathOf('held'), pathOf('young'), join(locks, 'notes.txt')].map((path) => basename(path));
    expect(readdirSync(locks).sort()).toEqual(kept.sort());
  });

  it.runIf(isRoot)('is refused in a folder of another user', async () => {
    mkdirSync(locks);
    chownSync(locks, 65_534, 65_534);
    await expect(withLock('org', options(), () => Promise.resolve())).rejects.toMatchObject({
      name: 'WriteFailedError',
      message: expect.stringContaining('belongs to another user') as string,
    });
  });

  it('is refused where a link stands in place of the folder', async () => {
    symlinkSync(folder, locks);
    await expect(withLock('org', options(), () => Promise.resolve())).rejects.toMatchObject({
      name: 'WriteFailedError',
    });
  });
});
