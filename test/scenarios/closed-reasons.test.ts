import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/simulator/index.ts';
import { type Scenario, scenario, type TrueFinding } from '../support/scenario.ts';

/** Hosts with findings that are open, by host id, the same whenever it is asked. */
function openByHost(here: Scenario): ReadonlyMap<string, readonly TrueFinding[]> {
  return Map.groupBy(
    here.findings().filter(({ open }) => open),
    ({ hostId }) => hostId,
  );
}

/** A host with open findings of so many QIDs, one of these for each. */
function distinct(here: Scenario, qids: number): readonly TrueFinding[] {
  for (const findings of openByHost(here).values()) {
    const byQid = [...new Map(findings.map((each) => [each.qid, each])).values()];
    if (byQid.length >= qids) return byQid;
  }
  throw new Error(`no host has open findings of ${qids} QIDs`);
}

const keysOf = (findings: readonly TrueFinding[]) => findings.map(({ _key }) => _key).toSorted();

async function reasonsOf(here: Scenario, findings: readonly TrueFinding[]): Promise<unknown[]> {
  const rows = await Promise.all(findings.map(({ _key }) => here.versions(_key)));
  return rows.map((versions) => versions.at(-1)?.['closed_reason']);
}

describe('every reason for which a finding is closed', () => {
  test('fixed, and open again: the same finding, first seen when it was', async () => {
    const here = await scenario({ seed: 'fixed' });
    await here.run();
    const [finding] = distinct(here, 1);
    const { hostId, qid, _key } = finding!;
    const [before] = await here.versions(_key);
    expect(before).toMatchObject({ open: true, closed_reason: null });

    here.simulator.advanceDays(1);
    const fixed = here.simulator.events.fixDetection(Number(hostId), qid);
    expect(fixed).toBeGreaterThan(0);
    const closing = await here.run();
    expect(closing).toMatchObject({ mode: 'incremental', status: 'complete' });
    expect(closing.closed['fixed']).toBeGreaterThanOrEqual(fixed);
    const query = `FIND qualys_host_finding WITH _key = '${_key}' AS f
      RETURN f.open AS open, f.closedReason AS why, f.resolvedOn AS at, f.status AS status`;
    expect(await here.query(query)).toEqual([
      {
        open: false,
        why: 'fixed',
        at: expect.anything(),
        status: 'Fixed',
      },
    ]);
    const closed = (await here.graph()).find((each) => each['_key'] === _key);
    expect(closed?.['resolvedOn']).toBe(here.simulator.now);

    here.simulator.advanceDays(1);
    expect(here.simulator.events.reopenDetection(Number(hostId), qid)).toBe(fixed);
    const reopening = await here.run();
    expect(reopening.mode).toBe('incremental');
    expect(await here.query(query)).toEqual([
      { open: true, why: null, at: null, status: 'Re-Opened' },
    ]);
    const versions = await here.versions(_key);
    expect(versions.length).toBeGreaterThanOrEqual(3);
    expect(new Set(versions.map((row) => row['created_on']))).toEqual(
      new Set([before?.['created_on']]),
    );
    expect(versions.filter((row) => row['end_seq'] === null)).toMatchObject([{ open: true }]);
    expect((await here.run({ isFull: true })).status).toBe('complete');
    expect(await here.differences()).toEqual([]);
  });

  test('ignored and disabled, without a change of the status', async () => {
    const here = await scenario({ seed: 'ignored' });
    await here.run();
    const [ignored, disabled, both] = distinct(here, 3) as [TrueFinding, TrueFinding, TrueFinding];
    const { events } = here.simulator;
    const id = Number(ignored.hostId);
    const numbers = {
      ignored: events.ignoreDetection(id, ignored.qid) + events.ignoreDetection(id, both.qid),
      disabled: events.disableDetection(id, disabled.qid),
    };
    events.disableDetection(id, both.qid);
    const record = await here.run({ isFull: true });
    expect(record.closed).toEqual(numbers);
    expect(await reasonsOf(here, [ignored, disabled, both])).toEqual([
      'ignored',
      'disabled',
      'ignored',
    ]);
    expect(await here.differences()).toEqual([]);

    events.unignoreDetection(id, ignored.qid);
    expect((await here.run({ isFull: true })).closed).toEqual({});
    expect(await reasonsOf(here, [ignored])).toEqual([null]);
    expect(await here.differences()).toEqual([]);
    expect(await here.everFixed()).not.toContain(ignored._key);
  });

  test('notReported: gone from two complete reads, and nobody says that it was fixed', async () => {
    const here = await scenario({ seed: 'silent' });
    await here.run();
    const open = here.simulator.requests.find(
      ({ endpoint, parameters }) =>
        endpoint === 'host-detections' && parameters['status'] !== 'Fixed',
    );
    const { status } = open?.parameters ?? {};
    expect(status).toContain('Active');
    const before = openByHost(here);
    here.simulator.setFaults([
      {
        kind: 'gaps',
        endpoint: 'host-detections',
        from: 1,
        records: 1,
        parameters: { status: status! },
      },
    ]);
    here.simulator.clearRequests();
    const record = await here.run({ isFull: true });
    // The host whose findings are missing was asked for once more, by itself.
    const asked = here.simulator.requests
      .filter(
        ({ endpoint, parameters }) =>
          endpoint === 'host-detections' && parameters['status'] === status,
      )
      .map(({ parameters }) => parameters['ids']);
    expect(asked).toHaveLength(2);
    const gone = [...before.keys()].filter((id) => id === asked[1]);
    expect(gone).toHaveLength(1);
    const missing = before.get(gone[0]!)!;
    expect(record.closed['notReported']).toBeGreaterThanOrEqual(missing.length);
    expect(Object.keys(record.closed)).toEqual(['notReported']);
    expect(await reasonsOf(here, missing)).toEqual(missing.map(() => 'notReported'));
    expect(await here.everFixed()).not.toEqual(expect.arrayContaining([missing[0]!._key]));

    here.simulator.setFaults([]);
    await here.run({ isFull: true });
    expect(await here.differences()).toEqual([]);
  });

  test('hostPurged: the host is gone from the complete list', async () => {
    const here = await scenario({ seed: 'purged' });
    await here.run();
    const { hostId } = distinct(here, 1)[0]!;
    const all = here.findings().filter((each) => each.hostId === hostId);
    const open = all.filter((each) => each['closedReason'] !== 'fixed');
    here.simulator.events.purgeHost(Number(hostId));
    const record = await here.run();
    expect(record).toMatchObject({ mode: 'incremental', status: 'complete' });
    // What was fixed before stays fixed.
    const fixed = all.length - open.length;
    expect(record.closed).toEqual({
      ...(fixed > 0 && { fixed }),
      hostPurged: open.length,
    });
    expect(await reasonsOf(here, open)).toEqual(open.map(() => 'hostPurged'));
    await here.run({ isFull: true });
    expect(await here.differences()).toEqual([]);
  });

  test('hostPurged: the web application is gone', async () => {
    const here = await scenario({ seed: 'web', webApps: 12 });
    await here.run();
    const rows = await here.sql(
      'SELECT asset_ref, count(*) AS n FROM entity_web_app_finding WHERE end_seq IS NULL GROUP BY asset_ref ORDER BY n',
    );
    expect(rows.length).toBeGreaterThan(1);
    const ids = await here.query(
      'FIND qualys_web_app_finding AS f RETURN f.webAppId AS app, f._key AS key',
    );
    const app = String(ids[0]!['app']);
    const keys = ids.filter((each) => each['app'] === app).map(({ key }) => String(key));
    here.simulator.events.removeWebApp(Number(app));
    const record = await here.run();
    expect(record.closed['hostPurged']).toBeGreaterThan(0);
    expect(
      Object.keys(record.closed)
        .toSorted()
        .filter((why) => why !== 'fixed'),
    ).toEqual(['hostPurged']);
    for (const key of keys) {
      expect((await here.versions(key)).at(-1)?.['end_seq']).not.toBeNull();
    }
    expect(await here.differences()).toEqual([]);
  });
});

