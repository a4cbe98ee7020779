import { defineConfig } from 'vitest/config';

/**
 * Two suites. `unit` is everything that `npm test` runs; `long` holds scale, chaos and randomised
 * lives, which `npm run test:long` runs one file at a time so that memory figures mean something.
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
          exclude: ['**/*.long.test.ts', 'node_modules/**'],
          setupFiles: ['./test/support/limits-setup.ts'],
          // A safety net against what hangs, never a measure of speed: shared machines stall.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/**/*.long.test.ts'],
          setupFiles: ['./test/support/limits-setup.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
