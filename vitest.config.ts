import { defineConfig } from 'vitest/config';
import { viteHandlebars } from './scripts/handlebars-plugin.mjs';

// CI names a file for the runner's own numbers.
const results = process.env.ECA_TEST_RESULTS;

export default defineConfig({
  plugins: [viteHandlebars],
  test: {
    pool: 'forks',
    setupFiles: ['test/setup.ts'],
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    reporters: results === undefined ? ['default'] : ['default', 'json'],
    ...(results === undefined ? {} : { outputFile: { json: results } }),
  },
});
