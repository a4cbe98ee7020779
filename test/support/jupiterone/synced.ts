import { onTestFinished } from 'vitest';
import type { DataDir } from '../../../src/app/data-dir.ts';
import {
  type SyncInstanceInput,
  type SyncRecord,
  syncInstance,
} from '../../../src/app/sync/index.ts';
import { withExistingGraph } from '../../../src/app/with-graph.ts';
import { exportGraph, type GraphReader } from '../../../src/graph/index.ts';
import type { GraphObject } from '../compare-graphs.ts';
import { VirtualClock } from '../in-process.ts';
import { inJupiterOne } from '../sdk-mapper.ts';
import { JupiterOneStub, type StubOptions } from './stub.ts';

/** Id of the integration instance that tests upload to. */
export const INSTANCE_ID = '11111111-2222-3333-4444-555555555555';

/** A stub that listens until the test is over. */
export async function stubbed(
  options: StubOptions = {},
): Promise<{ readonly stub: JupiterOneStub; readonly env: Record<string, string> }> {
  const stub = new JupiterOneStub(options);
  onTestFinished(() => stub.close());
  return { stub, env: syncSettings(stub, await stub.listen()) };
}

/** Settings that lead to a listening stub. */
export function syncSettings(stub: JupiterOneStub, url: string): Record<string, string> {
  return {
    JUPITERONE_API_KEY: stub.apiKey,
    JUPITERONE_ACCOUNT: stub.account,
    JUPITERONE_API_BASE_URL: url,
    JUPITERONE_INSTANCE_ID: INSTANCE_ID,
  };
}

/** One upload in this process. */
export function syncInto(
  dir: DataDir,
  env: Record<string, string>,
  input: Partial<SyncInstanceInput> = {},
): Promise<SyncRecord> {
  return syncInstance({
    env,
    dataDir: dir,
    instance: 'qualys',
    mode: 'DIFF',
    signal: new AbortController().signal,
    onProgress: () => {},
    clock: new VirtualClock(),
    ...input,
  });
}

/** The stored graph of a data folder in the form that queries of JupiterOne would see it in. */
export function expectedGraph(dir: DataDir): Promise<GraphObject[]> {
  return withExistingGraph(dir, expectedObjects);
}

/** The same for an opened store. */
export async function expectedObjects(store: GraphReader): Promise<GraphObject[]> {
  const objects: GraphObject[] = [];
  for await (const object of exportGraph(store)) objects.push(object);
  return inJupiterOne(objects) as GraphObject[];
}

/** What the stub shows of a scope, for comparison. */
export function uploadedGraph(stub: JupiterOneStub, scope = INSTANCE_ID): readonly object[] {
  return stub.graph.resolved(scope).map(({ displayName, ...rest }) =>
    // Relationships get a name for the upload.
    '_fromEntityKey' in rest ? rest : { displayName, ...rest },
  );
}
