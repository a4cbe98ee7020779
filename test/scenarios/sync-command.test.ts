import { expect, test } from 'vitest';
import type { CollectAndSyncRecord, SyncRecord } from '../../src/app/sync/index.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { expectedGraph, stubbed, uploadedGraph } from '../support/jupiterone/synced.ts';
import { scenario } from '../support/scenario.ts';

test('run collects and uploads; sync uploads again, and shows no secret', async () => {
  const here = await scenario({ seed: 'command', hosts: 8, detections: 4, webApps: 1 });
  const { stub, env } = await stubbed();
  const ran = await here.command(['run', '--json'], env);
  expect(ran.exitCode).toBe(0);
  const both = JSON.parse(ran.stdout) as CollectAndSyncRecord;
  expect(both).toMatchObject({ collect: { status: 'complete' }, sync: { status: 'finished' } });
  expect(graphDifferences(await expectedGraph(here.dir), uploadedGraph(stub))).toEqual([]);

  const synced = await here.command(['sync'], env);
  expect(synced.exitCode).toBe(0);
  expect(synced.stdout).toMatch(/^\nUploaded: JupiterOne has what the graph holds\. Job job-2\./);
  expect(synced.stderr).toMatch(
    /To upload: \d+ entities and [\d,]+ relationships, [\d,]+ of them from findings to CVEs/,
  );
  for (const text of [ran.stdout, ran.stderr, synced.stdout, synced.stderr]) {
    expect(text).not.toContain(stub.apiKey);
  }

  const patched = await here.command(['sync', '--json', '--mode', 'patch'], env);
  expect(JSON.parse(patched.stdout)).toMatchObject({ mode: 'PATCH', status: 'finished' });
  stub.setFaults([{ kind: 'status', status: 401, call: 'start' }]);
  const refused = await here.command(['sync', '--json'], env);
  expect(refused.exitCode).toBe(1);
  expect((JSON.parse(refused.stdout) as SyncRecord).failure?.code).toBe('J1_LOGIN_REFUSED');
  expect(refused.stderr).toContain('Failed: JupiterOne is as it was before.');
});

test('settings are checked before Qualys is asked for anything', async () => {
  const here = await scenario({ seed: 'unset', hosts: 2 });
  const result = await here.command(['run', '--json'], { JUPITERONE_ACCOUNT: 'a' });
  expect(result.exitCode).toBe(2);
  expect(result.stdout).toContain('C_INVALID');
  expect(result.stderr).toContain('JUPITERONE_API_KEY is not set');
  expect(here.simulator.requests).toEqual([]);
  const nothing = await here.command(['sync'], {
    JUPITERONE_ACCOUNT: 'a',
    JUPITERONE_API_KEY: 'k',
    JUPITERONE_SCOPE: 's',
  });
  expect(nothing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('A_NO_DATA') });
});

test('a collection that failed is not uploaded; a partial one is, and counts as such', async () => {
  const here = await scenario({ seed: 'partial', hosts: 6, detections: 3, webApps: 1 });
  const { stub, env } = await stubbed();
  const failed = await here.command(['run', '--json'], { ...env, QUALYS_PASSWORD: 'wrong' });
  expect(failed.exitCode).toBe(1);
  expect(JSON.parse(failed.stdout)).not.toHaveProperty('sync');
  expect(stub.requests).toEqual([]);
  here.simulator.setFaults([{ kind: 'otherRoot', endpoint: 'web-apps', from: 1 }]);
  const partial = await here.command(['run', '--json'], env);
  expect(partial.exitCode).toBe(3);
  const { collect, sync } = JSON.parse(partial.stdout) as CollectAndSyncRecord;
  expect(collect.status).toBe('partial');
  expect(sync?.status).toBe('finished');
  expect(sync?.partialTypes.map(({ type }) => type)).toContain('qualys_web_app_finding');
});
