import { defineConfig } from 'vitest/config';

/** Real servers: one cluster at a time, each test as long as real restarts take. */
export default defineConfig({
  test: {
    globalSetup: ['test/lab/global-setup.ts', 'test/support/build.ts'],
    setupFiles: ['test/lab/after-each.ts'],
    include: ['test/lab/**/*.lab.ts'],
    fileParallelism: false,
    testTimeout: 1_500_000,
    hookTimeout: 300_000,
  },
});
