// Installs the real `sf` in a scratch folder, once: 300 MB that neither the tests nor the project need otherwise.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installInScratch } from './scratch.mjs';

/** Version of `@salesforce/cli` that is tried. */
export const SF_VERSION = '2.150.6';
/** Scratch folder that holds it. */
export const SF_FOLDER = process.env.ECA_SF_FOLDER ?? join(tmpdir(), `eca-sf-${SF_VERSION}`);
/** The program itself. */
export const SF_PROGRAM = join(SF_FOLDER, 'node_modules/@salesforce/cli/bin/run.js');

/** Variables with which `sf` writes nowhere but below a home folder, and asks nothing but the org. */
export function sfEnvironment(home) {
  return {
    HOME: home,
    CI: 'true',
    NO_COLOR: '1',
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    SF_DISABLE_TELEMETRY: 'true',
    SF_TELEMETRY_PATH: join(home, 'telemetry'),
    SF_DISABLE_AUTOUPDATE: 'true',
    SF_SKIP_NEW_VERSION_CHECK: 'true',
  };
}

/** Installs it where it is not there yet. */
export function installSf() {
  installInScratch(SF_FOLDER, { '@salesforce/cli': SF_VERSION });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installSf();
  console.log(SF_PROGRAM);
}
