import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_ONE, entity, finding, GraphFixture, host, SCANNER } from '../testing/fixture.ts';

const DAY_MS = 86_400_000;

describe('versions of an entity', () => {
  let graph: GraphFixture;
  beforeEach(() => {
    graph = new GraphFixture();
  });
  afterEach(() => graph.remove());

  it('makes a first version of what is new', async () => {
    const report = await graph.apply({
      rows: (segment) => segment.entity(entity('qualys_account', ['Account'], 'a')),
    });
    expect(report.entities['qualys_account']).toEqual({
      seen: 1,
      created: 1,
      updated: 0,
      deleted: 0,
      refreshed: 0,
    });
    expect(await graph.versions('a')).toMatchObject([
      { version: 1, begin_seq: 1, end_seq: null, created_on: DAY_ONE, begin_on: DAY_ONE },
    ]);
  });

  it('makes a new version when a stable property changes, and keeps id and first date', async () => {
    for (const portalVersion of ['1', '2']) {
      await graph.apply({
        rows: (segment) =>
          segment.entity(entity('qualys_account', ['Account'], 'a', { portalVersion })),
      });
    }
    const [first, second] = await graph.versions('a');
    expect(first).toMatchObject({ version: 1, begin_seq: 1, end_seq: 2, end_on: DAY_ONE + DAY_MS });
    expect(second).toMatchObject({
      id: first?.['id'],
      version: 2,
      begin_seq: 2,
      end_seq: null,
      created_on: DAY_ONE,
      begin_on: DAY_ONE + DAY_MS,
    });
    const past = await graph.rows(
      'SELECT portal_version FROM entity WHERE begin_seq <= 1 AND (end_seq IS NULL OR end_seq > 1)',
    );
    expect(past).toEqual([{ portal_version: '1' }]);
  });

  it('changes nothing when nothing changed, in whatever order the properties come', async () => {
    const properties = { portalVersion: '1', apiUrl: 'https://example.net' };
    const reversed = Object.fromEntries(Object.entries(properties).reverse());
    for (const given of [properties, reversed]) {
      await graph.apply({
        rows: (segment) => segment.entity(entity('qualys_account', ['Account'], 'a', given)),
      });
    }
    expect(await graph.versions('a')).toHaveLength(1);
  });

  it('updates volatile properties of a finding in place', async () => {
    for (const [qds, tags] of [
      [40, ['x']],
      [50, ['x']],
      [50, ['x', 'y']],
      [60, ['z']],
    ] as const) {
      await graph.apply({
        rows: (segment) => {
          segment.entity(SCANNER);
          segment.target(host(1));
          segment.finding(finding(1, 1, { qds, tags, details: `${qds}` }));
        },
      });
    }
    expect(await graph.versions('host-finding:1:1')).toMatchObject([{ version: 1, begin_seq: 1 }]);
    expect(
      await graph.rows(
        "SELECT qds, tags, created_on, asset_ref IS NOT NULL AS placed FROM entity WHERE key = 'host-finding:1:1'",
      ),
    ).toEqual([{ qds: 60, tags: ['z'], created_on: DAY_ONE, placed: true }]);
    expect((await graph.objects()).find(({ _key }) => _key === 'host-finding:1:1')).toMatchObject({
      details: '60',
    });
  });

  it('counts what was only refreshed apart from new versions', async () => {
    const day = async (qds: number, status: string) =>
      graph.apply({
        rows: (segment) => {
          segment.finding(finding(1, 1, { qds }));
          segment.finding(finding(1, 2, { qds: 1, status }));
          segment.finding(finding(1, 3));
        },
      });
    await day(1, 'Active');
    const report = await day(2, 'Fixed');
    expect(report.entities['qualys_host_finding']).toEqual({
      seen: 3,
      created: 0,
      updated: 1,
      deleted: 0,
      refreshed: 1,
    });
  });

  it('replaces volatile properties that go away', async () => {
    for (const qds of [40, undefined]) {
      await graph.apply({ rows: (segment) => segment.finding(finding(1, 1, { qds })) });
    }
    expect(await graph.rows('SELECT qds FROM entity')).toEqual([{ qds: null }]);
  });

  it('goes on with id, first date and version number when an entity comes back', async () => {
    const run = (isThere: boolean, portalVersion = '1') =>
      graph.apply({
        complete: ['qualys_account'],
        rows: (segment) => {
          if (isThere)
            segment.entity(entity('qualys_account', ['Account'], 'a', { portalVersion }));
        },
      });
    await run(true);
    expect((await run(false)).entities['qualys_account']).toMatchObject({ seen: 0, deleted: 1 });
    expect(await graph.graph()).toEqual([]);
    expect((await run(true)).entities['qualys_account']).toMatchObject({ created: 1 });
    const [first, second] = await graph.versions('a');
    expect(first).toMatchObject({ end_seq: 2, closed_reason: 'notReported' });
    expect(second).toMatchObject({
      id: first?.['id'],
      version: 2,
      begin_seq: 3,
      created_on: DAY_ONE,
      end_seq: null,
      closed_reason: null,
    });
  });

  it('gives the stored report when a run is applied again, and does nothing', async () => {
    const spooled = await graph.spool({
      runId: 'once',
      rows: (segment) => segment.entity(entity('qualys_account', ['Account'], 'a')),
    });
    const store = await graph.store();
    const request = {
      ...spooled,
      at: DAY_ONE,
      instance: { name: 'q', integrationType: 'qualys', subscription: 's' },
      completeTypes: [],
    };
    const first = await store.apply(request);
    const again = await store.apply({ ...request, at: DAY_ONE + DAY_MS });
    expect(again).toEqual(first);
    expect(await graph.rows('SELECT count(*) AS n FROM apply')).toEqual([{ n: 1 }]);
  });

  it('keeps enrichment of a host when a run comes without it', async () => {
    const withEnrichment = {
      make: 'ACME',
      interfaceAddresses: ['10.0.0.1'],
      macAddresses: ['00:00:00:00:00:01'],
      comments: 'old',
      truRiskScore: 10,
    };
    const expected = async (properties: object) =>
      expect((await graph.objects()).find(({ _key }) => _key === 'qualys-host:1')).toMatchObject(
        properties,
      );
    const run = (properties: Record<string, string | number | string[]>, isEnriched: boolean) =>
      graph.apply({
        rows: (segment) => {
          segment.entity(SCANNER);
          segment.target(host(1, properties, { isEnriched }));
        },
      });
    await run(withEnrichment, true);
    await run({ truRiskScore: 20, comments: 'old' }, false);
    await expected({ ...withEnrichment, truRiskScore: 20 });
    expect(await graph.versions('qualys-host:1')).toHaveLength(1);
    await run({ truRiskScore: 20, comments: 'new', os: 'Linux' }, false);
    await expected({ ...withEnrichment, truRiskScore: 20, comments: 'new', os: 'Linux' });
    expect(await graph.versions('qualys-host:1')).toHaveLength(2);
    await run({ make: 'Other', truRiskScore: 20, comments: 'new', os: 'Linux' }, true);
    const [object] = (await graph.objects()).filter(({ _key }) => _key === 'qualys-host:1');
    expect(object?.['make']).toBe('Other');
    expect(object?.['interfaceAddresses']).toBeUndefined();
  });
});
