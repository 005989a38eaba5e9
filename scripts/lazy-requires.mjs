import { readFile } from 'node:fs/promises';
import { withSharedMessages } from './shared-messages.mjs';

/** Packages whose modules TypeScript has written, each line `const NAME_1 = require("…");`, and one that is called `jwt`. */
const PACKAGES = /[/\\]node_modules[/\\]@(?:salesforce|jsforce)[/\\].*\.js$/;
const REQUIRE = /^(?:const|var) (\w+_\d+|jwt) = ((?:__importDefault|__importStar)\()?require\(("[^"]+")\)(\))?;$/gm;

/**
 * Runs a module of the Salesforce libraries when something of it is first used, and not when it is named. Each of them names
 * most others, and a run uses few: scratch orgs, their schemas and the Bulk API for example never.
 */
export const lazyRequires = {
  name: 'lazy-requires',
  setup(build) {
    build.onLoad({ filter: PACKAGES }, async ({ path }) => ({
      contents: lazily(withSharedMessages(await readFile(path, 'utf8'))),
      loader: 'js',
    }));
  },
};

/** Puts a getter in the place of each required module, which requires it where it is first used. */
export function lazily(code) {
  const names = [];
  const declared = code.replace(REQUIRE, (line, name, helper = '', path, close = '') => {
    if ((helper === '') !== (close === '')) return line;
    names.push(name);
    return `var ${name}$lazy = { get module() { return this.made ??= ${helper}require(${path})${close}; }, made: undefined };`;
  });
  if (names.length === 0) return code;
  const used = new RegExp(String.raw`(?<![\w$'\"]|(?<!\.\.)\.)(?:${names.join('|')})(?![\w$])`, 'g');
  return declared.replace(used, (name) => `${name}$lazy.module`);
}
