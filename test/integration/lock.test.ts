import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
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

  it('deletes what dead runs left of other locks, and nothing of those that live', async () => {
    const id = '01234567-89ab-cdef-0123-456789abcdef';
    hold('dead', '999999999 1 dead');
    hold('empty', '');
    hold('alive', `${process.pid} ${processStart(process.pid) ?? '-'} alive`);
    const extras = ['a.lock.999999999', `b.lock.breaking.999999999`, `c.lock.${process.pid}`].map(
      (name) => `${name}.${id}`,
    );
    for (const name of [...extras, 'd.lock.breaking', 'note.txt']) {
      writeFileSync(join(locks, name), 'left');
      utimesSync(join(locks, name), new Date(0), new Date(0));
    }
    writeFileSync(join(locks, `e.lock.999999999.${id}`), 'being written, maybe in another container');
    mkdirSync(join(locks, 'f.lock'));
    execFileSync('mkfifo', [join(locks, 'g.lock')]);
    await withLock('org', options(), () => Promise.resolve());
    const kept = [
      basename(pathOf('alive')),
      `c.lock.${process.pid}.${id}`,
      `e.lock.999999999.${id}`,
      'f.lock',
      'g.lock',
      'note.txt',
    ];
    expect(readdirSync(locks).sort()).toEqual(kept.sort());
  });

  it('stays with who holds it while many sweep at once', async () => {
    Array.from({ length: 20 }, (_, index) => {
      hold(`dead ${index}`, `999999999 1 dead ${index}`);
    });
    let inside = 0;
    let most = 0;
    const enter = (_: unknown, index: number) =>
      withLock(`dead ${index % 3}`, options(15_000), async () => {
        if (index % 3 !== 0) return;
        inside += 1;
        most = Math.max(most, inside);
        await sleep(2);
        inside -= 1;
      });
    await Promise.all(Array.from({ length: 24 }, enter));
    expect(most).toBe(1);
    expect(readdirSync(locks)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('is refused where a pipe stands in its place', async () => {
    hold('other', '999999999 1 dead');
    execFileSync('mkfifo', [pathOf('org')]);
    await expect(withLock('org', options(), () => Promise.resolve())).rejects.toMatchObject({
      message: expect.stringContaining('it is no regular file') as string,
      actions: [expect.stringMatching(/\w/)],
    });
  });

  it('lies in a folder that is its owner’s alone', async () => {
    mkdirSync(locks);
    chmodSync(locks, 0o777);
    await withLock('org', options(), () => Promise.resolve());
    expect(statSync(locks).mode & 0o777).toBe(0o700);
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
