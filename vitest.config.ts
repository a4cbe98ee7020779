import { defineConfig } from 'vitest/config';

const LIMITS = './test/support/limits-setup.ts';
const TEMPORARY_FILES = './test/support/temporary-files-setup.ts';
const SMALL_BLOCKS = './test/support/small-blocks-setup.ts';

/** What the long suites have in common; the patience is a net against what hangs. */
const LONG = {
  testTimeout: 1_800_000,
  hookTimeout: 600_000,
};

/**
 * `unit` is everything that `npm test` runs. `npm run test:long` runs `long`, chaos, randomised lives and stories in the browser, and
 * after it `scale`, one file at a time and nothing beside it, so that memory figures mean something.
 */
export default defineConfig({
  test: {
    // vitest leaves one core to itself and would run one file at a time on two; most tests wait.
    maxWorkers: '100%',
    reporters: ['default', './test/support/summary-reporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/*.long.test.ts', 'test/browser/**', 'node_modules/**'],
          globalSetup: [TEMPORARY_FILES],
          setupFiles: [LIMITS, SMALL_BLOCKS],
          // A safety net against what hangs, never a measure of speed: shared machines stall.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/**/*.long.test.ts', 'test/browser/**/*.test.ts'],
          exclude: ['test/scale/**', 'node_modules/**'],
          ...LONG,
          globalSetup: [TEMPORARY_FILES],
          setupFiles: [LIMITS, SMALL_BLOCKS],
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'scale',
          include: ['test/scale/*.long.test.ts'],
          ...LONG,
          globalSetup: [TEMPORARY_FILES],
          setupFiles: [LIMITS],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
