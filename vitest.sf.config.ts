import { defineConfig } from 'vitest/config';
import { viteHandlebars } from './scripts/handlebars-plugin.mjs';

// The real Salesforce CLI against the local org: a job of its own, since it installs 300 MB first.
// CI names a file for the runner's own numbers.
const results = process.env.ECA_TEST_RESULTS;

export default defineConfig({
  plugins: [viteHandlebars],
  test: {
    pool: 'forks',
    setupFiles: ['test/setup.ts'],
    globalSetup: ['test/sf/install.ts'],
    include: ['test/sf/*.sf.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    reporters: results === undefined ? ['default'] : ['default', 'json'],
    ...(results === undefined ? {} : { outputFile: { json: results } }),
  },
});
