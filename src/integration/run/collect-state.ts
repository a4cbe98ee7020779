import { z } from 'zod';
import { IdRanges } from '../../qualys/index.ts';
import type { CallRate } from './call-rate.ts';

/** Version of the text; one of another version counts as none, and the next run is a full one. */
const VERSION = 1;

const STATE = z.object({
  version: z.literal(VERSION),
  lastRunAt: z.number(),
  completeFullAt: z.number().optional(),
  detectionCursor: z.number().optional(),
  knowledgeCursor: z.number().optional(),
  pendingHosts: z.string(),
  pendingQids: z.string(),
  callRate: z.object({ calls: z.number(), windowMs: z.number() }).optional(),
});

/**
 * What an instance has to know of its runs so far: it is stored with what they changed, in one
 * transaction. Times are those of the Qualys server, epoch milliseconds.
 */
export interface CollectState {
  /** Time that the windows of the last run referred to. */
  readonly lastRunAt: number;
  /** The last run that read everything and missed nothing. */
  readonly completeFullAt: number | undefined;
  /** Status changes of detections up to here are in the graph, or on a pending host. */
  readonly detectionCursor: number | undefined;
  /** Changes of the knowledge base up to here are in the graph. */
  readonly knowledgeCursor: number | undefined;
  /** Hosts that some page is missing of: they are read again, whatever the window. */
  readonly pendingHosts: IdRanges;
  /** QIDs of stored findings whose vulnerability did not come. */
  readonly pendingQids: IdRanges;
  /** Calls for detections that Qualys allows, as it told last. */
  readonly callRate: CallRate | undefined;
}

/** The state as text. */
export function encodeState(state: CollectState): string {
  return JSON.stringify({
    version: VERSION,
    ...state,
    pendingHosts: state.pendingHosts.toString(),
    pendingQids: state.pendingQids.toString(),
  });
}

/** The state of a text; undefined where there is none that this version understands. */
export function decodeState(text: string | undefined): CollectState | undefined {
  if (text === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // Not ours, or of a version that wrote something else: the run starts from nothing.
    return undefined;
  }
  const { data } = STATE.safeParse(content);
  if (data === undefined) return undefined;
  return {
    lastRunAt: data.lastRunAt,
    completeFullAt: data.completeFullAt,
    detectionCursor: data.detectionCursor,
    knowledgeCursor: data.knowledgeCursor,
    pendingHosts: IdRanges.parse(data.pendingHosts),
    pendingQids: IdRanges.parse(data.pendingQids),
    callRate: data.callRate,
  };
}
