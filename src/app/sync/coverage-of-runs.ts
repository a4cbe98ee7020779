import { z } from 'zod';
import type { RunCoverage } from '../../destinations/jupiterone/index.ts';
import type { DataDir } from '../data-dir.ts';
import { readableRunRecord } from '../run-record.ts';
import { runFolder } from '../with-graph.ts';

const RECORD = z.object({
  coverage: z.record(z.string(), z.enum(['complete', 'incomplete', 'disabled', 'not-licensed'])),
});

/**
 * What the applied runs of an instance covered, the newest first. Records are read until every type of the
 * newest one was found read completely: mostly one or two of them. A record that is gone or damaged says nothing.
 */
export async function coverageOfRuns(
  dir: DataDir,
  runIds: readonly string[],
): Promise<readonly RunCoverage[]> {
  const found: RunCoverage[] = [];
  const open = new Set<string>();
  for (const runId of runIds) {
    const coverage = await coverageOf(dir, runId);
    if (coverage === undefined) continue;
    if (found.length === 0) for (const type of Object.keys(coverage)) open.add(type);
    found.push(coverage);
    for (const [type, state] of Object.entries(coverage)) {
      const isSettled = found.length === 1 && (state === 'disabled' || state === 'not-licensed');
      if (state === 'complete' || isSettled) open.delete(type);
    }
    if (open.size === 0) break;
  }
  return found;
}

async function coverageOf(dir: DataDir, runId: string): Promise<RunCoverage | undefined> {
  // A record that is gone, or of a version that did not say so, says nothing: nothing is removed for it.
  return RECORD.safeParse(await readableRunRecord(runFolder(dir, runId))).data?.coverage;
}
