import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Entity } from '../../model/graph-object.ts';
import { BasicAuth, createQualysClient } from '../../qualys/index.ts';
import { createSimulator, type Simulator, type TruthObject } from '../../simulator/index.ts';
import { readConfig } from '../config/index.ts';
import { declarationErrors, schemaErrors } from '../testing/class-schemas.ts';
import { MemorySpool } from '../testing/memory-spool.ts';
import { type CollectReport, collect } from './index.ts';

let simulator: Simulator;
let url: string;

beforeAll(async () => {
  simulator = createSimulator({
    seed: 7,
    hosts: 120,
    detections: 12,
    webApps: 14,
    limits: 'generous',
  });
  ({ url } = await simulator.listen());
});

afterAll(() => simulator.close());

async function collected(
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly spool: MemorySpool; readonly report: CollectReport }> {
  const config = readConfig({
    QUALYS_USERNAME: simulator.username,
    QUALYS_PASSWORD: simulator.password,
    QUALYS_API_URL: url,
    ...env,
  });
  const client = createQualysClient({
    apiUrl: config.qualysApiUrl,
    auth: new BasicAuth(simulator.username, simulator.password),
    versions: config.qualysApiVersions,
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

describe('a run against the simulator', () => {
  test('gives its truth, object by object', async () => {
    const { spool, report } = await collected();
    expect(report.warnings.filter(({ kind }) => kind !== 'qids-not-answered')).toEqual([]);
    expect(report.status).toBe('complete');
    expectTruth(spool);
  });

  test('gives its truth after ten days', async () => {
    simulator.advanceDays(10);
    const { spool, report } = await collected();
    expect(report.status).toBe('complete');
    expectTruth(spool);
  });

  test('gives entities that fit their class and their declaration', async () => {
    const { spool } = await collected({ VMDR_FINDING_TYPES: 'Info,Potential,Confirmed' });
    for (const entity of entitiesOf(spool).values()) {
      expect(schemaErrors(entity)).toEqual([]);
      expect(declarationErrors(entity)).toEqual([]);
    }
  });

  test.each([
    [{ VMDR_FINDING_SEVERITIES: '1,5' }, { severities: [1, 5] }],
    [{ VMDR_FINDING_TYPES: 'Confirmed' }, { types: ['Confirmed'] }],
    [{ VMDR_FINDING_TYPES: 'Info,Potential' }, { types: ['Info', 'Potential'] }],
    [{ FIXED_FINDINGS_SINCE_DAYS: '3' }, { fixedSinceDays: 3 }],
    [{ INGEST_WEB_APP_SCANS: 'false' }, { ingestWebApps: false }],
    [{ ACCOUNT_NAME: 'Group' }, { accountName: 'Group' }],
    [{ TAG_ACCOUNT_NAME: 'false' }, { tagAccountName: false }],
  ])('with %o gives the truth of that scope', async (env, options) => {
    const { spool, report } = await collected(env);
    expect(report.status).toBe('complete');
    expectTruth(spool, options);
  });
});