describe('what looks like a fix and is none', () => {
  /** No finding that the platform never called fixed may have ended so. */
  async function expectNoneFixed(here: Scenario, findings: readonly TrueFinding[]): Promise<void> {
    const fixed = new Set(await here.everFixed());
    const wrong = findings.filter(({ open, _key }) => open && fixed.has(_key));
    expect(keysOf(wrong)).toEqual([]);
    const rows = await here.query(
      `FIND qualys_host_finding WITH closedReason = 'fixed' AS f RETURN f.status AS status`,
    );
    expect(rows.filter(({ status }) => status !== 'Fixed')).toEqual([]);
  }

  test('a severity that Qualys rates lower', async () => {
    const here = await scenario({ seed: 'rated' });
    await here.run();
    const before = here.findings();
    const finding = distinct(here, 1)[0]!;
    const same = before.filter(({ qid }) => qid === finding.qid);
    here.simulator.events.rerate(finding.qid, 2);
    expect(here.findings().some(({ qid }) => qid === finding.qid)).toBe(false);
    const record = await here.run({ isFull: true });
    expect(record.status).toBe('complete');
    const open = same.filter((each) => each['closedReason'] !== 'fixed');
    expect(record.closed['outOfScope']).toBe(open.length);
    expect(record.closed['notReported']).toBeUndefined();
    expect(await reasonsOf(here, open)).toEqual(open.map(() => 'outOfScope'));
    await expectNoneFixed(here, before);
    expect(await here.differences()).toEqual([]);

    // Rated up again it is back, and as old as it was.
    here.simulator.events.rerate(finding.qid, 5);
    await here.run({ isFull: true });
    expect(await here.differences()).toEqual([]);
    const versions = await here.versions(finding._key);
    expect(versions.at(-1)).toMatchObject({ end_seq: null, open: true });
  });

  test('a severity that Qualys rates otherwise within what is read', async () => {
    const here = await scenario({ seed: 'rated' });
    await here.run();
    const before = here.findings();
    const finding = before.find(({ open, numericSeverity }) => open && numericSeverity < 10)!;
    here.simulator.events.rerate(finding.qid, 5);
    const record = await here.run({ isFull: true });
    expect(record.closed).toEqual({});
    await expectNoneFixed(here, before);
    expect(await here.differences()).toEqual([]);
  });

  test('a tag that a host loses and gets again', async () => {
    const here = await scenario({ seed: 'tags' });
    const settings = { INCLUDE_ONLY_DETECTION_TAGS: 'Watched' };
    const hosts = [...openByHost(here)].slice(0, 3);
    const ids = hosts.map(([id]) => Number(id));
    for (const id of ids) here.simulator.events.addTag(id, 'Watched');
    await here.run({}, settings);
    const present = async () =>
      new Set(
        (await here.query('FIND qualys_host_finding AS f RETURN f._key AS key')).map(({ key }) =>
          String(key),
        ),
      );
    const watched = hosts.map(([, findings]) => keysOf(findings));
    const first = await present();
    expect(watched.flat().every((key) => first.has(key))).toBe(true);
    const [flapping] = hosts[0]![1];
    const [born] = await here.versions(flapping!._key);

    here.simulator.events.removeTag(ids[0]!, 'Watched');
    const lost = await here.run({ isFull: true }, settings);
    expect(lost.status).toBe('complete');
    expect(lost.closed['outOfScope']).toBeGreaterThanOrEqual(watched[0]!.length);
    expect(Object.keys(lost.closed).filter((why) => why !== 'fixed')).toEqual(['outOfScope']);
    expect(await reasonsOf(here, hosts[0]![1])).toEqual(hosts[0]![1].map(() => 'outOfScope'));
    const without = await present();
    expect(watched[0]!.some((key) => without.has(key))).toBe(false);
    expect(
      watched
        .slice(1)
        .flat()
        .every((key) => without.has(key)),
    ).toBe(true);

    here.simulator.events.addTag(ids[0]!, 'Watched');
    await here.run({ isFull: true }, settings);
    expect(await present()).toEqual(first);
    const back = (await here.versions(flapping!._key)).at(-1);
    expect(back).toMatchObject({ end_seq: null, open: true, created_on: born!['created_on'] });
    await expectNoneFixed(here, here.findings());
  });

  test('a filter that is narrowed, and widened again', async () => {
    const here = await scenario({ seed: 'narrow', hosts: 12, detections: 5 });
    await here.run();
    const before = here.findings();
    const record = await here.run({}, { VMDR_FINDING_SEVERITIES: '5' });
    expect(record.held).toBeUndefined();
    expect(record).toMatchObject({ mode: 'full', status: 'complete' });
    const left = new Set(keysOf(here.findings({ severities: [5] })));
    const out = before.filter((each) => !left.has(each._key) && each['closedReason'] !== 'fixed');
    expect(out.length).toBeGreaterThan(0);
    expect(record.closed['outOfScope']).toBe(out.length);
    expect(await reasonsOf(here, out)).toEqual(out.map(() => 'outOfScope'));
    await expectNoneFixed(here, before);
    expect(await here.differences({ severities: [5] })).toEqual([]);

    expect((await here.run()).mode).toBe('full');
    expect(await here.differences()).toEqual([]);
  });

  test('a smaller scope of the user', async () => {
    const here = await scenario({ seed: 'smaller' });
    await here.run();
    const before = here.findings();
    const ids = [...here.simulator.world.hostIds()];
    const hidden = [...openByHost(here).keys()].slice(0, 2);
    here.simulator.events.setUserScope(ids.filter((id) => !hidden.includes(String(id))));
    const record = await here.run();
    const lost = before.filter(
      (each) => hidden.includes(each.hostId) && each['closedReason'] !== 'fixed',
    );
    expect(lost.length).toBeGreaterThan(1);
    // Nothing tells a host that is hidden from one that was purged; but nothing of it was fixed.
    expect(record.closed['hostPurged']).toBe(lost.length);
    expect(record.closed['notReported']).toBeUndefined();
    await expectNoneFixed(here, before);
    expect(await here.differences()).toEqual([]);

    here.simulator.events.setUserScope(undefined);
    await here.run();
    await expectNoneFixed(here, before);
    expect(await here.differences()).toEqual([]);
  });

  test('another user of the API, who sees less', async () => {
    const here = await scenario({ seed: 'other-user', hosts: 14 });
    await here.run();
    const before = here.findings();
    const ids = [...here.simulator.world.hostIds()];
    const hidden = [...openByHost(here).keys()].slice(0, 2);
    const port = Number(new URL(here.url).port);
    await here.simulator.close();
    const other = createSimulator({
      seed: 'other-user',
      hosts: 14,
      detections: 6,
      webApps: 3,
      limits: 'generous',
      username: 'other_cd2',
    });
    try {
      await other.listen(port);
      other.events.setUserScope(ids.filter((id) => !hidden.includes(String(id))));
      const record = await here.run({}, { QUALYS_USERNAME: 'other_cd2' });
      const lost = before.filter(
        (each) => hidden.includes(each.hostId) && each['closedReason'] !== 'fixed',
      );
      expect(other.requests.length).toBeGreaterThan(5);
      expect(record.mode).toBe('full');
      expect(record.held).toBeUndefined();
      expect(record.closed['outOfScope']).toBe(lost.length);
      expect(record.closed['hostPurged']).toBeUndefined();
      expect(await reasonsOf(here, lost)).toEqual(lost.map(() => 'outOfScope'));
      await expectNoneFixed(here, before);
    } finally {
      await other.close();
    }
  });
});
