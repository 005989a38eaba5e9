import { defineConfig } from 'vitest/config';
import { viteHandlebars } from './scripts/handlebars-plugin.mjs';

export default defineConfig({
  plugins: [viteHandlebars],
  test: {
    pool: 'forks',
    setupFiles: ['test/setup.ts'],
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
});
