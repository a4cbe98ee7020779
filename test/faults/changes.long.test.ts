import { expect, test } from 'vitest';
import { COLUMNS, faultText, requestsOf } from './columns.ts';
import { rowsOf } from './kinds.ts';
import { failedScopes, SmallWorld, warningsOf } from './world.ts';

const [GAPS, MOVES] = rowsOf('changes');

/** A world that was collected, and a day that passed. */
async function knownWorld(): Promise<SmallWorld> {
  const world = await SmallWorld.forTest();
  await world.run();
  expect(await world.differences()).toEqual([]);
  world.simulator.advanceDays(1);
  return world;
}

test('gaps: what the graph or a count knows of and a page leaves out is asked for again', async () => {
  const calm = await knownWorld();
  calm.calm();
  await calm.run({ input: { isFull: true } });
  const calmLog = [...calm.simulator.requests];

  const world = await knownWorld();
  const columns = COLUMNS.filter(({ name }) => GAPS?.met[name] === 'leftOut');
  world.disturb(COLUMNS.map((column) => faultText(column, 'kind: gaps, at: 1')).join(''));
  const record = await world.run({ input: { isFull: true } });
  expect(record.status).toBe('complete');
  expect(await world.differences()).toEqual([]);
  for (const column of columns) {
    const asked = requestsOf(column, world.simulator.requests).length;
    const before = requestsOf(column, calmLog).length;
    const told = warningsOf(record, column.endpoint).filter((kind) => kind.endsWith('left-out'));
    // The knowledge base is asked again for whom it does not know anyway: then for one more.
    const isSeen = asked > before || told.length > 0 || column.name === 'knowledge base';
    expect({ column: column.name, isSeen }).toEqual({ column: column.name, isSeen: true });
  }
});

test.each(COLUMNS.filter(({ name }) => GAPS?.met[name] === 'leftOut'))(
  'gaps in $name alone, wherever they are',
  async (column) => {
    const world = await knownWorld();
    // All ids come in one answer, everything else in several.
    const at = column.name === 'host ids' ? 1 : 2;
    world.disturb(faultText(column, `kind: gaps, at: ${at}`));
    expect((await world.run({ input: { isFull: true } })).status).toBe('complete');
    expect(requestsOf(column, world.simulator.requests).length).toBeGreaterThanOrEqual(at);
    expect(await world.differences()).toEqual([]);
  },
);

test.each(COLUMNS)(
  'a host that moves when $name is asked for: nothing of it ends, and the next run finds it',
  async (column) => {
    const world = await knownWorld();
    const [moving = 0] = world.simulator.world.hostIds();
    const ofHost = async () =>
      (await world.graph())
        .filter(({ hostId, open }) => hostId === String(moving) && open === true)
        .map(({ _key }) => _key)
        .toSorted();
    const before = await ofHost();
    expect(before.length).toBeGreaterThan(0);
    world.disturb(faultText(column, 'kind: hostMoves, at: 1'));
    const record = await world.run({ input: { isFull: true } });
    expect({ status: record.status, failed: failedScopes(record) }).toEqual({
      status: 'complete',
      failed: [],
    });
    expect(Object.keys(record.closed)).not.toContain('notReported');
    expect(Object.keys(record.closed)).not.toContain('hostPurged');
    const isSeen = MOVES?.met[column.name] === 'taken';
    expect((await ofHost()).length > 0).toBe(!isSeen);
    world.calm();
    const next = await world.run();
    expect(next).toMatchObject({ mode: 'incremental', status: 'complete' });
    expect((isSeen ? record : next).closed['merged']).toBeGreaterThan(0);
    expect(await world.differences()).toEqual([]);
  },
);
