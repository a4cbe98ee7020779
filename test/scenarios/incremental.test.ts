import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/app/run-record.ts';
import { GENEROUS_LIMITS, type LoggedRequest } from '../../src/simulator/index.ts';
import { failedPagesOf, type Scenario, scenario, type TrueFinding } from '../support/scenario.ts';

const DAY_MS = 86_400_000;

/** Ids of hosts in a parameter such as `1-3,7`. */
function idsIn(text: string): readonly number[] {
  return text.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number);
    return Array.from({ length: last! - first! + 1 }, (_, place) => first! + place);
  });
}

/** Hosts whose open detections were asked for by id: those that a run reads completely. */
function readHosts(here: Scenario): ReadonlySet<number> {
  const ids = here.simulator.requests
    .filter(isRead)
    .flatMap(({ parameters }) => idsIn(parameters['ids']!));
  return new Set(ids.filter((id) => here.simulator.world.hasHost(id)));
}

function isRead({ endpoint, parameters, status }: LoggedRequest): boolean {
  return (
    endpoint === 'host-detections' &&
    status === 200 &&
    parameters['ids'] !== undefined &&
    parameters['status'] !== 'Fixed'
  );
}

/** One run of which nothing but its own requests is in the log. */
async function watched(here: Scenario, run: () => Promise<RunRecord>): Promise<RunRecord> {
  here.simulator.clearRequests();
  return run();
}

/** When each host was read, as J1QL tells. */
async function lastReads(here: Scenario): Promise<readonly number[]> {
  const rows = await here.query('FIND Host AS h RETURN h.lastReadOn AS at, h._key AS key');
  expect(rows.length).toBeGreaterThan(10);
  return rows.map(({ at, key }) => {
    const time = typeof at === 'number' ? at : Date.parse(String(at));
    if (Number.isNaN(time)) throw new Error(`${key} was never read`);
    return time;
  });
}

function anOpenFinding(here: Scenario, isWanted = (_: TrueFinding) => true): TrueFinding {
  const finding = here.findings().find((each) => each.open && isWanted(each));
  if (finding === undefined) throw new Error('there is no such finding');
  return finding;
}

describe('a run is a full one', () => {
  test('first, after a changed filter, when told so, and else an incremental one', async () => {
    const here = await scenario({ seed: 'modes' });
    const all = [...here.simulator.world.hostIds()];
    const modes: string[] = [];
    const step = async (run: () => Promise<RunRecord>): Promise<void> => {
      const { mode, status } = await watched(here, run);
      modes.push(`${mode} ${status} ${readHosts(here).size}`);
    };
    await step(() => here.run());
    await step(() => here.run());
    await step(() => here.run({ isFull: true }));
    await step(() => here.run());
    const wider = { VMDR_FINDING_SEVERITIES: '2,3,4,5' };
    await step(() => here.run({}, wider));
    expect(await here.differences({ severities: [2, 3, 4, 5] })).toEqual([]);
    await step(() => here.run({}, wider));
    expect(modes).toEqual([
      `full complete ${all.length}`,
      'incremental complete 0',
      `full complete ${all.length}`,
      'incremental complete 0',
      `full complete ${all.length}`,
      'incremental complete 0',
    ]);
  });

  test('until one was complete', async () => {
    const here = await scenario({ seed: 'modes' });
    const [host] = [...here.simulator.world.hostIds()];
    here.simulator.setFaults([{ kind: 'failingHost', host: host!, endpoint: 'host-detections' }]);
    const first = await here.run();
    expect(first).toMatchObject({ mode: 'full', status: 'partial' });
    here.simulator.setFaults([]);
    expect(await here.run()).toMatchObject({ mode: 'full', status: 'complete' });
    expect(await here.differences()).toEqual([]);
    expect((await here.run()).mode).toBe('incremental');
  });

  test('after a raised look-back, and fills up what that shows', async () => {
    const here = await scenario({ seed: 'look-back', hosts: 40, detections: 12 });
    const few = { FIXED_FINDINGS_SINCE_DAYS: '20' };
    await here.run({}, few);
    expect(await here.differences({ fixedSinceDays: 20 })).toEqual([]);
    const before = here.findings({ fixedSinceDays: 20 }).length;
    const after = here.findings({ fixedSinceDays: 90 }).length;
    expect(after).toBeGreaterThan(before);
    const record = await here.run({}, { FIXED_FINDINGS_SINCE_DAYS: '90' });
    expect(record).toMatchObject({ mode: 'full', status: 'complete', closed: {} });
    expect(record.entities['qualys_host_finding']?.created).toBe(after - before);
    expect(await here.differences({ fixedSinceDays: 90 })).toEqual([]);
  });
});

