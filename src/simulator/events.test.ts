import { expect, onTestFinished, test } from 'vitest';
import { createSimulator, type Simulator, type TruthEntity } from './index.ts';
import { Draws } from './random.ts';
import {
  type Caller,
  DETECTIONS,
  HOSTS,
  hostIdsOf,
  KNOWLEDGE,
  startCaller,
  texts,
} from './testing/caller.ts';
import { isoSeconds } from './time/calendar.ts';
import type { Detection } from './world/detection.ts';
import type { Host } from './world/host.ts';

const ALL = { include_ignored: '1', include_disabled: '1', status: 'New,Active,Re-Opened,Fixed' };

/** The first detection that fits, with its host. */
function find(
  { world }: Simulator,
  test: (detection: Detection, host: Host) => boolean,
): readonly [Host, Detection] {
  for (const host of world.hosts()) {
    for (const detection of world.detections(host)) {
      if (detection.type !== 'Info' && test(detection, host)) return [host, detection];
    }
  }
  throw new Error('no such detection');
}

const isOpen = (each: Detection) =>
  each.status !== 'Fixed' && !each.isIgnored && !each.isDisabled && each.vulnerability.severity > 2;

function finding(simulator: Simulator, host: Host, { uniqueId }: Detection): TruthEntity {
  for (const object of simulator.truth()) {
    if (object._key === `host-finding:${host.id}:${uniqueId}`) return object as TruthEntity;
  }
  throw new Error('the truth lacks the finding');
}

function again({ world }: Simulator, { id }: Host, { slot }: Detection): Detection {
  const host = world.host(id);
  const found = host && world.detections(host).find((each) => each.slot === slot);
  if (found === undefined) throw new Error('the detection is gone');
  return found;
}

/** Ids of hosts that the status delta of a caller names since a time. */
async function delta(caller: Caller, since: number): Promise<number[]> {
  const { text } = await caller.fo(DETECTIONS, {
    ...ALL,
    show_igs: '1',
    detection_updated_since: isoSeconds(since),
  });
  return hostIdsOf(text);
}

test('the status delta sees changes of status and nothing else', async () => {
  const caller = await startCaller({ seed: 'delta', hosts: 80, detections: 20 }, onTestFinished);
  const { events, world } = caller.simulator;
  events.advanceHours(1);
  const since = caller.simulator.now;
  const [host, detection] = find(caller.simulator, isOpen);
  const { qid } = detection.vulnerability;
  expect(await delta(caller, since)).toEqual([]);
  events.ignoreDetection(host.id, qid);
  events.disableDetection(host.id, qid);
  events.rerate(qid, detection.vulnerability.severity === 5 ? 4 : 5);
  events.addTag(host.id, 'new tag');
  expect(await delta(caller, since)).toEqual([]);
  events.fixDetection(host.id, qid);
  expect(await delta(caller, since)).toEqual([host.id]);
  events.reopenDetection(host.id, qid);
  expect(await delta(caller, since)).toEqual([host.id]);
  // A day of regular scans: exactly the hosts with a detection whose status is another one.
  const statuses = () =>
    new Map(
      [...world.hosts()].map((each) => [
        each.id,
        world.detections(each).map(({ uniqueId, status }) => `${uniqueId} ${status}`),
      ]),
    );
  const before = statuses();
  events.advanceDays(1);
  const changed = [...statuses()].filter(([id, list]) =>
    list.some((each) => !each.endsWith('undefined') && !before.get(id)?.includes(each)),
  );
  const named = await delta(caller, since);
  expect(changed.length).toBeGreaterThan(5);
  expect(changed.length).toBeLessThan([...world.hostIds()].length);
  for (const [id] of changed) expect(named).toContain(id);
  const expected = new Set([...changed.map(([id]) => id), host.id]);
  const others = named.filter((id) => !expected.has(id));
  // Information that is found for the first time has no status, but is new.
  for (const id of others) {
    const now = world.host(id);
    const fresh = now && world.detections(now).filter(({ changed: at }) => at >= since);
    expect(fresh?.every(({ type }) => type === 'Info')).toBe(true);
  }
});

