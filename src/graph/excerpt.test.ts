import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseExcerpt, exportGraph } from './index.ts';
import { cve, finding, GraphFixture, host, SCANNER, vulnerability } from './testing/fixture.ts';

const HOSTS = 40;
const FINDINGS = 15;

describe('an excerpt of the graph', () => {
  const graph = new GraphFixture();
  beforeAll(async () => {
    await graph.apply({
      rows: (segment) => {
        segment.entity(SCANNER);
        for (let id = 1; id <= HOSTS; id += 1) {
          segment.target(host(id));
          for (let number = 1; number <= FINDINGS; number += 1) {
            // The higher its id, the worse the host; odd findings are closed.
            const numericSeverity = Math.ceil(id / 4);
            segment.finding(finding(id, number, { numericSeverity, open: number % 2 === 0 }));
          }
        }
        for (let number = 1; number <= FINDINGS; number += 1) {
          segment.entity(vulnerability(number, [`CVE-2026-${1000 + number}`]));
          segment.entity(cve(`CVE-2026-${1000 + number}`));
        }
      },
    });
  });
  afterAll(() => graph.remove());

  const objectsOf = async (most: number) => {
    const store = await graph.store();
    const { entityIds, totals } = await chooseExcerpt(store, most);
    return { totals, objects: await Array.fromAsync(exportGraph(store, { entityIds })) };
  };

  it('is the whole graph when that is small enough', async () => {
    const { objects, totals } = await objectsOf(10_000);
    expect(objects).toEqual(await graph.objects());
    expect(totals).toEqual({
      qualys_vulnerability_manager: 1,
      discovered_host: HOSTS,
      qualys_host_finding: HOSTS * FINDINGS,
      qualys_vuln: FINDINGS,
      cve: FINDINGS,
    });
  });

  it('has the worst hosts with their open findings first, and what these are', async () => {
    const { objects, totals } = await objectsOf(100);
    const entities = objects.filter((object) => !('_fromEntityKey' in object));
    const keys = (type: string) =>
      entities.filter(({ _type }) => _type === type).map(({ _key }) => String(_key));
    expect(entities.length).toBeLessThanOrEqual(100);
    expect(keys('qualys_vulnerability_manager')).toHaveLength(1);
    // Severity 10 have hosts 37 to 40, 9 have 33 to 36; of the four with 8 the first two by key.
    expect(keys('discovered_host').toSorted()).toEqual(
      [29, 30, 33, 34, 35, 36, 37, 38, 39, 40].map((id) => `qualys-host:${id}`),
    );
    const findings = entities.filter(({ _type }) => _type === 'qualys_host_finding');
    expect(findings).toHaveLength(45);
    expect(findings.every(({ open }) => open === true)).toBe(true);
    expect(keys('qualys_vuln').length).toBeGreaterThan(0);
    expect(keys('cve').length).toBeGreaterThan(0);
    expect(totals['qualys_host_finding']).toBe(HOSTS * FINDINGS);
  });

  it('has the relationships between its entities, and no other', async () => {
    const { objects } = await objectsOf(100);
    const keys = new Set(objects.map(({ _key }) => _key));
    const relationships = objects.filter((object) => '_fromEntityKey' in object);
    const verbs = new Set(relationships.map(({ _class }) => _class));
    expect(verbs).toEqual(new Set(['SCANS', 'HAS', 'IS']));
    for (const { _fromEntityKey, _toEntityKey } of relationships) {
      expect([keys.has(_fromEntityKey), keys.has(_toEntityKey)]).toEqual([true, true]);
    }
  });
});
