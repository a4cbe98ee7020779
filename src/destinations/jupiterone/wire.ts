import { z } from 'zod';

/** What an upload means for what the scope holds already (reference 6.3). */
export type SyncMode = 'DIFF' | 'PATCH';

/** Whose data it is: an integration instance that runs outside of JupiterOne, or a scope of one's own. */
export type SyncSource =
  | { readonly source: 'integration-external'; readonly integrationInstanceId: string }
  | { readonly source: 'api'; readonly scope: string };

/** What a batch holds. */
export type UploadKind = 'entities' | 'relationships';

/** An entry of the job log of an integration instance. */
export interface JobEvent {
  /** One of the names that JupiterOne gives a meaning; `error` in it marks the job as failed. */
  readonly name: JobEventName;
  readonly description: string;
}

/** Names of job events (reference 5.6). */
export type JobEventName =
  | 'info'
  | 'stats'
  | 'results'
  | 'steps_finished'
  | 'warn_incomplete_data'
  | 'warn_missing_permission'
  | 'error_unexpected_error';

/** What the API tells of a job. Counters that it does not tell are absent. */
export interface SyncJob {
  readonly id: string;
  readonly status: string;
  /** Counters by name, `numEntitiesCreated` … */
  readonly counters: Readonly<Record<string, number>>;
}

/** The job takes uploads. */
export const AWAITING_UPLOADS = 'AWAITING_UPLOADS';
/** The job did what it was to do. */
export const FINISHED = 'FINISHED';

const UNDER_WAY = ['FINALIZE_PENDING', 'FINALIZING_ENTITIES', 'FINALIZING_RELATIONSHIPS'];

/** Whether the job works on what was uploaded. */
export function isFinalizing({ status }: SyncJob): boolean {
  return UNDER_WAY.includes(status);
}

const ANSWER = z.object({
  job: z.looseObject({ id: z.string().min(1), status: z.string().min(1) }),
});

/** The job out of an answer; undefined if there is none in it. */
export function jobOf(answer: unknown): SyncJob | undefined {
  const { data } = ANSWER.safeParse(answer);
  if (data === undefined) return undefined;
  const { id, status, ...rest } = data.job;
  const counters = Object.entries(rest).filter(
    (entry): entry is [string, number] =>
      entry[0].startsWith('num') && typeof entry[1] === 'number' && entry[1] > 0,
  );
  return { id, status, counters: Object.fromEntries(counters) };
}

const REFUSAL = z.object({
  error: z.object({
    code: z.string().optional(),
    message: z.string().optional(),
  }),
});

/** JupiterOne's own words about a request that it refused. */
export interface Refusal {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
}

/** The words of an answer that is a refusal; empty where it says nothing that can be read. */
export function refusalOf(answer: unknown): Refusal {
  return REFUSAL.safeParse(answer).data?.error ?? {};
}
