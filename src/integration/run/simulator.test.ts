import { afterEach, describe, expect, test } from 'vitest';
import type { Entity } from '../../model/graph-object.ts';
import { BasicAuth, type Clock, createQualysClient } from '../../qualys/index.ts';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
  type TruthEntity,
  type TruthObject,
} from '../../simulator/index.ts';
import { readConfig } from '../config/index.ts';
import { declarationErrors, schemaErrors } from '../testing/class-schemas.ts';
import { MemorySpool } from '../testing/memory-spool.ts';
import { type CollectReport, collect } from './index.ts';

/** Waits take no time: the clock jumps over them. */
function hastyClock(): Clock {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      skipped += ms;
    },
    random: () => 0.5,
  };
}

let simulator: Simulator;
let url: string;

async function start(options: SimulatorOptions): Promise<void> {
  simulator = createSimulator({ detections: 12, limits: 'generous', ...options });
  ({ url } = await simulator.listen());
}

afterEach(() => simulator.close());

interface Collected {
  readonly spool: MemorySpool;
  readonly report: CollectReport;
}

async function collected(env: Readonly<Record<string, string>> = {}): Promise<Collected> {
  const config = readConfig({
    QUALYS_USERNAME: simulator.username,
    QUALYS_PASSWORD: simulator.password,
    QUALYS_API_URL: url,
    ...env,
  });
  const client = createQualysClient({
    apiUrl: config.qualysApiUrl,
    auth: new BasicAuth(config.qualysUsername, config.qualysPassword ?? ''),
    versions: config.qualysApiVersions,
    callReserve: config.apiCallReserve,
    clock: hastyClock(),
  });
  const spool = new MemorySpool();
  try {
    const report = await collect({
      config,
      client,
      spool,
      instance: { id: 'qualys', name: 'qualys' },
      clock: () => simulator.now,
      settings: { hostsPerChunk: 25, qidsPerCall: 40, webAppFindingsPerPage: 20 },
    });
    return { spool, report };
  } finally {
    await client.close();
  }
}

/** Entities of a run by type and key; of several targets with one key the one with the lowest order. */
function entitiesOf(spool: MemorySpool): ReadonlyMap<string, Entity> {
  const entities = new Map<string, Entity>();
  const add = (entity: Entity) => {
    const key = `${entity._type} ${entity._key}`;
    expect(entities.has(key), `${key} comes once`).toBe(false);
    entities.set(key, present(entity));
  };
  for (const entity of spool.all('entities')) add(entity);
  for (const finding of spool.all('findings')) add(finding.entity);
  const targets = spool.all('targets').toSorted((a, b) => a.order - b.order);
  for (const { entity } of targets) {
    const key = `${entity._type} ${entity._key}`;
    if (!entities.has(key)) entities.set(key, present(entity));
  }
  return entities;
}

function present(entity: Entity): Entity {
  return Object.fromEntries(
    Object.entries(entity).filter(([, value]) => value !== undefined && value !== null),
  ) as unknown as Entity;
}

const isRelationship = (object: TruthObject) => '_fromEntityKey' in object;

