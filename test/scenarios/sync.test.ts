import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { schemaErrors } from '../../src/integration/testing/class-schemas.ts';
import type { Entity } from '../../src/model/graph-object.ts';
import { temporaryDataDir } from '../support/collected-graph.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import {
  expectedGraph,
  INSTANCE_ID,
  stubbed,
  syncInto,
  uploadedGraph,
} from '../support/jupiterone/synced.ts';
import { type Scenario, scenario } from '../support/scenario.ts';

/** `type key` of what a stub shows. */
function identities(graph: readonly object[]): Set<string> {
  return new Set(
    (graph as readonly Record<string, unknown>[]).map(({ _type, _key }) => `${_type} ${_key}`),
  );
}

const ofTypes = (graph: ReadonlySet<string>, pattern: RegExp) =>
  [...graph].filter((identity) => pattern.test(identity));

describe('an upload', () => {
  test('gives JupiterOne what the graph holds, object by object', async () => {
    const here = await scenario({ seed: 'sync', hosts: 30, detections: 8, webApps: 4 });
    await here.run();
    const { stub, env } = await stubbed();
    const record = await syncInto(here.dir, env, { settings: { maxBatchBytes: 60_000 } });
    expect(record.failure).toBeUndefined();
    expect(record).toMatchObject({ status: 'finished', isResumed: false, partialTypes: [] });
    expect(graphDifferences(await expectedGraph(here.dir), uploadedGraph(stub))).toEqual([]);
    const job = stub.lastJob;
    const entities = [...job.entities.values()] as Entity[];
    expect(entities.length).toBeGreaterThan(300);
    expect(entities.flatMap(schemaErrors)).toEqual([]);
    expect(job.duplicates).toBe(0);
    expect(job.events.map(({ name }) => name)).toEqual([
      ...['info', 'stats', 'stats', 'steps_finished', 'results'],
    ]);
    const uploads = stub.requests.filter(({ call }) => /entities|relationships/.test(call));
    expect(uploads.length).toBeGreaterThan(8);
    expect(Math.max(...uploads.map(({ bytes }) => bytes))).toBeLessThanOrEqual(60_000);
    expect(uploads.map(({ call }) => call)).toEqual(
      uploads.map(({ call }) => call).toSorted((a, b) => a.localeCompare(b)),
    );
    const left = readdirSync(join(here.dir.path, 'syncs'));
    expect(left).toEqual(['qualys.json']);
  });

  test('leaves out what was switched off, and then it goes', async () => {
    const here = await scenario({ seed: 'choices', hosts: 16, detections: 6, webApps: 2 });
    await here.run();
    const { stub, env } = await stubbed();
    const all = await syncInto(here.dir, env);
    const cves = Object.entries(all.planned.relationships).filter(([type]) =>
      /_is_cve$/.test(type),
    );
    expect(cves.length).toBeGreaterThan(0);
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
    expect(JSON.stringify([...stub.lastJob.entities.values()])).toMatch(
      /"targets":\["(10\.|192\.168)/,
    );
  });

  test('to a scope has no job log; patches are entities only and remove nothing', async () => {
    const here = await scenario({ seed: 'scope', hosts: 8, detections: 4, webApps: 0 });
    await here.run();
    const { stub, env } = await stubbed();
    const { JUPITERONE_INSTANCE_ID: _, ...account } = env;
    const scoped = { ...account, JUPITERONE_SCOPE: 'qualys-of-ours' };
    expect(await syncInto(here.dir, scoped)).toMatchObject({
      status: 'finished',
      target: { source: 'api', scope: 'qualys-of-ours' },
    });
    const before = uploadedGraph(stub, 'qualys-of-ours');
    expect(graphDifferences(await expectedGraph(here.dir), before)).toEqual([]);
    here.simulator.events.purgeHost([...here.simulator.world.hosts()][0]!.id);
    await here.run({ isFull: true });
    const patch = await syncInto(here.dir, scoped, { mode: 'PATCH' });
    expect(patch).toMatchObject({ status: 'finished', uploaded: { relationships: 0 } });
    expect(identities(uploadedGraph(stub, 'qualys-of-ours'))).toEqual(identities(before));
    expect(stub.requests.filter(({ call }) => call === 'events')).toEqual([]);
  });

  test('that only counts sends nothing', async () => {
    const here = await scenario({ seed: 'dry', hosts: 6, detections: 4, webApps: 0 });
    await here.run();
    const { stub, env } = await stubbed();
    const record = await syncInto(here.dir, env, { isDryRun: true });
    expect(record.status).toBe('planned');
    expect(record.planned.entities['qualys_host_finding']).toBe(here.findings().length);
    expect(stub.requests).toEqual([]);
    expect(existsSync(join(here.dir.path, 'syncs', 'qualys.json'))).toBe(false);
  });

  test('is of one instance, also where another shares its subscription', async () => {
    const here = await scenario({ seed: 'two', hosts: 12, detections: 5, webApps: 0 });
    await here.run();
    const { stub, env } = await stubbed();
    await syncInto(here.dir, env);
    const alone = identities(uploadedGraph(stub));
    await here.run({ instance: 'other' });
    const other = { ...env, JUPITERONE_INSTANCE_ID: '99999999-2222-3333-4444-555555555555' };
    await syncInto(here.dir, env);
    await syncInto(here.dir, other, { instance: 'other' });
    expect(identities(uploadedGraph(stub))).toEqual(alone);
    const accounts = [...stub.lastJob.entities.values()].filter(
      ({ _type }) => _type === 'qualys_account',
    );
    expect(accounts.map(({ _key }) => _key)).toEqual(['qualys-account:other']);
    await expect(syncInto(here.dir, env, { instance: 'nobody' })).rejects.toMatchObject({
      code: 'A_NO_INSTANCE',
    });
  });
});

describe('what a second upload removes', () => {
  /** A world that was uploaded once, and what of it there was. */
  async function uploadedWorld(seed: string) {
    const here = await scenario({ seed, hosts: 20, detections: 6, webApps: 3 });
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
    const fresh = { ...here, dir: temporaryDataDir('fresh') };
    here.simulator.setFaults([
      { kind: 'status', status: 500, endpoint: 'host-detections', from: 1 },
    ]);
    const run = await here.run({ dataDir: fresh.dir, isFull: true });
    expect(run.status).toBe('partial');
    const record = await syncInto(fresh.dir, env);
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
    const webApps = /^(web_app|qualys_web_app_finding|\w*web_app\w*) /;
    for (const dir of [here.dir, temporaryDataDir('fresh')]) {
      const host = vanish(here);
      await here.run({ dataDir: dir, isFull: true }, off);
      const record = await syncInto(dir, env);
      expect(record.status).toBe('finished');
      expect(new Set(record.partialTypes.map(({ reason }) => reason))).toEqual(
        new Set(['disabled']),
      );
      const after = identities(uploadedGraph(stub));
      expect(ofTypes(before, webApps).length).toBeGreaterThan(10);
      expect(ofTypes(after, webApps).toSorted()).toEqual(ofTypes(before, webApps).toSorted());
      expect(ofTypes(after, new RegExp(`host-finding:${host}:`))).toEqual([]);
    }
  });

  test('is nothing of a module that is not licensed any more', async () => {
    const { here, stub, env, before } = await uploadedWorld('licence');
    here.simulator.events.setLicensed('was', false);
    const host = vanish(here);
    const dir = temporaryDataDir('fresh');
    await here.run({ dataDir: dir, isFull: true });
    const record = await syncInto(dir, env);
    expect(new Set(record.partialTypes.map(({ reason }) => reason))).toEqual(
      new Set(['not-licensed']),
    );
    const after = identities(uploadedGraph(stub));
    const findings = /^qualys_web_app_finding /;
    expect(ofTypes(after, findings).toSorted()).toEqual(ofTypes(before, findings).toSorted());
    expect(ofTypes(after, new RegExp(`host-finding:${host}:`))).toEqual([]);
    expect(stub.lastJob.events.map(({ name }) => name)).toContain('warn_missing_permission');
    expect(stub.graph.of(INSTANCE_ID).entities.size).toBeGreaterThan(20);
  });
});
