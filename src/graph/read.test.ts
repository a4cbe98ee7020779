import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entity, GraphFixture } from './testing/fixture.ts';

/** Runs for minutes if nobody stops it. */
const ENDLESS =
  'SELECT count(*) AS n FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = -1';

describe('reading', () => {
  const graph = new GraphFixture();
  beforeAll(() =>
    graph.apply({
      rows: (segment) => {
        for (let n = 0; n < 10; n += 1) {
          segment.entity(entity('thing', ['Record'], `k${n}`, { qid: n, tags: [`c${n}`] }));
        }
      },
    }),
  );
  afterAll(() => graph.remove());

  const drain = async (sql: string, options = {}): Promise<number> => {
    let count = 0;
    for await (const rows of (await graph.store()).read(sql, [], options)) count += rows.length;
    return count;
  };

  it('binds parameters of every type', async () => {
    expect(
      await graph.rows(
        `SELECT $1 AS text, $2 AS whole, $3 AS part, $4 AS yes, $5 AS nothing, $6 AS texts, $7 AS numbers,
          (SELECT count(*) FROM entity WHERE key = ANY($6)) AS found`,
        ["it's", 2 ** 40, 1.5, true, null, ['k1', 'k2', 'x'], [1, 2.5]],
      ),
    ).toEqual([
      {
        text: "it's",
        whole: 2 ** 40,
        part: 1.5,
        yes: true,
        nothing: null,
        texts: ['k1', 'k2', 'x'],
        numbers: [1, 2.5],
        found: 2,
      },
    ]);
  });

  it('gives plain values: sums and decimals as numbers, lists as arrays', async () => {
    expect(
      await graph.rows(
        'SELECT sum(id) AS total, CAST(1.25 AS DECIMAL(5, 2)) AS decimal, max(tags) AS list, [NULL] AS hole FROM entity',
      ),
    ).toEqual([{ total: 55, decimal: 1.25, list: ['c9'], hole: [null] }]);
  });

  it('gives many rows in batches', async () => {
    let batches = 0;
    let rows = 0;
    for await (const batch of (await graph.store()).read('SELECT range AS n FROM range(10000)')) {
      batches += 1;
      rows += batch.length;
    }
    expect(rows).toBe(10_000);
    expect(batches).toBeGreaterThan(1);
  });

  it('stops a query when asked', async () => {
    const stop = new AbortController();
    const query = drain(ENDLESS, { signal: stop.signal });
    setImmediate(() => stop.abort());
    await expect(query).rejects.toMatchObject({ code: 'G_CANCELLED' });
  });

  it('does not start a query that was stopped before', async () => {
    await expect(drain('SELECT 1', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'G_CANCELLED',
    });
  });

  it('stops a query after its time', async () => {
    await expect(drain(ENDLESS, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'G_TIMEOUT',
      context: { timeoutMs: 50 },
    });
  });

  it('counts waiting for a place as time, and serves those who wait afterwards', async () => {
    const stop = new AbortController();
    const busy = [1, 2].map(() =>
      drain(ENDLESS, { signal: stop.signal }).catch((error) => error.code),
    );
    await expect(drain('SELECT 1', { timeoutMs: 50 })).rejects.toMatchObject({ code: 'G_TIMEOUT' });
    const waiting = drain('SELECT 1');
    stop.abort();
    expect(await waiting).toBe(1);
    expect(await Promise.all(busy)).toEqual(['G_CANCELLED', 'G_CANCELLED']);
  });

  it('lets a slow reader hold no place', async () => {
    const slow = [1, 2, 3, 4].map(async () =>
      (await graph.store()).read('SELECT range FROM range(100000)')[Symbol.asyncIterator](),
    );
    for (const reader of await Promise.all(slow)) await reader.next();
    expect(await drain('SELECT 1')).toBe(1);
    for (const reader of await Promise.all(slow)) await reader.return?.(undefined);
    expect(await drain('SELECT 1')).toBe(1);
  });

  it('is fine with a reader that leaves early', async () => {
    for await (const _ of (await graph.store()).read('SELECT range FROM range(1000000)')) break;
    expect(await drain('SELECT 1')).toBe(1);
  });

  it('tells a statement that the engine refuses', async () => {
    await expect(drain('SELECT nothing FROM nowhere')).rejects.toMatchObject({ code: 'G_FAILED' });
  });

  it('ends queries when the store is closed', async () => {
    const other = new GraphFixture();
    const store = await other.store();
    const query = (async () => {
      for await (const _ of store.read(ENDLESS));
    })();
    setImmediate(() => other.close());
    await expect(query).rejects.toMatchObject({ code: 'G_CLOSED' });
    await expect(
      (async () => {
        for await (const _ of store.read('SELECT 1'));
      })(),
    ).rejects.toMatchObject({ code: 'G_CLOSED' });
    await other.remove();
  });
});
