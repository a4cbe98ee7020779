import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/app/run-record.ts';
import { failedPagesOf, type Scenario, scenario } from '../support/scenario.ts';

const FINDING = 'qualys_host_finding';

const createdOf = (record: RunRecord, type: string) => record.entities[type]?.created ?? 0;
const deletedOf = (record: RunRecord, type: string) => record.entities[type]?.deleted ?? 0;

/** How many findings on hosts the graph has. */
async function countFindings(here: Scenario): Promise<number> {
  return (await here.graph()).filter(({ _type }) => _type === FINDING).length;
}

/** Purges hosts until more findings than `least` go with them. Gives the findings that were not fixed before. */
function purgeMany(here: Scenario, least: number) {
  const byHost = Map.groupBy(here.findings(), ({ hostId }) => hostId);
  const gone = [];
  for (const [id, findings] of byHost) {
    if (gone.length > least) break;
    here.simulator.events.purgeHost(Number(id));
    gone.push(...findings.filter((each) => each['closedReason'] !== 'fixed'));
  }
  expect(gone.length).toBeGreaterThan(least);
  expect(gone.length).toBeGreaterThan(0.05 * here.findings().length);
  return gone;
}

describe('a run that would remove suspiciously much', () => {
  test('holds it, says why, and removes it once a person accepts', async () => {
    const here = await scenario({ seed: 'brake', hosts: 40, detections: 14 });
    const first = await here.collect();
    expect(first).toMatchObject({ exitCode: 0, record: { status: 'complete' } });
    const before = await countFindings(here);
    const gone = purgeMany(here, 60);
    const fixed = here.findings().find(({ open }) => open)!;
    const fixes = here.simulator.events.fixDetection(Number(fixed.hostId), fixed.qid);

    const held = await here.collect();
    expect(held).toMatchObject({ exitCode: 3, record: { status: 'partial' } });
    const { record } = held;
    expect(record.held?.removals[FINDING]).toEqual({ removals: gone.length, of: before });
    expect(record.held?.reason).toBe(
      `The run would remove ${gone.length} of ${before} findings on hosts.`,
    );
    expect(held.stderr).toContain(record.held!.reason);
    expect(held.stderr).toContain(`graph-qualys collect --accept-deletions ${record.runId}`);
    // Nothing went, and everything else happened: what was fixed is closed.
    expect(await countFindings(here)).toBe(before);
    for (const counts of Object.values(record.entities)) expect(counts.deleted).toBe(0);
    expect(record.closed).toEqual({ fixed: fixes });
    expect((await here.versions(fixed._key)).at(-1)).toMatchObject({ closed_reason: 'fixed' });

    const requests = here.simulator.requests.length;
    const refused = await here.command(['collect', '--accept-deletions', first.record.runId]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('A_NOTHING_HELD');
    expect(refused.stderr).toContain(first.record.runId);
    expect(refused.stderr).toContain(`its last run is ${record.runId}`);
    expect(here.simulator.requests).toHaveLength(requests);
    expect(await countFindings(here)).toBe(before);

    const accepted = await here.collect(['--accept-deletions', record.runId]);
    expect(accepted).toMatchObject({
      exitCode: 0,
      record: { status: 'complete', mode: 'full', closed: { hostPurged: gone.length } },
    });
    expect(accepted.record.held).toBeUndefined();
    expect(await here.differences()).toEqual([]);

    // What is done cannot be accepted twice.
    const again = await here.command(['collect', '--accept-deletions', accepted.record.runId]);
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('A_NOTHING_HELD');
  });

  test('holds it in every run until then, and lets no more pass than was accepted', async () => {
    const here = await scenario({ seed: 'brake again', hosts: 60, detections: 14 });
    await here.run();
    const before = await countFindings(here);
    purgeMany(here, 60);
    const held = await here.run();
    const still = await here.run();
    expect([held, still].map(({ status, mode }) => [status, mode])).toEqual([
      ['partial', 'incremental'],
      ['partial', 'full'],
    ]);
    expect(still.held).toEqual(held.held);
    await expect(here.run({ acceptDeletions: held.runId })).rejects.toMatchObject({
      code: 'A_NOTHING_HELD',
      exitCode: 2,
    });

    // Meanwhile far more has gone than the person saw.
    const more = purgeMany(here, 120);
    const other = await here.run({ acceptDeletions: still.runId });
    expect(other.status).toBe('partial');
    expect(other.held?.removals[FINDING]?.removals).toBeGreaterThan(more.length);
    expect(await countFindings(here)).toBe(before);
    expect((await here.run({ acceptDeletions: other.runId })).status).toBe('complete');
    expect(await here.differences()).toEqual([]);
  });

  test('forgets it when what was missing is there again', async () => {
    const here = await scenario({ seed: 'brake off', hosts: 40, detections: 14 });
    await here.run();
    const ids = [...here.simulator.world.hostIds()];
    here.simulator.events.setUserScope(ids.slice(0, 5));
    const held = await here.run();
    expect(held.held).toBeDefined();
    here.simulator.events.setUserScope(undefined);
    const record = await here.run();
    expect(record).toMatchObject({ status: 'complete', closed: {} });
    expect(record.held).toBeUndefined();
    expect(await here.differences()).toEqual([]);
  });

  test('holds what a narrowed filter would take out of the graph too', async () => {
    const here = await scenario({ seed: 'narrowed', hosts: 40, detections: 14 });
    await here.run();
    const before = here.findings().filter((each) => each['closedReason'] !== 'fixed');
    const left = new Set(here.findings({ severities: [5] }).map(({ _key }) => _key));
    const out = before.filter(({ _key }) => !left.has(_key));
    const narrow = { VMDR_FINDING_SEVERITIES: '5' };
    const held = await here.run({}, narrow);
    expect(held.status).toBe('partial');
    expect(held.held?.removals[FINDING]?.removals).toBe(out.length);
    expect(held.held?.reason).toContain('after the scope of the instance changed');
    const kept = new Set((await here.graph()).map(({ _key }) => _key));
    expect(before.filter(({ _key }) => !kept.has(_key))).toEqual([]);
    expect(Object.keys(held.closed).filter((why) => why !== 'fixed')).toEqual([]);
    const accepted = await here.run({ acceptDeletions: held.runId }, narrow);
    expect(accepted.status).toBe('complete');
    expect(accepted.closed).toEqual({ outOfScope: out.length });
    expect(await here.differences({ severities: [5] })).toEqual([]);
  });

  test('does not mind a few', async () => {
    const here = await scenario({ seed: 'few', hosts: 30, detections: 8 });
    await here.run();
    const [id] = [...here.simulator.world.hostIds()];
    here.simulator.events.purgeHost(id!);
    const record = await here.run();
    expect(record).toMatchObject({ status: 'complete', mode: 'incremental' });
    expect(record.held).toBeUndefined();
    const deleted = Object.values(record.entities).reduce((sum, each) => sum + each.deleted, 0);
    expect(deleted).toBeGreaterThan(0);
  });
});

describe('a list that comes empty where there was data', () => {
  test('of hosts is not believed until somebody accepts it', async () => {
    const here = await scenario({ seed: 'no hosts', hosts: 30, detections: 14 });
    await here.run();
    const before = await countFindings(here);
    expect(before).toBeGreaterThan(50);
    here.simulator.events.setUserScope([]);
    const empty = await here.run();
    expect(empty.status).toBe('partial');
    expect(failedPagesOf(empty)).toEqual(['host-list ids I_LIST_EMPTY']);
    expect(await countFindings(here)).toBe(before);
    expect(empty.closed).toEqual({});
    const accepted = await here.run({ acceptDeletions: empty.runId });
    expect(accepted.status).toBe('complete');
    expect(await countFindings(here)).toBe(0);
    expect(await here.differences()).toEqual([]);
  });

  test('of web applications is not believed until somebody accepts it', async () => {
    const here = await scenario({ seed: 'no apps', webApps: 8 });
    await here.run();
    const apps = async () =>
      (await here.graph()).filter(({ _type }) =>
        /^(web_app|qualys_web_app_finding)$/.test(`${_type}`),
      );
    const before = await apps();
    expect(before.length).toBeGreaterThan(8);
    for (const { id } of [...here.simulator.world.webApps()])
      here.simulator.events.removeWebApp(id);
    const empty = await here.run();
    expect(empty.status).toBe('partial');
    expect(failedPagesOf(empty)).toEqual(['web-apps page-1 I_LIST_EMPTY']);
    expect((await apps()).map(({ _key }) => _key)).toEqual(before.map(({ _key }) => _key));
    const accepted = await here.run({ acceptDeletions: empty.runId });
    expect(accepted.status).toBe('complete');
    expect(await apps()).toEqual([]);
    expect(await here.differences()).toEqual([]);
  });
});

describe('a host that Qualys merged with another record', () => {
  test.each([
    ['agent id', (host: { agentId: string | undefined }) => host.agentId !== undefined],
    ['asset id', (host: { agentId: string | undefined }) => host.agentId === undefined],
  ])('goes on under the new id, known by its %s', async (_, isWanted) => {
    const here = await scenario({ seed: 'merge', hosts: 30, detections: 8 });
    await here.run();
    const { world, events } = here.simulator;
    const findings = Map.groupBy(here.findings(), ({ hostId }) => hostId);
    const host = [...world.hosts()].find(
      (each) => isWanted(each) && (findings.get(String(each.id))?.length ?? 0) > 2,
    )!;
    const old = findings.get(String(host.id))!;
    const born = await here.sql('SELECT min(created_on) AS at FROM entity_host_finding');
    here.simulator.advanceDays(1);
    const id = events.mergeHost(host.id);
    const moved = here.findings().filter(({ hostId }) => hostId === String(id));
    expect(moved.length).toBeGreaterThan(2);
    // The rest of the day would hide whether something counts as new: only this host may matter.
    const others = new Set(
      here
        .findings()
        .filter(({ hostId }) => hostId !== String(id))
        .map(({ _key }) => _key),
    );
    const record = await here.run();
    expect(record).toMatchObject({ mode: 'incremental', status: 'complete', merged: 1 });
    expect(record.closed['merged']).toBe(old.length);
    const known = new Set(old.map(({ qid }) => qid));
    const same = moved.filter(({ qid }) => known.has(qid));
    expect(same.length).toBeGreaterThan(2);
    for (const { _key } of same) {
      expect(others.has(_key)).toBe(false);
      expect(await here.versions(_key)).toMatchObject([
        { created_on: born[0]!['at'], end_seq: null },
      ]);
    }
    for (const { _key } of old) {
      expect((await here.versions(_key)).at(-1)).toMatchObject({ closed_reason: 'merged' });
    }
    await here.run({ isFull: true });
    expect(await here.differences()).toEqual([]);
  });

  test('is neither new nor removed in what the run reports', async () => {
    const here = await scenario({ seed: 'merge', hosts: 30, detections: 8 });
    await here.run();
    const findings = Map.groupBy(here.findings(), ({ hostId }) => hostId);
    const host = [...here.simulator.world.hosts()].find(
      ({ id, agentId }) => agentId !== undefined && findings.has(String(id)),
    )!;
    here.simulator.events.mergeHost(host.id);
    const record = await here.run();
    expect(record.merged).toBe(1);
    expect(record.closed).toEqual({ merged: findings.get(String(host.id))!.length });
    for (const type of Object.keys(record.entities)) {
      expect({ type, created: createdOf(record, type) }).toEqual({ type, created: 0 });
      expect({ type, deleted: deletedOf(record, type) }).toEqual({ type, deleted: 0 });
    }
    expect(await here.differences()).toEqual([]);
  });
});

describe('a module that is not licensed', () => {
  const MODULES = [
    ['web-apps', 'was', /^(web_app|qualys_web_app_finding)$/],
    ['knowledge-base', 'knowledgeBase', /^(qualys_vuln|cve)$/],
  ] as const;

  test('and never gave anything is a note', async () => {
    const here = await scenario({ seed: 'modules', licensed: { was: false } });
    const { exitCode, record, stderr } = await here.collect();
    expect(exitCode).toBe(0);
    expect(record.warnings.map(({ kind, endpoint }) => `${kind} ${endpoint}`)).toContain(
      'skipped web-apps',
    );
    expect(stderr).toContain('Web applications were skipped');
    expect(here.simulator.requests.some(({ endpoint }) => endpoint === 'web-apps')).toBe(true);
    expect((await here.run()).mode).toBe('incremental');
    here.simulator.events.setLicensed('was', true);
    expect((await here.run({ isFull: true })).status).toBe('complete');
    expect(await here.differences()).toEqual([]);
  });

  test.each(MODULES)(
    '%s: what it gave before stays, and the run is partial',
    async (endpoint, module, types) => {
      const here = await scenario({ seed: 'modules' });
      await here.run();
      const ofModule = async () =>
        (await here.graph()).filter(({ _type }) => types.test(`${_type}`)).map(({ _key }) => _key);
      const before = await ofModule();
      expect(before.length).toBeGreaterThan(5);
      here.simulator.events.setLicensed(module, false);
      const record = await here.run({ isFull: true });
      expect(record.status).toBe('partial');
      expect(failedPagesOf(record)).toHaveLength(1);
      expect(failedPagesOf(record)[0]).toMatch(new RegExp(`^${endpoint} all Q_`));
      expect(await ofModule()).toEqual(before);
      here.simulator.events.setLicensed(module, true);
      expect((await here.run({ isFull: true })).status).toBe('complete');
      expect(await here.differences()).toEqual([]);
    },
  );
});
