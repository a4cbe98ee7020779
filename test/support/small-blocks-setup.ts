import { vi } from 'vitest';

// The engine gives every column of every table a block when it appends to it: a hundred megabytes at each commit
// with its usual blocks of 256 KB, for the few rows of a test. With small ones a run takes about a sixth
// less of the processors. Commands that tests run as processes, and the scale tests, have the usual ones.
vi.mock('@duckdb/node-api', async (importOriginal) => {
  const api = await importOriginal<typeof import('@duckdb/node-api')>();
  const create = api.DuckDBInstance.create.bind(api.DuckDBInstance);
  api.DuckDBInstance.create = (path, options) =>
    create(path, { ...options, default_block_size: '16384' });
  return api;
});
