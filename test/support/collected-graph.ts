import { type CollectInput, collectRun } from '../../src/app/collect.ts';
import { type DataDir, dataDir } from '../../src/app/data-dir.ts';
import type { RunRecord } from '../../src/app/run-record.ts';
import { withExistingGraph } from '../../src/app/with-graph.ts';
import { exportGraph } from '../../src/graph/index.ts';
import type { Simulator } from '../../src/simulator/index.ts';
import { temporaryFolder } from './cli.ts';
import type { GraphObject } from './compare-graphs.ts';

/** A data folder of its own for one test. */
export function temporaryDataDir(name: string): DataDir {
  return dataDir(temporaryFolder(name), {});
}

/** Settings that lead to a listening simulator. */
export function settingsFor(simulator: Simulator, url: string): Record<string, string> {
  return {
    QUALYS_API_URL: url,
    QUALYS_USERNAME: simulator.username,
    QUALYS_PASSWORD: simulator.password,
  };
}

/** One run in this process. */
export function collectInto(
  dir: DataDir,
  env: Record<string, string>,
  input: Partial<CollectInput> = {},
): Promise<RunRecord> {
  return collectRun({
    env,
    dataDir: dir,
    instance: 'qualys',
    signal: new AbortController().signal,
    onProgress: () => {},
    ...input,
  });
}

/** The whole current graph of a data folder, derived relationships included. */
export function graphOf(dir: DataDir): Promise<GraphObject[]> {
  return withExistingGraph(dir, async (store) => {
    const objects: GraphObject[] = [];
    for await (const object of exportGraph(store)) objects.push(object as GraphObject);
    return objects;
  });
}
