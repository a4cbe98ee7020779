import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  countNeighbours,
  drawQuery,
  entitiesWithLinks,
  pageOfNeighbours,
  partsOfNeighbours,
} from '../../src/app/neighbours/index.ts';
import { answerQuery } from '../../src/app/query.ts';
import { withExistingGraph } from '../../src/app/with-graph.ts';
import type {
  EntityFacts,
  GraphStore,
  NeighbourFilter,
  NeighbourGroup,
} from '../../src/graph/index.ts';
import type { GraphEntity } from '../../src/server/api/graph.ts';
import { createSimulator } from '../../src/simulator/index.ts';
import { settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { collectInProcess } from '../support/in-process.ts';
import { type Ask, TestConsole } from './console.ts';

type Row = Readonly<Record<string, unknown>>;

const dir = temporaryDataDir('graph-routes');
let now = 0;

beforeAll(async () => {
  const simulator = createSimulator({
    seed: 7,
    hosts: 40,
    detections: 14,
    webApps: 6,
    limits: 'generous',
  });
  const { url } = await simulator.listen();
  try {
    now = simulator.now;
    const input = { clock: () => now };
    const record = await collectInProcess(dir, settingsFor(simulator, url), { input });
    expect(record.status).toBe('complete');
  } finally {
    await simulator.close();
  }
});

describe('in the store', () => {
  let store: GraphStore;
  let close = () => Promise.resolve();
  /** One entity of every type. */
  const samples = new Map<string, { id: string; groups: readonly NeighbourGroup[] }>();

  beforeAll(async () => {
    const opened = Promise.withResolvers<GraphStore>();
    const closed = Promise.withResolvers<void>();
    const over = withExistingGraph(dir, async (each) => {
      opened.resolve(each);
      await closed.promise;
    });
    close = () => {
      closed.resolve();
      return over;
    };
    store = await opened.promise;
    const all = await j1ql('FIND * AS e RETURN e._type AS type, e._id AS id ORDER BY e._id');
    for (const row of all) {
      const type = String(row['type']);
      if (samples.has(type)) continue;
      const id = String(row['id']);
      samples.set(type, { id, groups: await countNeighbours(store, id, { now }) });
    }
  });
  afterAll(() => close());

  async function j1ql(text: string): Promise<readonly Row[]> {
    const answer = await answerQuery(store, text, { now });
    return (await Array.fromAsync(answer.rows())).flat();
  }

  function findings(): { id: string; group: string; whole: NeighbourGroup } {
    const { id, groups } = samples.get('discovered_host')!;
    const whole = groups.find(({ type }) => type === 'qualys_host_finding')!;
    return { id, group: whole.name, whole };
  }

  /** Every page of a group. */
  async function members(id: string, group: string, filter: NeighbourFilter = {}) {
    const all: EntityFacts[] = [];
    let cursor: string | undefined;
    do {
      const page = await pageOfNeighbours(store, id, { now, group, filter, size: 7, cursor });
      all.push(...page.entities);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return all;
  }

  test('the neighbours of one entity of every type are those that J1QL finds', async () => {
    expect(samples.size).toBeGreaterThan(8);
    let compared = 0;
    for (const [type, { id, groups }] of samples) {
      const related = await j1ql(
        `FIND ${type} WITH _id = '${id}' AS a THAT RELATES TO AS r * AS b RETURN r._type AS t, b._type AS n, b._id AS id`,
      );
      const expected = new Map<string, Set<string>>();
      for (const row of related) {
        const name = `${row['t']}.${row['n']}`;
        expected.set(name, (expected.get(name) ?? new Set()).add(String(row['id'])));
      }
      const names = groups.map((group) => `${group.relationshipType}.${group.type}`);
      expect(names.sort(), type).toEqual([...expected.keys()].sort());
      for (const group of groups) {
        const ids = expected.get(`${group.relationshipType}.${group.type}`)!;
        expect(group.count).toBe(ids.size);
        const found = (await members(id, group.name)).map((entity) => entity.id);
        expect(found.sort()).toEqual([...ids].sort());
        const arrow = group.direction === 'out' ? '>>' : '<<';
        const [row] = await j1ql(
          `FIND ${type} WITH _id = '${id}' AS a THAT ${group.verb} ${arrow} ${group.type} AS b RETURN count(b) AS n`,
        );
        expect(row?.['n']).toBe(group.count);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(12);
  });

  test('a group is split by severity and state, and the parts add up', async () => {
    const { id, group, whole } = findings();
    expect(whole.tallies.length).toBeGreaterThan(1);
    expect(new Set(whole.tallies.map(({ state }) => state))).toContain('open');
    let sum = 0;
    for (const { severity = 'none', state, count } of whole.tallies) {
      sum += count;
      const filter = { severity, state } as NeighbourFilter;
      expect(await members(id, group, filter)).toHaveLength(count);
    }
    expect(sum).toBe(whole.count);
  });

  test('a group shows the worst first, with the titles of the vulnerabilities', async () => {
    const { id, group } = findings();
    const all = await members(id, group);
    const rank = ['critical', 'high', 'medium', 'low', 'informational', 'none'];
    const ranks = all.map(({ severity = 'none' }) => rank.indexOf(severity));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    const titles = await j1ql('FIND qualys_vuln AS v RETURN v.qid AS qid, v.displayName AS title');
    const byQid = new Map(titles.map((row) => [row['qid'], row['title']]));
    for (const finding of all) expect(finding.title).toBe(byQid.get(finding.qid));
  });

  test.each(['severity', 'state', 'qid', 'age'] as const)(
    'a group opens by %s, each part as large as told',
    async (by) => {
      const { id, group, whole } = findings();
      const request = { now, group, by, filter: {} };
      const { parts, hasMore } = await partsOfNeighbours(store, id, request);
      expect(hasMore).toBe(false);
      let sum = 0;
      for (const { value, count, openCritical } of parts) {
        sum += count;
        const found = await members(id, group, { [by]: value });
        expect(found).toHaveLength(count);
        const worst = found.filter(
          ({ severity, state }) =>
            severity === 'critical' && (state === 'open' || state === 'reopened'),
        );
        expect(worst).toHaveLength(openCritical);
      }
      expect(sum).toBe(whole.count);
    },
  );

  test.each([
    'FIND discovered_host THAT HAS Finding (THAT IS qualys_vuln (THAT << IS qualys_web_app_finding)?)? LIMIT 40',
    'FIND Host THAT !HAS Finding',
    "FIND Host THAT HAS AS r Finding WITH severity = 'high' ORDER BY Host.displayName LIMIT 30",
    'FIND qualys_account THAT SOMEHOW 2 RELATES TO >> web_app',
  ])('%s is drawn with what RETURN TREE has', async (text) => {
    const ordered = text.replace(/ (ORDER|LIMIT)|$/, ' RETURN TREE$& ').replace(/ +$/, '');
    const [tree] = await j1ql(ordered);
    const vertices = tree!['vertices'] as readonly { readonly id: string }[];
    const { entities, isWhole } = await drawQuery(store, text, { now });
    expect(isWhole).toBe(true);
    expect(vertices.length).toBeGreaterThan(0);
    expect(entities.map(({ id }) => id).sort()).toEqual(vertices.map(({ id }) => id).sort());
  });

  test('more than can be looked at is drawn in part, and says so', async () => {
    const { entities, isWhole } = await drawQuery(store, 'FIND * AS a THAT RELATES TO * AS b', {
      now,
    });
    expect(isWhole).toBe(false);
    expect(entities.length).toBeLessThanOrEqual(1_000);
  });

  test('a picture has every relationship between its entities, once', async () => {
    const all = await j1ql('FIND * AS e RETURN e._id AS id');
    const ids = all.map((row) => String(row['id'])).filter((_, place) => place % 3 !== 0);
    const chosen = new Set<unknown>(ids);
    const relations = await j1ql(
      'FIND * AS a THAT RELATES TO AS r * AS b RETURN a._id AS a, b._id AS b, r._type AS type',
    );
    const named = (type: unknown, ...ends: unknown[]) => `${type} ${ends.sort().join(' ')}`;
    const expected = new Set(
      relations
        .filter((row) => chosen.has(row['a']) && chosen.has(row['b']))
        .map((row) => named(row['type'], row['a'], row['b'])),
    );
    const { entities, links } = await entitiesWithLinks(store, [...ids, '999999999'], {});
    expect(entities.map(({ id }) => id)).toEqual(ids);
    expect(expected.size).toBeGreaterThan(100);
    expect(links.map(({ from, type, to }) => named(type, from, to)).sort()).toEqual(
      [...expected].sort(),
    );
  });
});

describe('over HTTP', () => {
  let server: TestConsole;
  let good: Ask;
  let host: string;

  const get = (path: string) => server.ask('GET', path, good);
  const draw = (query: string) =>
    server.ask('POST', '/api/graph/query', { ...good, body: { query } });

  beforeAll(async () => {
    server = await TestConsole.start({ dataDir: dir });
    await server.user('viewer', 'viewer');
    good = { token: server.apiToken('viewer', 'read') };
    const { json } = await draw('FIND discovered_host AS h THAT HAS Finding LIMIT 1');
    host = json.entities[0].id;
  });
  afterAll(() => server.stop());

  test('one goes from an entity to its groups, and to the pages of one of them', async () => {
    const { status, json } = await get(`/api/entities/${host}/neighbours`);
    expect(status).toBe(200);
    const { name, count } = json.groups.find((each: NeighbourGroup) => /finding/.test(each.type));
    const path = `/api/entities/${host}/neighbours/${name}`;
    const first = await get(`${path}?limit=1`);
    expect(first.json.entities).toHaveLength(1);
    const rest = await get(`${path}?cursor=${first.json.cursor}&limit=250`);
    expect(rest.json.entities).toHaveLength(count - 1);
    expect(rest.json.cursor).toBeUndefined();
    const parts = await get(`${path}/parts?by=severity&state=open`);
    expect(parts.json.parts[0]).toMatchObject({ value: expect.any(String) });

    const other = await get(`${path}?state=open&cursor=${first.json.cursor}`);
    expect([other.status, other.json.code]).toEqual([422, 'A_CURSOR']);
    const broken = await get(`${path}?cursor=x`);
    expect([broken.status, broken.json.code]).toEqual([422, 'A_CURSOR']);
  });

  test('entities are found by parts of their names, by address, QID and CVE', async () => {
    const { json } = await draw(
      'FIND discovered_host AS h THAT HAS Finding THAT IS qualys_vuln THAT << IS Finding LIMIT 3',
    );
    const pick = (type: string) => json.entities.find((each: GraphEntity) => each.type === type);
    const vulnerability = pick('qualys_vuln');
    const named = pick('discovered_host');
    for (const [text, wanted] of [
      [named.name.slice(1, -1).toUpperCase(), named],
      [named.key, named],
      [`QID ${vulnerability.qid}`, vulnerability],
      [vulnerability.name, vulnerability],
    ] as const) {
      const path = `/api/entities?search=${encodeURIComponent(text)}&limit=50`;
      const found: readonly GraphEntity[] = (await get(path)).json.entities;
      expect(found.map(({ id }) => id)).toContain(wanted.id);
      expect(found.filter(({ type }) => /finding/.test(type))).toEqual([]);
    }
    expect((await get('/api/entities?search=nothing-is-called-so')).json.entities).toEqual([]);
  });

  test('what is not there is told', async () => {
    const nobody = await get('/api/entities/999999999/neighbours');
    expect([nobody.status, nobody.json.code]).toEqual([404, 'A_NO_ENTITY']);
    const never = await get(`/api/entities/${host}/neighbours/out.likes.cve`);
    expect([never.status, never.json.code]).toEqual([404, 'A_NO_NEIGHBOURS']);
    const early = await get(`/api/entities/${host}/neighbours?at=2001-01-01T00:00:00Z`);
    expect([early.status, early.json.code]).toEqual([422, 'A_NOTHING_YET']);
  });

  test('the picture of a query has the entities that it walks, whatever it returns', async () => {
    const path =
      'FIND discovered_host AS h THAT HAS qualys_host_finding AS f THAT IS qualys_vuln AS v';
    const body = { query: `${path} RETURN h._id AS h, f._id AS f, v._id AS v` };
    const { rows } = (await server.ask('POST', '/api/query', { ...good, body })).json;
    const expected = new Set(rows.flatMap((row: Row) => [row['h'], row['f'], row['v']]));
    for (const returns of ['RETURN TREE', 'RETURN h.displayName', '']) {
      const { status, json } = await draw(`${path} ${returns}`);
      expect(status).toBe(200);
      expect(json.isWhole).toBe(true);
      expect(json.entities.map(({ id }: GraphEntity) => id).sort()).toEqual([...expected].sort());
      for (const { h, f, v } of rows) {
        expect(json.links).toContainEqual(expect.objectContaining({ from: h, to: f, verb: 'HAS' }));
        expect(json.links).toContainEqual(expect.objectContaining({ from: f, to: v, verb: 'IS' }));
      }
    }
    const broken = await draw('FIND Host THAT');
    expect(broken.status).toBe(422);
    expect(broken.json).toMatchObject({ code: 'J_SYNTAX', line: 1 });
  });
});
