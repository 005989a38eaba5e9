// Rolls the declarations of each entry of package.json up into one file that names nothing but what consumers have.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

/** Where `tsconfig.types.json` writes one declaration for each module. */
const DECLARATIONS = resolve('dist/declarations');
const ENTRIES = { index: 'index.d.ts', 'local-org': 'local-org/index.d.ts' };

/** Rolls one entry up. What no entry exports but others need is in the file too, not exported. */
function rollUp(entry, file) {
  const configObject = {
    projectFolder: resolve('.'),
    mainEntryPointFilePath: join(DECLARATIONS, entry),
    compiler: { tsconfigFilePath: resolve('tsconfig.types.json') },
    apiReport: { enabled: false },
    docModel: { enabled: false },
    tsdocMetadata: { enabled: false },
    dtsRollup: { enabled: true, untrimmedFilePath: file },
    // ESLint and prettier look after the sources; here only what the roll-up cannot do counts.
    messages: {
      extractorMessageReporting: { default: { logLevel: 'none' } },
      tsdocMessageReporting: { default: { logLevel: 'none' } },
    },
  };
  const config = ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: undefined,
    packageJsonFullPath: resolve('package.json'),
  });
  const { succeeded } = Extractor.invoke(config, {
    messageCallback: (message) => {
      // Its greeting, and the news that its compiler is the project's.
      if (message.logLevel !== ExtractorLogLevel.Error) message.handled = true;
    },
  });
  if (!succeeded) throw new Error(`The declarations of ${entry} could not be rolled up.`);
}

await mkdir('dist/types', { recursive: true });
for (const [name, entry] of Object.entries(ENTRIES)) {
  // One text for both kinds of modules. It stands in the file of CommonJS modules, since compilers that know nothing of
  // modules that can be required (`module: node16`) let an ES module name a CommonJS one, and not the other way round.
  rollUp(entry, resolve(`dist/types/${name}.d.cts`));
  await writeFile(`dist/types/${name}.d.ts`, `export * from './${name}.cjs';\n`);
}
await rm(DECLARATIONS, { recursive: true });
