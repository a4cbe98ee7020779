import type { DataDir } from '../../../src/app/data-dir.ts';
import { createSimulator, type SimulatorOptions } from '../../../src/simulator/index.ts';
import { settingsFor, temporaryDataDir } from '../../support/collected-graph.ts';
import { collectInProcess } from '../../support/in-process.ts';

const HOUR_MS = 3_600_000;

/** A data folder with the graph of a small simulated platform, collected once. */
export async function smallGraph(options: SimulatorOptions = {}): Promise<DataDir> {
  const dir = temporaryDataDir('browser');
  // The pages show days and hours: the platform lives now.
  const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const simulator = createSimulator({ hosts: 20, detections: 8, now, ...options });
  const { url } = await simulator.listen();
  try {
    const record = await collectInProcess(dir, settingsFor(simulator, url));
    if (record.status !== 'complete') throw new Error(`the run is ${record.status}`);
  } finally {
    await simulator.close();
  }
  return dir;
}
