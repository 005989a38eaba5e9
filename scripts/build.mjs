// Bundles the tool into dist/: one entry per way in, split so that each command loads only what it uses.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { builtinModules, createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { asCommonJs } from './commonjs-chunks.mjs';
import { esbuildHandlebars } from './handlebars-plugin.mjs';
import { lazyRequires } from './lazy-requires.mjs';
import { loadedTogether } from './loaded-together.mjs';
import { metadataTypes } from './metadata-types.mjs';
import { oneCopy } from './one-copy.mjs';
import { sharedMessages } from './shared-messages.mjs';
import { standIns } from './stand-ins.mjs';

const packageJson = JSON.parse(await readFile('package.json', 'utf8'));

/**
 * Takes Node's own modules from `process.getBuiltinModule`. An `import` of one would first copy all of its exports, and
 * that of `fs` alone loads every stream class: some milliseconds of each start. Only exports that are used are read.
 */
const plainBuiltins = {
  name: 'plain-builtins',
  setup(build) {
    const names = builtinModules.filter((name) => !name.startsWith('_'));
    const filter = new RegExp(`^(?:node:)?(?:${names.join('|')})$`);
    build.onResolve({ filter }, ({ path, kind, importer }) => {
      if (kind !== 'import-statement') return undefined;
      // yargs asserts twice, and Node's own module for that loads worker threads.
      if (path === 'assert' && /node_modules\/yargs\//.test(importer))
        return { path: resolve('scripts/plain-assert.mjs') };
      // Each importer has its own few lines: shared ones would be a file of their own for each module.
      return {
        path: path.replace(/^node:/, ''),
        namespace: 'builtin',
        suffix: `?${nameOf(importer)}`,
        sideEffects: false,
      };
    });
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
      const keys = Object.keys(process.getBuiltinModule(path)).filter(
        (key) => /^[A-Za-z]\w*$/.test(key) && key !== 'default',
      );
      const lines = keys.map((key) => `export const ${key} = /* @__PURE__ */ (() => builtin.${key})();`);
      return {
        contents: [`const builtin = process.getBuiltinModule('${path}');`, 'export default builtin;', ...lines].join(
          '\n',
        ),
      };
    });
  },
};

/**
 * Runs first in every way in: a Node that is too old would end with the name of some function that it lacks,
 * before anything of ours could say so.
 */
const refuseOldNode = `(([major, minor]) => {
  const [needed, least] = ${JSON.stringify(packageJson.engines.node.replace('>=', '').split('.').map(Number))};
  if (major > needed || (major === needed && minor >= least)) return;
  const message = "eca-as-code needs Node.js " + needed + "." + least + " or newer; this is " + process.versions.node + ".";
  const actions = ["Run the program by a newer Node.js."];
  throw Object.assign(new Error(message), { name: "RuntimeTooOldError", actions, exitCode: 4 });
})(process.versions.node.split(".").map(Number));`;

/**
 * Modules that other ways in than the commands load too, in groups that are one file each. None of them
 * uses another one of its group while it loads, since they come to import each other in a circle.
 */
const KEPT_TOGETHER = [
  ['errors', 'internal-error', 'secret', 'foreign-text', 'plain-data', 'problem', 'ending'],
  ['cli/command', 'cli/print/shown', 'cli/print/error', 'cli/progress-printer'],
  ['metadata/api-version', 'metadata/closest', 'metadata/xml'],
];
/** Each module of a group imports all others of it: what reaches one reaches all, and esbuild puts them into one file. */
const keptTogether = {
  name: 'kept-together',
  setup(build) {
    const groups = KEPT_TOGETHER.map((names) => names.map((name) => resolve(`src/${name}.ts`)));
    build.onLoad({ filter: /[/\\]src[/\\].*\.ts$/ }, async ({ path }) => {
      const group = groups.find((paths) => paths.includes(path));
      if (group === undefined) return undefined;
      const imports = group.filter((other) => other !== path).map((other) => `import ${JSON.stringify(other)};`);
      return { contents: [await readFile(path, 'utf8'), ...imports].join('\n'), loader: 'ts' };
    });
  },
};

/** A short name of an importing file, the same in every build. */
function nameOf(importer) {
  return createHash('sha256').update(relative(process.cwd(), importer)).digest('hex').slice(0, 8);
}

const RULER = '-'.repeat(80);

