import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Where CI wants the counts, beside what people read.
const report = process.env['LANDBRIDGE_TEST_REPORT'];

const shared = { pool: 'forks', testTimeout: 20_000, hookTimeout: 60_000 } as const;

/** Stories and chaos first, which take longest; the short files of the store then fill what is left at the end. */
class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isShort = ({ moduleId }: TestSpecification): number => (moduleId.includes('/tests/') ? 0 : 1);
    return (await super.sort(files)).toSorted((a, b) => isShort(a) - isShort(b));
  }
}

export default defineConfig({
  test: {
    globalSetup: ['tests/global-setup.ts'],
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    sequence: { sequencer: LongFilesFirst },
    projects: [
      {
        // Files share processes, so that modules are loaded once and not for each file: a third of the time.
        test: {
          ...shared,
          name: 'units',
          isolate: false,
          include: ['src/**/*.test.{ts,tsx}', 'flows/**/*.test.ts'],
          exclude: ['src/store/**'],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Each file in a process of its own: databases, servers, browsers.
        // Once more where the machine stood still in the middle; what fails twice has failed.
        test: {
          ...shared,
          name: 'whole',
          retry: 1,
          include: ['src/store/**/*.test.ts', 'tests/**/*.test.ts'],
          // One more than a small machine has processors: these files wait more than they work.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