describe('an incremental run', () => {
  test('reads every host within the period, a part of them at a time', async () => {
    const here = await scenario({ seed: 'rolling', hosts: 40, detections: 3 });
    const settings = { FULL_READ_EVERY_DAYS: '3' };
    await here.run({}, settings);
    const read: number[] = [];
    for (let day = 1; day <= 7; day += 1) {
      here.simulator.advanceDays(1);
      const record = await watched(here, () => here.run({}, settings));
      expect({ day, mode: record.mode, status: record.status }).toEqual({
        day,
        mode: 'incremental',
        status: 'complete',
      });
      read.push(readHosts(here).size);
      const { now } = here.simulator;
      const reads = await lastReads(here);
      const oldest = Math.min(...reads);
      expect({ day, days: Math.floor((now - oldest) / DAY_MS) < 3 }).toEqual({ day, days: true });
      // What was read is not older than this very run says.
      expect(Math.max(...reads)).toBe(now);
    }
    const hosts = [...here.simulator.world.hostIds()].length;
    expect(Math.max(...read)).toBeLessThan(hosts);
    expect(Math.min(...read)).toBeGreaterThan(0);
    await here.run({ isFull: true }, settings);
    expect(await here.differences()).toEqual([]);
  }, 300_000);

  test('leaves hosts for a later run when the calls of the subscription do not suffice, and says so', async () => {
    const here = await scenario({
      seed: 'tier',
      hosts: 40,
      detections: 3,
      limits: {
        'host-detections': { calls: 50, windowSeconds: 86_400, concurrency: 2 },
        default: GENEROUS_LIMITS,
      },
    });
    const settings = { FULL_READ_EVERY_DAYS: '2', API_CALL_RESERVE: '38' };
    const small = { settings: { hostsPerChunk: 2 } };
    await here.run({}, settings, { settings: { hostsPerChunk: 100 } });
    here.simulator.advanceDays(1);
    const record = await watched(here, () => here.run({}, settings, small));
    expect(record).toMatchObject({ mode: 'incremental', status: 'complete' });
    // Twelve calls a day, and what has to be asked again comes out of them too.
    const postponed = record.warnings.find(({ kind }) => kind === 'reads-postponed');
    expect(postponed).toMatchObject({ endpoint: 'host-detections' });
    expect(postponed?.message).toContain('FULL_READ_EVERY_DAYS');
    const hosts = [...here.simulator.world.hostIds()].length;
    expect(readHosts(here).size + (postponed?.count ?? 0)).toBeGreaterThanOrEqual(hosts / 2);
    expect(record.endpoints.find(({ name }) => name === 'host-detections')?.waitedMs).toBe(0);
  });

  test('brings what changes without a change of the status when its host has its turn', async () => {
    const here = await scenario({ seed: 'turn', hosts: 20, detections: 4 });
    const settings = { FULL_READ_EVERY_DAYS: '3' };
    await here.run({}, settings);
    const { hostId, qid, _key } = anOpenFinding(here);
    here.simulator.events.ignoreDetection(Number(hostId), qid);
    let days = 0;
    const isOpen = async () =>
      (
        await here.query(
          `FIND qualys_host_finding WITH _key = '${_key}' AS f RETURN f.open AS open`,
        )
      )[0]?.['open'];
    while ((await isOpen()) === true && days < 4) {
      here.simulator.advanceDays(1);
      days += 1;
      await here.run({}, settings);
    }
    expect(await isOpen()).toBe(false);
    expect(days).toBeGreaterThan(0);
    expect(days).toBeLessThanOrEqual(3);
    expect((await here.versions(_key)).at(-1)).toMatchObject({ closed_reason: 'ignored' });
  });

  test('reads a new host, one whose status changed, and no other one', async () => {
    const here = await scenario({ seed: 'due' });
    await here.run();
    const { hostId, qid } = anOpenFinding(here);
    const [added] = here.simulator.events.addHosts(1);
    expect(here.simulator.events.fixDetection(Number(hostId), qid)).toBeGreaterThan(0);
    const record = await watched(here, () => here.run());
    expect(record).toMatchObject({ mode: 'incremental', status: 'complete' });
    expect([...readHosts(here)].toSorted()).toEqual([Number(hostId), added].toSorted());
    await here.run({ isFull: true });
    expect(await here.differences()).toEqual([]);
  });

  test('reads a host again whose page failed, though nothing of it changed since', async () => {
    const here = await scenario({ seed: 'pending' });
    await here.run();
    const { hostId, qid, _key } = anOpenFinding(here);
    const host = Number(hostId);
    here.simulator.events.fixDetection(host, qid);
    // The call that tells which hosts changed has another status: it names the host, and then its page fails.
    here.simulator.setFaults([
      { kind: 'failingHost', host, endpoint: 'host-detections', parameters: { status: 'Fixed' } },
    ]);
    here.simulator.clearRequests();
    const failing = await here.run();
    expect(failing).toMatchObject({ mode: 'incremental', status: 'partial', closed: {} });
    expect(failedPagesOf(failing)).toEqual([
      `host-detections fixed_${host}-${host} Q_SERVER_ERROR`,
    ]);
    expect(here.simulator.requests.some(({ status }) => status === 500)).toBe(true);
    expect((await here.versions(_key)).at(-1)).toMatchObject({ open: true, end_seq: null });

    // Long after the window of the change: nothing but its failed page names the host.
    here.simulator.setFaults([]);
    here.simulator.events.advanceHours(5);
    const healing = await watched(here, () => here.run());
    expect(healing).toMatchObject({ mode: 'incremental', status: 'complete' });
    expect(readHosts(here).has(host)).toBe(true);
    expect(healing.closed['fixed']).toBeGreaterThan(0);
    expect((await here.versions(_key)).at(-1)).toMatchObject({ closed_reason: 'fixed' });

    here.simulator.events.advanceHours(5);
    await watched(here, () => here.run());
    expect(readHosts(here).has(host)).toBe(false);
    await here.run({ isFull: true });
    expect(await here.differences()).toEqual([]);
  });

  test('does not move over changes that it could not learn of', async () => {
    const here = await scenario({ seed: 'cursor' });
    await here.run();
    const { hostId, qid, _key } = anOpenFinding(here);
    here.simulator.events.fixDetection(Number(hostId), qid);
    // The call that tells which hosts changed is the first one to this endpoint, and has no ids.
    here.simulator.setFaults([
      { kind: 'wrongStatus', status: 500, endpoint: 'host-detections', from: 1 },
    ]);
    const blind = await here.run();
    expect(blind).toMatchObject({ mode: 'incremental', status: 'partial' });
    const failed = failedPagesOf(blind);
    expect(failed.some((page) => page.startsWith('host-detections changed_'))).toBe(true);
    expect((await here.versions(_key)).at(-1)).toMatchObject({ open: true });
    here.simulator.setFaults([]);
    here.simulator.events.advanceHours(9);
    const record = await here.run();
    expect(record).toMatchObject({ mode: 'incremental', status: 'complete' });
    expect((await here.versions(_key)).at(-1)).toMatchObject({ closed_reason: 'fixed' });
  });

  test('learns that a vulnerability was rated anew, and reads no other ones', async () => {
    const here = await scenario({ seed: 'rated' });
    await here.run();
    const { qid } = anOpenFinding(here, ({ numericSeverity }) => numericSeverity < 10);
    const query = `FIND qualys_vuln WITH qid = ${qid} AS v RETURN v.severityLevel AS level`;
    expect(await here.query(query)).not.toEqual([{ level: 5 }]);
    here.simulator.advanceDays(3);
    here.simulator.events.rerate(qid, 5);
    const record = await watched(here, () => here.run());
    expect(record).toMatchObject({ mode: 'incremental', status: 'complete' });
    expect(await here.query(query)).toEqual([{ level: 5 }]);
    const asked = here.simulator.requests.filter(({ endpoint }) => endpoint === 'knowledge-base');
    expect(asked.length).toBeGreaterThan(0);
    expect(asked[0]?.parameters).toHaveProperty('last_modified_after');
    // By id only what findings have and the graph had not.
    const byId = asked.flatMap(({ parameters }) => idsIn(parameters['ids'] ?? '0'));
    expect(byId).not.toContain(qid);
  });
});
