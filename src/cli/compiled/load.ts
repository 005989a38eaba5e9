import { readFileSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { quietly, readKept, writeKept, type Compiled } from './kept-code.js';
import { ownFolder } from './own-folder.js';

/** What the whole bundle is known by; the build writes it. */
declare const BUILD: string;

type Exports = Record<string, unknown>;
type Run = (exports: Exports, require: unknown, module: unknown, filename: string, path: string) => void;

/**
 * Loads a way into the bundle. Node compiles a function when it is first called, and its own cache holds what is compiled
 * before the first call of any: most of a start would be compiling. Here what was compiled is kept after the run, as
 * `Script.createCachedData` gives it (nodejs.org, "vm").
 *
 * @param name - File in `dist/`, without its ending.
 */
export function load(name: string): Exports {
  const file = `${name}.cjs`;
  const folder = isOff() ? undefined : ownFolder();
  if (folder === undefined) return createRequire(import.meta.filename)(`./${file}`) as Exports;
  return new Bundle(folder, keyOf(process.version, process.arch)).load(file);
}

/** Node's own switch, and the measure of coverage, which counts wrong with kept code. */
function isOff(): boolean {
  const { NODE_DISABLE_COMPILE_CACHE, NODE_V8_COVERAGE } = process.env;
  return NODE_DISABLE_COMPILE_CACHE !== undefined || NODE_V8_COVERAGE !== undefined;
}

/** Flags of V8 change what it compiles. */
function keyOf(...parts: readonly string[]): string {
  const flags = crc32([...process.execArgv, process.env.NODE_OPTIONS].join(' ')).toString(16);
  return [BUILD, ...parts, flags].join('-');
}

/** The highest exit code of a run that came to its end (failed, differences, not proven). */
const TO_ITS_END = 3;
/** The exit code of a run that refused what it was given. */
const REFUSED = 4;

/** The word that begins a command; the same for all lines that begin with a flag, which may hold anything. */
function firstWord(): string {
  const [, , word = ''] = process.argv;
  return word.startsWith('-') ? '' : word;
}

/** As Node wraps a CommonJS module. */
const OPENING = '(function(exports,require,module,__filename,__dirname){';

/** What a file was run from: its script, the checksum of its text, and the kept code that V8 took for it. */
interface Loaded {
  readonly script: Script;
  readonly source: number;
  readonly taken: Compiled | undefined;
}

/** The files of the bundle that this process has loaded, and their compiled code. */
class Bundle {
  readonly #folder: string;
  readonly #path: string;
  readonly #kept: ReturnType<typeof readKept>;
  readonly #modules = new Map<string, { exports: Exports }>();
  readonly #scripts = new Map<string, Loaded>();
  #isShort = false;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#path = join(folder, name);
    this.#kept = readKept(this.#path);
    process.on('exit', (code) => {
      quietly(() => {
        this.#keep(code);
      });
    });
  }

  load(file: string): Exports {
    const known = this.#modules.get(file);
    if (known !== undefined) return known.exports;
    const filename = join(import.meta.dirname, file);
    const module = { exports: {}, filename, path: dirname(filename) };
    this.#modules.set(file, module);
    try {
      this.#compiled(file, filename)(module.exports, this.#requireIn(file, filename), module, filename, module.path);
    } catch (error) {
      this.#modules.delete(file);
      throw error;
    }
    return module.exports;
  }

  #compiled(file: string, filename: string): Run {
    const text = readFileSync(filename);
    const source = crc32(text);
    const kept = this.#kept?.of(file);
    // Somebody may have changed the file by hand.
    const cachedData = kept?.source === source ? kept.code : undefined;
    const code = `${OPENING}${text.toString()}\n})`;
    const script = new Script(code, { filename, columnOffset: -OPENING.length, cachedData });
    const taken = cachedData === undefined || script.cachedDataRejected === true ? undefined : kept;
    this.#isShort ||= taken === undefined;
    this.#scripts.set(file, { script, source, taken });
    return script.runInThisContext() as Run;
  }

  /** A file of the bundle names others by their place beside it. */
  #requireIn(file: string, filename: string): (asked: string) => unknown {
    return (asked) => {
      if (asked.startsWith('.')) return this.load(join(dirname(file), asked));
      return process.getBuiltinModule(asked) ?? this.#installed(asked, filename);
    };
  }

  /** What is installed beside the bundle Node loads, and keeps in its own way. */
  #installed(asked: string, filename: string): unknown {
    enableCompileCache(this.#folder);
    return createRequire(filename)(asked);
  }

  /** Keeps once what a command has compiled, and whenever a file was loaded of which nothing is kept. */
  #keep(code: number): void {
    const seen = this.#kept?.seen ?? [];
    const word = firstWord();
    const isNew = code <= TO_ITS_END && !seen.includes(word);
    if (code > REFUSED || !(isNew || this.#isShort)) return;
    const codes = new Map<string, Compiled>();
    for (const file of new Set([...(this.#kept?.files ?? []), ...this.#scripts.keys()])) {
      const compiled = this.#longest(file);
      if (compiled !== undefined) codes.set(file, compiled);
    }
    this.#kept?.close();
    writeKept(this.#path, isNew ? [...seen, word] : seen, codes);
  }

  /** V8 drops what was long not called: then what was taken is worth more than what is there now. */
  #longest(file: string): Compiled | undefined {
    const loaded = this.#scripts.get(file);
    if (loaded === undefined) return this.#kept?.of(file);
    const { script, source, taken } = loaded;
    const code = script.createCachedData();
    return taken !== undefined && taken.code.length > code.length ? taken : { code, source };
  }
}
