import { createHash } from 'node:crypto';

/** As TypeScript's output of the Salesforce libraries names their messages: all of a bundle, in each module that uses one. */
const MESSAGES = /(new \w+\.Messages\('([^'\n]+)', '([^'\n]+)', )(new Map\(\[\[.*\]\]\))(\);)$/gm;
const PREFIX = 'messages:';

/** Texts by the name of the module that holds them. */
const texts = new Map();

/** Takes the messages out of a module, which has a copy of its own of them, and has it require the one that all share. */
export function withSharedMessages(code) {
  return code.replace(MESSAGES, (_all, before, library, bundle, map, after) => {
    const name = `${PREFIX}${library}/${bundle}/${createHash('sha256').update(map).digest('hex').slice(0, 8)}`;
    texts.set(name, `module.exports = ${map};`);
    return `${before}require(${JSON.stringify(name)})${after}`;
  });
}

/** Makes a module of each text that was taken out. */
export const sharedMessages = {
  name: 'shared-messages',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^${PREFIX}`) }, ({ path }) => ({ path, namespace: 'shared' }));
    build.onLoad({ filter: /.*/, namespace: 'shared' }, ({ path }) => ({ contents: texts.get(path), loader: 'js' }));
  },
};
