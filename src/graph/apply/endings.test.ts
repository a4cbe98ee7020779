import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SegmentWriter } from '../../spool/index.ts';
import {
  cve,
  entity,
  finding,
  GraphFixture,
  host,
  QUALYS,
  SCANNER,
  vulnerability,
} from '../testing/fixture.ts';

const HOSTS = ['discovered_host', 'aws_instance'];
const OTHER_INSTANCE = { ...QUALYS, name: 'second' };

describe('what ends, and on what evidence', () => {
  let graph: GraphFixture;
  beforeEach(() => {
    graph = new GraphFixture();
  });
  afterEach(() => graph.remove());

  const scan =
    (ids: readonly number[], more?: (segment: SegmentWriter) => void) =>
    (segment: SegmentWriter) => {
      segment.entity(SCANNER);
      for (const id of ids) segment.target(host(id));
      more?.(segment);
    };

  it('keeps everything that a run neither brings nor covers', async () => {
    await graph.apply({ rows: scan([1], (segment) => segment.finding(finding(1, 1))) });
    const before = await graph.graph();
    await graph.apply({});
    expect(await graph.graph()).toEqual(before);
  });

  it('ends a finding that is gone from a covered host, and leaves other hosts alone', async () => {
    await graph.apply({
      rows: scan([1, 2], (segment) => {
        segment.finding(finding(1, 1));
        segment.finding(finding(1, 2));
        segment.finding(finding(2, 1));
      }),
    });
    const report = await graph.apply({
      rows: (segment) => {
        segment.finding(finding(1, 2));
        segment.covered({ space: 'host', id: '1' }, 'qualys_host_finding');
        segment.covered({ space: 'host', id: '99' }, 'qualys_host_finding');
      },
    });
    expect(report.entities['qualys_host_finding']).toMatchObject({ seen: 1, deleted: 1 });
    expect(await graph.versions('host-finding:1:1')).toMatchObject([
      { end_seq: 2, closed_reason: 'notReported' },
    ]);
    expect((await graph.graph()).filter((line) => line.startsWith('qualys_host_finding'))).toEqual([
      'qualys_host_finding host-finding:1:2',
      'qualys_host_finding host-finding:2:1',
    ]);
  });

  it('does not take a host covered for one type as covered for another', async () => {
    await graph.apply({ rows: scan([1], (segment) => segment.finding(finding(1, 1))) });
    await graph.apply({
      rows: (segment) => segment.covered({ space: 'host', id: '1' }, 'qualys_web_app_finding'),
    });
    expect(await graph.versions('host-finding:1:1')).toMatchObject([{ end_seq: null }]);
  });

  it('ends a host that left the complete list, its relationship and its findings', async () => {
    await graph.apply({
      complete: HOSTS,
      rows: scan([1, 2], (segment) => {
        segment.finding(finding(1, 1));
        segment.finding(finding(2, 1));
      }),
    });
    const report = await graph.apply({ complete: HOSTS, rows: scan([2]) });
    expect(report.entities['discovered_host']).toMatchObject({ seen: 1, deleted: 1 });
    expect(report.entities['qualys_host_finding']).toMatchObject({ deleted: 1 });
    expect(report.relationships['qualys_vulnerability_manager_scans_discovered_host']).toEqual({
      seen: 1,
      created: 0,
      updated: 0,
      deleted: 1,
      refreshed: 0,
    });
    expect(await graph.versions('host-finding:1:1')).toMatchObject([
      { end_seq: 2, closed_reason: 'hostPurged' },
    ]);
    expect(await graph.graph()).toEqual([
      'HAS qualys-host:2 > host-finding:2:1',
      'SCANS qualys-service:vmdr > qualys-host:2',
      'discovered_host qualys-host:2',
      'qualys_host_finding host-finding:2:1',
      'qualys_vulnerability_manager qualys-service:vmdr',
    ]);
  });

  it('does not end hosts of a type that was not read completely', async () => {
    await graph.apply({ rows: scan([1]) });
    await graph.apply({ complete: ['aws_instance'], rows: scan([]) });
    expect(await graph.graph()).toContain('discovered_host qualys-host:1');
  });

  it('keeps a host that another instance of the subscription still scans', async () => {
    const both = (segment: SegmentWriter) => segment.finding(finding(1, 1));
    await graph.apply({ complete: HOSTS, rows: scan([1], both) });
    await graph.apply({ complete: HOSTS, rows: scan([1], both), instance: OTHER_INSTANCE });
    await graph.apply({ complete: HOSTS, rows: scan([]) });
    expect(await graph.graph()).toContain('discovered_host qualys-host:1');
    expect(
      await graph.rows(
        "SELECT instance_id, closed_reason, end_seq FROM entity WHERE kind_id = (SELECT id FROM kind WHERE type = 'qualys_host_finding') ORDER BY instance_id",
      ),
    ).toMatchObject([
      { closed_reason: 'outOfScope', end_seq: 3 },
      { closed_reason: null, end_seq: null },
    ]);
    await graph.apply({ complete: HOSTS, rows: scan([]), instance: OTHER_INSTANCE });
    expect(await graph.graph()).toEqual([
      'qualys_vulnerability_manager qualys-service:vmdr',
      'qualys_vulnerability_manager qualys-service:vmdr',
    ]);
  });

  it('moves a host to its new type when its cloud identity appears', async () => {
    await graph.apply({
      complete: HOSTS,
      rows: scan([1], (segment) => segment.finding(finding(1, 1))),
    });
    await graph.apply({
      complete: HOSTS,
      rows: (segment) => {
        segment.entity(SCANNER);
        segment.target(host(1, {}, { type: 'aws_instance', key: 'arn:1' }));
      },
    });
    expect(await graph.graph()).toEqual([
      'HAS arn:1 > host-finding:1:1',
      'SCANS qualys-service:vmdr > arn:1',
      'aws_instance arn:1',
      'qualys_host_finding host-finding:1:1',
      'qualys_vulnerability_manager qualys-service:vmdr',
    ]);
  });

  it('ends entities of a completely read type that the run does not bring', async () => {
    const web = (key: string) => ({
      entity: entity('qualys_web_app_finding', ['Finding'], key, { qid: 150_001 }),
      ref: { space: 'web-app', id: '7' } as const,
    });
    await graph.apply({
      rows: (segment) => {
        segment.finding(web('w1'));
        segment.finding(web('w2'));
      },
    });
    await graph.apply({
      complete: ['qualys_web_app_finding'],
      rows: (segment) => segment.finding(web('w2')),
    });
    expect(await graph.graph()).toEqual(['qualys_web_app_finding w2']);
    expect(await graph.versions('w1')).toMatchObject([{ closed_reason: 'notReported' }]);
  });

  it('ends vulnerabilities without a finding, and CVEs without a vulnerability', async () => {
    await graph.apply({
      rows: scan([1], (segment) => {
        segment.finding(finding(1, 1));
        segment.finding(finding(1, 2));
        segment.entity(vulnerability(1, ['CVE-2026-1', 'CVE-2026-2']));
        segment.entity(vulnerability(2, ['CVE-2026-2']));
        segment.entity(vulnerability(3, ['CVE-2026-3']));
        for (const id of ['CVE-2026-1', 'CVE-2026-2', 'CVE-2026-3']) segment.entity(cve(id));
      }),
    });
    const vulnerabilities = async () =>
      (await graph.graph()).filter((line) => /^(qualys_vuln|cve|IS) /.test(line));
    expect(await vulnerabilities()).toEqual([
      'IS host-finding:1:1 > cve-2026-1',
      'IS host-finding:1:1 > cve-2026-2',
      'IS host-finding:1:1 > vuln-qid:38001',
      'IS host-finding:1:2 > cve-2026-2',
      'IS host-finding:1:2 > vuln-qid:38002',
      'cve cve-2026-1',
      'cve cve-2026-2',
      'qualys_vuln vuln-qid:38001',
      'qualys_vuln vuln-qid:38002',
    ]);
    const report = await graph.apply({
      rows: (segment) => {
        segment.finding(finding(1, 2));
        segment.covered({ space: 'host', id: '1' }, 'qualys_host_finding');
      },
    });
    expect(report.entities['qualys_vuln']).toMatchObject({ deleted: 1 });
    expect(report.entities['cve']).toMatchObject({ deleted: 1 });
    expect(await vulnerabilities()).toEqual([
      'IS host-finding:1:2 > cve-2026-2',
      'IS host-finding:1:2 > vuln-qid:38002',
      'cve cve-2026-2',
      'qualys_vuln vuln-qid:38002',
    ]);
    // The vulnerability that never had a finding left no trace.
    expect(await graph.versions('vuln-qid:38003')).toEqual([]);
  });

  it('follows a vulnerability whose CVEs change', async () => {
    const run = (cveIds: readonly string[]) =>
      graph.apply({
        rows: scan([1], (segment) => {
          segment.finding(finding(1, 1));
          segment.entity(vulnerability(1, cveIds));
          for (const id of cveIds) segment.entity(cve(id));
        }),
      });
    await run(['CVE-2026-1']);
    await run(['CVE-2026-2']);
    expect((await graph.graph()).filter((line) => line.includes('cve-'))).toEqual([
      'IS host-finding:1:1 > cve-2026-2',
      'cve cve-2026-2',
    ]);
  });
});
