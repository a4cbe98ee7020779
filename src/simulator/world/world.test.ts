import { expect, test } from 'vitest';
import { seedNumber } from '../random.ts';
import { DAY_MS } from '../time/calendar.ts';
import type { Detection } from './detection.ts';
import type { Host } from './host.ts';
import { assetId, hostId, indexOfAssetId, indexOfHostId, pairOf } from './host-identity.ts';
import { World } from './world.ts';

const NOW = Date.UTC(2026, 10, 1, 6);

function world(seed: number | string, hosts = 300, detections = 15): World {
  return new World({ seed, hosts, detections, webApps: 20, now: NOW });
}

function everything(of: World): unknown {
  return {
    now: of.now,
    hosts: [...of.hosts()].map((host) => [host, of.detections(host), of.assetsOf(host)]),
    webApps: [...of.webApps()].map((app) => [app, of.webAppFindings(app)]),
    vulnerabilities: of.vulnerabilities,
  };
}

function detectionsOf(of: World): (readonly [Host, Detection])[] {
  return [...of.hosts()].flatMap((host) =>
    of.detections(host).map((detection) => [host, detection] as const),
  );
}

test('a seed and a number of days alone make the world', () => {
  const stepwise = world('same', 80);
  for (let day = 0; day < 9; day++) {
    stepwise.advanceDays(1);
    detectionsOf(stepwise);
  }
  const atOnce = world('same', 80);
  atOnce.advanceDays(9);
  expect(everything(atOnce)).toEqual(everything(stepwise));
  expect(everything(world('other', 80))).not.toEqual(everything(world('same', 80)));
});

test('ids ascend and lead back to their index', () => {
  let before = 0;
  for (let index = 0; index < 1000; index++) {
    const id = hostId(index);
    expect(id).toBeGreaterThan(before);
    expect(indexOfHostId(id)).toBe(index);
    expect(indexOfHostId(before + 1)).toBe(index);
    expect(indexOfAssetId(assetId(index, 2))).toBe(index);
    before = id;
  }
});

test('days only go forward, and only whole ones', () => {
  expect(() => world(1).advanceDays(-1)).toThrow(RangeError);
  expect(() => world(1).advanceDays(0.5)).toThrow(RangeError);
});

test('every kind of host is there', () => {
  const hosts = [...world(1, 1500).hosts()];
  const has = (what: (host: Host) => boolean) => hosts.some(what);
  for (const provider of ['AWS', 'Azure', 'GCP']) {
    expect(has(({ cloud }) => cloud?.provider === provider && cloud.knowledge === 'complete')).toBe(
      true,
    );
    expect(has(({ cloud }) => cloud?.provider === provider && cloud.knowledge !== 'complete')).toBe(
      true,
    );
  }
  expect(has(({ cloud }) => cloud?.account.startsWith('00') ?? false)).toBe(true);
  expect(has(({ cloud }) => cloud?.provider === 'GCP' && /^\d{20}$/.test(cloud.instanceId))).toBe(
    true,
  );
  expect(
    hosts
      .filter(({ cloud }) => cloud?.provider === 'GCP')
      .every(({ cloud }) => BigInt(cloud?.instanceId ?? 0) < 2n ** 64n),
  ).toBe(true);
  expect(has(({ role, cloud }) => role === 'agent' && cloud === undefined)).toBe(true);
  expect(has(({ trackingMethod }) => trackingMethod === 'IP')).toBe(true);
  expect(has(({ ip, ipv6 }) => ip === undefined && ipv6 !== undefined)).toBe(true);
  expect(has(({ ip, ipv6 }) => ip === undefined && ipv6 === undefined)).toBe(true);
  expect(has(({ ip }) => ip?.includes(',') ?? false)).toBe(true);
  expect(has(({ dns }) => dns === undefined)).toBe(true);
  expect(has(({ dns }) => dns === '12345')).toBe(true);
  for (const os of ['11', '1.10', undefined]) expect(has((host) => host.os === os)).toBe(true);
  for (const count of [0, 1, 3]) expect(has(({ tags }) => tags.length === count)).toBe(true);
  const clones = Map.groupBy(
    hosts.filter(({ dns }) => dns === 'pos1'),
    ({ ip }) => ip,
  );
  expect(
    [...clones.values()].some((same) => new Set(same.map(({ networkId }) => networkId)).size > 1),
  ).toBe(true);
});

test('about a third of the hosts is clean', () => {
  const of = world('clean', 900);
  const clean = [...of.hosts()].filter((host) =>
    of.detections(host).every(({ type }) => type === 'Info'),
  );
  expect(clean.length / 900).toBeGreaterThan(0.27);
  expect(clean.length / 900).toBeLessThan(0.4);
});

