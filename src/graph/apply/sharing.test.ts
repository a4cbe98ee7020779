import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SegmentWriter } from '../../spool/index.ts';
import { GraphError } from '../errors.ts';
import {
  cve,
  finding,
  GraphFixture,
  host,
  QUALYS,
  SCANNER,
  vulnerability,
} from '../testing/fixture.ts';

const SECOND = { ...QUALYS, name: 'second' };
const ELSEWHERE = { name: 'elsewhere', integrationType: 'qualys', subscription: 'subscription-b' };

const everything = (segment: SegmentWriter): void => {
  segment.entity(SCANNER);
  segment.target(host(1));
  segment.finding(finding(1, 1));
  segment.entity(vulnerability(1, ['CVE-2026-1']));
  segment.entity(cve('CVE-2026-1'));
};

/** What one instance sees of {@link everything}. */
const ONE = [
  'HAS qualys-host:1 > host-finding:1:1',
  'IS host-finding:1:1 > cve-2026-1',
  'IS host-finding:1:1 > vuln-qid:38001',
  'SCANS qualys-service:vmdr > qualys-host:1',
  'cve cve-2026-1',
  'discovered_host qualys-host:1',
  'qualys_host_finding host-finding:1:1',
  'qualys_vuln vuln-qid:38001',
  'qualys_vulnerability_manager qualys-service:vmdr',
];

describe('several instances in one graph', () => {
  let graph: GraphFixture;
  beforeEach(() => {
    graph = new GraphFixture();
  });
  afterEach(() => graph.remove());

  it('keeps two subscriptions with equal ids apart', async () => {
    await graph.apply({ rows: everything });
    await graph.apply({ rows: everything, instance: ELSEWHERE });
    expect(await graph.graph()).toEqual([...ONE, ...ONE].sort());
    await graph.apply({
      complete: ['discovered_host'],
      rows: (segment) => segment.entity(SCANNER),
      instance: ELSEWHERE,
    });
    expect(await graph.graph()).toEqual(
      [...ONE, 'qualys_vulnerability_manager qualys-service:vmdr'].sort(),
    );
  });

  it('shares hosts, vulnerabilities and CVEs of a subscription, not findings and services', async () => {
    await graph.apply({ rows: everything });
    const report = await graph.apply({ rows: everything, instance: SECOND });
    expect(report.entities['discovered_host']).toMatchObject({ seen: 1, created: 0, updated: 0 });
    expect(report.entities['qualys_host_finding']).toMatchObject({ created: 1 });
    const counts = await graph.rows(
      'SELECT k.type, count(*) AS n FROM entity e JOIN kind k ON k.id = e.kind_id GROUP BY k.type ORDER BY k.type',
    );
    expect(counts).toEqual([
      { type: 'cve', n: 1 },
      { type: 'discovered_host', n: 1 },
      { type: 'qualys_host_finding', n: 2 },
      { type: 'qualys_vuln', n: 1 },
      { type: 'qualys_vulnerability_manager', n: 2 },
    ]);
    const lines = await graph.graph();
    expect(lines.filter((line) => line.startsWith('SCANS'))).toHaveLength(2);
    // Every finding is on the host that both see, and is the vulnerability that both know.
    expect(lines.filter((line) => line.startsWith('HAS'))).toHaveLength(2);
    expect(lines.filter((line) => line === 'IS host-finding:1:1 > cve-2026-1')).toHaveLength(2);
  });

  it('lets whichever instance read a shared host last write it', async () => {
    await graph.apply({ rows: everything });
    await graph.apply({
      rows: (segment) => segment.target(host(1, { os: 'Linux' })),
      instance: SECOND,
    });
    expect(await graph.versions('qualys-host:1')).toMatchObject([{ end_seq: 2 }, { version: 2 }]);
  });

  it('refuses an instance that suddenly reads another subscription', async () => {
    await graph.apply({ rows: everything });
    const error = await graph
      .apply({ rows: everything, instance: { ...QUALYS, subscription: 'subscription-b' } })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GraphError);
    expect(error).toMatchObject({ code: 'G_OTHER_SUBSCRIPTION', exitCode: 2 });
    expect(await graph.graph()).toEqual(ONE);
  });

  it('says in the catalog whose is what', async () => {
    await graph.apply({ rows: everything });
    await graph.apply({ rows: everything, instance: SECOND });
    const { instances, seq, at } = await (await graph.store()).catalog();
    expect(seq).toBe(2);
    expect(at).toBeGreaterThan(0);
    expect(instances).toEqual([
      {
        id: 1,
        name: 'subscription-a',
        kind: 'subscription',
        integrationType: 'qualys',
        scopeId: 1,
      },
      { id: 2, name: 'qualys', kind: 'integration', integrationType: 'qualys', scopeId: 1 },
      { id: 3, name: 'second', kind: 'integration', integrationType: 'qualys', scopeId: 1 },
    ]);
  });
});
