import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { unzip } from '../../../../src/local-org/deploy/unzip.js';

async function zipOf(files: Readonly<Record<string, string | Buffer>>): Promise<Uint8Array> {
  const zip = new JSZip();
  for (const [path, content] of Object.entries(files)) zip.file(path, content);
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
}

describe('unzip', () => {
  it('gives the files by path', async () => {
    const zip = await zipOf({ 'package.xml': '<Package/>', 'eca/Ärzte.eca': 'ä', __proto__: 'x' });
    const { files, zipProblem } = await unzip(zip);
    expect(zipProblem).toBeUndefined();
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['package.xml', 'eca/Ärzte.eca']));
    expect(files['eca/Ärzte.eca']).toBe('ä');
  });

  it('stops at a zip that grows too large, though its header says that it is small', async () => {
    const zip = Buffer.from(await zipOf({ 'a.xml': Buffer.alloc(101 * 1024 * 1024) }));
    expect(zip.length).toBeLessThan(1024 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    // The size of the only file, in the central directory.
    zip.writeUInt32LE(10, zip.lastIndexOf('PK\u0001\u0002') + 24);
    expect(await unzip(zip)).toEqual({ files: {}, zipProblem: 'Maximum size of an unpacked zip exceeded: 100 MB' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(300 * 1024 * 1024);
  });

  it('takes 10 000 files and no more', async () => {
    const names = Array.from({ length: 10_001 }, (_, index) => [`f/${index}.xml`, ''] as const);
    expect(await unzip(await zipOf(Object.fromEntries(names)))).toEqual({
      files: {},
      zipProblem: 'Maximum number of files in a zip exceeded: 10000',
    });
  });

  it.each(['', 'no zip', 'PK\u0003\u0004'])('refuses %j', async (text) => {
    expect((await unzip(Buffer.from(text))).zipProblem).toBe('The zip file is not valid');
  });
});