const options = {
  entryPoints: {
    cli: 'src/cli/process.ts',
    complete: 'src/cli/completion/complete.ts',
    help: 'src/cli/help.ts',
    index: 'src/index.ts',
    'local-org': 'src/local-org/index.ts',
    'sf-plugin': 'src/cli/sf/plugin.ts',
  },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.19',
  // Names stay; scripts/short-names.mjs shortens those of variables inside functions.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  external: Object.keys(packageJson.dependencies ?? {}),
  plugins: [
    standIns,
    oneCopy,
    metadataTypes,
    sharedMessages,
    lazyRequires,
    keptTogether,
    esbuildHandlebars,
    plainBuiltins,
  ],
  inject: ['scripts/commonjs-names.mjs'],
  alias: {
    'string-width': './scripts/plain-width.mjs',
    debug: './scripts/no-notes.mjs',
    'escalade/sync': './scripts/plain-find-up.mjs',
    // The same library as modules, of which the bundle takes what is used.
    yaml: './node_modules/yaml/browser/dist/index.js',
    // Node's own streams, of which this package is an older copy. jszip names it.
    'readable-stream': 'stream',
    pako: './scripts/plain-pako.mjs',
  },
  logLevel: 'warning',
  logOverride: { 'direct-eval': 'silent' },
};
// What imports what is known only when all of it was read once.
const { metafile: first } = await build({ ...options, write: false });
const plugins = [loadedTogether(first.inputs), ...options.plugins];
const { files, metafile } = await asCommonJs(await build({ ...options, plugins, write: false }), {
  target: options.target,
  first: refuseOldNode,
  modules: {
    'dist/index.mjs': sameAs,
    'dist/local-org.mjs': sameAs,
    // The framework of `sf` reads the commands once they are loaded.
    'dist/sf-plugin.mjs': ([load], path) =>
      `import { ${load} } from '${path}';\nexport const COMMANDS = await ${load}();\n`,
  },
});
await rm('dist', { recursive: true, force: true });
await mkdir('dist/chunks', { recursive: true });
for (const [path, text] of files) await writeFile(path, text);
await writeLoader([...files.values()].join('\0'));
await writeFile('dist/meta.json', JSON.stringify(metafile));
await writeNotices(metafile);
await writeHelp();

/** Writes what loads the bundle for `eca`; it is no part of it, and tells one bundle from another by what is in them. */
async function writeLoader(contents) {
  const id = createHash('sha256').update(contents).digest('hex').slice(0, 16);
  await build({
    ...options,
    entryPoints: { load: 'src/cli/compiled/load.ts' },
    format: 'cjs',
    splitting: false,
    metafile: false,
    outExtension: { '.js': '.cjs' },
    plugins: [plainBuiltins],
    inject: [],
    define: {
      BUILD: JSON.stringify(id),
      'import.meta.filename': '__filename',
      'import.meta.dirname': '__dirname',
    },
  });
}

/** An ES module that exports what a CommonJS module does. */
function sameAs(names, path) {
  return `export { ${names.join(', ')} } from '${path}';\n`;
}

/** Renders every help text once, so that `eca --help` and completion start no parser and `sf` nothing of ours. A test holds them equal to the parser's. */
async function writeHelp() {
  const require = createRequire(import.meta.url);
  const { renderCompletion, renderHelp, renderSfManifest } = require('../dist/help.cjs');
  await writeFile('dist/help.json', JSON.stringify(await renderHelp()));
  await writeFile('dist/completion.json', JSON.stringify(await renderCompletion()));
  await writeFile('oclif.manifest.json', JSON.stringify(await renderSfManifest(packageJson.version)));
}

/** Collects the licence texts of all packages whose code is in the bundle. */
async function writeNotices({ inputs }) {
  const folders = new Set();
  for (const path of Object.keys(inputs)) {
    const at = path.lastIndexOf('node_modules/');
    if (at < 0) continue;
    const [scope, name] = path.slice(at + 'node_modules/'.length).split('/');
    folders.add(join(path.slice(0, at), 'node_modules', scope.startsWith('@') ? join(scope, name) : scope));
  }
  const notices = await Promise.all([...folders].sort().map(notice));
  // Many packages come with the very same text; it stands once, below the names of all that it belongs to.
  const sameText = Map.groupBy(notices, ({ text }) => text);
  const parts = [...sameText].map(([text, own]) => [RULER, ...own.map(({ title }) => title), '', text, ''].join('\n'));
  const head = `eca-as-code contains code of the ${notices.length} packages below.\n`;
  await writeFile('THIRD-PARTY-NOTICES.txt', [head, ...parts].join('\n'));
}

async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8').catch(() => '')));
  const licence = typeof license === 'string' ? license : (license?.type ?? 'see its package');
  return { title: `${name} ${version} (${licence})`, text: texts.join('\n').trim() };
}
