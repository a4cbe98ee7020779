import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../src/graph/index.ts';
import { COMPLETE_TYPES, type SyntheticRun, writeSyntheticRun } from './synthetic-run.ts';

/** Size of a synthetic store. */
export type SyntheticStore = Pick<SyntheticRun, 'hosts' | 'findingsPerHost' | 'isVaried'>;

/** Fills the store at a path with one synthetic run, with memory to spare: filling is not what is measured. */
export async function fillSyntheticStore(
  path: string,
  folder: string,
  size: SyntheticStore,
): Promise<void> {
  const spoolDir = join(folder, 'run');
  await writeSyntheticRun({ ...size, folder: spoolDir, runId: 'run', day: 0, changedShare: 0 });
  const filling = await openStore({ path, memoryLimitMb: 800 });
  try {
    await filling.apply({
      runId: 'run',
      at: Date.UTC(2026, 0, 1),
      instance: { name: 'bench', integrationType: 'qualys', subscription: 'bench' },
      spoolDir,
      completeTypes: COMPLETE_TYPES,
    });
  } finally {
    await filling.close();
    rmSync(spoolDir, { recursive: true, force: true });
  }
}
