import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The name by which a shell finds this tool. */
export const OWN_NAME = 'eca';

/** Variables by which npm, npx and their kin say that they began a run. */
const RUNNERS = ['npm_command', 'npm_config_user_agent'] as const;

/**
 * Gives the words that start this tool in a folder: `npx eca` where it is installed, or in its own checkout; elsewhere
 * npx would take `eca` for a package of somebody else.
 */
function howToCall(folder: string): string {
  for (let place = folder; ; place = dirname(place)) {
    if (existsSync(join(place, 'node_modules/.bin/eca')) || isOwnCheckout(place)) return 'npx eca';
    if (dirname(place) === place) return 'npx eca-as-code';
  }
}

/**
 * Gives the words that started this run, so that what it tells to run next can be pasted: npm, npx and their kin, which say
 * so in the environment, find commands that the shell does not.
 */
export function callOf(env: Readonly<Record<string, string | undefined>>, folder: string): string {
  return RUNNERS.some((name) => env[name] !== undefined) ? howToCall(folder) : OWN_NAME;
}

function isOwnCheckout(folder: string): boolean {
  try {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly name?: string };
    return name === 'eca-as-code';
  } catch {
    return false;
  }
}
