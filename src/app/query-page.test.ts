import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entity, GraphFixture } from '../graph/testing/fixture.ts';
import { answerQuery, explainQuery } from './query.ts';
import { answerPage, type QueryPage } from './query-page.ts';

const NOW = Date.UTC(2026, 10, 24);
const things = (from: number, to: number) => ({
  complete: ['thing'],
  rows: (segment: Parameters<NonNullable<Parameters<GraphFixture['apply']>[0]['rows']>>[0]) => {
    for (let n = from; n < to; n += 1) {
      segment.entity(
        entity('thing', ['Record'], `k${String(n).padStart(4, '0')}`, {
          qid: n % 7,
          size: `s${n}`,
        }),
      );
    }
  },
});

describe('pages of an answer', () => {
  const graph = new GraphFixture();
  beforeAll(() => graph.apply(things(0, 600)));
  afterAll(() => graph.remove());

  /** All pages; `between` happens after the first one. */
  const pages = async (text: string, size?: number, between?: () => Promise<unknown>) => {
    const store = await graph.store();
    const found: QueryPage[] = [];
    let cursor: string | undefined;
    do {
      const page = await answerPage(store, text, { now: NOW, cursor, size });
      found.push(page);
      cursor = page.cursor;
      if (found.length === 1) await between?.();
    } while (cursor !== undefined);
    return found;
  };
  const rowsOf = (found: readonly QueryPage[]) => found.flatMap(({ rows }) => rows);

  it('hold 250 rows, and the last one says that it is the last', async () => {
    const found = await pages('FIND thing AS t RETURN t._key');
    expect(found.map(({ rows }) => rows.length)).toEqual([250, 250, 100]);
    expect(new Set(rowsOf(found).map((row) => row['t._key'])).size).toBe(600);
    expect(found[0]).toMatchObject({ shape: 'table', columns: ['t._key'], warnings: [] });
  });

  it.each([
    'FIND thing AS t ORDER BY t.qid DESC',
    'FIND thing AS t RETURN t._key, t.qid ORDER BY t.qid',
    'FIND thing AS t RETURN t, t.qid ORDER BY t.qid',
    'FIND UNIQUE thing AS t RETURN t.size',
    'FIND thing AS t RETURN t.size, count(t) AS n ORDER BY n',
    'FIND thing AS t RETURN t._key ORDER BY t._key SKIP 10 LIMIT 333',
  ])('together are the answer: %s', async (text) => {
    const whole = await answerQuery(await graph.store(), text, { now: NOW });
    const rows = (await Array.fromAsync(whole.rows())).flat();
    expect(rowsOf(await pages(text, 290))).toEqual(rows);
  });

  it('see the graph of the first page while runs are applied', async () => {
    const text = 'FIND thing AS t RETURN t._key, t.size ORDER BY t.qid, t._key';
    const before = rowsOf(await pages(text));
    const after = rowsOf(await pages(text, 100, () => graph.apply(things(300, 900))));
    expect(after).toEqual(before);
    expect(rowsOf(await pages(text))).not.toEqual(before);
  });

  it('of a tree hold the graph of their paths', async () => {
    const found = await pages('FIND thing RETURN TREE', 200);
    expect(found).toHaveLength(3);
    expect(found[0]).toMatchObject({ shape: 'tree', rows: [{ edges: [] }] });
  });

  it('belong to one query', async () => {
    const store = await graph.store();
    const { cursor } = await answerPage(store, 'FIND thing', { now: NOW });
    for (const [text, wrong] of [
      ['FIND Record', cursor],
      ['FIND thing', `${cursor}x`],
      ['FIND thing', 'nonsense'],
      ['FIND thing', Buffer.from('[1,1,1,-5,""]').toString('base64url')],
    ] as const) {
      await expect(answerPage(store, text, { now: NOW, cursor: wrong })).rejects.toMatchObject({
        code: 'J_CURSOR',
      });
    }
  });

  it('take values of placeholders and smart classes', async () => {
    const store = await graph.store();
    const options = {
      variables: { most: 2 },
      smartClasses: { Small: { queries: ['FIND thing WITH qid < {{most}}'] } },
    };
    const page = await answerPage(
      store,
      'FIND #Small AS t RETURN count(t) AS n',
      { now: NOW },
      options,
    );
    expect(page.rows).toEqual([{ n: expect.any(Number) }]);
    expect(page.rows[0]?.['n']).toBeGreaterThan(10);
  });
});

describe('limits of an answer', () => {
  const graph = new GraphFixture();
  beforeAll(() => graph.apply(things(0, 50)));
  afterAll(() => graph.remove());

  const drain = async (text: string, options: object) => {
    const answer = await answerQuery(await graph.store(), text, { now: NOW }, options);
    return (await Array.fromAsync(answer.rows())).flat();
  };

  it('of rows and paths are errors, never shorter answers', async () => {
    expect(await drain('FIND thing', { mostRows: 50 })).toHaveLength(50);
    await expect(drain('FIND thing', { mostRows: 49 })).rejects.toMatchObject({
      code: 'J_LIMIT_ROWS',
      message: expect.stringContaining('more than 49 rows'),
    });
    await expect(drain('FIND thing RETURN TREE', { mostRows: 49 })).rejects.toMatchObject({
      code: 'J_LIMIT_ROWS',
      message: expect.stringContaining('more than 49 paths'),
    });
  });

  it('of time and cancelling reach the store', async () => {
    const endless =
      'FIND thing AS a RETURN sqrt(a.qid) AS x, UNWIND(MERGE(a.qid, a.size)) AS y, count(*)';
    const aborted = AbortSignal.abort();
    await expect(drain(endless, { signal: aborted })).rejects.toMatchObject({
      code: 'G_CANCELLED',
    });
    await expect(drain(endless, { timeoutMs: 0 })).rejects.toMatchObject({ code: 'G_TIMEOUT' });
    expect(await drain(endless, {})).not.toEqual([]);
  });

  it('are not met by an explanation, which runs nothing', async () => {
    const text = await explainQuery(
      await graph.store(),
      'FIND thing',
      { now: NOW },
      { mostRows: 1 },
    );
    expect(text).toContain('Plan:');
    expect(text).toContain('SQL:');
  });
});
