// Installs the real `sf` in a scratch folder, once: 300 MB that neither the tests nor the project need otherwise.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Version of `@salesforce/cli` that is tried. */
export const SF_VERSION = '2.150.6';
/** Scratch folder that holds it. */
export const SF_FOLDER = process.env.ECA_SF_FOLDER ?? join(tmpdir(), `eca-sf-${SF_VERSION}`);
/** The program itself. */
export const SF_PROGRAM = join(SF_FOLDER, 'node_modules/@salesforce/cli/bin/run.js');

/** Installs it where it is not there yet. */
export function installSf() {
  if (existsSync(SF_PROGRAM)) return;
  mkdirSync(SF_FOLDER, { recursive: true });
  writeFileSync(join(SF_FOLDER, 'package.json'), JSON.stringify({ name: 'scratch', private: true }));
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` };
  const words = ['install', '--no-audit', '--no-fund', '--no-save', `@salesforce/cli@${SF_VERSION}`];
  execFileSync('npm', words, { cwd: SF_FOLDER, env, stdio: 'inherit' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installSf();
  console.log(SF_PROGRAM);
}
