import { describe, expect, test } from 'vitest';
import { graphDifferences } from '../support/compare-graphs.ts';
import { timeoutsOf } from '../support/in-process.ts';
import { rowsOf } from './kinds.ts';
import { identityOf, Owners } from './owners.ts';
import { failedScopes, SmallWorld } from './world.ts';

describe.each(rowsOf('failing host'))('$fault', ({ fault }) => {
  test('costs itself: nothing of it goes, elsewhere everything follows the platform', async () => {
    const world = await SmallWorld.forTest();
    const { simulator } = world;
    await world.run();
    const before = await world.graph();
    const [purged = 0, , failing = 0] = simulator.world.hostIds();
    // Waiting for what stalls takes real time: one day of it, and one endpoint.
    const isStalling = fault.includes('stall');
    const options = isStalling ? { timeouts: timeoutsOf(1500) } : {};
    const parameters = `${fault}${isStalling ? ', endpoint: host-detections' : ''}`;

    for (let day = 1; day <= (isStalling ? 1 : 3); day += 1) {
      simulator.advanceDays(1);
      if (day === 1) simulator.events.purgeHost(purged);
      world.disturb(`- { ${parameters}, host: ${failing} }\n`);
      const record = await world.run({ ...options, input: { isFull: day === 1 } });
      expect({ day, status: record.status }).toEqual({ day, status: 'partial' });
      // Every page of it is named, and no other host's.
      const ofOthers = failedScopes(record).filter(
        (scope) => !new RegExp(`[ _]${failing}(?:-${failing}(?:_1)?)?$`).test(scope),
      );
      expect(ofOthers).toEqual([]);
      expect(failedScopes(record).length).toBeGreaterThan(0);
    }

    const truth = world.truth();
    const after = await world.graph();
    const owners = new Owners(truth, after, before);
    const isOfFailing = (identity: string) => owners.of(identity).includes(`host ${failing}`);
    const has = new Set(after.map(identityOf));
    expect(before.map(identityOf).filter((each) => isOfFailing(each) && !has.has(each))).toEqual(
      [],
    );
    expect(
      after.map(identityOf).filter((each) => owners.of(each).includes(`host ${purged}`)),
    ).toEqual([]);

    world.calm();
    const healed = await world.run();
    expect(healed).toMatchObject({ mode: 'incremental', status: 'complete' });
    await world.run({ input: { isFull: true } });
    expect(await world.differences()).toEqual([]);
    expect(graphDifferences(truth, after).length).toBeGreaterThan(0);
  });
});
