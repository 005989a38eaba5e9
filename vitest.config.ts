import { defineConfig } from 'vitest/config';
import { viteHandlebars } from './scripts/handlebars-plugin.mjs';

// CI names a file for the runner's own numbers.
const results = process.env.ECA_TEST_RESULTS;

export default defineConfig({
  plugins: [viteHandlebars],
  test: {
    pool: 'forks',
    globalSetup: ['test/temporary.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Many files wait for processes, retries and deadlines: one worker more than the machine of CI has cores keeps both busy.
    maxWorkers: 3,
    projects: [
      // Unit tests share nothing that another could spoil, and starting a process for each file would take longer than they do.
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          isolate: false,
          setupFiles: ['test/setup.ts', 'test/unit/setup.ts'],
        },
      },
      { extends: true, test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: ['test/unit/**'] } },
    ],
    reporters: results === undefined ? ['default'] : ['default', 'json'],
    ...(results === undefined ? {} : { outputFile: { json: results } }),
  },
});
