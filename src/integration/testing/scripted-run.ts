import { IdRanges } from '../../qualys/index.ts';
import { readConfig } from '../config/index.ts';
import {
  type CollectProgress,
  type CollectReport,
  type CollectSettings,
  collect,
  type KnownInstance,
  type RunMode,
} from '../run/index.ts';
import { MemorySpool } from './memory-spool.ts';
import { type Script, SERVER_TIME, scriptedClient } from './scripted-client.ts';

/** What a scripted run is given. */
export interface ScriptedRunInput {
  readonly script?: Script;
  /** Ids of all hosts, `1-3,7`. */
  readonly hosts?: string;
  /** Environment variables besides the three that are required. */
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Partial<CollectSettings>;
  readonly signal?: AbortSignal;
  readonly stopSignal?: AbortSignal;
  readonly mode?: RunMode;
  readonly known?: KnownInstance;
  readonly changedSince?: number;
  /** A spool with the pages of an earlier part of the run. */
  readonly spool?: MemorySpool;
}

/** Collects from a script, with our clock an hour off the server's. For tests. */
export async function scriptedRun(input: ScriptedRunInput = {}) {
  const { client, asked, requests } = scriptedClient(
    input.script ?? {},
    IdRanges.parse(input.hosts ?? ''),
  );
  const spool = input.spool ?? new MemorySpool();
  const progress: CollectProgress[] = [];
  const report: CollectReport = await collect({
    config: readConfig({
      QUALYS_USERNAME: 'quays_ab1',
      QUALYS_PASSWORD: 'p',
      QUALYS_API_URL: 'https://qualysapi.qualys.eu',
      ...input.env,
    }),
    client,
    spool,
    instance: { id: 'i-1', name: 'main' },
    clock: () => SERVER_TIME + 3_600_000,
    onProgress: (event) => progress.push(event),
    ...(input.signal === undefined ? {} : { signal: input.signal }),
    ...(input.stopSignal === undefined ? {} : { stopSignal: input.stopSignal }),
    ...(input.mode === undefined ? {} : { mode: input.mode }),
    ...(input.known === undefined ? {} : { known: input.known }),
    changedSince: input.changedSince,
    ...(input.settings === undefined ? {} : { settings: input.settings }),
  });
  return { report, spool, asked, requests, progress };
}
