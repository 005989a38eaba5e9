import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';

/**
 * Gives the body of an answer as it was before it was compressed for the way. One that ends too early ends in an error.
 */
export async function decoded(response: IncomingMessage): Promise<Readable> {
  const encodings = (response.headers['content-encoding'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const written = encodings.filter((name) => name !== '' && name !== 'identity').toReversed();
  if (written.length === 0) return response;
  const { createGunzip, createInflate, createBrotliDecompress } = await import('node:zlib');
  const decoders: Readonly<Record<string, () => Transform>> = {
    gzip: createGunzip,
    'x-gzip': createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
  };
  const { pipeline } = await import('node:stream');
  return written.reduce<Readable>((stream, name) => {
    const decoder = decoders[name];
    // What is not one that was asked for reaches the reader as it came, and is no JSON or XML there.
    if (decoder === undefined) return stream;
    // The error of a part reaches whoever reads the last one.
    return pipeline(stream, decoder(), () => undefined);
  }, response);
}
