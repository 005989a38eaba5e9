// Writes what is made from tables in the sources: from the rows of the config the interfaces in src/config/model.ts and the
// tables of docs/config.md, from those of errors and diagnoses docs/errors.md and docs/troubleshooting.md.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { esbuildHandlebars } from './handlebars-plugin.mjs';

const folder = await mkdtemp(resolve('node_modules/.eca-generate-'));
try {
  const outfile = join(folder, 'files-of-rows.mjs');
  await build({
    entryPoints: ['scripts/config/files-of-rows.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    plugins: [esbuildHandlebars],
  });
  const { filesOfRows } = await import(pathToFileURL(outfile).href);
  for (const [path, text] of Object.entries(await filesOfRows())) await writeFile(path, text);
} finally {
  await rm(folder, { recursive: true, force: true });
}
