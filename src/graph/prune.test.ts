import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SegmentWriter } from '../spool/index.ts';
import {
  DAY_ONE,
  entity,
  finding,
  GraphFixture,
  host,
  QUALYS,
  SCANNER,
} from './testing/fixture.ts';

const DAY_MS = 86_400_000;

describe('removing old history', () => {
  /** One graph, of which each test removes more than the one before it. */
  const graph = new GraphFixture();
  beforeAll(async () => {
    // Day n brings the things from n on, one that changes each day, and a finding that comes and goes.
    for (const day of [1, 2, 3, 4, 5]) {
      await graph.apply({
        complete: ['thing', 'qualys_host_finding'],
        rows: (segment) => {
          segment.entity(SCANNER);
          segment.target(host(1));
          for (let n = day; n <= 6; n += 1) segment.entity(entity('thing', ['Record'], `t${n}`));
          segment.entity(entity('thing', ['Record'], 'changes', { color: `c${day}` }));
          if (day % 2 === 1) segment.finding(finding(1, 1));
          segment.covered({ space: 'host', id: '1' }, 'qualys_host_finding');
        },
      });
    }
  });
  afterAll(() => graph.remove());

  /** Everything that a query at a sequence sees. */
  const seen = (seq: number) =>
    graph.rows(
      `SELECT e.id, e.key, e.version, e.created_on, e.begin_on, e.props FROM entity e
         WHERE e.begin_seq <= $1 AND (e.end_seq IS NULL OR e.end_seq > $1) ORDER BY e.id`,
      [seq],
    );
  const links = (seq: number) =>
    graph.rows(
      `SELECT id, key, version FROM relationship
         WHERE begin_seq <= $1 AND (end_seq IS NULL OR end_seq > $1) ORDER BY id`,
      [seq],
    );
  const prune = async (before: number) => (await graph.store()).prune(before);
  const day = (n: number) => DAY_ONE + (n - 1) * DAY_MS;

  it('removes nothing before there is a run so old', async () => {
    expect(await prune(DAY_ONE - 1)).toEqual({ versions: 0, runs: 0 });
  });

  it('leaves everything when it is cancelled', async () => {
    const all = await graph.rows('SELECT count(*) AS n FROM entity');
    const store = await graph.store();
    await expect(store.prune(day(4), AbortSignal.abort())).rejects.toThrow();
    expect(await graph.rows('SELECT count(*) AS n FROM entity')).toEqual(all);
  });

  it('leaves every time from the limit on as it was', async () => {
    const kept = [3, 4, 5];
    const before = await Promise.all(kept.map(async (seq) => [await seen(seq), await links(seq)]));
    const objects = await graph.objects();
    const { versions, runs } = await prune(day(3) + 1);
    expect(versions).toBeGreaterThan(0);
    expect(runs).toBe(2);
    const after = await Promise.all(kept.map(async (seq) => [await seen(seq), await links(seq)]));
    expect(after).toEqual(before);
    expect(await graph.objects()).toEqual(objects);
    const old = 'SELECT count(*) AS n FROM entity WHERE end_seq <= 3';
    expect(await graph.rows(old)).toEqual([{ n: 0 }]);
    expect(await graph.rows('SELECT min(seq) AS seq FROM apply')).toEqual([{ seq: 3 }]);
    // And nothing twice.
    expect(await prune(day(3) + 1)).toEqual({ versions: 0, runs: 0 });
  });

  it('applies the next run as ever', async () => {
    await prune(day(5));
    const report = await graph.apply({
      complete: ['thing', 'qualys_host_finding'],
      rows: (segment) => {
        segment.entity(SCANNER);
        segment.target(host(1));
        segment.entity(entity('thing', ['Record'], 'changes', { color: 'c5' }));
        segment.finding(finding(1, 1));
        segment.covered({ space: 'host', id: '1' }, 'qualys_host_finding');
      },
    });
    expect(report.seq).toBe(6);
    expect(report.entities['thing']).toMatchObject({ created: 0, updated: 0, deleted: 2 });
    expect(report.entities['qualys_host_finding']).toMatchObject({ created: 0, deleted: 0 });
  });

  it('never gives an id to something else', async () => {
    const complete = ['thing'];
    const thing = (key: string) => ({
      complete,
      rows: (segment: SegmentWriter) => segment.entity(entity('thing', ['Record'], key)),
    });
    await graph.apply(thing('short'));
    const [short] = await graph.rows("SELECT id FROM entity WHERE key = 'short'");
    await graph.apply({ complete, rows: () => undefined });
    await prune(day(8));
    await graph.apply(thing('next'));
    const [next] = await graph.rows("SELECT id FROM entity WHERE key = 'next'");
    expect(Number(next?.['id'])).toBeGreaterThan(Number(short?.['id']));
  });

  it('keeps what the last run of another instance brought', async () => {
    await graph.apply({
      instance: { ...QUALYS, name: 'other' },
      rows: (segment) => segment.entity(entity('thing', ['Record'], 'other')),
    });
    await graph.apply({ rows: () => undefined });
    const [other] = await graph.rows('SELECT max(seq) - 1 AS seq FROM apply');
    await prune(day(100));
    expect(await graph.rows('SELECT min(seq) AS seq FROM apply')).toEqual([other]);
  });
});
