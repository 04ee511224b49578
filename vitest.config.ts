import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { testKitCommands } from './packages/sdk/test/browser/test-kit-commands.ts';

const browserTests = ['apps/*/test/**/*.test.ts', 'packages/*/test/browser/**/*.test.ts'];

/** Stands for the test-kit, which needs Node, in tests that run in a page. */
const inPage = fileURLToPath(new URL('./packages/sdk/test/browser/test-kit-in-page.ts', import.meta.url));

/**
 * Tests of the SDK with the cloud that run in Node only: the fuzz sets the server's clock, the files are read from a disk,
 * those that spoil the network do it by a proxy in this process, those of other platforms stand in for them here, and
 * those of the floo API read its list from a file, and the example is a program of its own.
 */
const nodeOnly = ['fuzz', 'files', 'faults', 'clocks', 'platforms', 'compat/*', 'example-node'].map(
  (name) => `packages/sdk/test/cloud/${name}.test.ts`,
);

/** Tests of the cloud that run on PostgreSQL too. All of them do, with `WARBLER_TEST_ENGINE=postgres`, but for those that open SQLite's file. */
const onPostgres = ['messaging', 'groups', 'operations', 'receipts', 'roster', 'fuzz']
  .map((name) => `packages/server/test/cloud/${name}.test.ts`)
  .concat(
    ['conversations', 'file-sweep', 'group-retention', 'push-settings'].map(
      (name) => `packages/server/test/http/${name}.test.ts`,
    ),
  );

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
          include: [
            'packages/*/src/**/*.test.ts',
            'apps/*/src/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/*.test.ts',
            'bench/{capacity,generator,report}/*.test.ts',
          ],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'cloud',
          include: ['packages/*/test/**/*.test.ts', 'bench/test/*.test.ts'],
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
          name: 'postgres',
          include: onPostgres,
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          env: { WARBLER_TEST_ENGINE: 'postgres' },
          globalSetup: './scripts/start-test-postgres.ts',
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
      {
        extends: true,
        resolve: { alias: { '@warbler/test-kit': inPage } },
        test: {
          name: 'chromium',
          include: ['packages/sdk/test/cloud/**/*.test.ts'],
          exclude: nodeOnly,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            instances: [{ browser: 'chromium' }],
            provider: playwright({
              launchOptions: {
                executablePath: process.env.WARBLER_CHROMIUM ?? '/usr/bin/chromium',
                args: ['--no-sandbox'],
              },
            }),
            commands: testKitCommands(),
          },
        },
      },
    ],
  },
});
