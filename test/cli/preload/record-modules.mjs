// Loaded before eca: notes every module file that the process loads.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith('file:')) appendFileSync(process.env.ECA_TEST_MODULES, `${url}\n`);
    return nextLoad(url, context);
  },
});
