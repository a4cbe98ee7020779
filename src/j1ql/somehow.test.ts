import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile, queryFailure } from './index.ts';
import {
  type MemoryGraph,
  memoryGraph,
  NOW,
  type TestEntity,
  type TestRelationship,
} from './testing/memory-graph.ts';
import { smallGraph } from './testing/small-graph.ts';

/** A tree of an answer, as keys. */
interface Keys {
  readonly vertices: readonly string[];
  readonly edges: readonly string[];
}

function keysOf(rows: readonly unknown[]): readonly Keys[] {
  const key = (part: unknown) => String((part as Record<string, unknown>)['_key']);
  return rows.map((row) => {
    const { vertices, edges } = row as {
      vertices: { entity: unknown }[];
      edges: { relationship: unknown }[];
    };
    return {
      vertices: vertices.map(({ entity }) => key(entity)).sort(),
      edges: edges.map(({ relationship }) => key(relationship)).sort(),
    };
  });
}

describe('SOMEHOW on the small graph', () => {
  let graph: MemoryGraph;

  beforeAll(async () => {
    graph = await smallGraph();
  });

  afterAll(() => graph.close());

  it.each([
    // The account HAS its services, the manager SCANS hosts: two relationships.
    ['FIND qualys_account THAT SOMEHOW 2 RELATES TO Host', 'account'],
    ['FIND qualys_account THAT SOMEHOW 1 RELATES TO Host', ''],
    ['FIND Host THAT SOMEHOW 2 RELATES TO qualys_account', 'h1 h2'],
    ['FIND Host THAT SOMEHOW >> RELATES TO qualys_account', ''],
    ['FIND Host THAT SOMEHOW << RELATES TO qualys_account', 'h1 h2'],
    ['FIND Host THAT SOMEHOW !RELATES TO qualys_account', 'h1-other h3'],
    ['FIND Host THAT SOMEHOW 2 !RELATES TO qualys_account', 'h1-other h3'],
    // Host HAS finding IS cve.
    ['FIND Host THAT SOMEHOW 2 (HAS|IS) cve', 'h1 h2'],
    ["FIND Host THAT SOMEHOW 2 (HAS|IS) cve WITH cveId = 'CVE-2022-3602'", 'h1 h2'],
    ['FIND Host THAT SOMEHOW HAS cve', ''],
    ['FIND User THAT SOMEHOW 3 (OWNS|HAS|IS) >> cve', 'alice'],
    ['FIND User THAT OWNS Host THAT SOMEHOW 2 (HAS|IS) >> cve', 'alice'],
    ['FIND Host THAT SOMEHOW 2 (HAS|IS) cve THAT IS << Finding', 'h1 h2'],
    ['FIND Internet THAT SOMEHOW 4 (ALLOWS|PROTECTS|HAS) Host', ''],
  ])('%s', async (text, keys) => {
    expect((await graph.keys(text)).join(' ')).toBe(keys);
  });

  it('binds the target once, however many ways lead to it', async () => {
    const rows = await graph.query(
      'FIND User AS u THAT SOMEHOW 4 RELATES TO >> cve AS c RETURN u._key, c.cveId ORDER BY c.cveId',
    );
    expect(rows).toEqual(
      ['CVE-2021-44228', 'CVE-2021-45046', 'CVE-2022-3602'].map((cve) => ({
        'u._key': 'alice',
        'c.cveId': cve,
      })),
    );
  });

  it('gives the last relationship of the path under its alias', async () => {
    const rows = await graph.query(
      "FIND qualys_account AS a THAT SOMEHOW 2 >> RELATES TO AS r Host WITH hostname = 'web-1' RETURN r._class, r._key",
    );
    expect(rows).toEqual([{ 'r._class': 'SCANS', 'r._key': 'vmdr|scans|h1' }]);
  });

  it('shows the whole path in a tree', async () => {
    const rows = await graph.query(
      "FIND qualys_account THAT SOMEHOW RELATES TO Host WITH hostname = 'web-1' RETURN TREE",
    );
    expect(keysOf(rows)).toEqual([
      { vertices: ['account', 'h1', 'vmdr'], edges: ['account|has|vmdr', 'vmdr|scans|h1'] },
    ]);
  });

  it('may be optional', async () => {
    const rows = await graph.query(
      'FIND Host AS h (THAT SOMEHOW 2 << RELATES TO qualys_account AS a)? RETURN h._key, a._key ORDER BY h._key',
    );
    expect(rows).toEqual(
      ['h1', 'h1-other', 'h2', 'h3'].map((key) => ({
        'h._key': key,
        'a._key': ['h1', 'h2'].includes(key) ? 'account' : null,
      })),
    );
  });

  it('is optional in a tree as well', async () => {
    const rows = await graph.query(
      'FIND Host WITH platform = "windows" (THAT SOMEHOW 2 << RELATES TO qualys_account)? RETURN TREE',
    );
    expect(keysOf(rows)).toEqual([
      { vertices: ['account', 'h2', 'vmdr'], edges: ['account|has|vmdr', 'vmdr|scans|h2'] },
      { vertices: ['h3'], edges: [] },
    ]);
  });

  it('goes ten relationships deep in every direction', async () => {
    const rows = await graph.query(
      'FIND User THAT SOMEHOW 10 RELATES TO cve WITH cveId = "CVE-2022-3602" RETURN TREE',
    );
    expect(keysOf(rows)).toEqual([
      {
        vertices: ['alice', 'cve-2022-3602', 'f2', 'h1'],
        edges: ['alice|owns|h1', 'f2|is|cve-2022-3602', 'h1|has|f2'],
      },
    ]);
  });

  it('says in the plan which way it goes, and in a warning that there is none', () => {
    const options = { catalog: graph.catalog, now: NOW };
    const { plan } = compile('FIND qualys_account THAT SOMEHOW 2 RELATES TO Host', options);
    expect(plan.map(({ text }) => text).join(' ')).toContain(
      '>> qualys_account_has_vulnerability_manager',
    );
    expect(compile('FIND cve THAT SOMEHOW SCANS Host', options).warnings).toEqual([
      'No relationship of the graph fits the step THAT SOMEHOW SCANS.',
    ]);
  });
});

