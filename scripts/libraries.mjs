import { readFile } from 'node:fs/promises';
import { lazily, PACKAGES } from './lazy-requires.mjs';
import { withSharedMessages } from './shared-messages.mjs';
import { shortly } from './short-names.mjs';

/** Both builds of a run take the same code. */
const made = new Map();

/** Changes the code of libraries: modules run when they are used, share their messages, and have short local names. */
export const libraries = {
  name: 'libraries',
  setup(build) {
    build.onLoad({ filter: /[/\\]node_modules[/\\].*\.[cm]?js$/ }, async ({ path }) => {
      if (!made.has(path)) made.set(path, changed(path));
      return { contents: await made.get(path), loader: 'js' };
    });
  },
};

async function changed(path) {
  const code = await readFile(path, 'utf8');
  return shortly(PACKAGES.test(path) ? lazily(withSharedMessages(code)) : code);
}
