import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import Handlebars from 'handlebars';

/**
 * Precompiles a Handlebars template to a module whose default export renders it.
 *
 * The module needs the small Handlebars runtime only. Files that begin with `_` are partials: their module registers
 * them under the name without `_` and `.hbs`. Our own escaping happens before rendering, so Handlebars escapes nothing.
 */
export function templateModule(source, path) {
  const name = basename(path, '.hbs');
  const spec = Handlebars.precompile(source, { noEscape: true, strict: true, knownHelpersOnly: true });
  const partial = name.startsWith('_') ? `Handlebars.registerPartial(${JSON.stringify(name.slice(1))}, template);` : '';
  return [
    "import Handlebars from 'handlebars/runtime.js';",
    `const template = Handlebars.template(${spec});`,
    partial,
    'export default template;',
  ].join('\n');
}

/** The plugin for esbuild. */
export const esbuildHandlebars = {
  name: 'handlebars',
  setup(build) {
    build.onLoad({ filter: /\.hbs$/ }, async ({ path }) => ({
      contents: templateModule(await readFile(path, 'utf8'), path),
      loader: 'js',
      resolveDir: process.cwd(),
    }));
  },
};

/** The plugin for Vite, and so for vitest. */
export const viteHandlebars = {
  name: 'handlebars',
  enforce: 'pre',
  transform(source, id) {
    const path = id.split('?')[0];
    return path.endsWith('.hbs') ? { code: templateModule(source, path), map: null } : undefined;
  },
};
