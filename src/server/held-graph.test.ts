import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { dataDir } from '../app/data-dir.ts';
import { openGraph, withGraph } from '../app/with-graph.ts';
import { GraphError, type GraphStore } from '../graph/index.ts';
import { GraphFixture } from '../graph/testing/fixture.ts';
import { HeldGraph } from './held-graph.ts';

const graph = new GraphFixture();
const dir = dataDir(graph.folder, {});
const never = new AbortController().signal;
const noError = (error: unknown) => {
  throw error;
};
const catalogOf = (store: GraphStore) => store.catalog();

beforeAll(async () => {
  await graph.apply({});
  await graph.close();
});
afterAll(() => graph.remove());

function held(open?: () => Promise<GraphStore>): HeldGraph {
  const made = new HeldGraph(dir, noError, open);
  onTestFinished(() => made.close());
  return made;
}

/** A store that does nothing but what is given. */
const storeOf = (parts: Partial<GraphStore>): GraphStore => ({
  read: async function* () {},
  catalog: async () => ({ seq: 1 }) as never,
  instanceState: async () => undefined,
  apply: async () => ({}) as never,
  prune: async () => ({ versions: 0, runs: 0 }),
  removeInstance: async () => undefined,
  instanceData: async () => undefined,
  close: async () => undefined,
  ...parts,
});

describe('the graph of the server', () => {
  it('is opened once, and let go of when the server ends', async () => {
    let openings = 0;
    const server = held(() => {
      openings += 1;
      return openGraph(dir, { patienceMs: 0 });
    });
    await Promise.all([1, 2, 3].map(() => server.use(catalogOf, never)));
    await server.use(catalogOf, never);
    expect(openings).toBe(1);
    await expect(withGraph(dir, catalogOf, { patienceMs: 0 })).rejects.toMatchObject({
      code: 'G_LOCKED',
    });
    await server.close();
    await withGraph(dir, catalogOf, { patienceMs: 0 });
    await expect(server.use(catalogOf, never)).rejects.toMatchObject({ code: 'G_CLOSED' });
  });

  it('is not closed by whoever was given it', async () => {
    const server = held();
    await server.access.use((store) => store.close());
    expect(await server.use(catalogOf, never)).toMatchObject({ seq: 1 });
  });

  it('is not waited for by a request that has gone away', async () => {
    const server = held();
    await withGraph(dir, async () => {
      const gone = new AbortController();
      const waiting = server.use(catalogOf, gone.signal);
      gone.abort();
      await expect(waiting).rejects.toMatchObject({ code: 'G_CANCELLED' });
    });
    expect(await server.use(catalogOf, never)).toMatchObject({ seq: 1 });
  });

  it('that another process keeps is an error after a while, and there again later', async () => {
    const server = held(() => openGraph(dir, { patienceMs: 0 }));
    await withGraph(dir, async () => {
      await expect(server.use(catalogOf, never)).rejects.toMatchObject({ code: 'G_LOCKED' });
    });
    expect(await server.use(catalogOf, never)).toMatchObject({ seq: 1 });
  });

  it('is opened anew after a failure that the engine did not survive, and only then', async () => {
    const failure = new GraphError('G_FAILED', { action: 'apply a run' });
    const opened: string[] = [];
    const closed: string[] = [];
    const open = async (): Promise<GraphStore> => {
      const name = `store ${opened.length + 1}`;
      opened.push(name);
      let isBroken = false;
      return storeOf({
        apply: async () => {
          isBroken = name === 'store 1';
          throw failure;
        },
        catalog: async () => {
          if (isBroken) throw failure;
          return { seq: opened.length } as never;
        },
        close: async () => void closed.push(name),
      });
    };
    const server = held(open);
    const apply = () => server.access.use((store) => store.apply({} as never));
    await expect(apply()).rejects.toBe(failure);
    expect(await server.use(catalogOf, never)).toMatchObject({ seq: 2 });
    await expect(apply()).rejects.toBe(failure);
    expect(await server.use(catalogOf, never)).toMatchObject({ seq: 2 });
    expect([opened, closed]).toEqual([['store 1', 'store 2'], ['store 1']]);
  });

  it('is not applied to while somebody reads all of it, and read again after that', async () => {
    const told: string[] = [];
    const server = held(async () =>
      storeOf({
        apply: async () => {
          told.push('applied');
          return {} as never;
        },
      }),
    );
    const reading = Promise.withResolvers<void>();
    const isReading = Promise.withResolvers<void>();
    const steady = (name: string, until: Promise<void>, begun?: () => void) =>
      server.access.use(
        async () => {
          begun?.();
          await until;
          told.push(name);
        },
        { isSteady: true, onWait: (holder) => told.push(`${name} waits for ${holder}`) },
      );
    const first = steady('export', reading.promise, isReading.resolve);
    await isReading.promise;
    const waits = Promise.withResolvers<void>();
    const applying = server.access.use((store) => store.apply({} as never), {
      onWait: () => waits.resolve(),
    });
    await waits.promise;
    const second = steady('upload', Promise.resolve());
    // A query pins a version, and waits for nobody.
    await server.use(catalogOf, never);
    reading.resolve();
    await Promise.all([first, applying, second]);
    expect(told).toEqual([
      'upload waits for a run that is being applied',
      'export',
      'applied',
      'upload',
    ]);
  });

  it('lets whoever waited behind one that gave up go on', async () => {
    const server = held(async () => storeOf({}));
    const reading = Promise.withResolvers<void>();
    const isReading = Promise.withResolvers<void>();
    const first = server.access.use(
      async () => {
        isReading.resolve();
        await reading.promise;
      },
      { isSteady: true },
    );
    await isReading.promise;
    const gone = new AbortController();
    const waits = Promise.withResolvers<void>();
    const applying = server.access.use((store) => store.apply({ signal: gone.signal } as never), {
      onWait: () => waits.resolve(),
    });
    await waits.promise;
    const behind = server.access.use(async () => 'read', { isSteady: true });
    gone.abort();
    await expect(applying).rejects.toMatchObject({ code: 'G_CANCELLED' });
    expect(await behind).toBe('read');
    reading.resolve();
    await first;
  });

  it('reads the catalog once for every change', async () => {
    let seq = 0;
    let reads = 0;
    const store = storeOf({
      catalog: async () => {
        reads += 1;
        return { seq } as never;
      },
      apply: async () => {
        seq += 1;
        return {} as never;
      },
    });
    const { access } = held(async () => store);
    const seqNow = async () => (await access.use(catalogOf)).seq;
    expect([await seqNow(), await seqNow(), reads]).toEqual([0, 0, 1]);
    await access.use((handed) => handed.apply({} as never));
    expect([await seqNow(), await seqNow(), reads]).toEqual([1, 1, 2]);
    await access.use((handed) => handed.prune(0));
    expect([await seqNow(), reads]).toEqual([1, 3]);
  });

  it('does not keep a catalog that could not be read', async () => {
    let reads = 0;
    const store = storeOf({
      catalog: async () => {
        reads += 1;
        if (reads === 1) throw new Error('no');
        return { seq: 1 } as never;
      },
    });
    const { access } = held(async () => store);
    await expect(access.use(catalogOf)).rejects.toThrow('no');
    expect((await access.use(catalogOf)).seq).toBe(1);
  });
});
