import { z } from 'zod';
import {
  type ApplyReport,
  type ApplyRequest,
  type CatalogColumn,
  GRAPH_ERRORS,
  type GraphCatalog,
  GraphError,
  type GraphErrorCode,
  type InstanceData,
  type InstanceState,
  type PruneReport,
  type RemovalReport,
  type Row,
} from '../../graph/index.ts';
import { ForeignError, type ReportedError, reportError } from '../reported-error.ts';

/** One line of an answer of the console to a command. The last one is `end` or `error`; without it the answer was cut off. */
export type Line =
  | { readonly rows: readonly Row[] }
  | { readonly catalog: WireCatalog }
  | { readonly state: InstanceState | null }
  | { readonly report: ApplyReport }
  /** The graph stays as it is until the connection ends. */
  | { readonly steady: true }
  /** Somebody else has to be done first: who, in words. */
  | { readonly waits: string }
  | { readonly pruned: PruneReport }
  | { readonly removed: RemovalReport | null }
  | { readonly data: InstanceData | null }
  | { readonly error: WireError }
  | { readonly end: true };

/** A catalog as JSON has it. */
export interface WireCatalog extends Omit<GraphCatalog, 'columns'> {
  readonly columns: readonly (readonly [string, CatalogColumn])[];
}

/** A catalog for the way. */
export function wireCatalog(catalog: GraphCatalog): WireCatalog {
  return { ...catalog, columns: [...catalog.columns] };
}

/** A catalog as it was. */
export function catalogOf(wire: WireCatalog): GraphCatalog {
  return { ...wire, columns: new Map(wire.columns) };
}

/** What is asked of the console when a run is to be applied: it knows itself where the pages are. */
export const APPLY_REQUEST = z.strictObject({
  runId: z.string(),
  at: z.number(),
  instance: z.strictObject({
    name: z.string(),
    integrationType: z.string(),
    subscription: z.string(),
  }),
  completeTypes: z.array(z.string()),
  scope: z.strictObject({ fingerprint: z.string(), severities: z.array(z.number()) }).optional(),
  state: z.string().optional(),
  acceptRemovals: z
    .strictObject({
      /** null: all of them, which JSON has no number for. */
      upTo: z.record(z.string(), z.number().nullable()),
    })
    .optional(),
});

/** A request to apply, as JSON has it. */
export type WireApply = z.infer<typeof APPLY_REQUEST>;

/** A request for the way: JSON writes what has no end as null, and leaves out what is absent. */
export function wireApply({ spoolDir: _, signal: __, ...request }: ApplyRequest): unknown {
  return request;
}

/** A request as it was, for the pages in a folder. */
export function applyRequestOf(
  { acceptRemovals, ...wire }: WireApply,
  spoolDir: string,
  signal: AbortSignal,
): ApplyRequest {
  const upTo = Object.entries(acceptRemovals?.upTo ?? {}).map(([type, most]) => [
    type,
    most ?? Number.POSITIVE_INFINITY,
  ]);
  return {
    ...wire,
    spoolDir,
    signal,
    acceptRemovals: acceptRemovals && { upTo: Object.fromEntries(upTo) },
  };
}

/** An error as it crosses the way: enough to be the same error there. */
export interface WireError extends ReportedError {
  readonly context?: GraphError['context'];
  /** What the engine said. */
  readonly cause?: string;
}

/** An error for the way. */
export function wireError(error: unknown): WireError {
  const told = reportError(error);
  if (!(error instanceof GraphError)) return told;
  const cause = error.cause instanceof Error ? { cause: error.cause.message } : {};
  return { ...told, context: error.context, ...cause };
}

/** An error as it was, as far as anybody looks. */
export function errorOf({ context, cause, ...told }: WireError): Error {
  if (context === undefined || !Object.hasOwn(GRAPH_ERRORS, told.code)) {
    return new ForeignError(told);
  }
  const code = told.code as GraphErrorCode;
  return new GraphError(code, context, cause === undefined ? undefined : new Error(cause));
}
