import { createRequire } from 'node:module';
import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Deflate, Inflate } from '../../scripts/plain-pako.mjs';

const fromJszip = createRequire(createRequire(import.meta.url).resolve('jszip'));
const pako = fromJszip('pako') as { readonly Deflate: typeof Deflate; readonly Inflate: typeof Inflate };

const PIECE = 16 * 1024;
const CONTENTS: readonly [string, Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from('x')],
  ['a text', Buffer.from('<ExternalClientApplication/>'.repeat(5_000))],
  ['a piece', Buffer.alloc(PIECE, 'a')],
  ['random bytes', randomBytes(3 * PIECE + 1)],
  ['much', Buffer.alloc(20 * 1024 * 1024)],
];

/** Gives data to a class as jszip does: in pieces, and an empty array at the end. */
function through(worker: Deflate | Inflate, data: Buffer): Buffer {
  const parts: Uint8Array[] = [];
  worker.onData = (part) => parts.push(part);
  for (let at = 0; at < data.length; at += PIECE) worker.push(data.subarray(at, at + PIECE), false);
  worker.push([], true);
  return Buffer.concat(parts);
}

describe('packing for jszip', () => {
  it.each(CONTENTS)('packs %s so that pako and Node unpack it', (_name, content) => {
    const packed = through(new Deflate({ raw: true, level: -1 }), content);
    expect(inflateRawSync(packed).equals(content)).toBe(true);
    expect(through(new pako.Inflate({ raw: true }), packed).equals(content)).toBe(true);
    const byPako = through(new pako.Deflate({ raw: true, level: -1 }), content);
    expect(packed.length).toBeLessThan(byPako.length * 1.1 + 16);
  });

  it('packs tighter by a higher level', () => {
    const [, text = Buffer.alloc(0)] = CONTENTS[2] ?? [];
    const sizes = [1, 9].map((level) => through(new Deflate({ raw: true, level }), text).length);
    expect(sizes[1]).toBeLessThan(sizes[0] ?? 0);
  });

  it('is asked for raw data alone', () => {
    expect(() => new Deflate({ raw: false, level: -1 })).toThrow('Only raw data');
  });

  it('leaves unpacking to pako, which stops where it is told', () => {
    expect(Inflate).toBe(pako.Inflate);
  });
});