test('what hours bring is seen once its time has come, and no later', async () => {
  const caller = await startCaller({ seed: 'hours', hosts: 120, detections: 15 }, onTestFinished);
  const { events, world } = caller.simulator;
  const facts = () =>
    new Map(
      [...world.hosts()].map((host) => [
        host.id,
        JSON.stringify(world.detections(host).map(({ uniqueId, status }) => [uniqueId, status])),
      ]),
    );
  let moved = 0;
  for (let step = 0; step < 16; step++) {
    const before = facts();
    const since = caller.simulator.now;
    events.advanceHours(3);
    expect(caller.simulator.now - since).toBe(3 * 3_600_000);
    const after = facts();
    for (const host of world.hosts()) {
      expect(host.lastScanned).toBeLessThanOrEqual(caller.simulator.now);
      if (before.has(host.id) && before.get(host.id) !== after.get(host.id)) {
        moved++;
        expect(host.lastScanned).toBeGreaterThan(since);
      }
    }
    const modified = world.vulnerabilities.filter((each) => each.modified > since);
    const { text } = await caller.fo(KNOWLEDGE, { last_modified_after: isoSeconds(since) });
    for (const { qid, inKnowledgeBase, isDisabled } of modified) {
      if (inKnowledgeBase && !isDisabled) expect(texts(text, 'QID')).toContain(String(qid));
    }
  }
  expect(moved).toBeGreaterThan(20);
  expect(world.day).toBe(2);
  const days = createSimulator({ seed: 'hours', hosts: 120, detections: 15 });
  days.advanceDays(2);
  expect([...caller.simulator.truth()]).toEqual([...days.truth()]);
});

test('closed detections say why, fixed before ignored before disabled', () => {
  const simulator = createSimulator({ seed: 'why', hosts: 60, detections: 12 });
  const { events } = simulator;
  const [host, detection] = find(simulator, isOpen);
  const { qid } = detection.vulnerability;
  const state = () => {
    const { open, closedReason, status } = finding(simulator, host, detection);
    return [open, closedReason, status];
  };
  expect(state()).toEqual([true, undefined, detection.status]);
  expect(events.disableDetection(host.id, qid)).toBeGreaterThan(0);
  expect(state()).toEqual([false, 'disabled', detection.status]);
  events.ignoreDetection(host.id, qid);
  expect(state()).toEqual([false, 'ignored', detection.status]);
  events.fixDetection(host.id, qid);
  expect(state()).toEqual([false, 'fixed', 'Fixed']);
  expect(again(simulator, host, detection)).toMatchObject({
    lastFixed: simulator.now,
    lastUpdated: simulator.now,
    lastFound: detection.lastFound,
  });
  expect(events.fixDetection(host.id, qid)).toBe(0);
  events.advanceDays(9);
  expect(again(simulator, host, detection).lastFound).toBe(detection.lastFound);
  events.reopenDetection(host.id, qid);
  expect(state()).toEqual([false, 'ignored', 'Re-Opened']);
  events.unignoreDetection(host.id, qid);
  events.enableDetection(host.id, qid);
  expect(state()).toEqual([true, undefined, 'Re-Opened']);
  expect(finding(simulator, host, detection)['lastReopenedOn']).toBe(simulator.now);
});

test('a rating moves the knowledge base, its date, and the detections', async () => {
  const caller = await startCaller({ seed: 'rating' }, onTestFinished);
  const { simulator } = caller;
  const [, { vulnerability }] = find(simulator, (each) => each.vulnerability.inKnowledgeBase);
  const { qid } = vulnerability;
  const severity = vulnerability.severity === 5 ? 1 : 5;
  simulator.events.advanceDays(3);
  simulator.events.rerate(qid, severity);
  const { text } = await caller.fo(KNOWLEDGE, {
    ids: String(qid),
    last_modified_after: isoSeconds(simulator.now),
  });
  expect(texts(text, 'SEVERITY_LEVEL')).toEqual([String(severity)]);
  const detections = await caller.fo(DETECTIONS, { ...ALL, qids: String(qid) });
  expect(new Set(texts(detections.text, 'SEVERITY'))).toEqual(new Set([String(severity)]));
  expect(() => simulator.events.rerate(1, 3)).toThrow(RangeError);
  expect(() => simulator.events.rerate(qid, 6)).toThrow(RangeError);
});

