import { afterAll, expect } from 'vitest';
import { watchedUsage } from '../../src/simulator/watched.ts';
import { countedRequests, excesses } from './limits.ts';

// Holds for every test file: whatever else it tests, our client stays within the limits that the simulated
// platforms grant. Tests that go beyond them on purpose make their platform with `isProvoked`.
afterAll(async () => {
  await countedRequests();
  expect(excesses(watchedUsage())).toEqual([]);
});
