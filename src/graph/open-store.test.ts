import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DuckdbDatabase } from './driver/duckdb/database.ts';
import { openStore, SCHEMA_VERSION } from './index.ts';
import { entity, GraphFixture } from './testing/fixture.ts';

describe('opening a store', () => {
  let graph: GraphFixture;
  beforeEach(() => {
    graph = new GraphFixture();
  });
  afterEach(() => graph.remove());

  it('makes an empty one, and finds again what was in it', async () => {
    expect(await (await graph.store()).catalog()).toMatchObject({
      seq: 0,
      kinds: [],
      instances: [],
    });
    await graph.apply({
      rows: (segment) => segment.entity(entity('qualys_account', ['Account'], 'a')),
    });
    await graph.close();
    expect(await graph.graph()).toEqual(['qualys_account a']);
  });

  it('refuses a second opening in one process, also through a link', async () => {
    await graph.store();
    const link = join(graph.folder, 'link.duckdb');
    symlinkSync(graph.path, link);
    for (const path of [graph.path, link]) {
      await expect(openStore({ path })).rejects.toMatchObject({
        code: 'G_LOCKED',
        exitCode: 1,
        message: expect.stringContaining('this process'),
      });
    }
    await graph.close();
    await graph.store();
  });

  it('refuses a store that another thread of this process has open', async () => {
    await graph.store();
    const lock = readFileSync(`${graph.path}.lock`, 'utf8');
    await graph.close();
    writeFileSync(`${graph.path}.lock`, lock);
    await expect(openStore({ path: graph.path })).rejects.toMatchObject({ code: 'G_LOCKED' });
  });

  it.each([
    ['of a process that has ended', { pid: 2 ** 22 + 1, host: hostname() }],
    [
      'of an earlier process with the same pid',
      { pid: process.pid, host: hostname(), processStart: '1' },
    ],
    ['of another machine', { pid: 1, host: 'elsewhere' }],
  ])('takes over a lock %s', async (_, holder) => {
    writeFileSync(`${graph.path}.lock`, JSON.stringify({ since: 0, token: 'x', ...holder }));
    await graph.store();
    expect(JSON.parse(readFileSync(`${graph.path}.lock`, 'utf8'))).toMatchObject({
      pid: process.pid,
    });
  });

  it('takes over a lock file that was cut off', async () => {
    writeFileSync(`${graph.path}.lock`, '{"pid":');
    await graph.store();
  });

  it('refuses a newer table layout, naming both versions', async () => {
    await graph.store();
    await graph.close();
    const database = await DuckdbDatabase.open(graph.path, { memoryLimitMb: 100, threads: 1 });
    await database.write('age', (session) =>
      session.run(`UPDATE schema_version SET version = ${SCHEMA_VERSION + 1}`),
    );
    await database.close();
    await expect(openStore({ path: graph.path })).rejects.toMatchObject({
      code: 'G_NEWER_SCHEMA',
      exitCode: 2,
      context: { found: SCHEMA_VERSION + 1, known: SCHEMA_VERSION },
    });
  });

  it('refuses a database that is no graph', async () => {
    const database = await DuckdbDatabase.open(graph.path, { memoryLimitMb: 100, threads: 1 });
    await database.write('fill', (session) => session.run('CREATE TABLE other (x INTEGER)'));
    await database.close();
    await expect(openStore({ path: graph.path })).rejects.toMatchObject({ code: 'G_CORRUPT' });
  });

  it('tells a damaged file', async () => {
    writeFileSync(graph.path, 'this is no database, however long it may be. '.repeat(500));
    await expect(openStore({ path: graph.path })).rejects.toMatchObject({
      code: 'G_CORRUPT',
      exitCode: 1,
    });
  });

  it('tells a file that was cut off', async () => {
    await graph.apply({
      rows: (segment) => segment.entity(entity('qualys_account', ['Account'], 'a')),
    });
    await graph.close();
    truncateSync(graph.path, 13_000);
    await expect(openStore({ path: graph.path })).rejects.toMatchObject({ code: 'G_CORRUPT' });
  });

  it('tells a folder that cannot be written, and lets go of everything', async () => {
    const file = join(graph.folder, 'file');
    writeFileSync(file, '');
    for (const path of [join(file, 'graph.duckdb'), '/proc/graph.duckdb']) {
      await expect(openStore({ path })).rejects.toMatchObject({
        code: 'G_NOT_WRITABLE',
        exitCode: 2,
      });
    }
    mkdirSync(join(graph.folder, 'a-folder'));
    await expect(openStore({ path: join(graph.folder, 'a-folder') })).rejects.toMatchObject({
      code: 'G_NOT_WRITABLE',
    });
  });
});
