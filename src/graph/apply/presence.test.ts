import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SegmentWriter } from '../../spool/index.ts';
import {
  DAY_ONE,
  entity,
  finding,
  GraphFixture,
  host,
  QUALYS,
  SCANNER,
  vulnerability,
} from '../testing/fixture.ts';

const HOSTS = ['discovered_host', 'aws_instance'];
const TYPE = 'qualys_host_finding';
const APP = { space: 'web-app', id: '7' } as const;
const ref = (id: number) => ({ space: 'host', id: String(id) }) as const;

describe('a run that reads a part of the hosts completely', () => {
  let graph: GraphFixture;
  beforeEach(() => {
    graph = new GraphFixture();
  });
  afterEach(() => graph.remove());

  /** `read`: hosts that are read completely, with the numbers of their findings; `listed`: the complete list. */
  const run = (
    read: Readonly<Record<number, readonly number[]>>,
    listed: readonly number[],
    readOn = DAY_ONE,
    more?: (segment: SegmentWriter) => void,
  ) => ({
    complete: HOSTS,
    rows: (segment: SegmentWriter) => {
      segment.entity(SCANNER);
      for (const id of listed) segment.present(ref(id));
      for (const [id, findings] of Object.entries(read)) {
        segment.target(host(Number(id)));
        for (const number of findings) segment.finding(finding(Number(id), number));
        segment.covered(ref(Number(id)), TYPE, { readOn });
      }
      more?.(segment);
    },
  });
  const lastRead = async () =>
    Object.fromEntries(
      (
        await graph.rows(
          "SELECT key, last_read_on FROM entity WHERE end_seq IS NULL AND key LIKE 'qualys-host:%'",
        )
      ).map((row) => [row['key'], row['last_read_on']]),
    );

  it('leaves present hosts and their findings alone, and ends those that are gone', async () => {
    await graph.apply(run({ 1: [1], 2: [1], 3: [1] }, [1, 2, 3]));
    const report = await graph.apply(run({ 1: [2] }, [1, 2]));
    expect(report.entities['discovered_host']).toMatchObject({ seen: 1, deleted: 1 });
    expect((await graph.graph()).filter((line) => !line.startsWith('HAS'))).toEqual([
      'SCANS qualys-service:vmdr > qualys-host:1',
      'SCANS qualys-service:vmdr > qualys-host:2',
      'discovered_host qualys-host:1',
      'discovered_host qualys-host:2',
      'qualys_host_finding host-finding:1:2',
      'qualys_host_finding host-finding:2:1',
      'qualys_vulnerability_manager qualys-service:vmdr',
    ]);
    expect(await graph.versions('host-finding:3:1')).toMatchObject([
      { closed_reason: 'hostPurged' },
    ]);
  });

  it('does not take presence in the list as evidence when the list is not complete', async () => {
    await graph.apply(run({ 1: [1], 2: [1] }, [1, 2]));
    await graph.apply({ ...run({}, [1]), complete: [] });
    expect(await graph.graph()).toContain('discovered_host qualys-host:2');
  });

  it('makes nothing of a present host that no run has brought', async () => {
    await graph.apply(run({ 1: [] }, [1, 2]));
    expect((await graph.graph()).filter((line) => line.startsWith('discovered_host'))).toEqual([
      'discovered_host qualys-host:1',
    ]);
    expect(await graph.rows("SELECT ref FROM asset_ref WHERE ref = '2'")).toEqual([]);
  });

  it('lets the lower record of a machine stand that is present and was not read', async () => {
    const record = (id: number, os: string) =>
      host(id, { os }, { type: 'aws_instance', key: 'arn:1' });
    const osOf = async () => (await graph.objects()).find(({ _key }) => _key === 'arn:1')?.['os'];
    const both = (segment: SegmentWriter) => {
      segment.target(record(3, 'first'));
      segment.target(record(20, 'second'));
    };
    const second = (segment: SegmentWriter) => segment.target(record(20, 'second'));
    await graph.apply(run({}, [3, 20], DAY_ONE, both));
    await graph.apply(run({}, [3, 20], DAY_ONE, second));
    expect(await osOf()).toBe('first');
    await graph.apply(run({}, [20], DAY_ONE, second));
    expect(await osOf()).toBe('second');
  });

  it('keeps when each host was last read completely, whatever else is merged', async () => {
    await graph.apply(run({ 1: [1], 2: [1] }, [1, 2], 100));
    expect(await lastRead()).toEqual({ 'qualys-host:1': 100, 'qualys-host:2': 100 });
    await graph.apply(run({ 1: [1] }, [1, 2], 200));
    expect(await lastRead()).toEqual({ 'qualys-host:1': 200, 'qualys-host:2': 100 });
    // Rows of these hosts without a complete read: a new version, and a replaced one.
    await graph.apply({
      rows: (segment) => {
        segment.target(host(1, { os: 'Linux' }));
        segment.target(host(2, { truRiskScore: 7 }));
      },
    });
    expect(await lastRead()).toEqual({ 'qualys-host:1': 200, 'qualys-host:2': 100 });
    expect(await graph.versions('qualys-host:1')).toHaveLength(2);
    expect(await graph.versions('qualys-host:2')).toHaveLength(1);
    expect((await graph.objects()).find(({ _key }) => _key === 'qualys-host:1')).toMatchObject({
      lastReadOn: 200,
      os: 'Linux',
    });
  });

  it('takes a machine of two records as read when the older read of them was', async () => {
    const record = (id: number) => host(id, {}, { type: 'aws_instance', key: 'arn:1' });
    const read = (reads: Readonly<Record<number, number>>) =>
      graph.apply({
        rows: (segment) => {
          for (const id of [3, 20]) segment.target(record(id));
          for (const [id, readOn] of Object.entries(reads)) {
            segment.covered(ref(Number(id)), TYPE, { readOn });
          }
        },
      });
    const readOn = async () =>
      (await graph.objects()).find(({ _key }) => _key === 'arn:1')?.['lastReadOn'];
    await read({ 3: 100 });
    expect(await readOn()).toBeUndefined();
    await read({ 20: 50 });
    expect(await readOn()).toBe(50);
    await read({ 20: 200 });
    expect(await readOn()).toBe(100);
  });

  it('gives the next run what it needs: state, scope, hosts, known QIDs', async () => {
    const store = await graph.store();
    expect(await store.instanceState('qualys')).toBeUndefined();
    await graph.apply({
      ...run({ 9: [1, 2], 10: [] }, [9, 10], 100, (segment) => {
        segment.target(host(11, { lastScannedOn: 77 }));
        segment.finding(
          finding(11, 3, { open: false, closedReason: 'fixed', status: 'Fixed', resolvedOn: 50 }),
        );
        segment.entity(vulnerability(1));
        segment.entity({ ...vulnerability(2), inKnowledgeBase: true });
        segment.entity({ ...vulnerability(3), inKnowledgeBase: false });
        segment.target({
          ...host(7),
          entity: entity('web_app', ['Application'], 'app:7'),
          ref: APP,
        });
        for (const id of [1, 2]) {
          const found = entity('qualys_web_app_finding', ['Finding'], `web:${id}`, {
            open: id === 1,
          });
          segment.finding({ entity: found, ref: APP });
        }
      }),
      runId: 'first',
      state: '{"cursor":1}',
      scope: { fingerprint: 'all', severities: [3, 4, 5] },
    });
    const expected = {
      runId: 'first',
      at: DAY_ONE,
      state: '{"cursor":1}',
      scopeFingerprint: 'all',
      hosts: [
        { id: '9', lastReadOn: 100, findings: 2 },
        { id: '10', lastReadOn: 100, findings: 0 },
        { id: '11', lastScannedOn: 77, findings: 1 },
      ],
      qids: [38_001, 38_002],
      webApps: 1,
      webAppFindings: 2,
    };
    expect(await store.instanceState('qualys')).toEqual(expected);
    const findingsFor = async (fixedSince: number) =>
      (await store.instanceState('qualys', fixedSince))?.hosts.map(({ findings }) => findings);
    expect(await findingsFor(50)).toEqual([2, 0, 1]);
    expect(await findingsFor(51)).toEqual([2, 0, 0]);

    // An apply without state and scope, and one of another instance, leave them as they are.
    await graph.apply({ runId: 'second' });
    await graph.apply({
      instance: { ...QUALYS, name: 'other' },
      runId: 'other',
      state: 'x',
      rows: (segment) => segment.entity(entity('qualys_account', ['Account'], 'a')),
    });
    expect(await store.instanceState('qualys')).toEqual({
      ...expected,
      runId: 'second',
      at: expect.any(Number),
    });
    await graph.apply({ state: 'new', scope: { fingerprint: 'less', severities: [5] } });
    expect(await store.instanceState('qualys')).toMatchObject({
      state: 'new',
      scopeFingerprint: 'less',
    });
    expect(await store.instanceState('other')).toMatchObject({ state: 'x', hosts: [] });
  });

  it('stores no state when the apply fails', async () => {
    await graph.apply({ state: 'before' });
    const twice = graph.apply({
      state: 'after',
      rows: (segment) => {
        segment.finding(finding(1, 1));
        segment.finding(finding(1, 1));
      },
    });
    await expect(twice).rejects.toMatchObject({ code: 'G_DUPLICATE_KEY' });
    expect(await (await graph.store()).instanceState('qualys')).toMatchObject({ state: 'before' });
  });
});