test('a merge gives a new id, and keeps agent, asset and detections under new unique ids', async () => {
  const caller = await startCaller({ seed: 'merge', detections: 30 }, onTestFinished);
  const { simulator } = caller;
  const { world, events } = simulator;
  const [host] = find(
    simulator,
    (each, { role, id }) => role === 'agent' && isOpen(each) && id > 0,
  );
  const before = world.detections(host);
  const id = events.mergeHost(host.id);
  const merged = world.host(id);
  expect(world.host(host.id)).toBeUndefined();
  expect(merged).toMatchObject({ id, agentId: host.agentId, assetId: host.assetId, dns: host.dns });
  const after = world.detections(merged as Host);
  const name = ({ vulnerability, port, protocol, instance, status }: Detection) =>
    [vulnerability.qid, port, protocol, instance, status].join();
  expect(after.map(name)).toEqual(before.map(name));
  const old = new Set(before.map(({ uniqueId }) => uniqueId));
  expect(after.some(({ uniqueId }) => old.has(uniqueId))).toBe(false);
  const open = after.filter(({ status }) => status !== 'Fixed');
  const refound = open.filter(({ firstFound }) => firstFound === simulator.now);
  expect(refound.length).toBeGreaterThan(0);
  expect(refound.length).toBeLessThan(open.length);
  const ids = hostIdsOf((await caller.fo(HOSTS)).text);
  expect(ids).toEqual([...world.hostIds()]);
  expect(ids).toEqual(ids.toSorted((one, other) => one - other));
  expect(ids).toContain(id);
  expect(ids).not.toContain(host.id);
  const asset = await caller.qps('/qps/rest/2.0/search/am/hostasset', [
    ['id', 'EQUALS', String(host.assetId)],
  ]);
  if (world.assetsOf(host).length > 0)
    expect(texts(asset.text, 'qwebHostId')).toEqual([String(id)]);
  const third = events.mergeHost(id);
  expect([world.hasHost(id), world.hasHost(third)]).toEqual([false, true]);
  events.purgeHost(third);
  expect(world.hasHost(third)).toBe(false);
});

test('hosts come, go, and are hidden by the scope of the user', async () => {
  const caller = await startCaller({ seed: 'census' }, onTestFinished);
  const { simulator } = caller;
  const { world, events } = simulator;
  const first = [...world.hostIds()];
  const added = events.addHosts(3);
  expect([...world.hostIds()]).toEqual([...first, ...added]);
  events.purgeHost(first[0] as number);
  events.purgeHost(added[1] as number);
  const rest = [...first.slice(1), added[0], added[2]];
  expect([...world.hostIds()]).toEqual(rest);
  expect(() => events.purgeHost(first[0] as number)).toThrow('there is no host');
  const visible = [first[4], first[5], added[0]] as number[];
  events.setUserScope(visible);
  expect(hostIdsOf((await caller.fo(HOSTS)).text)).toEqual(visible);
  expect(hostIdsOf((await caller.fo(HOSTS, { ids: `${first[3]}-${first[4]}` })).text)).toEqual([
    first[4],
  ]);
  const assets = await caller.qps('/qps/rest/2.0/search/am/hostasset', [], { limitResults: 1000 });
  for (const id of texts(assets.text, 'qwebHostId')) expect(visible).toContain(Number(id));
  const seen = await caller.fo(DETECTIONS, { ...ALL, show_igs: '1' });
  for (const id of hostIdsOf(seen.text)) expect(visible).toContain(id);
  const findings = [...simulator.truth()].filter((each) => 'hostId' in each) as TruthEntity[];
  for (const { hostId } of findings) expect(visible.map(String)).toContain(hostId);
  const moved = events.mergeHost(visible[1] as number);
  expect(world.hasHost(moved)).toBe(true);
  events.setUserScope(undefined);
  expect([...world.hostIds()]).toHaveLength(rest.length);
});

test('tags are put on and taken off without a scan', () => {
  const simulator = createSimulator({ seed: 'tags', hosts: 30 });
  const { world, events } = simulator;
  const [host] = [...world.hosts()].filter(({ tags }) => tags.length > 1);
  const id = host?.id ?? 0;
  const names = () => world.host(id)?.tags.map(({ name }) => name);
  events.addTag(id, 'brand new');
  expect(names()).toContain('brand new');
  expect(world.host(id)?.lastScanned).toBe(host?.lastScanned);
  events.removeTag(id, 'brand new');
  expect(names()).toEqual(host?.tags.map(({ name }) => name));
  events.removeTag(id, host?.tags[0]?.name ?? '');
  expect(names()).not.toContain(host?.tags[0]?.name);
});

