import { expect, test } from 'vitest';
import { graphDifferences } from '../support/compare-graphs.ts';
import { COLUMNS, faultText, requestsOf } from './columns.ts';
import { rowsOf } from './kinds.ts';
import { SmallWorld } from './world.ts';

/** Requests that may be under way when one is refused. */
const UNDER_WAY = 4;

const CASES = rowsOf('refusals').flatMap((row) =>
  COLUMNS.map((column) => ({ kind: row.kind, fault: row.fault, column: column.name, at: column })),
);

test.each(CASES)('$kind at $column: the run ends, the graph stays', async ({ kind, fault, at }) => {
  const world = await SmallWorld.forTest();
  await world.run();
  const before = await world.graph();
  world.simulator.advanceDays(1);
  world.disturb(faultText(at, `${fault}, at: 1`));
  const record = await world.run({ input: { isFull: true } });

  expect(record.status).toBe('failed');
  expect(record.failure?.code).toBe(
    kind === 'registration' ? 'Q_REGISTRATION_INCOMPLETE' : 'Q_LOGIN_REFUSED',
  );
  expect(graphDifferences(before, await world.graph())).toEqual([]);
  const { requests } = world.simulator;
  const [met] = requestsOf(at, requests);
  const after = met === undefined ? [] : requests.slice(requests.indexOf(met) + 1);
  expect(met).toBeDefined();
  expect(after.length).toBeLessThanOrEqual(UNDER_WAY);
});
