import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changesBetween, countChanges, type GraphChange, type Span } from './changes.ts';
import { DAY_ONE, entity, finding, GraphFixture, host, SCANNER } from './testing/fixture.ts';

describe('changes between two sequences', () => {
  const graph = new GraphFixture();
  const complete = ['thing', 'qualys_host_finding', 'discovered_host'];
  const thing = (key: string, properties: object) =>
    entity('thing', ['Record'], key, properties as Record<string, string>);

  beforeAll(async () => {
    await graph.apply({
      complete,
      rows: (segment) => {
        segment.entity(SCANNER);
        segment.target(host(1, { hostname: 'one' }));
        segment.finding(finding(1, 1));
        segment.entity(thing('stays', { color: 'red', size: 'large', note: 'a' }));
        segment.entity(thing('goes', { color: 'blue' }));
      },
    });
    await graph.apply({
      complete,
      rows: (segment) => {
        segment.entity(SCANNER);
        segment.target(host(1, { hostname: 'one' }));
        segment.target(host(2, { hostname: 'two' }));
        // Only what has no history changed.
        segment.finding(finding(1, 1, { lastFoundOn: DAY_ONE + 5 }));
        segment.finding(finding(1, 2));
        segment.entity(thing('stays', { color: 'green', size: 'large', tags: ['x'] }));
        segment.entity(thing('comes', { color: 'red' }));
      },
    });
    await graph.apply({
      complete,
      rows: (segment) => {
        segment.entity(SCANNER);
        segment.target(host(1, { hostname: 'one' }));
        segment.target(host(2, { hostname: 'two' }));
        segment.finding(finding(1, 1));
        segment.finding(finding(1, 2));
        // As it was at first.
        segment.entity(thing('stays', { color: 'red', size: 'large', note: 'a' }));
        segment.entity(thing('goes', { color: 'blue' }));
      },
    });
  });
  afterAll(() => graph.remove());

  const all = async (span: Span) => {
    const store = await graph.store();
    const found: GraphChange[] = [];
    for (const counts of await countChanges(store, span)) {
      for await (const batch of changesBetween(store, counts, span)) found.push(...batch);
    }
    return found.map(({ change, type, key, properties, closedReason }) => ({
      what: `${change} ${type} ${key}`,
      ...(properties === undefined ? {} : { properties }),
      ...(closedReason === undefined ? {} : { closedReason }),
    }));
  };

  it('tells what appeared, vanished and changed, and which properties', async () => {
    expect(await all({ from: 1, to: 2 })).toEqual([
      { what: 'appeared discovered_host qualys-host:2' },
      { what: 'appeared qualys_host_finding host-finding:1:2' },
      { what: 'appeared thing comes' },
      { what: 'vanished thing goes', closedReason: 'notReported' },
      {
        what: 'changed thing stays',
        properties: [
          { property: 'color', before: 'red', after: 'green' },
          { property: 'note', before: 'a' },
          { property: 'tags', after: ['x'] },
        ],
      },
      {
        what: 'appeared qualys_vulnerability_manager_scans_discovered_host qualys-service:vmdr|scans|qualys-host:2',
      },
    ]);
  });

  it('does not tell of what is again as it was', async () => {
    expect((await all({ from: 1, to: 3 })).map(({ what }) => what)).toEqual([
      'appeared discovered_host qualys-host:2',
      'appeared qualys_host_finding host-finding:1:2',
      'appeared qualys_vulnerability_manager_scans_discovered_host qualys-service:vmdr|scans|qualys-host:2',
    ]);
  });

  it('counts by type what it tells', async () => {
    expect(await countChanges(await graph.store(), { from: 1, to: 2 })).toEqual([
      { object: 'entity', type: 'discovered_host', appeared: 1, changed: 0, vanished: 0 },
      { object: 'entity', type: 'qualys_host_finding', appeared: 1, changed: 0, vanished: 0 },
      { object: 'entity', type: 'thing', appeared: 1, changed: 1, vanished: 1 },
      {
        object: 'relationship',
        type: 'qualys_vulnerability_manager_scans_discovered_host',
        appeared: 1,
        changed: 0,
        vanished: 0,
      },
    ]);
  });

  it('takes sequence 0 for the empty graph, and finds nothing between a sequence and itself', async () => {
    const first = await all({ from: 0, to: 1 });
    expect(first.every(({ what }) => what.startsWith('appeared'))).toBe(true);
    expect(first).toHaveLength(6);
    expect(await all({ from: 2, to: 2 })).toEqual([]);
  });
});
