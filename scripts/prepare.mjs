// Builds after `npm ci`. `npx eca` in this checkout links it into npx's own folder, which runs this script as well, and would
// build everything again before it starts: what is built already is left as it is.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const isBuilt = existsSync('dist/cli.cjs') && existsSync('dist/help.json') && existsSync('dist/types/index.d.ts');
if (process.env.npm_command !== 'exec' || !isBuilt)
  execFileSync('npm', ['run', 'build'], { stdio: 'inherit', shell: true });
