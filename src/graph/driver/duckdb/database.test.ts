import { expect, test } from 'vitest';
import { entity, GraphFixture } from '../../testing/fixture.ts';
import { DuckdbDatabase } from './database.ts';

/**
 * A change is kept with its locks until no reader needs what was before it. A checkpoint fails until then, and the one that an
 * apply ends with (it has force) waits.
 */
async function changeAndCheckpoint(database: DuckdbDatabase): Promise<void> {
  await database.write('change', (session) =>
    session.run('UPDATE entity_other SET version = version + 1'),
  );
  await database.write('checkpoint', (session) => session.run('CHECKPOINT graph'));
}

test('an answer that is left early, or cancelled, keeps no checkpoint waiting', async () => {
  const graph = new GraphFixture();
  await graph.apply({
    rows: (segment) => segment.entity(entity('thing', ['Record'], 'a thing')),
  });
  await graph.close();
  const database = await DuckdbDatabase.open(graph.path, { memoryLimitMb: 100, threads: 1 });
  const many = 'SELECT e.key FROM entity_other e, range(100000)';
  try {
    for await (const _ of database.read(many)) break;
    await changeAndCheckpoint(database);

    const cancel = new AbortController();
    const read = async () => {
      for await (const _ of database.read(many, [], { signal: cancel.signal })) cancel.abort();
    };
    await expect(read()).rejects.toMatchObject({ code: 'G_CANCELLED' });
    await changeAndCheckpoint(database);
  } finally {
    await database.close();
    await graph.remove();
  }
});
