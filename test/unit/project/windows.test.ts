import { describe, expect, it } from 'vitest';
import { whyNotStarted } from '../../../src/handover/on-windows.js';
import { programEnvironment } from '../../../src/handover/program-environment.js';
import { replaceFile } from '../../../src/project/replace-file.js';
import { isWithin } from '../../../src/project/within.js';

const coded = (code: string): Error => Object.assign(new Error(`${code}: it did not work`), { code });

/** Moves nothing and fails so many times, as a file of Windows does that a virus scanner reads. */
function heldFor(times: number, code = 'EPERM'): { readonly move: () => Promise<void>; readonly tries: () => number } {
  let tried = 0;
  const move = (): Promise<void> => {
    tried += 1;
    return tried <= times ? Promise.reject(coded(code)) : Promise.resolve();
  };
  return { move, tries: () => tried };
}

describe('what Windows does otherwise', () => {
  it('holds files for a moment, and a replacement waits for that', async () => {
    const held = heldFor(2);
    await replaceFile('a.tmp', 'a', true, held.move);
    expect(held.tries()).toBe(3);
  });

  it('fails at once where waiting cannot help, and on other systems', async () => {
    const full = heldFor(1, 'ENOSPC');
    await expect(replaceFile('a.tmp', 'a', true, full.move)).rejects.toThrow('ENOSPC');
    const elsewhere = heldFor(1);
    await expect(replaceFile('a.tmp', 'a', false, elsewhere.move)).rejects.toThrow('EPERM');
    expect([full.tries(), elsewhere.tries()]).toEqual([1, 1]);
  });

  it('says how a script of cmd.exe is started as a sink', () => {
    expect(whyNotStarted(coded('EINVAL'), true)).toContain('[cmd.exe, /d, /c, NAME, ARG…]');
    expect(whyNotStarted(coded('ENOENT'), true)).toContain('cmd.exe');
    expect(whyNotStarted(coded('ENOENT'), false)).toBe('it was not found');
    expect(whyNotStarted(coded('EACCES'), false)).toBe('EACCES: it did not work');
  });

  it('takes names of variables in any letters, and programs get no login in any of them', () => {
    const env = { sf_access_token: '1', Sf_Auth_Url: '2', uat_token: '3', PATH: '/bin' };
    expect(programEnvironment(env, ['UAT_TOKEN'])).toEqual({ PATH: '/bin' });
  });
});

describe('a path', () => {
  it('is within a folder, or is not', () => {
    expect(['/a/b', '/a/b/c', '/a/b/..c'].map((path) => isWithin(path, '/a/b'))).toEqual([true, true, true]);
    expect(['/a', '/a/bc', '/'].map((path) => isWithin(path, '/a/b'))).toEqual([false, false, false]);
  });
});
