import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readKept, writeKept } from '../../../src/cli/compiled/kept-code.js';

const CODES = new Map([
  ['cli.cjs', { code: Buffer.from('compiled command line'), source: 7 }],
  ['chunks/yaml-Q7.cjs', { code: Buffer.alloc(70_000, 'yaml'), source: 4_294_967_295 }],
  ['chunks/empty.cjs', { code: Buffer.alloc(0), source: 0 }],
]);

describe('compiled code that is kept', () => {
  let path: string;
  beforeEach(() => {
    path = join(mkdtempSync(join(tmpdir(), 'eca-kept-')), 'build-v22');
    writeKept(path, ['plan', 'deploy'], CODES);
  });

  it('comes back as it was, by the file that it belongs to', () => {
    const kept = readKept(path);
    expect(kept?.seen).toEqual(['plan', 'deploy']);
    expect(kept?.files).toEqual([...CODES.keys()]);
    for (const [file, compiled] of CODES) expect(kept?.of(file)).toEqual(compiled);
    expect(kept?.of('chunks/other.cjs')).toBeUndefined();
    expect(kept?.of('constructor')).toBeUndefined();
  });

  it('is for its owner alone, and leaves nothing unfinished', () => {
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(path))).toEqual(['build-v22']);
  });

  it.each([
    ['is not there', undefined],
    ['is empty', () => Buffer.alloc(0)],
    ['is cut within its head', (whole: Buffer) => whole.subarray(0, 40)],
    ['is something else', () => Buffer.from('#!/bin/sh\necho "not compiled code"\n')],
    ['has a head of another kind', () => Buffer.from([255, 255, 255, 255, 0, 0, 0, 0, 123, 125])],
  ])('is none where the file %s', (_what, damaged) => {
    const place = damaged === undefined ? `${path}-other` : path;
    if (damaged !== undefined) writeFileSync(place, damaged(readFileSync(path)));
    expect(readKept(place)).toBeUndefined();
  });

  it('is never given where a byte of it was changed or is missing', () => {
    const whole = readFileSync(path);
    const step = Math.floor(whole.length / 97);
    for (let at = 0; at < whole.length; at += step) {
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(at) ^ 0x10, at);
      for (const damaged of [changed, whole.subarray(0, at)]) {
        writeFileSync(path, damaged);
        const kept = readKept(path);
        for (const [file, { code }] of CODES) expect(kept?.of(file)?.code.equals(code) ?? true).toBe(true);
        expect([...CODES.keys()].filter((file) => kept?.of(file) === undefined)).not.toEqual([]);
      }
    }
  });

  it('is not written where there is no place for it, and that is no failure', () => {
    const nowhere = join(dirname(path), 'gone', 'build-v22');
    writeKept(nowhere, ['plan'], CODES);
    expect(existsSync(nowhere)).toBe(false);
  });

  it('is none where it cannot be read any more', () => {
    const kept = readKept(path);
    kept?.close();
    expect(kept?.of('cli.cjs')).toBeUndefined();
  });

  it('takes away what a killed run has left of it, and not what another one is writing, also beside links to nothing', () => {
    const folder = dirname(path);
    symlinkSync(join(folder, 'nothing'), join(folder, 'a-link'));
    for (const [name, minutes] of [
      ['build-v22.411', 61],
      ['build-v22.412', 1],
    ] as const) {
      const then = new Date(Date.now() - minutes * 60_000);
      writeFileSync(join(folder, name), 'x');
      utimesSync(join(folder, name), then, then);
    }
    writeKept(path, ['plan'], CODES);
    expect(readdirSync(folder).sort()).toEqual(['a-link', 'build-v22', 'build-v22.412']);
  });

  it('takes away what was not written for a month', () => {
    const folder = dirname(path);
    const before = (days: number): Date => new Date(Date.now() - days * 24 * 3600 * 1000);
    for (const [name, days] of [
      ['gone-v20', 31],
      ['other-v24', 29],
    ] as const) {
      writeFileSync(join(folder, name), 'x');
      utimesSync(join(folder, name), before(days), before(days));
    }
    writeKept(path, ['plan'], CODES);
    expect(readdirSync(folder).sort()).toEqual(['build-v22', 'other-v24']);
  });
});
