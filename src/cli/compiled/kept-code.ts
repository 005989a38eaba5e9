import {
  closeSync,
  constants,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  lstatSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Compiled code by the file that it was compiled from, and the commands that have run to their end with it. */
export interface KeptCode {
  readonly seen: readonly string[];
  /** Gives the compiled code of a file of the bundle; nothing when none is kept, or when it was damaged. */
  readonly of: (file: string) => Compiled | undefined;
  /** Files of which there is compiled code. */
  readonly files: readonly string[];
  /** Ends the reading: Windows puts no other file in the place of one that is open. */
  readonly close: () => void;
}

/** Compiled code, and the checksum of what it was compiled from: V8 compares no more of that than the length. */
export interface Compiled {
  readonly code: Buffer;
  readonly source: number;
}

/** Where the code of a file lies behind the head, in bytes, and the checksums of it and of the file. */
type Place = readonly [start: number, length: number, sum: number, source: number];
interface Head {
  readonly seen: readonly string[];
  readonly places: Readonly<Record<string, Place>>;
}

/** Before the head stand its length and its checksum, of four bytes each. */
const PREFIX = 8;
/** Files that no version has written for so long are of versions that are gone, in milliseconds: thirty days. */
const OLD = 30 * 24 * 3600 * 1000;
/** A file that is being written has the id of its process at the end of its name. */
const UNFINISHED = /\.\d+$/;
/** Nobody writes one for so long, in milliseconds: an hour. */
const ABANDONED = 3600 * 1000;

/**
 * Opens what a run before has kept. V8 takes whatever it is given for compiled code, and dies of what is damaged: every part
 * has a checksum.
 *
 * @returns Nothing where there is no such file, or where it is not whole.
 */
export function readKept(path: string): KeptCode | undefined {
  let descriptor: number | undefined;
  try {
    // A pipe would wait for somebody to write.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return keptIn(descriptor);
  } catch {
    if (descriptor !== undefined) closeSync(descriptor);
    return undefined;
  }
}

/** It stays open for the parts that are asked for later. */
function keptIn(descriptor: number): KeptCode {
  const read = (start: number, length: number): Buffer | undefined => {
    const part = Buffer.allocUnsafeSlow(length);
    return readSync(descriptor, part, 0, length, start) === length ? part : undefined;
  };
  const prefix = read(0, PREFIX);
  const length = prefix?.readUInt32LE(0) ?? 0;
  const text = length > 0 && length < 1_000_000 ? read(PREFIX, length) : undefined;
  if (text === undefined || crc32(text) !== prefix?.readUInt32LE(4)) throw new Error('It is not whole.');
  const { seen, places } = JSON.parse(text.toString()) as Head;
  return {
    seen,
    files: Object.keys(places),
    of: (file) => {
      const place = Object.hasOwn(places, file) ? places[file] : undefined;
      if (place === undefined) return undefined;
      const [start, size, sum, source] = place;
      let code: Buffer | undefined;
      quietly(() => (code = read(PREFIX + length + start, size)));
      return code !== undefined && crc32(code) === sum ? { code, source } : undefined;
    },
    close: () => {
      closeSync(descriptor);
    },
  };
}

/**
 * Keeps compiled code for the next run, in one step. Of two runs that keep at once the later one wins, and the other one's
 * commands are not among the seen: they keep once more.
 */
export function writeKept(path: string, seen: readonly string[], codes: ReadonlyMap<string, Compiled>): void {
  const places: Record<string, Place> = {};
  let end = 0;
  for (const [file, { code, source }] of codes) {
    places[file] = [end, code.length, crc32(code), source];
    end += code.length;
  }
  const head = Buffer.from(JSON.stringify({ seen, places } satisfies Head));
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32LE(head.length, 0);
  prefix.writeUInt32LE(crc32(head), 4);
  const unfinished = `${path}.${String(process.pid)}`;
  const isKept = quietly(() => {
    writeFileSync(unfinished, Buffer.concat([prefix, head, ...[...codes.values()].map(({ code }) => code)]), {
      mode: 0o600,
      flag: 'wx',
    });
    renameSync(unfinished, path);
  });
  quietly(() => {
    if (isKept) sweep(dirname(path));
    else rmSync(unfinished, { force: true });
  });
}

/** A disk may be full, read-only or gone: the next run compiles again, which is no failure of this one. */
export function quietly(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

/** Removes what versions of before have left, and runs that were killed while they wrote. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const limit = UNFINISHED.test(name) ? ABANDONED : OLD;
    quietly(() => {
      if (Date.now() - lstatSync(path).mtimeMs > limit) rmSync(path, { force: true, recursive: true });
    });
  }
}
