// Loaded before eca: notes every module file that the process loads, by Node or as a part of the bundle.
import fs from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const { appendFileSync, readFileSync } = fs;
const note = (url) => appendFileSync(process.env.ECA_TEST_MODULES, `${url}\n`);

registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith('file:')) note(url);
    return nextLoad(url, context);
  },
});
fs.readFileSync = (path, ...options) => {
  if (String(path).endsWith('.cjs')) note(pathToFileURL(String(path)));
  return readFileSync(path, ...options);
};
