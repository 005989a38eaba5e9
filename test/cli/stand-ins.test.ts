import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { lazily } from '../../scripts/lazy-requires.mjs';
import { LEFT_OUT, standIn } from '../../scripts/stand-ins.mjs';
import { METADATA_TYPES } from '../../src/metadata/types.js';
import { emptyFolder, testEnvironment } from './run-eca.js';

const require = createRequire(import.meta.url);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
interface Meta {
  readonly inputs: Readonly<Record<string, { readonly imports: readonly { readonly path: string }[] }>>;
  readonly outputs: Readonly<Record<string, { readonly entryPoint?: string }>>;
}
const meta = JSON.parse(readFileSync(join(ROOT, 'dist/meta.json'), 'utf8')) as Meta;

interface Client {
  readonly send: () => void;
}
interface Library {
  (): void;
  readonly Client: new (url: string) => Client;
  readonly errors: { readonly SocketError: new () => Error };
}

describe('what is left out of the bundle', () => {
  it.each(LEFT_OUT)('is still asked for by the library that would need it: $packages', ({ packages, from }) => {
    const importers = Object.entries(meta.inputs).filter(([path]) => from.test(path));
    const taken = importers.flatMap(([, { imports }]) => imports.filter(({ path }) => path.startsWith('stand-in:')));
    expect(taken.some(({ path }) => packages.test(path.slice('stand-in:'.length)))).toBe(true);
  });

  it('came in by no other road', () => {
    const gone =
      /^node_modules\/(?:got|proxy-agent|pac-proxy-agent|undici|debug|escalade|faye|csv-parse|csv-stringify|@tootallnate)\//;
    expect(Object.keys(meta.inputs).filter((path) => gone.test(path))).toEqual([]);
  });

  it('is needed by no type of component that eca packs: each of them is one plain file to SDR', () => {
    const { types } = require('@salesforce/source-deploy-retrieve/lib/src/registry/metadataRegistry.json') as {
      readonly types: Readonly<Record<string, { readonly name: string; readonly strategies?: unknown }>>;
    };
    const known = Object.values(types).filter(({ name }) => METADATA_TYPES.some((type) => type.name === name));
    expect(known.map(({ name }) => name).sort()).toEqual(METADATA_TYPES.map(({ name }) => name).sort());
    for (const type of known) expect(type).not.toHaveProperty('strategies');
  });

  it('can be looked into and constructed, and says its name when it is used', () => {
    const library = standIn('faye', 'the Streaming API') as Library;
    expect(new Error('x')).not.toBeInstanceOf(library.errors.SocketError);
    const client = new library.Client('https://acme.my.salesforce.com');
    const named = {
      name: 'LeftOutError',
      message: 'faye.Client.send is left out of eca: it belongs to the Streaming API.',
    };
    expect(() => {
      client.send();
    }).toThrow(expect.objectContaining(named));
    expect(() => {
      library();
    }).toThrow(/^faye is left out of eca/);
  });

  it('keeps no entry of the bundle from loading', async () => {
    const entries = Object.entries(meta.outputs)
      .filter(([, { entryPoint }]) => entryPoint !== undefined && !/src\/cli\/(?:process|help)\.ts$/.test(entryPoint))
      .map(([path]) => pathToFileURL(join(ROOT, path)).href);
    expect(entries.length).toBeGreaterThan(40);
    const script = `for (const url of ${JSON.stringify(entries)}) await import(url); process.exit(0);`;
    const env = testEnvironment({ SF_DISABLE_LOG_FILE: 'true', HOME: emptyFolder() });
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env });
  });
});

describe('modules of the Salesforce libraries', () => {
  const run = (code: string, asked: string[]): unknown =>
    // What is made while bundling is code, and only running it shows what it means.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
    new Function('require', '__importDefault', lazily(code))(
      (path: string) => {
        asked.push(path);
        return { __esModule: true, default: 7, Type: Date, list: [1, 2], of: (value: unknown) => value };
      },
      (module: unknown) => module,
    );

  it('run when something of them is first used, and once', () => {
    const asked: string[] = [];
    const code = [
      'const one_1 = require("./one");',
      'var two_1 = __importDefault(require("./two"));',
      'const three_1 = require("./three");',
      'require("./effect");',
      'const used = (0, one_1.of)(two_1.default);',
      'return [used, new one_1.Type() instanceof one_1.Type, [...one_1.list], "one_1"];',
    ].join('\n');
    expect(run(code, asked)).toEqual([7, true, [1, 2], 'one_1']);
    expect(asked).toEqual(['./effect', './one', './two']);
  });

  it('stay as they are in any other form', () => {
    const code = 'const one = require(\'./one\');\nlet two_1 = require("./two").default;';
    expect(lazily(code)).toBe(code);
  });
});
