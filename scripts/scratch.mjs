// Installs packages in a scratch folder, once, for what needs them and nothing else of the project does.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Installs packages where they are not there yet.
 *
 * @param folder - Scratch folder, whose name has the versions in it.
 * @param versions - Exact version of each package.
 */
export function installInScratch(folder, versions) {
  // npm writes this file last, so that an install that was cut short is done again.
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'scratch', private: true }));
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` };
  const packages = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  const words = ['install', '--no-audit', '--no-fund', '--no-save', ...packages];
  execFileSync('npm', words, { cwd: folder, env, stdio: 'inherit' });
}