test('the mean number of detections is about what was asked for', () => {
  const of = world('mean', 1500, 40);
  const counts = [...of.hosts()]
    .map((host) => of.detections(host).length)
    .filter((count) => count > 3);
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  expect(mean).toBeGreaterThan(34);
  expect(mean).toBeLessThan(46);
});

test('detections of a host differ by QID, port, protocol or instance, also when there are very many', () => {
  for (const mean of [15, 900]) {
    const of = world('differ', 40, mean);
    for (const host of of.hosts()) {
      const keys = of
        .detections(host)
        .map((each) => [each.vulnerability.qid, each.port, each.protocol, each.instance].join('|'));
      expect(new Set(keys).size).toBe(keys.length);
    }
  }
});

test('there are detections that only the port or the instance tells apart', () => {
  const of = world('twins', 300, 40);
  const byPort = [...of.hosts()].some((host) => {
    const groups = Map.groupBy(of.detections(host), ({ vulnerability }) => vulnerability.qid);
    return [...groups.values()].some((same) => new Set(same.map(({ port }) => port)).size > 1);
  });
  expect(byPort).toBe(true);
  expect(detectionsOf(of).some(([, { instance }]) => instance === 'ORCL')).toBe(true);
});

test('unique ids are unique, and every kind of detection is there', () => {
  const all = detectionsOf(world('kinds', 400, 30));
  expect(new Set(all.map(([, { uniqueId }]) => uniqueId)).size).toBe(all.length);
  const has = (what: (detection: Detection) => boolean) => all.some(([, each]) => what(each));
  for (const status of ['New', 'Active', 'Re-Opened', 'Fixed']) {
    expect(has((each) => each.status === status)).toBe(true);
  }
  for (const type of ['Confirmed', 'Potential', 'Info'])
    expect(has((each) => each.type === type)).toBe(true);
  expect(has(({ isIgnored }) => isIgnored)).toBe(true);
  expect(has(({ isDisabled }) => isDisabled)).toBe(true);
  expect(has(({ vulnerability }) => !vulnerability.inKnowledgeBase)).toBe(true);
  expect(has(({ status, type }) => status === undefined && type !== 'Info')).toBe(false);
  expect(has(({ status, type }) => status !== undefined && type === 'Info')).toBe(false);
});

