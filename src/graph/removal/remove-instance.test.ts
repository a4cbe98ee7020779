import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAMILIES } from '../families.ts';
import type { ApplyInstance } from '../index.ts';
import { TABLES } from '../schema.ts';
import {
  cve,
  DAY_ONE,
  entity,
  finding,
  GraphFixture,
  type HandMadeRun,
  host,
  QUALYS,
  SCANNER,
  vulnerability,
} from '../testing/fixture.ts';

const SECOND: ApplyInstance = { ...QUALYS, name: 'second' };
const ELSEWHERE: ApplyInstance = {
  name: 'elsewhere',
  integrationType: 'qualys',
  subscription: 'subscription-b',
};
const CLOUD: ApplyInstance = { name: 'cloud', integrationType: 'aws', subscription: 'cloud' };

/** A run that sees these hosts, each with the findings of these numbers. */
function sees(
  instance: ApplyInstance,
  hosts: Readonly<Record<number, readonly number[]>>,
): HandMadeRun {
  const numbers = [...new Set(Object.values(hosts).flat())];
  return {
    instance,
    complete: ['discovered_host', 'qualys_host_finding', 'qualys_vulnerability_manager'],
    state: `state of ${instance.name}`,
    rows: (segment) => {
      segment.entity(SCANNER);
      segment.entity(entity('qualys_account', ['Account'], 'qualys-account'));
      segment.relationship({
        _key: 'account-has-scanner',
        _type: 'qualys_account_has_vulnerability_manager',
        _class: 'HAS',
        _fromEntityKey: 'qualys-account',
        _toEntityKey: SCANNER._key,
      });
      for (const [id, list] of Object.entries(hosts)) {
        segment.target(host(Number(id), { fqdn: [`h${id}.example`] }));
        for (const number of list) segment.finding(finding(Number(id), number));
      }
      for (const number of numbers) {
        segment.entity(vulnerability(number, [`CVE-2026-${number}`, 'CVE-2026-100']));
        segment.entity(cve(`CVE-2026-${number}`));
      }
      segment.entity(cve('CVE-2026-100'));
    },
  };
}

/** An instance of another integration that has the same machine as host `id`. */
const owns = (id: number): HandMadeRun => ({
  instance: CLOUD,
  rows: (segment) =>
    segment.entity(
      entity('server', ['Host'], `server-${id}`, { fqdn: `h${id}.example`, hostname: `h${id}` }),
    ),
});

let graph: GraphFixture;
let other: GraphFixture;
beforeEach(() => {
  graph = new GraphFixture();
  other = new GraphFixture();
});
afterEach(() => Promise.all([graph.remove(), other.remove()]));

async function remove(name: string, integrationType = 'qualys') {
  const at = DAY_ONE + 1e9;
  const request = { instance: name, integrationType, removalId: `removal of ${name}`, at };
  return (await graph.store()).removeInstance(request);
}

/** Rows of every table, but for the history of runs. */
async function sizes(of: GraphFixture): Promise<Record<string, unknown>> {
  const { apply: _, edge_kind: __, ...rest } = TABLES;
  const names = [...Object.keys(rest), ...FAMILIES.map(({ table }) => table)];
  const parts = names.map((name) => `SELECT '${name}' AS name, count(*) AS n FROM ${name}`);
  const rows = await of.rows(parts.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, n }) => [String(name), n]));
}

/** Both stores say the same, and hold the same number of everything. */
async function expectEqual(): Promise<void> {
  expect(await graph.graph()).toEqual(await other.graph());
  expect(await sizes(graph)).toEqual(await sizes(other));
}

/** Applies the runs, here all of them, there those of other instances than `gone`. */
async function applyBut(gone: ApplyInstance, runs: readonly HandMadeRun[]): Promise<void> {
  for (const run of runs) {
    await graph.apply(run);
    if (run.instance !== gone) await other.apply(run);
  }
}

