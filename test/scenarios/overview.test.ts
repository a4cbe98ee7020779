import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { snapshot, trend } from '../../src/app/overview/index.ts';
import { answerQuery, pinnedVersion } from '../../src/app/query.ts';
import { withExistingGraph } from '../../src/app/with-graph.ts';
import type { GraphStore } from '../../src/graph/index.ts';
import { createSimulator } from '../../src/simulator/index.ts';
import { Scenario, type TrueFinding } from '../support/scenario.ts';

const DAY_MS = 86_400_000;

interface Linked {
  readonly path: string;
  readonly value: number;
  readonly query: string;
  readonly at?: string;
  readonly includeDeleted?: boolean;
}

/** Every number with a query behind it, wherever it stands. */
function figures(part: unknown, path = ''): readonly Linked[] {
  if (typeof part !== 'object' || part === null) return [];
  if ('value' in part && 'query' in part) return [{ path, ...part } as Linked];
  return Object.entries(part).flatMap(([name, inner]) => figures(inner, `${path}/${name}`));
}

/** What a person sees who opens the query behind a number. */
async function behind(store: GraphStore, { query, at, includeDeleted }: Linked, now: number) {
  const then = at === undefined ? undefined : Date.parse(at);
  const answer = await answerQuery(store, query, { now: then ?? now, at: then, includeDeleted });
  expect(answer.warnings, query).toEqual([]);
  const rows = (await Array.fromAsync(answer.rows())).flat();
  return answer.shape === 'table' ? rows[0]?.[answer.columns[0] ?? ''] : rows.length;
}

const simulator = createSimulator({
  seed: 'overview',
  hosts: 40,
  detections: 8,
  webApps: 6,
  limits: 'generous',
});
let world: Scenario;
/** How many findings were open at each run, and each finding as a run saw it last. */
const openAtRun: number[] = [];
const lastSeen = new Map<string, TrueFinding>();

beforeAll(async () => {
  world = new Scenario(simulator, (await simulator.listen()).url);
  for (const days of [0, 2, 1, 4]) {
    simulator.advanceDays(days);
    expect((await world.run()).status).toBe('complete');
    const [open] = await world.query(
      'FIND qualys_host_finding WITH open = true AS f RETURN count(f) AS n',
    );
    openAtRun.push(Number(open?.['n']));
    for (const finding of world.findings({ apiUrl: world.url })) {
      lastSeen.set(finding._key, finding);
    }
  }
});
afterAll(() => simulator.close());

/** Reads the graph at a time after the last run. */
function read<Result>(
  work: (graph: Parameters<typeof snapshot>[0]) => Promise<Result>,
): Promise<Result> {
  return withExistingGraph(world.dir, async (store) =>
    work({
      store,
      seq: await pinnedVersion(store, {}),
      now: simulator.now + 3_600_000,
      options: {},
    }),
  );
}

describe('the overview', () => {
  test('has behind every number a query that gives it', async () => {
    await read(async (graph) => {
      const found = figures(await snapshot(graph));
      expect(found.length).toBeGreaterThan(80);
      for (const each of found) {
        expect(await behind(graph.store, each, graph.now), each.path).toBe(each.value);
      }
    });
  });

  test('is the truth of the platform', async () => {
    const overview = await read(snapshot);
    const open = world.findings({ apiUrl: world.url }).filter((finding) => finding.open);
    const of = (severity: string) => open.filter((finding) => finding['severity'] === severity);
    expect(overview.open.total.value).toBe(open.length);
    expect(overview.open.bySeverity.critical.value).toBe(of('critical').length);
    expect(overview.age.groups.flatMap((group) => Object.values(group.bySeverity))).toSatisfy(
      (groups: readonly { value: number }[]) =>
        groups.reduce((sum, { value }) => sum + value, 0) === open.length,
    );
    const first = Math.min(...of('critical').map((finding) => Number(finding['firstFoundOn'])));
    expect(overview.oldestCritical.findings[0]?.firstFoundOn).toBe(first);
    expect(overview.exploited.value).toBe(
      open.filter((finding) => finding['isCisaKnownExploited'] === true).length,
    );
    expect(overview.hosts.by).toBe('truRisk');
    expect(overview.coverage.hosts.value).toBe(
      [...simulator.truth({ apiUrl: world.url })].filter((object) => 'qualysQwebHostId' in object)
        .length,
    );
    expect(overview.before).toBeDefined();
    expect(overview.webApps.total.value).toBeGreaterThan(0);
  });

  test('counts the hosts of a vulnerability once each', async () => {
    const { vulnerabilities } = await read(snapshot);
    const [first] = vulnerabilities.list;
    const on = new Set(
      world
        .findings({ apiUrl: world.url })
        .filter(({ open, qid }) => open && qid === first?.qid)
        .map(({ hostId }) => hostId),
    );
    expect(first?.hosts.value).toBe(on.size);
    expect(first?.title).toEqual(expect.any(String));
  });
});

describe('the trend', () => {
  test('has behind every number a query that gives it', async () => {
    await read(async (graph) => {
      const days = await trend(graph, 10);
      expect(days.days).toHaveLength(10);
      const found = figures(days);
      for (const each of found) {
        expect(await behind(graph.store, each, graph.now), each.path).toBe(each.value);
      }
      expect(found.filter(({ value }) => value > 0).length).toBeGreaterThan(30);
    });
  });

  test('begins with the first run, and stands still on days without one', async () => {
    const { days } = await read((graph) => trend(graph, 20));
    const known = days.flatMap(({ open }) => open ?? []);
    const sums = known.map((open) =>
      Object.values(open).reduce((sum, { value }) => sum + value, 0),
    );
    const [first, second, third, last] = openAtRun;
    // The second run was two days after the first, the third a day later, the last four days later.
    expect(sums).toEqual([first, first, second, third, third, third, third, last]);
  });

  test('knows of the last run although what counts as now lies before it: it moves in steps', async () => {
    const { days } = await read((graph) => trend({ ...graph, now: simulator.now - 60_000 }, 20));
    const open = Object.values(days.at(-1)?.open ?? {});
    expect(open.reduce((sum, { value }) => sum + value, 0)).toBe(openAtRun.at(-1));
  });

  test('counts as fixed what Qualys found to be fixed, and nothing else', async () => {
    const { days, meanDaysToFix } = await read((graph) => trend(graph, 90));
    const since = Math.floor(simulator.now / DAY_MS) * DAY_MS - 89 * DAY_MS;
    // Hosts that are gone since had fixed findings, too.
    const fixed = [...lastSeen.values()].filter(({ resolvedOn }) => Number(resolvedOn) >= since);
    expect(fixed.length).toBeGreaterThan(0);
    expect(days.reduce((sum, day) => sum + day.fixed.value, 0)).toBe(fixed.length);
    const mean =
      fixed.reduce(
        (sum, { resolvedOn, firstFoundOn }) => sum + Number(resolvedOn) - Number(firstFoundOn),
        0,
      ) / fixed.length;
    expect(meanDaysToFix?.value).toBeCloseTo(mean / DAY_MS, 0);
  });
});
