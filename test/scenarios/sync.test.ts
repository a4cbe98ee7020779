import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SyncRecord } from '../../src/app/sync/index.ts';
import { schemaErrors } from '../../src/integration/testing/class-schemas.ts';
import type { Entity } from '../../src/model/graph-object.ts';
import { temporaryDataDir } from '../support/collected-graph.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { expectedGraph, stubbed, syncInto, uploadedGraph } from '../support/jupiterone/synced.ts';
import { type Scenario, scenario } from '../support/scenario.ts';

/** `type key` of what a stub shows. */
function identities(graph: readonly object[]): Set<string> {
  return new Set(
    (graph as readonly Record<string, unknown>[]).map(({ _type, _key }) => `${_type} ${_key}`),
  );
}

/** Everything of the steps that read web applications. */
const WEB_APPS = /^\w*(web_app)\w* /;

const reasons = ({ partialTypes }: SyncRecord) => [
  ...new Set(partialTypes.map(({ reason }) => reason)),
];

const ofTypes = (graph: ReadonlySet<string>, pattern: RegExp) =>
  [...graph].filter((identity) => pattern.test(identity));

test('JupiterOne has what the graph holds, object by object, without what was switched off', async () => {
  const here = await scenario({ seed: 'sync', hosts: 24, detections: 8, webApps: 3 });
  await here.run();
  const { stub, env } = await stubbed();
  const counted = await syncInto(here.dir, env, { isDryRun: true });
  expect(counted).toMatchObject({ status: 'planned' });
  expect(stub.requests).toEqual([]);

  const record = await syncInto(here.dir, env, { settings: { maxBatchBytes: 60_000 } });
  expect(record.failure).toBeUndefined();
  expect(record).toMatchObject({ status: 'finished', isResumed: false, partialTypes: [] });
  expect(record.planned).toEqual(counted.planned);
  expect(graphDifferences(await expectedGraph(here.dir), uploadedGraph(stub))).toEqual([]);
  const job = stub.lastJob;
  const entities = [...job.entities.values()] as Entity[];
  expect(entities.length).toBeGreaterThan(200);
  expect(entities.flatMap(schemaErrors)).toEqual([]);
  expect(job.duplicates).toBe(0);
  expect(job.events.map(({ name }) => name)).toEqual([
    ...['info', 'stats', 'stats', 'steps_finished', 'results'],
  ]);
  const uploads = stub.requests.filter(({ call }) => /entities|relationships/.test(call));
  expect(uploads.length).toBeGreaterThan(6);
  expect(Math.max(...uploads.map(({ bytes }) => bytes))).toBeLessThanOrEqual(60_000);
  const calls = uploads.map(({ call }) => call);
  expect(calls).toEqual(calls.toSorted((a, b) => a.localeCompare(b)));
  expect(readdirSync(join(here.dir.path, 'syncs'))).toEqual(['qualys.json']);

  const less = await syncInto(here.dir, {
    ...env,
    SYNC_CVE_RELATIONSHIPS: 'false',
    SYNC_ASSET_RELATIONSHIPS: 'false',
    SYNC_PRIVATE_TARGETS: 'true',
  });
  expect(less.status).toBe('finished');
  const shown = identities(uploadedGraph(stub));
  expect(ofTypes(shown, /_is_cve |_has_qualys_(host|web_app)_finding /)).toEqual([]);
  expect(ofTypes(shown, /_is_qualys_vuln /).length).toBeGreaterThan(10);
  expect(ofTypes(shown, /^cve /).length).toBeGreaterThan(10);
  const targets = JSON.stringify([...stub.lastJob.entities.values()]);
  expect(targets).toMatch(/"targets":\["(10\.|192\.168)/);
});

describe('what a second upload removes', () => {
  /** A world that was uploaded once, and what of it there was. */
  async function uploadedWorld(seed: string) {
    const here = await scenario({ seed, hosts: 14, detections: 5, webApps: 2 });
    await here.run();
    const { stub, env } = await stubbed();
    await syncInto(here.dir, env);
    return { here, stub, env, before: identities(uploadedGraph(stub)) };
  }

  function vanish(here: Scenario): string {
    const [host] = [...here.simulator.world.hosts()].filter(({ id }) =>
      here.findings().some(({ hostId }) => hostId === String(id)),
    );
    here.simulator.events.purgeHost(host!.id);
    return String(host!.id);
  }

  test('is exactly what vanished', async () => {
    const { here, stub, env, before } = await uploadedWorld('vanish');
    const host = vanish(here);
    here.simulator.events.removeWebApp([...here.simulator.world.webApps()][0]!.id);
    expect((await here.run({ isFull: true })).status).toBe('complete');
    const record = await syncInto(here.dir, env);
    expect(record).toMatchObject({ status: 'finished', partialTypes: [] });
    const expected = await expectedGraph(here.dir);
    expect(graphDifferences(expected, uploadedGraph(stub))).toEqual([]);
    const gone = [...before].filter((each) => !identities(expected).has(each));
    expect(
      ofTypes(new Set(gone), new RegExp(`^qualys_host_finding host-finding:${host}:`)).length,
    ).toBeGreaterThan(0);
    expect(ofTypes(new Set(gone), /^web_app /)).toHaveLength(1);
    expect(record.counters['numEntitiesDeleted']).toBe(
      ofTypes(new Set(gone), /^(qualys_\w+|cve) [^|]+$/).length,
    );
  });

  test('is nothing of a step that failed, even from a graph that never had it', async () => {
    const { here, stub, env, before } = await uploadedWorld('failed');
    vanish(here);
    const dir = temporaryDataDir('fresh');
    here.simulator.setFaults([
      { kind: 'wrongStatus', status: 500, endpoint: 'host-detections', from: 1 },
    ]);
    const run = await here.run({ dataDir: dir, isFull: true });
    expect(run.status).toBe('partial');
    const record = await syncInto(dir, env);
    expect(record.status).toBe('finished');
    const partial = record.partialTypes.map(({ type }) => type);
    expect(partial).toContain('qualys_host_finding');
    expect(partial).toContain('qualys_vuln');
    expect(partial).not.toContain('qualys_web_app_finding');
    const after = identities(uploadedGraph(stub));
    const findings = /^(qualys_host_finding|qualys_vuln|cve|qualys_host_finding_is_\w+) /;
    expect(ofTypes(after, findings)).toEqual(expect.arrayContaining(ofTypes(before, findings)));
    // The list of hosts came: that one of them has gone is known.
    expect(ofTypes(after, /_scans_(?!web)/).length).toBe(
      ofTypes(before, /_scans_(?!web)/).length - 1,
    );
    expect(stub.lastJob.events.map(({ name }) => name)).toContain('warn_incomplete_data');
  });

  test('is nothing of a step that was switched off, whatever the graph has of it', async () => {
    const { here, stub, env, before } = await uploadedWorld('disabled');
    const off = { INGEST_WEB_APP_SCANS: 'false' };
    const host = vanish(here);
    await here.run({ isFull: true }, off);
    const same = await syncInto(here.dir, env);
    expect(reasons(same)).toEqual(['disabled']);
    let after = identities(uploadedGraph(stub));
    expect(ofTypes(before, WEB_APPS).length).toBeGreaterThan(10);
    expect(ofTypes(after, WEB_APPS)).toEqual(expect.arrayContaining(ofTypes(before, WEB_APPS)));
    expect(ofTypes(after, new RegExp(`host-finding:${host}:`))).toEqual([]);

    const fresh = temporaryDataDir('fresh');
    await here.run({ dataDir: fresh, isFull: true }, off);
    expect(reasons(await syncInto(fresh, env))).toEqual(['disabled']);
    after = identities(uploadedGraph(stub));
    // Vulnerabilities are no part of the step: those that no known finding has go, and what leads to them.
    const kept = ofTypes(before, WEB_APPS).filter((each) => !/_is_/.test(each));
    expect(ofTypes(after, WEB_APPS)).toEqual(expect.arrayContaining(kept));
  });

  test('is nothing of a module that is not licensed any more', async () => {
    const { here, stub, env, before } = await uploadedWorld('licence');
    here.simulator.events.setLicensed('was', false);
    const host = vanish(here);
    const dir = temporaryDataDir('fresh');
    await here.run({ dataDir: dir, isFull: true });
    expect(reasons(await syncInto(dir, env))).toEqual(['not-licensed']);
    const after = identities(uploadedGraph(stub));
    const kept = ofTypes(before, WEB_APPS).filter((each) => !/_is_/.test(each));
    expect(ofTypes(after, WEB_APPS)).toEqual(expect.arrayContaining(kept));
    expect(ofTypes(after, new RegExp(`host-finding:${host}:`))).toEqual([]);
    expect(stub.lastJob.events.map(({ name }) => name)).toContain('warn_missing_permission');
  });
});
