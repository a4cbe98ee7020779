import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { z } from 'zod';
import {
  EXPORT_COLUMNS,
  exportCells,
  type FindingFilter,
  FindingLists,
  type FindingOrder,
} from '../../app/findings/index.ts';
import {
  EXPORT_QUERY,
  FACETS_QUERY,
  FINDINGS_FACETS,
  FINDINGS_PAGE,
  FINDINGS_QUERY,
  type FindingsFilterQuery,
} from '../api/findings.ts';
import { type App, goneSignal, type Services } from '../app-types.ts';

/** Time that a list may take, milliseconds. */
const TIMEOUT_MS = 20_000;

const CSV_TYPE = 'text/csv; charset=utf-8';

/** Names and results are not ours: what a spreadsheet would take for a formula gets a quote mark before it. */
const CSV = { escape_formulas: true } as const;

function listOf<Value>(values: Value | readonly Value[] | undefined): readonly Value[] {
  if (values === undefined) return [];
  return Array.isArray(values) ? values : [values as Value];
}

function filterOf(query: FindingsFilterQuery): FindingFilter {
  const { kind, search, on, onId, since, before, kev, qdsFrom, qdsTo } = query;
  return {
    kind,
    severities: listOf(query.severity),
    states: listOf(query.state),
    tags: listOf(query.tag),
    threats: listOf(query.threat),
    search,
    on,
    onId,
    since,
    before,
    isKev: kev === undefined ? undefined : kev === 'true',
    qdsFrom,
    qdsTo,
  };
}

function orderOf({ sort, order }: z.output<typeof EXPORT_QUERY>): FindingOrder {
  return { by: sort, isDescending: order === 'desc' };
}

/** Findings as lists: pages, counts and files. */
export function addFindingRoutes(app: App, { graph, clock, closing }: Services): void {
  const tags = ['Findings'];
  const lists = new FindingLists();
  const timeOf = ({ at: text }: { readonly at?: string | undefined }) => {
    const at = text === undefined ? undefined : Date.parse(text);
    return { now: at ?? clock(), at };
  };

  app.route({
    method: 'GET',
    url: '/api/findings',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'List findings: any rows of any filter in any order',
      description:
        'The whole list is one J1QL query, which the answer tells. `30d` is counted from the last full five minutes.',
      querystring: FINDINGS_QUERY,
      response: { 200: FINDINGS_PAGE },
    },
    handler: async ({ query }, reply) => {
      const signal = goneSignal(reply, closing);
      const page = await graph.use(
        (store) =>
          lists.page(store, filterOf(query), orderOf(query), query, timeOf(query), {
            signal,
            timeoutMs: TIMEOUT_MS,
          }),
        signal,
      );
      return FINDINGS_PAGE.parse(page);
    },
  });

  app.route({
    method: 'GET',
    url: '/api/findings/facets',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Count findings by severity, state, tag and so on',
      description: 'Each of these is counted as if nothing of it were chosen.',
      querystring: FACETS_QUERY,
      response: { 200: FINDINGS_FACETS },
    },
    handler: async ({ query }, reply) => {
      const signal = goneSignal(reply, closing);
      const facets = await graph.use(
        (store) =>
          lists.facets(store, filterOf(query), timeOf(query), { signal, timeoutMs: TIMEOUT_MS }),
        signal,
      );
      return FINDINGS_FACETS.parse(facets);
    },
  });

  app.route({
    method: 'GET',
    url: '/api/findings.csv',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Download a list of findings as CSV',
      description:
        'Every row of the filter, streamed; a cut connection means that rows are missing.',
      querystring: EXPORT_QUERY,
      produces: [CSV_TYPE],
    },
    handler: async ({ query }, reply) => {
      const signal = goneSignal(reply, closing);
      const options = { signal, timeoutMs: TIMEOUT_MS };
      const list = await graph.use(
        (store) => lists.whole(store, filterOf(query), orderOf(query), timeOf(query), options),
        signal,
      );
      // The graph is not kept for a reader that is slow; every part is of the same version of it.
      async function* lines() {
        yield stringify([EXPORT_COLUMNS], CSV);
        for (let offset = 0; offset < list.total; offset += list.step) {
          const rows = await graph.use((store) => list.rows(store, offset, options), signal);
          yield stringify(rows.map(exportCells), CSV);
        }
      }
      const day = new Date(clock()).toISOString().slice(0, 10);
      return reply
        .type(CSV_TYPE)
        .header('content-disposition', `attachment; filename="findings-${day}.csv"`)
        .send(Readable.from(lines()));
    },
  });
}
