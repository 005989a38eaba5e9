// Turns the modules that esbuild has split the bundle into into CommonJS: their compiled code can be kept after they ran.
import { isBuiltin } from 'node:module';
import { basename } from 'node:path';
import { transform } from 'esbuild';
import { shortly } from './short-names.mjs';

/** What esbuild writes in front of a converted module: its helpers, and the exports as a map of getters. */
const HEAD =
  /^var __(?:create|defProp)=Object\.\w+[;,][^]*?;var stdin_exports=\{\};(?:__export\(stdin_exports,(\{[^]*?\})\);)?module\.exports=__toCommonJS\(stdin_exports\);/;
const IMPORT = /(?<![\w$.])import\(("[^"]+")\)/g;
const REQUIRE_OF_OURS = /(?<![\w$.])require\("(\.[^"]+)\.mjs"\)/g;
/** How a module asks for another one, itself or by the helper of esbuild that several files share. */
const REQUIRE = /(?:(?<![\w$.])(?:__)?require|\(0,\s*[\w$]+\.__require\))\("([^"]+)"\)/g;
/** An ES module into which somebody has bundled all of this has no name of that kind. Then any place does. */
const OWN_URL =
  'const ownUrl=process.getBuiltinModule("url").pathToFileURL(typeof __filename==="string"?__filename:process.execPath).href;';

/**
 * Converts the output of a build with `format: 'esm'` and `splitting`.
 *
 * @param {import('esbuild').BuildResult} built - With `write: false` and a metafile.
 * @param {{ target: string, first: string, modules: Readonly<Record<string, (names: readonly string[], path: string) => string>> }} options -
 *   `target` is that of the build; `first` runs before anything else of an entry; `modules` are the entries, by output path,
 *   that get an ES module beside them, each with what makes its text of the names that the entry exports and of its path.
 * @returns The files by path, and the metafile with their names.
 */
export async function asCommonJs({ outputFiles, metafile }, { target, first, modules }) {
  const files = new Map();
  for (const [path, { entryPoint, exports }] of Object.entries(metafile.outputs)) {
    const { text } = outputFiles.find((file) => file.path.replaceAll('\\', '/').endsWith(`/${path}`));
    const isEntry = entryPoint !== undefined && !path.includes('/chunks/');
    files.set(renamed(path), await converted(path, text, { target, first: isEntry ? first : '' }));
    if (modules[path] === undefined) continue;
    // Node finds the names of a CommonJS module in a line that never runs.
    files.set(renamed(path), `${files.get(renamed(path))}0&&(module.exports={${exports.join(',')}});\n`);
    files.set(path, modules[path](exports, `./${basename(renamed(path))}`));
  }
  return { files, metafile: renamedOutputs(metafile, files) };
}

async function converted(path, text, { target, first }) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target,
    minifyWhitespace: true,
    minifySyntax: true,
    supported: { 'dynamic-import': true },
    define: {
      'import.meta.url': 'ownUrl',
      'import.meta.filename': 'module.filename',
      'import.meta.dirname': 'module.path',
      'import.meta.resolve': 'require.resolve',
    },
  });
  const body = code
    .replace(HEAD, (_head, getters = '{}') => exportsOf(getters))
    .replace(/0&&\(module\.exports=\{[^{}]*\}\);\s*$/, '')
    // No script can import while it is run from kept code.
    .replace(IMPORT, 'Promise.resolve().then(()=>require($1))')
    .replace(REQUIRE_OF_OURS, 'require("$1.cjs")')
    // An ES module into which somebody has bundled all of this has no `require`.
    .replace(REQUIRE, (whole, name) => (isBuiltin(name) ? `process.getBuiltinModule("${name}")` : whole));
  refuseUnknown(path, body);
  // A module is strict of itself.
  return shortly(path, `"use strict";${first}${/\bownUrl\b/.test(body) ? OWN_URL : ''}${body}`);
}

/** The exports as getters, for modules that come to import each other in a circle. */
function exportsOf(getters) {
  if (getters === '{}') return '';
  return `for(const[name,get]of Object.entries(${getters}))Object.defineProperty(exports,name,{get,enumerable:!0});`;
}

/** Another version of esbuild could write what this file does not know. */
function refuseUnknown(path, body) {
  const helper = /__toESM=/.test(body) ? undefined : /(?<![\w.$])__toESM\(/.exec(body)?.[0];
  const unknown =
    helper ??
    /stdin_exports|__toCommonJS\(|import\.meta|import_meta|["'][^"'\n]*chunks?[-/][^"'\n]*\.mjs["']/.exec(body)?.[0];
  if (unknown !== undefined) throw new Error(`scripts/commonjs-chunks.mjs does not know ${unknown} in ${path}.`);
}

function renamed(path) {
  return path.replace(/\.mjs$/, '.cjs');
}

function renamedOutputs(metafile, files) {
  const outputs = Object.entries(metafile.outputs).map(([path, output]) => [
    renamed(path),
    {
      ...output,
      imports: output.imports.map((one) => (one.external === true ? one : { ...one, path: renamed(one.path) })),
      bytes: files.get(renamed(path)).length,
    },
  ]);
  return { ...metafile, outputs: Object.fromEntries(outputs) };
}
