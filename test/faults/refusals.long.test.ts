import { beforeAll, describe, expect, test } from 'vitest';
import { graphDifferences } from '../support/compare-graphs.ts';
import { COLUMNS, faultText, requestsOf } from './columns.ts';
import { rowsOf } from './kinds.ts';
import { SmallWorld } from './world.ts';

/** Requests that may be under way when one is refused. */
const UNDER_WAY = 4;

describe.each(rowsOf('refusals'))('$kind: the run ends, the graph stays', ({ kind, fault }) => {
  let world: SmallWorld;
  beforeAll(async () => {
    world = await SmallWorld.open();
    await world.run();
    world.simulator.advanceDays(1);
    return () => world.close();
  });

  test.each(COLUMNS)('at $name', async (column) => {
    // Another password is another login, which was not refused yet.
    world.simulator.events.changePassword(`password for ${column.name}`);
    const before = await world.graph();
    world.disturb(faultText(column, `${fault}, at: 1`));
    const record = await world.run({ input: { isFull: true } });

    expect(record.status).toBe('failed');
    expect(record.failure?.code).toBe(
      kind === 'registration' ? 'Q_REGISTRATION_INCOMPLETE' : 'Q_LOGIN_REFUSED',
    );
    expect(graphDifferences(before, await world.graph())).toEqual([]);
    const { requests } = world.simulator;
    const [met] = requestsOf(column, requests);
    expect(met).toBeDefined();
    const after = met === undefined ? [] : requests.slice(requests.indexOf(met) + 1);
    expect(after.length).toBeLessThanOrEqual(UNDER_WAY);
  });
});