test('times never run ahead of the platform or of each other', () => {
  const of = world('times', 200, 20);
  for (const days of [0, 1, 20]) {
    of.advanceDays(days);
    const wrong = detectionsOf(of).filter(([host, each]) => {
      const order = [
        host.firstFound,
        each.firstFound,
        each.lastFound,
        each.lastTested,
        each.lastProcessed,
        of.now,
      ];
      return (
        order.some((time, at) => at > 0 && time < (order[at - 1] ?? 0)) ||
        (each.lastFixed ?? 0) > each.lastProcessed ||
        (host.lastActivity ?? 0) > of.now ||
        (each.qds ?? 50) < 1 ||
        (each.qds ?? 50) > 100
      );
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  }
});

test('the knowledge base has QIDs with no, one and very many CVEs, ascending and without doubles', () => {
  const { vulnerabilities } = world('kb', 10);
  const counts = vulnerabilities.map(({ cves }) => cves.length);
  expect(counts).toContain(0);
  expect(counts).toContain(1);
  expect(Math.max(...counts)).toBeGreaterThan(90);
  expect(Math.max(...counts)).toBeLessThanOrEqual(150);
  const qids = vulnerabilities.map(({ qid }) => qid);
  expect(qids).toEqual([...new Set(qids)].sort((a, b) => a - b));
  for (const { cves } of vulnerabilities) expect(new Set(cves).size).toBe(cves.length);
});

test('both records of a machine have the same agent id; a merge takes the scanner record away', () => {
  const census = { seed: seedNumber('pairs'), initialHosts: 400 };
  const pairs = Array.from({ length: 200 }, (_, at) => pairOf(census, at * 2)).filter(
    (pair) => pair !== undefined,
  );
  const start = world('pairs', 400);
  expect(pairs.length).toBeGreaterThan(5);
  for (const { scannerIndex, agentIndex } of pairs) {
    const scanner = start.host(hostId(scannerIndex));
    const agent = start.host(hostId(agentIndex));
    expect(agent?.agentId).toBeDefined();
    expect(scanner?.agentId).toBe(agent?.agentId);
    expect(scanner?.cloud).toEqual(agent?.cloud);
    expect(agent?.trackingMethod).toBe('AGENT');
  }
  const merging = pairs.find(({ mergeDay }) => Number.isFinite(mergeDay));
  const later = world('pairs', 400);
  later.advanceDays(merging?.mergeDay ?? 0);
  expect(later.hasHost(hostId(merging?.scannerIndex ?? -1))).toBe(false);
});

test('some host ids have two asset records, of which either may be the later one', () => {
  const of = world('assets', 2000);
  const doubles = [...of.hosts()]
    .map((host) => of.assetsOf(host).filter(({ hostId: id }) => id === host.id))
    .filter((records) => records.length === 2);
  const later = new Set(
    doubles.map(([one, other]) => Math.sign((one?.modified ?? 0) - (other?.modified ?? 0))),
  );
  expect(later).toEqual(new Set([-1, 0, 1]));
});

test('days bring new hosts, purge old ones, and change what people and Qualys decide', () => {
  const before = world('days', 300, 20);
  const after = world('days', 300, 20);
  after.advanceDays(25);
  const old = new Map([...before.hosts()].map((host) => [host.id, host]));
  const present = [...after.hosts()];
  expect(present.some(({ id }) => !old.has(id))).toBe(true);
  expect([...old.keys()].some((id) => !after.hasHost(id))).toBe(true);
  const names = (host: Host | undefined) => host?.tags.map(({ id }) => id).join();
  expect(present.some((host) => old.has(host.id) && names(host) !== names(old.get(host.id)))).toBe(
    true,
  );
  const changed = (what: (vulnerability: World['vulnerabilities'][number]) => unknown) =>
    after.vulnerabilities.some((each, at) => {
      const was = before.vulnerabilities[at];
      return was !== undefined && what(each) !== what(was);
    });
  expect(changed(({ severity }) => severity)).toBe(true);
  expect(changed(({ modified }) => modified)).toBe(true);
  expect(changed(({ isDisabled }) => isDisabled)).toBe(true);
  expect(changed(({ cves }) => cves.length)).toBe(true);
  const findings = new Map(detectionsOf(before).map(([, each]) => [each.uniqueId, each]));
  const moved = (what: (was: Detection, is: Detection) => boolean) =>
    detectionsOf(after).some(([, is]) => {
      const was = findings.get(is.uniqueId);
      return was !== undefined && what(was, is);
    });
  expect(moved((was, is) => !was.isIgnored && is.isIgnored)).toBe(true);
  expect(moved((was, is) => was.isIgnored && !is.isIgnored)).toBe(true);
  expect(moved((was, is) => was.qds !== is.qds)).toBe(true);
  expect(moved((was, is) => was.status === 'Active' && is.status === 'Fixed')).toBe(true);
  expect(moved((was, is) => was.status === 'Fixed' && is.status === 'Re-Opened')).toBe(true);
  expect(
    detectionsOf(after).some(([host, is]) => old.has(host.id) && !findings.has(is.uniqueId)),
  ).toBe(true);
});

test('what changed on a host since yesterday shows in the time of its processing, but for people and Qualys', () => {
  const of = world('cursor', 250, 15);
  const facts = () =>
    new Map(
      [...of.hosts()].map((host) => [
        host.id,
        JSON.stringify([
          host.truRisk,
          host.lastScanned,
          of
            .detections(host)
            .map(({ vulnerability, isDisabled: _, ...rest }) => [vulnerability.qid, rest]),
        ]),
      ]),
    );
  for (let day = 1; day <= 14; day++) {
    const before = facts();
    const yesterday = of.now;
    of.advanceDays(1);
    expect(of.now - yesterday).toBe(DAY_MS);
    const after = facts();
    for (const host of of.hosts()) {
      if (before.get(host.id) !== after.get(host.id))
        expect(host.lastScanned).toBeGreaterThan(yesterday);
    }
  }
});

test('web applications share names, come and go, and have findings of every type once scanned', () => {
  const of = new World({ seed: 'web', hosts: 0, detections: 1, webApps: 60, now: NOW });
  const apps = [...of.webApps()];
  expect(apps).toHaveLength(60);
  expect(new Set(apps.map(({ name }) => name)).size).toBeLessThan(20);
  expect(apps.some(({ isScanned }) => !isScanned)).toBe(true);
  const findings = apps.flatMap((app) => of.webAppFindings(app));
  expect(new Set(findings.map(({ type }) => type)).size).toBe(3);
  expect(new Set(findings.map(({ status }) => status)).size).toBe(6);
  expect(new Set(findings.map(({ uniqueId }) => uniqueId)).size).toBe(findings.length);
  expect(findings.some(({ ignored }) => ignored !== undefined)).toBe(true);
  for (const { type, url, status, isIgnored } of findings) {
    const isBare = url === undefined && status === undefined && isIgnored === undefined;
    expect(isBare).toBe(type === 'INFORMATION_GATHERED');
  }
  of.advanceDays(40);
  const ids = new Set([...of.webApps()].map(({ id }) => id));
  expect(apps.some(({ id }) => !ids.has(id))).toBe(true);
  expect([...ids].some((id) => !apps.some((app) => app.id === id))).toBe(true);
});
