import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { gitStateOf } from '../../src/project/git-ignored.js';
import { privateFolder, writePrivateFile } from '../../src/project/private-file.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eca-private-'));
});

describe('the private folder beside a config', () => {
  it('fills a .gitignore that a full disk left empty', async () => {
    mkdirSync(join(root, '.eca'));
    writeFileSync(join(root, '.eca/.gitignore'), '');
    await privateFolder(root);
    expect(readFileSync(join(root, '.eca/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('has mode 0700, and what a dead process left half written is swept up', async () => {
    mkdirSync(join(root, '.eca'));
    const left = join(root, '.eca', `.billing.json.${2 ** 22 + 1}.01234567-89ab-cdef-0123-456789abcdef.tmp`);
    const own = join(root, '.eca', `.billing.json.${process.pid}.01234567-89ab-cdef-0123-456789abcdef.tmp`);
    writeFileSync(left, 'half a sec');
    writeFileSync(own, 'being written');
    await privateFolder(root);
    expect(readdirSync(join(root, '.eca')).filter((name) => name.endsWith('.tmp'))).toHaveLength(1);
    const fresh = mkdtempSync(join(tmpdir(), 'eca-private-'));
    expect(statSync(await privateFolder(fresh)).mode & 0o777).toBe(0o700);
  });

  it('leaves a .gitignore alone that somebody wrote', async () => {
    mkdirSync(join(root, '.eca'));
    writeFileSync(join(root, '.eca/.gitignore'), '/recovery\n');
    await privateFolder(root);
    expect(readFileSync(join(root, '.eca/.gitignore'), 'utf8')).toBe('/recovery\n');
  });

  it.each([
    [
      'a file stands in its place',
      () => {
        writeFileSync(join(root, '.eca'), '');
      },
      'a file stands where a folder belongs',
    ],
    [
      'it is a link that leads in a circle',
      () => {
        symlinkSync('.eca', join(root, '.eca'));
      },
      'ELOOP',
    ],
  ])('ends in a named error when %s', async (_case, arrange, why) => {
    arrange();
    await expect(privateFolder(root)).rejects.toMatchObject({
      name: 'WriteFailedError',
      message: expect.stringContaining(why) as string,
    });
  });

  it('names the file that a folder stands in the place of', async () => {
    mkdirSync(join(root, 'secrets.json'));
    await expect(writePrivateFile(join(root, 'secrets.json'), 'x')).rejects.toMatchObject({
      name: 'WriteFailedError',
      message: expect.stringContaining('secrets.json') as string,
    });
    expect(statSync(join(root, 'secrets.json')).isDirectory()).toBe(true);
  });
});

describe('what git would take along', () => {
  const git = (...argv: readonly string[]) => execFileSync('git', ['-C', root, ...argv]);
  beforeEach(() => {
    git('init', '-q');
    writeFileSync(join(root, '.gitignore'), 'ignored*\n');
  });

  it('is a tracked file behind an ignored link', async () => {
    writeFileSync(join(root, 'tracked.json'), '{}');
    symlinkSync('tracked.json', join(root, 'ignored-link'));
    expect(await gitStateOf(join(root, 'ignored-link'))).toBe('tracked');
  });

  it('is a file that is not there yet, behind a link or in a linked folder', async () => {
    mkdirSync(join(root, 'folder'));
    symlinkSync('later.json', join(root, 'ignored-dangling'));
    symlinkSync('folder', join(root, 'ignored-folder'));
    expect(await gitStateOf(join(root, 'ignored-dangling'))).toBe('tracked');
    expect(await gitStateOf(join(root, 'ignored-folder', 'later.json'))).toBe('tracked');
  });

  it('is an outside name that leads into a repository', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'eca-outside-'));
    symlinkSync(join(root, 'secret.json'), join(outside, 'secret.json'));
    expect(await gitStateOf(join(outside, 'secret.json'))).toBe('tracked');
  });

  it('is not what is ignored on both sides, and a circle of links ends', async () => {
    symlinkSync('ignored.json', join(root, 'ignored-link'));
    symlinkSync('ignored-b', join(root, 'ignored-a'));
    symlinkSync('ignored-a', join(root, 'ignored-b'));
    expect(await gitStateOf(join(root, 'ignored-link'))).toBe('ignored');
    expect(await gitStateOf(join(root, 'ignored-a'))).toBe('ignored');
  });
});
