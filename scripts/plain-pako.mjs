// Stands in for pako in the bundle, of which jszip uses two classes. What is packed is in memory already, and Node's own zlib
// packs it at once. What is unpacked may grow without end, so that it must come in pieces which somebody can stop: that stays
// pako's, since Node unpacks in pieces only where one can wait.
import { deflateRawSync } from 'node:zlib';

export { Inflate } from '../node_modules/pako/lib/inflate.js';

export class Deflate {
  #parts = [];
  #level;

  /** @param options - jszip always asks for raw data, and -1 is zlib's own level. */
  constructor({ raw, level }) {
    if (!raw) throw new Error('Only raw data is packed here.');
    this.#level = level;
  }

  push(data, isLast) {
    this.#parts.push(Uint8Array.from(data));
    if (!isLast) return true;
    const packed = deflateRawSync(Buffer.concat(this.#parts), { level: this.#level });
    this.#parts = [];
    this.onData(new Uint8Array(packed.buffer, packed.byteOffset, packed.length));
    return true;
  }
}
