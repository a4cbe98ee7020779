import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DuckdbDatabase } from '../driver/duckdb/database.ts';
import { GraphError } from '../errors.ts';
import type { SqlSession } from '../sql-session.ts';
import { entity, finding, GraphFixture, host, QUALYS, SCANNER } from '../testing/fixture.ts';
import { type ApplyDatabase, applyRun } from './apply-run.ts';

describe('all or nothing', () => {
  let graph: GraphFixture;
  beforeEach(() => {
    graph = new GraphFixture();
  });
  afterEach(() => graph.remove());

  const day = (number: number) => ({
    rows: (segment: Parameters<NonNullable<Parameters<GraphFixture['apply']>[0]['rows']>>[0]) => {
      segment.entity(SCANNER);
      segment.target(host(number));
      segment.finding(finding(number, 1, { status: `day ${number}` }));
    },
  });

  /** A database of which the n-th statement that matches fails, before or after it was run. */
  function failing(database: DuckdbDatabase, pattern: RegExp, isAfter = false): ApplyDatabase {
    return {
      checkpoint: () => database.checkpoint(),
      write: (action, work, signal) =>
        database.write(
          action,
          (session) => {
            const run: SqlSession['run'] = async (sql, params) => {
              if (!pattern.test(sql)) return session.run(sql, params);
              if (isAfter) await session.run(sql, params);
              throw new GraphError('G_DISK_FULL', { action });
            };
            return work({ ...session, run });
          },
          signal,
        ),
    };
  }

  it.each([
    'CREATE TEMP TABLE stage',
    'INSERT INTO entity_host ',
    'INSERT INTO entity_host_finding',
    'INSERT INTO claim',
    'INSERT INTO relationship',
    'INSERT INTO apply',
    '^COMMIT',
  ])('leaves the graph as it was when "%s" fails', async (statement) => {
    await graph.apply(day(1));
    const before = await graph.graph();
    const spooled = await graph.spool(day(2));
    await graph.close();

    const database = await DuckdbDatabase.open(graph.path, { memoryLimitMb: 200, threads: 2 });
    const request = { ...spooled, at: 5, instance: QUALYS, completeTypes: ['discovered_host'] };
    await expect(applyRun(failing(database, new RegExp(statement)), request)).rejects.toMatchObject(
      { code: 'G_DISK_FULL' },
    );
    await database.close();
    expect(await graph.graph()).toEqual(before);
    // The same run succeeds once the cause is gone.
    await (await graph.store()).apply(request);
    expect(await graph.graph()).toContain('discovered_host qualys-host:2');
  });

  it('believes the row in apply when a commit fails after it happened', async () => {
    await graph.apply(day(1));
    const spooled = await graph.spool(day(2));
    await graph.close();
    const database = await DuckdbDatabase.open(graph.path, { memoryLimitMb: 200, threads: 2 });
    const report = await applyRun(failing(database, /^COMMIT/, true), {
      ...spooled,
      at: 5,
      instance: QUALYS,
      completeTypes: [],
    });
    expect(report).toMatchObject({ runId: spooled.runId, seq: 2 });
    await database.close();
    expect(await graph.graph()).toContain('discovered_host qualys-host:2');
  });

  it('does not begin when it was asked to stop before', async () => {
    await expect(graph.apply({ ...day(2), signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'G_CANCELLED',
    });
  });

  it('stops in the middle when it is asked to', async () => {
    await graph.apply(day(1));
    const before = await graph.graph();
    const spooled = await graph.spool(day(2));
    await graph.close();
    const database = await DuckdbDatabase.open(graph.path, { memoryLimitMb: 200, threads: 2 });
    const stop = new AbortController();
    const watched: ApplyDatabase = {
      checkpoint: () => database.checkpoint(),
      write: (action, work, signal) =>
        database.write(
          action,
          (session) =>
            work({
              ...session,
              run: (sql, params) => {
                const done = session.run(sql, params);
                if (sql.startsWith('INSERT INTO entity_host_finding')) stop.abort();
                return done;
              },
            }),
          signal,
        ),
    };
    await expect(
      applyRun(watched, {
        ...spooled,
        at: 5,
        instance: QUALYS,
        completeTypes: [],
        signal: stop.signal,
      }),
    ).rejects.toMatchObject({ code: 'G_CANCELLED' });
    await database.close();
    expect(await graph.graph()).toEqual(before);
  });

  it('refuses the folder of another run', async () => {
    const { spoolDir } = await graph.spool(day(1));
    await expect(
      (await graph.store()).apply({
        runId: 'other',
        spoolDir,
        at: 1,
        instance: QUALYS,
        completeTypes: [],
      }),
    ).rejects.toMatchObject({ code: 'G_BAD_RUN' });
  });

  it('leaves out a segment that does not match its page file', async () => {
    const spooled = await graph.spool(day(1));
    const segment = readdirSync(spooled.spoolDir).find((name) => name.endsWith('.ndjson'));
    appendFileSync(join(spooled.spoolDir, segment ?? ''), '{"_row":"entity"}\n');
    await (await graph.store()).apply({ ...spooled, at: 1, instance: QUALYS, completeTypes: [] });
    expect(await graph.graph()).toEqual([]);
  });

  it('runs two applies one after the other, and readers beside them', async () => {
    const store = await graph.store();
    const spooled = [await graph.spool(day(1)), await graph.spool(day(2))];
    const reports = spooled.map((run) =>
      store.apply({ ...run, at: 1, instance: QUALYS, completeTypes: [] }),
    );
    let isDone = false;
    const all = Promise.all(reports).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      const [row] = await graph.rows(
        `SELECT (SELECT count(*) FROM apply) AS applies, (SELECT count(*) FROM entity_host_finding) AS findings`,
      );
      expect(row?.['findings']).toBe(row?.['applies']);
    }
    expect((await all).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('tells when it ran out of memory, and leaves the graph as it was', async () => {
    await graph.apply({
      rows: (segment) => segment.entity(entity('qualys_account', ['Account'], 'a')),
    });
    await graph.close();
    await graph.store(24);
    await expect(graph.apply(day(2))).rejects.toMatchObject({ code: 'G_OUT_OF_MEMORY' });
    await graph.close();
    expect(await graph.graph()).toEqual(['qualys_account a']);
  });
});
