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
  vulnerability,
} from '../testing/fixture.ts';

const HOSTS = ['discovered_host'];
const TYPE = 'qualys_host_finding';
const ref = (id: number) => ({ space: 'host', id: String(id) }) as const;
const SCOPE = { fingerprint: 'all', severities: [3, 4, 5] };
const NARROWER = { fingerprint: 'critical only', severities: [5] };

describe('why a finding is closed', () => {
  let graph: GraphFixture;
  beforeEach(() => {
    graph = new GraphFixture();
  });
  afterEach(() => graph.remove());

  type Properties = Readonly<Record<string, Entity[string]>>;
  /** Reads hosts completely: findings by host and number. */
  const run = (
    findings: Readonly<Record<number, Readonly<Record<number, Properties>>>>,
    more: Omit<HandMadeRun, 'rows'> & { readonly rows?: (segment: SegmentWriter) => void } = {},
  ) =>
    graph.apply({
      complete: HOSTS,
      scope: SCOPE,
      ...more,
      rows: (segment) => {
        segment.entity(SCANNER);
        for (const [id, ofHost] of Object.entries(findings)) {
          segment.target(host(Number(id)));
          for (const [number, properties] of Object.entries(ofHost)) {
            segment.finding(finding(Number(id), Number(number), properties));
          }
          segment.covered(ref(Number(id)), TYPE);
        }
        more.rows?.(segment);
      },
    });
  const FIXED = { status: 'Fixed', open: false, closedReason: 'fixed' };
  const IGNORED = { open: false, closedReason: 'ignored', isIgnored: true };
  const DISABLED = { open: false, closedReason: 'disabled', isDisabled: true };
  const reasons = async (number = 1, hostId = 1) =>
    (await graph.versions(`host-finding:${hostId}:${number}`)).map((row) => row['closed_reason']);

  it('says so while it is still reported, in a version of its own, and reopens', async () => {
    expect((await run({ 1: { 1: {}, 2: {}, 3: {} } })).closed).toEqual({});
    const report = await run({ 1: { 1: FIXED, 2: IGNORED, 3: DISABLED } });
    expect(report.closed).toEqual({ disabled: 1, fixed: 1, ignored: 1 });
    expect(report.entities[TYPE]).toMatchObject({ updated: 3, deleted: 0 });
    expect((await graph.objects()).find(({ _key }) => _key === 'host-finding:1:1')).toMatchObject({
      closedReason: 'fixed',
      open: false,
    });
    expect((await run({ 1: { 1: FIXED, 2: IGNORED, 3: DISABLED } })).closed).toEqual({});
    const back = await run({ 1: { 1: {}, 2: {}, 3: DISABLED } });
    expect(back).toMatchObject({ closed: {}, reopened: 2 });
    expect((await run({ 1: { 1: { title: 'x' }, 2: {}, 3: DISABLED } })).reopened).toBe(0);
    expect(await reasons()).toEqual([null, 'fixed', null, null]);
    expect(await reasons(2)).toEqual([null, 'ignored', null]);
  });

  it('reopens what had ended, and not what was only new', async () => {
    expect((await run({ 1: { 1: {}, 2: {} } })).reopened).toBe(0);
    expect(await run({ 1: { 2: {} } })).toMatchObject({ closed: { notReported: 1 }, reopened: 0 });
    expect((await run({ 1: { 1: {}, 2: {}, 3: {} } })).reopened).toBe(1);
  });

  it('does not count what came closed', async () => {
    expect((await run({ 1: { 1: FIXED } })).closed).toEqual({});
  });

  it('counts one whose reason changes', async () => {
    await run({ 1: { 1: IGNORED } });
    expect((await run({ 1: { 1: FIXED } })).closed).toEqual({ fixed: 1 });
  });

  it('stays fixed when it is not reported any more; everything else was not reported', async () => {
    await run({ 1: { 1: FIXED, 2: IGNORED, 3: DISABLED, 4: {} } });
    const report = await run({ 1: {} });
    expect(report.closed).toEqual({ fixed: 1, notReported: 3 });
    expect(await reasons(1)).toEqual(['fixed']);
    for (const number of [2, 3, 4]) expect(await reasons(number)).toEqual(['notReported']);
  });

  it('is out of scope when the host lost the tag that is asked for', async () => {
    await run({ 1: { 1: {}, 2: FIXED }, 2: { 1: {} } });
    await graph.apply({
      scope: SCOPE,
      rows: (segment) => {
        segment.covered(ref(1), TYPE, { reason: 'outOfScope' });
        segment.covered(ref(2), TYPE);
      },
    });
    expect(await reasons(1)).toEqual(['outOfScope']);
    expect(await reasons(2)).toEqual(['fixed']);
    expect(await reasons(1, 2)).toEqual(['notReported']);
  });

  it('is out of scope after the scope changed, in that run only', async () => {
    await run({ 1: { 1: {}, 2: {}, 3: FIXED } });
    const report = await run({ 1: { 2: {} } }, { scope: NARROWER });
    expect(report.closed).toEqual({ fixed: 1, outOfScope: 1 });
    expect(await reasons(1)).toEqual(['outOfScope']);
    await run({ 1: {} }, { scope: NARROWER });
    expect(await reasons(2)).toEqual(['notReported']);
  });

  it('is out of scope on a host that is read for the first time since the scope changed', async () => {
    await run({ 1: { 1: {} }, 2: { 1: {}, 2: {} } });
    const listed = (segment: SegmentWriter) => segment.present(ref(2));
    await run({ 1: { 1: {} } }, { scope: NARROWER, rows: listed });
    await run({ 1: {}, 2: { 2: {} } }, { scope: NARROWER });
    expect(await reasons(1, 1)).toEqual(['notReported']);
    expect(await reasons(1, 2)).toEqual(['outOfScope']);
    await run({ 1: {}, 2: {} }, { scope: NARROWER });
    expect(await reasons(2, 2)).toEqual(['notReported']);
  });

  it('is not out of scope for a run that does not tell its scope', async () => {
    await run({ 1: { 1: {} } });
    await run({ 1: {} }, { scope: undefined });
    expect(await reasons(1)).toEqual(['notReported']);
  });

  it('is out of scope when Qualys rates the vulnerability below what is read', async () => {
    const rated = (level: number) => (segment: SegmentWriter) => {
      for (const number of [1, 2]) {
        segment.entity({ ...vulnerability(number), severityLevel: level });
      }
    };
    const info = { type: 'Info', open: false };
    await run({ 1: { 1: {}, 2: info, 3: {} } }, { rows: rated(3) });
    const report = await run({ 1: {} }, { rows: rated(2) });
    expect(report.closed).toEqual({ notReported: 2, outOfScope: 1 });
    expect(await reasons(1)).toEqual(['outOfScope']);
    // Information is read whatever its severity, and nothing is known of the third.
    expect(await reasons(2)).toEqual(['notReported']);
    expect(await reasons(3)).toEqual(['notReported']);
  });

  it('is that the host was purged, or went out of scope', async () => {
    await run({ 1: { 1: {}, 2: FIXED, 3: IGNORED }, 2: { 1: {} }, 3: {} });
    const report = await run({ 2: { 1: {} }, 3: {} });
    expect(report.closed).toEqual({ fixed: 1, hostPurged: 2 });
    expect(await reasons(1)).toEqual(['hostPurged']);
    expect(await reasons(2)).toEqual(['fixed']);
    expect(await reasons(3)).toEqual(['hostPurged']);
    expect((await run({ 3: {} }, { scope: NARROWER })).closed).toEqual({ outOfScope: 1 });
    expect(await reasons(1, 2)).toEqual(['outOfScope']);
    expect(await graph.versions('qualys-host:2')).toMatchObject([{ closed_reason: 'outOfScope' }]);
  });

  it('does not take the host of a purged finding out of the past', async () => {
    await run({ 1: { 1: {} }, 2: { 1: {} } });
    await run({ 2: { 1: {} } });
    expect(
      await graph.rows(`SELECT h.key AS host, f.key AS finding FROM entity_host_finding f
        JOIN entity_host h ON h.id = f.asset_ref AND h.begin_seq <= 1 AND coalesce(h.end_seq, 2) > 1
        WHERE f.begin_seq <= 1 AND coalesce(f.end_seq, 2) > 1 ORDER BY f.key`),
    ).toEqual([
      { host: 'qualys-host:1', finding: 'host-finding:1:1' },
      { host: 'qualys-host:2', finding: 'host-finding:2:1' },
    ]);
  });

  it('is that the web application is gone', async () => {
    const APP = { space: 'web-app', id: '7' } as const;
    const types = ['web_app', 'qualys_web_app_finding'];
    await graph.apply({
      complete: types,
      rows: (segment) => {
        segment.target({
          entity: entity('web_app', ['Application'], 'qualys-web-app:7'),
          scannerKey: 'none',
          ref: APP,
          order: 7,
          isEnriched: true,
        });
        segment.finding({ entity: entity('qualys_web_app_finding', ['Finding'], 'w1'), ref: APP });
        segment.covered(APP, 'qualys_web_app_finding');
      },
    });
    const report = await graph.apply({ complete: types, scope: SCOPE });
    expect(report.closed).toEqual({ hostPurged: 1 });
    expect(await graph.graph()).toEqual([]);
    expect(await graph.versions('w1')).toMatchObject([{ closed_reason: 'hostPurged' }]);
  });

  it('is gone when it comes back', async () => {
    await run({ 1: { 1: {} } });
    await run({ 1: {} });
    await run({ 1: { 1: {} } });
    expect(await reasons(1)).toEqual(['notReported', null]);
  });
});