describe('a store that an instance was removed from is as one that never had it', () => {
  it('where it was the last one of its subscription', async () => {
    await applyBut(QUALYS, [
      sees(ELSEWHERE, { 1: [1] }),
      sees(QUALYS, { 1: [1, 2], 2: [3] }),
      sees(QUALYS, { 1: [1] }),
    ]);
    const store = await graph.store();
    const before = await graph.graph();
    const cancelled = { signal: AbortSignal.abort(), removalId: 'cancelled', at: 1 };
    await expect(
      store.removeInstance({ instance: 'qualys', integrationType: 'qualys', ...cancelled }),
    ).rejects.toMatchObject({ code: 'G_CANCELLED' });
    expect(await graph.graph()).toEqual(before);

    const data = await store.instanceData('qualys', 'qualys');
    expect(data).toEqual({
      entities: {
        cve: 2,
        discovered_host: 1,
        qualys_account: 1,
        qualys_host_finding: 1,
        qualys_vuln: 1,
        qualys_vulnerability_manager: 1,
      },
      relationships: {
        qualys_account_has_vulnerability_manager: 1,
        qualys_vulnerability_manager_scans_discovered_host: 1,
      },
    });
    expect(await remove('qualys')).toEqual({ ...data, seq: 4 });
    await expectEqual();
    expect((await store.catalog()).instances.map(({ name }) => name)).not.toContain('qualys');
    expect((await store.catalog()).seq).toBe(4);
    expect(await remove('qualys')).toBeUndefined();
    expect(await store.instanceData('qualys', 'qualys')).toBeUndefined();
    expect(await store.instanceState('qualys')).toBeUndefined();
    await graph.close();
    expect(await graph.graph()).toEqual(await other.graph());
  });

  it('where another one shares its subscription', async () => {
    await applyBut(QUALYS, [sees(SECOND, { 1: [1], 3: [4] }), sees(QUALYS, { 1: [1, 2], 2: [3] })]);
    expect((await (await graph.store()).instanceData('qualys', 'qualys'))?.entities).toEqual({
      cve: 2,
      discovered_host: 1,
      qualys_account: 1,
      qualys_host_finding: 3,
      qualys_vuln: 2,
      qualys_vulnerability_manager: 1,
    });
    await remove('qualys');
    await expectEqual();
    // Collected anew: no number of before means anything.
    await applyBut(CLOUD, [sees(QUALYS, { 1: [1, 2], 2: [3] })]);
    await expectEqual();
    await remove('qualys');
    await remove('second');
    expect(await graph.graph()).toEqual([]);
    const left = Object.entries(await sizes(graph)).filter(([, rows]) => rows !== 0);
    // The types of the model are known to every store.
    expect(left.map(([name]) => name)).toEqual(['kind']);
  });

  it('with an ended past that the other one shares', async () => {
    await applyBut(QUALYS, [sees(SECOND, { 1: [1], 2: [2] }), sees(SECOND, { 1: [1] })]);
    await graph.apply(sees(QUALYS, { 1: [1], 2: [2] }));
    await remove('qualys');
    expect(await graph.graph()).toEqual(await other.graph());
    // Host 2 and its finding were there on day one, and are not now.
    const past = (of: GraphFixture) =>
      of.rows(
        `SELECT key FROM entity WHERE begin_seq <= 1 AND (end_seq IS NULL OR end_seq > 1) ORDER BY key`,
      );
    expect(await past(graph)).toEqual(await past(other));
    const [row] = await graph.rows(
      `SELECT count(*) AS n FROM entity WHERE key = 'qualys-host:2' AND end_seq IS NULL`,
    );
    expect(row).toEqual({ n: 0 });
  });

  it('where an entity of another integration stands for a host of both', async () => {
    await applyBut(QUALYS, [owns(1), sees(SECOND, { 1: [1] }), sees(QUALYS, { 1: [1], 2: [] })]);
    await remove('qualys');
    await expectEqual();
  });

  it('where it is the other integration, the entity of which stood for our host', async () => {
    await applyBut(CLOUD, [sees(QUALYS, { 1: [1], 2: [2] }), owns(1)]);
    expect(await graph.graph()).toContain('HAS server-1 > host-finding:1:1');
    const report = await remove('cloud', 'aws');
    expect(report?.entities).toEqual({ server: 1 });
    expect(await graph.graph()).toEqual(await other.graph());
    const kinds = (await (await graph.store()).catalog()).kinds.map(({ type }) => type);
    expect(kinds).not.toContain('server');
  });
});
