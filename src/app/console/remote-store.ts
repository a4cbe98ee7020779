import type { ApplyRequest, GraphStore, Parameter, ReadOptions, Row } from '../../graph/index.ts';
import { AppError } from '../errors.ts';
import type { GraphWishes } from '../graph-access.ts';
import { ConsoleClient } from './console-client.ts';
import type { ConsoleAddress } from './console-file.ts';
import { LOCAL_ROUTES } from './local-routes.ts';
import { catalogOf, type Line, wireApply } from './wire.ts';

/**
 * The graph that a running console has open, as if this process had opened it. With a wish for steadiness it is handed over when
 * no run is being applied, and none is until it is closed.
 *
 * @throws {AppError} A_CONSOLE_GONE; {GraphError} G_CANCELLED
 */
export async function openRemoteStore(
  address: ConsoleAddress,
  { isSteady = false, signal, onWait }: GraphWishes,
): Promise<GraphStore> {
  const client = new ConsoleClient(address);
  /** The only line of an answer that is of one kind; what there is to wait for is told. */
  const one = async <Kind extends string>(
    kind: Kind,
    lines: AsyncIterable<Line>,
  ): Promise<Extract<Line, Readonly<Record<Kind, unknown>>>> => {
    for await (const line of lines) {
      if ('waits' in line) onWait?.(line.waits);
      else if (kind in line) return line as Extract<Line, Readonly<Record<Kind, unknown>>>;
    }
    throw new AppError('A_CONSOLE_GONE', { reason: 'the answer was cut off' });
  };
  const hold = new AbortController();
  if (isSteady) {
    const ends = signal === undefined ? hold.signal : AbortSignal.any([hold.signal, signal]);
    const lines = client.ask(LOCAL_ROUTES.steady, {}, ends);
    try {
      await untilSteady(lines, onWait);
    } catch (error) {
      await client.close();
      throw error;
    }
  }
  return {
    read: (sql, params, options) => rowsOf(client, sql, params, options),
    catalog: async () =>
      catalogOf((await one('catalog', client.ask(LOCAL_ROUTES.catalog, {}, signal))).catalog),
    instanceState: async (instance, fixedSince) => {
      const lines = client.ask(LOCAL_ROUTES.instanceState, { instance, fixedSince }, signal);
      return (await one('state', lines)).state ?? undefined;
    },
    apply: async (request: ApplyRequest) => {
      const lines = client.ask(LOCAL_ROUTES.apply, wireApply(request), request.signal);
      return (await one('report', lines)).report;
    },
    prune: async (before, ends) =>
      (await one('pruned', client.ask(LOCAL_ROUTES.prune, { before }, ends))).pruned,
    removeInstance: async ({ signal: ends, ...request }) =>
      (await one('removed', client.ask(LOCAL_ROUTES.removeInstance, request, ends))).removed ??
      undefined,
    instanceData: async (instance, integrationType, options) => {
      const asked = { instance, integrationType, timeoutMs: options?.timeoutMs };
      const lines = client.ask(LOCAL_ROUTES.instanceData, asked, options?.signal ?? signal);
      return (await one('data', lines)).data ?? undefined;
    },
    close: async () => {
      hold.abort();
      await client.close();
    },
  };
}

/** Leaves the answer open: its end would be the end of the steadiness. */
async function untilSteady(
  lines: AsyncGenerator<Line>,
  onWait: GraphWishes['onWait'],
): Promise<void> {
  for (;;) {
    const { value: line } = await lines.next();
    if (line === undefined) {
      throw new AppError('A_CONSOLE_GONE', { reason: 'the answer was cut off' });
    }
    if ('steady' in line) return;
    if ('waits' in line) onWait?.(line.waits);
  }
}

async function* rowsOf(
  client: ConsoleClient,
  sql: string,
  params: readonly Parameter[] = [],
  { signal, timeoutMs }: ReadOptions = {},
): AsyncGenerator<readonly Row[]> {
  for await (const line of client.ask(LOCAL_ROUTES.read, { sql, params, timeoutMs }, signal)) {
    if ('rows' in line) yield line.rows;
  }
}
