import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entity } from '../../model/graph-object.ts';
import type { SegmentWriter } from '../../spool/index.ts';
import {
  entity,
  finding,
  GraphFixture,
  type HandMadeRun,
  host,
  SCANNER,
} from '../testing/fixture.ts';

const TYPE = 'qualys_host_finding';
const COMPLETE = ['discovered_host', 'aws_instance', 'qualys_account'];
const range = (count: number, from = 1) => Array.from({ length: count }, (_, n) => from + n);

describe('the brake on removals', () => {
  let graph: GraphFixture;
  beforeEach(() => {
    graph = new GraphFixture();
  });
  afterEach(() => graph.remove());

  /** Hosts with findings numbered from 1, all read completely. */
  const run = (
    hosts: readonly number[],
    findings: (id: number) => readonly number[],
    more: Omit<HandMadeRun, 'rows'> & {
      readonly rows?: (segment: SegmentWriter) => void;
      readonly finding?: Readonly<Record<string, Entity[string]>>;
      readonly readOn?: number;
      readonly typeOf?: (id: number) => string;
    } = {},
  ) =>
    graph.apply({
      complete: COMPLETE,
      ...more,
      rows: (segment) => {
        segment.entity(SCANNER);
        for (const id of hosts) {
          const type = more.typeOf?.(id) ?? 'discovered_host';
          segment.target(host(id, { qualysAgentId: `agent-${id % 1000}` }, { type }));
          for (const number of findings(id)) segment.finding(finding(id, number, more.finding));
          const ref = { space: 'host', id: String(id) } as const;
          segment.covered(ref, TYPE, more.readOn === undefined ? {} : { readOn: more.readOn });
        }
        more.rows?.(segment);
      },
    });
  const count = async (type: string) =>
    (await graph.graph()).filter((line) => line.startsWith(`${type} `)).length;
  const some = (number: number) => () => range(number);

  it('lets 50 go, however few there were', async () => {
    await run(range(51), some(1));
    const report = await run([1], some(1));
    expect(report.held).toBeUndefined();
    expect(report.entities['discovered_host']).toMatchObject({ deleted: 50 });
    expect(report.closed).toEqual({ hostPurged: 50 });
  });

  it('lets 5 % go, however many these are', async () => {
    await run([1], some(1200));
    const report = await run([1], some(1140));
    expect(report.held).toBeUndefined();
    expect(report.closed).toEqual({ notReported: 60 });
  });

  it('holds one more than that', async () => {
    await run([1], some(1200));
    const report = await run([1], some(1139));
    expect(report).toMatchObject({
      held: {
        reason: 'The run would remove 61 of 1,200 findings on hosts.',
        removals: { [TYPE]: { removals: 61, of: 1200 } },
      },
      closed: {},
    });
    expect(report.entities[TYPE]).toMatchObject({ seen: 1139, deleted: 0 });
    expect(await count(TYPE)).toBe(1200);
  });

  it('looks at all types of hosts together', async () => {
    const typeOf = (id: number) => (id % 2 === 0 ? 'aws_instance' : 'discovered_host');
    await run(range(100), some(0), { typeOf });
    const report = await run(range(48), some(0), { typeOf });
    expect(report.held).toEqual({
      reason: 'The run would remove 52 of 100 hosts.',
      removals: {
        aws_instance: { removals: 26, of: 50 },
        discovered_host: { removals: 26, of: 50 },
      },
    });
  });

  it('holds every removal of the run and merges everything else', async () => {
    const account = entity('qualys_account', ['Account'], 'a');
    await run(range(60), some(2), { rows: (segment) => segment.entity(account) });
    const before = await graph.graph();
    const report = await run([1, 2, 100], (id) => (id === 1 ? [1, 3] : [1, 2]));
    expect(report.held?.removals).toEqual({
      discovered_host: { removals: 58, of: 60 },
      // On hosts that are gone, and one on a host that was read.
      [TYPE]: { removals: 117, of: 120 },
    });
    expect(report.held?.reason).toBe(
      'The run would remove 58 of 60 hosts and 117 of 120 findings on hosts.',
    );
    const after = await graph.graph();
    for (const line of before) expect(after).toContain(line);
    expect(after).toContain('qualys_host_finding host-finding:1:3');
    expect(after).toContain('discovered_host qualys-host:100');
    expect(after).toContain('HAS qualys-host:100 > host-finding:100:2');
    for (const { deleted } of Object.values({ ...report.entities, ...report.relationships })) {
      expect(deleted).toBe(0);
    }
  });

  it('keeps stated relationships that were held', async () => {
    const WEB = { space: 'web-app', id: '7' } as const;
    const scanner = entity('qualys_web_app_scanner', ['Service'], 'was');
    const web = (numbers: readonly number[]) =>
      graph.apply({
        complete: ['qualys_web_app_finding', 'qualys_web_app_scanner_identified_web_app_finding'],
        rows: (segment) => {
          segment.entity(scanner);
          for (const number of numbers) {
            const key = `w${number}`;
            segment.finding({
              entity: entity('qualys_web_app_finding', ['Finding'], key),
              ref: WEB,
            });
            segment.relationship({
              _key: `was|identified|${key}`,
              _type: 'qualys_web_app_scanner_identified_web_app_finding',
              _class: 'IDENTIFIED',
              _fromEntityKey: 'was',
              _toEntityKey: key,
            });
          }
        },
      });
    await web(range(60));
    const report = await web([]);
    expect(report.held?.reason).toBe('The run would remove 60 of 60 findings on web applications.');
    const graphNow = await graph.graph();
    expect(graphNow.filter((line) => line.startsWith('IDENTIFIED'))).toHaveLength(60);
    expect((await web(range(10))).entities['qualys_web_app_finding']).toMatchObject({
      deleted: 50,
    });
    expect((await graph.graph()).filter((line) => line.startsWith('IDENTIFIED'))).toHaveLength(10);
  });

  it('does not count what was fixed or merged, and lets it go while the rest is held', async () => {
    const fixed = { status: 'Fixed', open: false, closedReason: 'fixed' };
    await run(range(60), some(1), { finding: fixed });
    const aged = await run(range(60), some(0));
    expect(aged.held).toBeUndefined();
    expect(aged.closed).toEqual({ fixed: 60 });

    await run(range(60), some(2));
    const merged = await run(range(60, 1001), some(2));
    expect(merged).toMatchObject({ merged: 60, closed: { merged: 120 } });
    expect(merged.held).toBeUndefined();

    // One host is merged, 59 are gone.
    const partly = await run([2001], some(2));
    expect(partly.held?.removals).toEqual({
      discovered_host: { removals: 59, of: 60 },
      [TYPE]: { removals: 118, of: 120 },
    });
    expect(partly).toMatchObject({ merged: 1, closed: { merged: 2 } });
    expect(await count('discovered_host')).toBe(60);
    expect(await count(TYPE)).toBe(120);
  });

  it('does not take hosts as read whose findings were held', async () => {
    await run([1, 2], some(60), { readOn: 100 });
    await run([1, 2], (id) => range(id === 1 ? 60 : 0), { readOn: 200 });
    const { hosts } = (await (await graph.store()).instanceState('qualys'))!;
    expect(hosts).toMatchObject([
      { id: '1', lastReadOn: 200 },
      { id: '2', lastReadOn: 100 },
    ]);
  });

  it('lets pass what was accepted, and a little more, but not another group', async () => {
    await run(range(200), some(1));
    const held = (await run(range(100), some(1))).held!;
    expect(await (await graph.store()).instanceState('qualys')).toMatchObject({ held });
    const upTo = Object.fromEntries(
      Object.entries(held.removals).map(([type, { removals }]) => [type, removals]),
    );
    expect(upTo).toEqual({ discovered_host: 100, [TYPE]: 100 });
    // 156 are more than 100 * 1.05 + 50.
    const more = await run(range(44), some(1), { acceptRemovals: { upTo } });
    expect(more.held?.removals['discovered_host']).toEqual({ removals: 156, of: 200 });
    const onlyHosts = { upTo: { discovered_host: 100 } };
    const other = await run(range(100), some(1), { acceptRemovals: onlyHosts });
    expect(other.held?.reason).toBe('The run would remove 100 of 200 findings on hosts.');
    const report = await run(range(45), some(1), { acceptRemovals: { upTo } });
    expect(report.held).toBeUndefined();
    expect(report.entities['discovered_host']).toMatchObject({ deleted: 155 });
    expect(await (await graph.store()).instanceState('qualys')).not.toHaveProperty('held');
  });

  it('remembers that the scope changed until the removals are accepted', async () => {
    const all = { fingerprint: 'all', severities: [3, 4, 5] };
    const less = { fingerprint: 'less', severities: [5] };
    await run(range(60), some(1), { scope: all });
    const held = await run([1], some(1), { scope: less });
    expect(held.held?.reason).toBe(
      'The run would remove 59 of 60 hosts and 59 of 60 findings on hosts, after the scope of the instance changed.',
    );
    const store = await graph.store();
    expect(await store.instanceState('qualys')).toMatchObject({ scopeFingerprint: 'all' });
    const accepted = await run([1], some(1), {
      scope: less,
      acceptRemovals: { upTo: { discovered_host: 59, [TYPE]: 59 } },
    });
    expect(accepted.closed).toEqual({ outOfScope: 59 });
    expect(await store.instanceState('qualys')).toMatchObject({ scopeFingerprint: 'less' });
  });
});
