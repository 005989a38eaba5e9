import { resolve } from 'node:path';

/** Packages of which a `require` gives another copy than an `import`, with what each gets in the bundle. */
const PACKAGES = { 'fast-xml-parser': { imported: 'scripts/xml-parser.mjs', required: 'scripts/xml-library.mjs' } };

/** Brings one copy of such a package into the bundle. */
export const oneCopy = {
  name: 'one-copy',
  setup(build) {
    for (const [name, { imported, required }] of Object.entries(PACKAGES)) {
      build.onResolve({ filter: new RegExp(`^${name}$`) }, ({ kind }) => ({
        path: resolve(kind === 'require-call' ? required : imported),
      }));
    }
  },
};
