import { defineConfig } from 'vitest/config';
import { viteHandlebars } from './scripts/handlebars-plugin.mjs';

// Clients of others against the local org: a job of its own, since it installs 110 MB first.
// CI names a file for the runner's own numbers.
const results = process.env.ECA_TEST_RESULTS;

export default defineConfig({
  plugins: [viteHandlebars],
  test: {
    pool: 'forks',
    setupFiles: ['test/setup.ts'],
    // The install comes first: its folder stays, that of test/temporary.ts does not.
    globalSetup: ['test/clients/install.ts', 'test/temporary.ts'],
    include: ['test/clients/*.client.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    reporters: results === undefined ? ['default'] : ['default', 'json'],
    ...(results === undefined ? {} : { outputFile: { json: results } }),
  },
});
