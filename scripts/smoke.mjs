// Runs the smoke story against a real org. It works in the checkout only: the story is bundled on the fly, and its
// packages are those of node_modules.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { esbuildHandlebars } from './handlebars-plugin.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Below node_modules, so that the bundle finds its packages and git does not see it.
const folder = join(root, 'node_modules', '.cache');
const file = join(folder, `eca-smoke-${process.pid}.mjs`);

const CODES = { SIGINT: 130, SIGTERM: 143 };
let interruptedBy;

/** Ctrl-C and SIGTERM end the story; what it made in the org is removed first. A second one ends the process. */
function interruption() {
  const controller = new AbortController();
  for (const name of Object.keys(CODES)) {
    // Not `once`: a library of core ends the process when it finds itself alone with a signal.
    process.on(name, () => {
      if (interruptedBy !== undefined) process.exit(CODES[name]);
      interruptedBy = name;
      process.stderr.write('\nInterrupted: removing what was made in the org. Press Ctrl-C again to leave it there.\n');
      controller.abort(new Error('interrupted'));
    });
  }
  return controller.signal;
}

async function bundle() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['test/smoke/main.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22.19',
    packages: 'external',
    sourcemap: 'inline',
    plugins: [esbuildHandlebars],
    logLevel: 'warning',
  });
  await mkdir(folder, { recursive: true });
  await writeFile(file, outputFiles[0].contents);
}

async function load() {
  try {
    await bundle();
    return await import(pathToFileURL(file).href);
  } finally {
    await rm(file, { force: true });
  }
}

const signal = interruption();
const { smoke } = await load();
const { env, stdout, stderr } = process;
const code = await smoke(process.argv.slice(2), { env, stdout, stderr, signal });
process.exitCode = interruptedBy === undefined ? code : CODES[interruptedBy];
