import { expect, test } from 'vitest';
import { schemaErrors } from '../../src/integration/testing/class-schemas.ts';
import type { Entity } from '../../src/model/graph-object.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { expectedGraph, stubbed, syncInto, uploadedGraph } from '../support/jupiterone/synced.ts';
import { scenario } from '../support/scenario.ts';

test('JupiterOne has what the graph holds, object by object', async () => {
  const here = await scenario({ seed: 'sync', hosts: 40, detections: 10, webApps: 4 });
  await here.run();
  const { stub, env } = await stubbed();
  const record = await syncInto(here.dir, env);
  expect(record.failure).toBeUndefined();
  expect(record).toMatchObject({ status: 'finished', isResumed: false, partialTypes: [] });
  expect(graphDifferences(await expectedGraph(here.dir), uploadedGraph(stub))).toEqual([]);
  const job = stub.lastJob;
  expect(job.duplicates).toBe(0);
  expect([...job.entities.values()].flatMap((entity) => schemaErrors(entity as Entity))).toEqual(
    [],
  );
  expect(job.events.map(({ name }) => name)).toEqual([
    ...['info', 'stats', 'stats', 'steps_finished', 'results'],
  ]);
});