function expectTruth(spool: MemorySpool, options: Parameters<Simulator['truth']>[0] = {}): void {
  const truth = [...simulator.truth({ apiUrl: url, ...options })];
  const entities = entitiesOf(spool);
  const expected = new Map(
    truth
      .filter((object) => !isRelationship(object))
      .map((each) => [`${each._type} ${each._key}`, each]),
  );
  expect([...entities.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
  for (const [key, entity] of entities) expect(entity, key).toEqual(expected.get(key));

  const stated = truth
    .filter(isRelationship)
    .filter(({ _class, _type }) => _class === 'IDENTIFIED' || _type.startsWith('qualys_account'));
  const relationships = spool.all('relationships').map((each) => ({ ...each }));
  expect(relationships.toSorted(byKey)).toEqual(stated.toSorted(byKey));
  const scans = truth.filter(({ _class }) => _class === 'SCANS').map(({ _key }) => _key);
  const mapped = spool.all('targets').map((each) => `${each.scannerKey}|scans|${each.entity._key}`);
  expect([...new Set(mapped)].toSorted()).toEqual(scans.toSorted());
}

function byKey(a: { readonly _key: string }, b: { readonly _key: string }): number {
  return a._key < b._key ? -1 : 1;
}

/** Findings, web applications and hosts of a run, as sorted keys. */
function keysOf({ spool }: Collected) {
  return {
    findings: spool
      .all('findings')
      .map(({ entity }) => entity._key)
      .toSorted(),
    targets: spool
      .all('targets')
      .map(({ ref }) => `${ref.space} ${ref.id}`)
      .toSorted(),
  };
}

/** Objects of the truth that pass. */
function truthWhere(test: (entity: TruthEntity) => boolean): readonly TruthEntity[] {
  return [...simulator.truth()].filter(
    (object): object is TruthEntity => !isRelationship(object) && test(object as TruthEntity),
  );
}

const isHostFinding = (entity: TruthEntity) => entity._type === 'qualys_host_finding';

describe('a run against the simulator', () => {
  test.each([
    [{ seed: 7, hosts: 120, webApps: 14, listShape: 'nested' }],
    [{ seed: 'eleven', hosts: 70, webApps: 5, listShape: 'repeated' }],
    [{ seed: 23, hosts: 60, webApps: 0, listShape: 'comma' }],
  ] as const)('gives the truth of %o, at once and after ten days', async (options) => {
    await start(options);
    for (const days of [0, 10]) {
      simulator.advanceDays(days);
      const { spool, report } = await collected();
      expect(report.warnings.filter(({ kind }) => kind !== 'qids-not-answered')).toEqual([]);
      expect(report.status).toBe('complete');
      expectTruth(spool);
    }
  });

  test('gives entities that fit their class and their declaration', async () => {
    await start({ seed: 7, hosts: 120 });
    const { spool } = await collected({ VMDR_FINDING_TYPES: 'Info,Potential,Confirmed' });
    for (const entity of entitiesOf(spool).values()) {
      expect(schemaErrors(entity)).toEqual([]);
      expect(declarationErrors(entity)).toEqual([]);
    }
  });

  test('of an empty subscription gives the account and its scanners', async () => {
    await start({ seed: 1, hosts: 0, webApps: 0 });
    const { spool, report } = await collected();
    expect(report.status).toBe('complete');
    expectTruth(spool);
  });
});

describe('options against the simulator', () => {
  test.each([
    [{ VMDR_FINDING_SEVERITIES: '1,5' }, { severities: [1, 5] }],
    [{ VMDR_FINDING_TYPES: 'Confirmed' }, { types: ['Confirmed'] }],
    [{ VMDR_FINDING_TYPES: 'Info,Potential' }, { types: ['Info', 'Potential'] }],
    [{ FIXED_FINDINGS_SINCE_DAYS: '3' }, { fixedSinceDays: 3 }],
    [{ INGEST_WEB_APP_SCANS: 'false' }, { ingestWebApps: false }],
    [{ ACCOUNT_NAME: 'Group' }, { accountName: 'Group' }],
    [{ TAG_ACCOUNT_NAME: 'false' }, { tagAccountName: false }],
  ])('%o gives the truth of that scope', async (env, options) => {
    await start({ seed: 7, hosts: 60 });
    const { spool, report } = await collected(env);
    expect(report.status).toBe('complete');
    expectTruth(spool, options);
  });

  test('VMDR_FINDING_RESULT_QIDS gives results of those QIDs', async () => {
    await start({ seed: 7, hosts: 60 });
    const qids = [...new Set(truthWhere(isHostFinding).map((each) => Number(each['qid'])))].slice(
      0,
      3,
    );
    const { spool } = await collected({ VMDR_FINDING_RESULT_QIDS: qids.join(',') });
    expect(spool.all('findings').some(({ entity }) => entity['details'] !== undefined)).toBe(true);
    expectTruth(spool, { resultQids: qids });
  });

  test('INCLUDE_ONLY_DETECTION_TAGS gives findings of tagged hosts only, and all hosts', async () => {
    await start({ seed: 7, hosts: 60, webApps: 0 });
    const hasTag = (tag: string) => (entity: TruthEntity) =>
      isHostFinding(entity) && Array.isArray(entity['tags']) && entity['tags'].includes(tag);
    const all = truthWhere(isHostFinding);
    const tag = all
      .flatMap((entity) => entity['tags'] as readonly string[] | undefined)
      .find((each) => each !== undefined && truthWhere(hasTag(each)).length < all.length);
    const run = await collected({ INCLUDE_ONLY_DETECTION_TAGS: tag ?? 'none' });
    expect(keysOf(run).findings).toEqual(
      truthWhere(hasTag(tag ?? ''))
        .map(({ _key }) => _key)
        .toSorted(),
    );
    expect(keysOf(run).targets).toHaveLength(60);
  });

  test('MIN_SCANNED_SINCE_DAYS gives the hosts of the window', async () => {
    await start({ seed: 7, hosts: 60, webApps: 0 });
    const run = await collected({ MIN_SCANNED_SINCE_DAYS: '2' });
    const hosts = [...simulator.world.hosts()];
    expect(keysOf(run).targets.length).toBeGreaterThan(0);
    expect(keysOf(run).targets.length).toBeLessThan(hosts.length);
    expect(run.report.completeTypes).not.toContain('discovered_host');
  });

  test('MIN_FINDINGS_SINCE_DAYS gives the findings of the window', async () => {
    await start({ seed: 7, hosts: 60 });
    const everything = keysOf(await collected()).findings;
    const run = await collected({ MIN_FINDINGS_SINCE_DAYS: '5' });
    const { findings } = keysOf(run);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.length).toBeLessThan(everything.length);
    expect(everything).toEqual(expect.arrayContaining([...findings]));
    expect(run.spool.all('covered')).toEqual([]);
  });

  test('WEB_APP_SCAN_APPLICATION_ID_FILTER gives those applications', async () => {
    await start({ seed: 7, hosts: 5 });
    const [app] = truthWhere((entity) => entity._type === 'web_app');
    const run = await collected({ WEB_APP_SCAN_APPLICATION_ID_FILTER: String(app?.['webAppId']) });
    expect(keysOf(run).targets.filter((target) => target.startsWith('web-app'))).toEqual([
      `web-app ${app?.['webAppId']}`,
    ]);
    expect(run.spool.entity('qualys_web_app_scanner')).toMatchObject({ webAppCount: 1 });
  });
});

describe('bad input', () => {
  test('a wrong password: one request, one message, no secret', async () => {
    await start({ hosts: 5 });
    const { report } = await collected({ QUALYS_PASSWORD: 'wrong-secret' });
    expect(report).toMatchObject({
      status: 'failed',
      failure: { code: 'Q_LOGIN_REFUSED', exitCode: 1 },
    });
    expect(simulator.requests).toHaveLength(1);
    expect(JSON.stringify(report)).not.toContain('wrong-secret');
  });

  test.each([
    [{ expiredAccount: true }, 'Q_ACCOUNT_EXPIRED'],
    [{ apiAccess: false }, 'Q_NOT_PERMITTED'],
  ])('an account with %o ends the run', async (options, code) => {
    await start({ hosts: 5, ...options });
    const { report, spool } = await collected();
    expect(report).toMatchObject({ status: 'failed', failure: { code }, completeTypes: [] });
    expect(spool.open).toBe(0);
  });

  test.each([
    [{ was: false }, 'web-apps'],
    [{ was: 'expired' }, 'web-apps'],
    [{ hostasset: false }, 'host-assets'],
  ] as const)('modules %o: skipped with a note', async (licensed, endpoint) => {
    await start({ hosts: 30, licensed });
    const { report } = await collected();
    expect(report.status).toBe('complete');
    expect(report.warnings).toContainEqual(expect.objectContaining({ kind: 'skipped', endpoint }));
  });

  test('a knowledge base that is not enabled makes the run partial', async () => {
    await start({ hosts: 30, licensed: { knowledgeBase: false } });
    const { report } = await collected();
    expect(report.status).toBe('partial');
    expect(report.endpoints.flatMap((each) => each.failedPages)).toMatchObject([
      { scope: 'all', code: 'Q_NOT_PERMITTED', qualysCode: '2012' },
    ]);
  });

  test('a version that is retired: the list is missing, the rest is there', async () => {
    await start({ hosts: 5, retired: { 'host-list': ['4.0'] } });
    const { report } = await collected({ QUALYS_API_VERSIONS: 'host-list=4.0' });
    expect(report.status).toBe('partial');
    expect(report.endpoints.flatMap((each) => each.failedPages)).toMatchObject([{ scope: 'ids' }]);
    expect(report.completeTypes).not.toContain('discovered_host');
  });

  test('no server at that address', async () => {
    await start({ hosts: 0 });
    const { report } = await collected({ QUALYS_API_URL: 'http://127.0.0.1:9' });
    expect(report).toMatchObject({ status: 'failed', failure: { code: 'Q_CONNECTION_REFUSED' } });
  });
});

describe('faults', () => {
  test.each([
    'hangUp',
    'truncate',
    'cut',
    'gatewayTimeout',
    'internalError',
    'busy',
    'rateLimit',
  ] as const)('a %s at every endpoint is made good by another attempt', async (kind) => {
    await start({ seed: 7, hosts: 30, webApps: 6 });
    simulator.setFaults(
      (
        [
          'host-list',
          'host-detections',
          'host-assets',
          'knowledge-base',
          'web-apps',
          'web-app-findings',
        ] as const
      ).map((endpoint) => ({ kind, endpoint, at: 1 })),
    );
    const { spool, report } = await collected();
    expect(report.status).toBe('complete');
    expect(report.endpoints.reduce((sum, { retries }) => sum + retries, 0)).toBeGreaterThan(3);
    expectTruth(spool);
  });

  test('a page that never comes as a whole comes in halves', async () => {
    await start({ seed: 7, hosts: 60, webApps: 3 });
    simulator.setFaults([{ kind: 'otherRoot', endpoint: 'host-detections', at: 2, times: 1 }]);
    const { report, spool } = await collected();
    expect(report.status).toBe('complete');
    const scopes = spool.committed.map(({ id }) => id.scope);
    expect(scopes.filter((scope) => scope.startsWith('split_'))).toHaveLength(1);
    expectTruth(spool);
  });

  test('a garbled detection costs itself, and its host is not taken for read', async () => {
    await start({ seed: 7, hosts: 30, webApps: 0 });
    simulator.setFaults([{ kind: 'garbageRecord', endpoint: 'host-detections', at: 1 }]);
    const { report, spool } = await collected();
    expect(report.warnings).toContainEqual(expect.objectContaining({ kind: 'bad-records' }));
    const hosts = spool.all('targets').filter(({ ref }) => ref.space === 'host');
    expect(spool.all('covered').length).toBeLessThan(hosts.length);
  });
});