test('a web application is deleted with its findings', async () => {
  const caller = await startCaller({}, onTestFinished);
  const { simulator } = caller;
  const app = simulator.world.webApps().find(({ isScanned }) => isScanned);
  const id = app?.id ?? 0;
  simulator.events.removeWebApp(id);
  const { text } = await caller.qps('/qps/rest/3.0/search/was/finding', [
    ['webApp.id', 'EQUALS', String(id)],
  ]);
  expect(text).toContain('<count>0</count>');
  expect(
    [...simulator.truth()].some((each) => 'webAppId' in each && each['webAppId'] === String(id)),
  ).toBe(false);
  expect(() => simulator.events.removeWebApp(id)).toThrow(RangeError);
});

test('a login that was right is refused once its password expired or changed', async () => {
  const caller = await startCaller({}, onTestFinished);
  const { simulator } = caller;
  const status = async () => (await caller.fo(HOSTS, { details: 'None' })).status;
  expect(await status()).toBe(200);
  simulator.events.expirePassword();
  expect(await status()).toBe(401);
  const portal = await caller.call('/qps/rest/portal/version');
  expect(portal.text).toContain('INVALID_CREDENTIALS');
  simulator.events.changePassword('other');
  expect(simulator.password).toBe('other');
  expect(await status()).toBe(200);
});

test('a module is licensed or not', async () => {
  const caller = await startCaller({}, onTestFinished);
  const code = async () =>
    texts((await caller.qps('/qps/rest/3.0/count/was/webapp')).text, 'responseCode')[0];
  caller.simulator.events.setLicensed('was', false);
  expect(await code()).toBe('UNAUTHORIZED');
  caller.simulator.events.setLicensed('was', true);
  expect(await code()).toBe('SUCCESS');
});

/** A day of things that happen, by a seed. */
function happen({ events, world }: Simulator, draws: Draws): void {
  const hosts = [...world.hosts()];
  const host = draws.pick(hosts);
  const detection = world.detections(host).find(({ type }) => type !== 'Info');
  const qid = detection?.vulnerability.qid ?? 0;
  const things = [
    () => events.addHosts(1 + draws.below(3)),
    () => events.purgeHost(host.id),
    () => events.mergeHost(host.id),
    () => events.addTag(host.id, 'Flapping'),
    () => events.removeTag(host.id, draws.pick(['Flapping', 'Prod'])),
    () => events.ignoreDetection(host.id, qid),
    () => events.unignoreDetection(host.id, qid),
    () => events.disableDetection(host.id, qid),
    () => events.fixDetection(host.id, qid),
    () => events.reopenDetection(host.id, qid),
    () => events.rerate(draws.pick(world.vulnerabilities).qid, 1 + draws.below(5)),
    () => events.setUserScope(draws.chance(0.5) ? undefined : hosts.slice(1).map(({ id }) => id)),
  ];
  for (let each = 0; each < 6; each++) if (world.hasHost(host.id)) draws.pick(things)();
  events.advanceHours(draws.below(40));
}

test('the same events give the same platform, whose truth stays a graph without loose ends', () => {
  const life = (): readonly unknown[] => {
    const simulator = createSimulator({ seed: 'life', hosts: 60, detections: 8 });
    const draws = new Draws(7);
    for (let step = 0; step < 40; step++) {
      happen(simulator, draws);
      const truth = [...simulator.truth()];
      const keys = truth.map(({ _type, _key }) => `${_type} ${_key}`);
      expect(new Set(keys).size).toBe(keys.length);
      const entities = new Set(truth.map(({ _key }) => _key));
      for (const object of truth) {
        if (!('_toEntityKey' in object)) continue;
        expect(entities.has(String(object._toEntityKey))).toBe(true);
        expect(entities.has(String(object._fromEntityKey))).toBe(true);
      }
      for (const host of simulator.world.hosts()) {
        for (const each of simulator.world.detections(host)) {
          expect(each.firstFound).toBeLessThanOrEqual(each.lastFound);
          expect(each.lastFound).toBeLessThanOrEqual(each.lastTested);
          expect(each.changed).toBeLessThanOrEqual(simulator.now);
          expect(each.lastProcessed).toBe(host.lastScanned);
        }
      }
    }
    return [...simulator.truth()];
  };
  expect(life()).toEqual(life());
});
