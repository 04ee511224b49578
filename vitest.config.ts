import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const browserTests = ['apps/*/test/**/*.test.ts', 'packages/*/test/browser/**/*.test.ts'];

export default defineConfig({
  plugins: [vue()],
  test: {
    pool: 'threads',
    // The machine's cores less one would leave a two-core machine with one worker.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'cloud',
          include: ['packages/*/test/**/*.test.ts'],
          exclude: browserTests,
          // A child process per file: the storage addon and spawned servers must not share one process's signals.
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: browserTests,
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          setupFiles: ['./scripts/require-chromium.ts'],
        },
      },
    ],
  },
});
