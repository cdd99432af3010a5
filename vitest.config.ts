import { defineConfig } from 'vitest/config';

// Where CI wants the counts, beside what people read.
const report = process.env['LANDBRIDGE_TEST_REPORT'];

const shared = { pool: 'forks', testTimeout: 20_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    globalSetup: ['tests/global-setup.ts'],
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    projects: [
      {
        // Each file in a process of its own: databases, servers, browsers.
        // Once more where the machine stood still in the middle; what fails twice has failed.
        test: { ...shared, name: 'whole', retry: 1, include: ['src/store/**/*.test.ts', 'tests/**/*.test.ts'] },
      },
      {
        // Files share processes, so that modules are loaded once and not for each file: a third of the time.
        test: {
          ...shared,
          name: 'units',
          isolate: false,
          include: ['src/**/*.test.{ts,tsx}', 'flows/**/*.test.ts'],
          exclude: ['src/store/**'],
        },
      },
    ],
  },
});
