import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SF_FOLDER, SF_PROGRAM, SF_VERSION } from './sf.js';

/** Installs the real `sf` in a scratch folder, once: the next run finds it there. */
export default function install(): void {
  if (existsSync(SF_PROGRAM)) return;
  mkdirSync(SF_FOLDER, { recursive: true });
  writeFileSync(join(SF_FOLDER, 'package.json'), JSON.stringify({ name: 'scratch', private: true }));
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` };
  const words = ['install', '--no-audit', '--no-fund', '--no-save', `@salesforce/cli@${SF_VERSION}`];
  execFileSync('npm', words, { cwd: SF_FOLDER, env, stdio: 'inherit' });
}
