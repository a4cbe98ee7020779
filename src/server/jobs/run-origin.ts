import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DataDir } from '../../app/data-dir.ts';
import { runFolder } from '../../app/with-graph.ts';
import { RUN_TRIGGER } from '../api/runs.ts';

const ORIGIN = z.object({
  instanceId: z.string(),
  trigger: RUN_TRIGGER,
  /** Name of who started it; null when it was the clock, or a restart. */
  startedBy: z.string().nullable(),
  /** When its last part began, epoch milliseconds: a run that goes on has an older id. */
  begunAt: z.int(),
  /** How often it went on by itself after the server was gone. */
  restarts: z.int(),
  /** Who ended it before its end; null while nobody did. */
  stoppedBy: z.enum(['user', 'server']).nullable(),
});

/** How a run of the console came about, and who stopped it. It stands in the run's folder. */
export type RunOrigin = Readonly<z.infer<typeof ORIGIN>>;

/** Writes it, whole or not at all. Rejects with the error of the system. */
export async function writeRunOrigin(
  dir: DataDir,
  runId: string,
  origin: RunOrigin,
): Promise<void> {
  const path = originFile(dir, runId);
  await mkdir(runFolder(dir, runId), { recursive: true });
  await writeFile(`${path}.tmp`, `${JSON.stringify(origin)}\n`);
  await rename(`${path}.tmp`, path);
}

/** Reads it; undefined for runs of the command line, and where it was damaged: who began a run is no reason to fail. */
export async function readRunOrigin(dir: DataDir, runId: string): Promise<RunOrigin | undefined> {
  try {
    return ORIGIN.safeParse(JSON.parse(await readFile(originFile(dir, runId), 'utf8'))).data;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function originFile(dir: DataDir, runId: string): string {
  return join(runFolder(dir, runId), 'origin.json');
}
