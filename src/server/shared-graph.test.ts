import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataDir } from '../app/data-dir.ts';
import { withGraph } from '../app/with-graph.ts';
import { GraphFixture } from '../graph/testing/fixture.ts';
import { SharedGraph } from './shared-graph.ts';

const graph = new GraphFixture();
const dir = dataDir(graph.folder, {});
const never = new AbortController().signal;
const noError = (error: unknown) => {
  throw error;
};

beforeAll(async () => {
  await graph.apply({});
  await graph.close();
});
afterAll(() => graph.remove());

describe('the graph of the server', () => {
  it('is one for those who come together, and closed after the last of them', async () => {
    const shared = new SharedGraph(dir, noError);
    const stores = await Promise.all(
      [1, 2, 3].map(() => shared.use(async (store) => store, never)),
    );
    expect(new Set(stores).size).toBe(1);
    await withGraph(dir, async () => undefined, { patienceMs: 5000 });
  });

  it('is there for a run, however many requests follow each other', async () => {
    const shared = new SharedGraph(dir, noError, { turnMs: 50, pauseMs: 250, patienceMs: 10_000 });
    let isOver = false;
    const users = [1, 2, 3].map(async () => {
      let uses = 0;
      while (!isOver) {
        await shared.use((store) => store.catalog(), never);
        uses += 1;
      }
      return uses;
    });
    await withGraph(dir, async () => undefined);
    isOver = true;
    for (const uses of await Promise.all(users)) expect(uses).toBeGreaterThan(0);
  });

  it('is not waited for by a request that has gone away', async () => {
    const shared = new SharedGraph(dir, noError);
    await withGraph(dir, async () => {
      const gone = new AbortController();
      const waiting = shared.use((store) => store.catalog(), gone.signal);
      gone.abort();
      await expect(waiting).rejects.toMatchObject({ code: 'G_CANCELLED' });
    });
    expect(await shared.use((store) => store.catalog(), never)).toMatchObject({ seq: 1 });
  });

  it('that another process keeps is an error after a while, and there again later', async () => {
    const shared = new SharedGraph(dir, noError, { turnMs: 50, pauseMs: 0, patienceMs: 0 });
    await withGraph(dir, async () => {
      const waiting = shared.use((store) => store.catalog(), never);
      await expect(waiting).rejects.toMatchObject({ code: 'G_LOCKED' });
    });
    expect(await shared.use((store) => store.catalog(), never)).toMatchObject({ seq: 1 });
  });
});
