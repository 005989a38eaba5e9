// Writes docs/api from the declarations that the build made; with --check it writes nothing and fails when they say something else.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Application } from 'typedoc';
import { load as markdown } from 'typedoc-plugin-markdown';

const PLACE = 'docs/api';

/** Renders one page for each way into the package. */
async function render() {
  const out = await mkdtemp(join(tmpdir(), 'eca-api-'));
  try {
    const application = await Application.bootstrapWithPlugins({
      plugin: [markdown],
      entryPoints: ['dist/types/index.d.ts', 'dist/types/local-org.d.ts'],
      tsconfig: 'tsconfig.api.json',
      name: 'eca-as-code',
      readme: 'none',
      outputFileStrategy: 'modules',
      out,
      hidePageHeader: true,
      hideBreadcrumbs: true,
      disableSources: true,
      excludeExternals: true,
      useCodeBlocks: true,
      parametersFormat: 'table',
      interfacePropertiesFormat: 'table',
      typeDeclarationFormat: 'table',
      logLevel: 'Warn',
      skipErrorChecking: true,
      validation: false,
    });
    const project = await application.convert();
    if (project === undefined) throw new Error('The declarations could not be read.');
    await application.generateOutputs(project);
    const pages = (await readdir(out, { recursive: true })).filter((path) => path.endsWith('.md')).sort();
    const texts = pages.map(async (path) => [path, (await readFile(join(out, path), 'utf8')).replaceAll('\r\n', '\n')]);
    return Object.fromEntries(await Promise.all(texts));
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

const pages = await render();
if (process.argv.includes('--check')) {
  const there = (await readdir(PLACE)).filter((path) => !(path in pages));
  const differing = [...there];
  for (const [path, text] of Object.entries(pages)) {
    if ((await readFile(join(PLACE, path), 'utf8').catch(() => '')) !== text) differing.push(path);
  }
  if (differing.length > 0) {
    console.error(`Not as the library is: ${differing.join(', ')} in ${PLACE}. Run \`npm run generate\`.`);
    process.exitCode = 1;
  }
} else {
  await rm(PLACE, { recursive: true, force: true });
  await mkdir(PLACE, { recursive: true });
  for (const [path, text] of Object.entries(pages)) await writeFile(join(PLACE, path), text);
}