describe('SOMEHOW on rings and lattices', () => {
  /** A ring a0 → a1 → … → a5 → a0 with a shortcut a0 → a3, and two nodes beside it. */
  const entities: readonly TestEntity[] = [
    ...[0, 1, 2, 3, 4, 5].map((at) => ({ key: `a${at}`, type: 'node', classes: ['Node'] })),
    { key: 'goal', type: 'goal', classes: ['Goal'] },
    { key: 'alone', type: 'node', classes: ['Node'] },
  ];
  const relationships: readonly TestRelationship[] = [
    ...[0, 1, 2, 3, 4, 5].map((at) => ({
      from: `a${at}`,
      class: 'CONNECTS',
      to: `a${(at + 1) % 6}`,
    })),
    { from: 'a0', class: 'CONNECTS', to: 'a3' },
    { from: 'a5', class: 'HAS', to: 'goal' },
  ];
  let graph: MemoryGraph;

  beforeAll(async () => {
    graph = await memoryGraph(entities, relationships);
  });

  afterAll(() => graph.close());

  const pairs = async (text: string) =>
    (await graph.query(text)).map((row) => Object.values(row as object).join(' ')).sort();

  it('takes the shortest path', async () => {
    const rows = await graph.query(
      "FIND node WITH _key = 'a0' THAT SOMEHOW >> RELATES TO goal RETURN TREE",
    );
    expect(keysOf(rows)).toEqual([
      {
        vertices: ['a0', 'a3', 'a4', 'a5', 'goal'],
        edges: ['a0|connects|a3', 'a3|connects|a4', 'a4|connects|a5', 'a5|has|goal'],
      },
    ]);
  });

  it('goes at most as far as the depth', async () => {
    expect(await graph.keys('FIND node THAT SOMEHOW 3 >> RELATES TO goal')).toEqual([
      'a3',
      'a4',
      'a5',
    ]);
    expect(await graph.keys('FIND node THAT SOMEHOW 10 >> RELATES TO goal')).toHaveLength(6);
  });

  it('does not come back to where it began', async () => {
    expect(
      await pairs(
        "FIND node WITH _key = 'a0' AS n THAT SOMEHOW 10 >> CONNECTS node AS m RETURN n._key, m._key",
      ),
    ).toEqual(['a0 a1', 'a0 a2', 'a0 a3', 'a0 a4', 'a0 a5']);
  });

  it('walks either way where no arrow says which', async () => {
    expect(
      await pairs(
        "FIND node WITH _key = 'a0' AS n THAT SOMEHOW 1 CONNECTS node AS m RETURN m._key",
      ),
    ).toEqual(['a1', 'a3', 'a5']);
  });

  it('refuses to reach more than the limit', async () => {
    const text = 'FIND node\n  THAT SOMEHOW 10 RELATES TO goal';
    const failure = await graph.query(text, { mostPaths: 5 }).catch((error) => error);
    expect(queryFailure(failure, text, { mostPaths: 5 })).toMatchObject({
      code: 'J_LIMIT_PATHS',
      line: 2,
      column: 8,
    });
    expect(await graph.keys(text, { mostPaths: 50 })).toHaveLength(6);
  });

  it('leaves out who reaches the target when negated', async () => {
    expect(await graph.keys('FIND node THAT SOMEHOW 10 !RELATES TO goal')).toEqual(['alone']);
  });
});
