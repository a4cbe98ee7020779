import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DuckdbDatabase } from './driver/duckdb/database.ts';
import { SCHEMA_VERSION } from './index.ts';
import type { SqlSession } from './sql-session.ts';
import { DAY_ONE, finding, GraphFixture, host, QUALYS, SCANNER } from './testing/fixture.ts';

/** Every table and the view of layout 1, as its version made them. */
const SCHEMA_1 = readFileSync(new URL('./testing/schema-1.sql', import.meta.url), 'utf8');

/** One host with one finding, as layout 1 had them. */
const ROWS_1 = [
  `INSERT INTO instance VALUES (1, 'subscription-a', 'subscription', 'subscription-a', 'qualys', 1),
    (2, 'qualys', 'integration', 'subscription-a', 'qualys', 1)`,
  `INSERT INTO kind VALUES (1, 'qualys_vulnerability_manager', ['Service']), (2, 'discovered_host', ['Host']),
    (3, 'qualys_host_finding', ['Finding'])`,
  `INSERT INTO edge_kind VALUES (1, 'HAS', 'discovered_host_has_qualys_host_finding', 2, 3, 'asset')`,
  `INSERT INTO apply VALUES (1, 'old-run', 2, ${DAY_ONE}, '{"runId":"old-run","seq":1}')`,
  `INSERT INTO entity_other (id, instance_id, scope_id, kind_id, key, key_hash, begin_seq, version, hash, light, heavy,
      created_on, begin_on, source)
    SELECT 1, 2, 1, 1, k, CAST(md5_number_lower(k) >> 1 AS BIGINT), 1, 1, 1, 0, 0, ${DAY_ONE}, ${DAY_ONE}, 'integration-external'
    FROM (SELECT 'qualys-service:vmdr' AS k)`,
  `INSERT INTO entity_host (id, instance_id, scope_id, kind_id, key, key_hash, begin_seq, version, hash, light, heavy,
      created_on, begin_on, source, name, tags, gcp_instance_self_link, props)
    SELECT 2, 1, 1, 2, k, CAST(md5_number_lower(k) >> 1 AS BIGINT), 1, 1, 1, 0, 0, ${DAY_ONE}, ${DAY_ONE}, 'system-mapper', 'old name',
      ['old tag'], 'last column', '{"rest":1}'
    FROM (SELECT 'qualys-host:1' AS k)`,
  `INSERT INTO entity_host_finding (id, instance_id, scope_id, kind_id, key, key_hash, begin_seq, version, hash, light, heavy,
      created_on, begin_on, source, asset_ref, asset_no, qid, "open")
    SELECT 3, 2, 1, 3, k, CAST(md5_number_lower(k) >> 1 AS BIGINT), 1, 1, 1, 0, 0, ${DAY_ONE}, ${DAY_ONE}, 'integration-external', 2, 1, 38001, TRUE
    FROM (SELECT 'host-finding:1:1' AS k)`,
  `INSERT INTO asset_ref VALUES (1, 1, 'host', '1', 2, 1, NULL)`,
  `INSERT INTO claim SELECT 2, 1, 1, 2, key_hash, 1, 1, 1 FROM entity_host`,
];

describe('a store of an earlier table layout', () => {
  let graph: GraphFixture;
  beforeEach(() => {
    graph = new GraphFixture();
  });
  afterEach(() => graph.remove());

  const write = async (work: (session: SqlSession) => Promise<unknown>): Promise<void> => {
    const database = await DuckdbDatabase.open(graph.path, { memoryLimitMb: 100, threads: 1 });
    await database.write('prepare', work);
    await database.close();
  };
  const makeFirst = () =>
    write(async (session) => {
      for (const statement of SCHEMA_1.split(';\n').filter((text) => text !== '')) {
        await session.run(statement);
      }
      for (const statement of ROWS_1) await session.run(statement);
    });
  /** Every column of every table and of the view, by name. */
  const layout = () =>
    graph.rows(
      `SELECT table_name, column_name, data_type FROM information_schema.columns
       WHERE table_schema = 'main' AND table_catalog = current_database() ORDER BY ALL`,
    );

  it('gets the tables of today', async () => {
    await makeFirst();
    const migrated = await layout();
    expect(await graph.rows('SELECT version FROM schema_version')).toEqual([
      { version: SCHEMA_VERSION },
    ]);
    await graph.remove();
    graph = new GraphFixture();
    expect(migrated).toEqual(await layout());
  });

  it('keeps its data, and goes on with it', async () => {
    await makeFirst();
    expect(await graph.graph()).toEqual([
      'HAS qualys-host:1 > host-finding:1:1',
      'discovered_host qualys-host:1',
      'qualys_host_finding host-finding:1:1',
      'qualys_vulnerability_manager qualys-service:vmdr',
    ]);
    const store = await graph.store();
    expect(await store.instanceState('qualys')).toEqual({
      runId: 'old-run',
      at: DAY_ONE,
      hosts: [{ id: '1', findings: 1 }],
      qids: [],
      webApps: 0,
      webAppFindings: 0,
    });
    expect(
      await store.apply({
        runId: 'old-run',
        at: DAY_ONE,
        instance: QUALYS,
        spoolDir: '/nowhere',
        completeTypes: [],
      }),
    ).toEqual({ runId: 'old-run', seq: 1, closed: {}, reopened: 0, merged: 0 });

    await graph.apply({
      rows: (segment) => {
        segment.entity(SCANNER);
        segment.target(host(1, { name: 'new name' }));
        segment.finding(finding(1, 1));
        segment.covered({ space: 'host', id: '1' }, 'qualys_host_finding', { readOn: 5 });
      },
    });
    expect(await graph.versions('qualys-host:1')).toMatchObject([
      { id: 2, version: 1, end_seq: 2 },
      { id: 2, version: 2, end_seq: null, created_on: DAY_ONE },
    ]);
    expect(
      await graph.rows(
        "SELECT name, tags, gcp_instance_self_link, last_read_on FROM entity WHERE key = 'qualys-host:1' ORDER BY version",
      ),
    ).toEqual([
      {
        name: 'old name',
        tags: ['old tag'],
        gcp_instance_self_link: 'last column',
        last_read_on: null,
      },
      { name: 'new name', tags: null, gcp_instance_self_link: null, last_read_on: 5 },
    ]);
  });

  it('stays as it was when a step of the migration fails', async () => {
    await makeFirst();
    await write((session) => session.run('CREATE TABLE instance_state (x INTEGER)'));
    await expect(graph.store()).rejects.toMatchObject({ code: 'G_FAILED' });
    await write(async (session) => {
      expect(await session.rows('SELECT version FROM schema_version')).toEqual([{ version: 1 }]);
      expect(await session.rows('SELECT count(*) AS n FROM entity')).toEqual([{ n: 3 }]);
      await session.run('DROP TABLE instance_state');
    });
    expect(await graph.graph()).toHaveLength(4);
  });
});
