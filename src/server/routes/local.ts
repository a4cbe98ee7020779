import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { pagesFolder } from '../../app/abandoned-pages.ts';
import {
  APPLY_REQUEST,
  applyRequestOf,
  type Line,
  LOCAL_ROUTES,
  wireCatalog,
  wireError,
} from '../../app/console/index.ts';
import { RUN_ID } from '../../app/run-records.ts';
import { type App, actorOfRequest, goneSignal, type Services } from '../app-types.ts';

/** Bytes of a question: long lists of ids and states of runs are among them. */
const BODY_LIMIT = 64 * 1024 * 1024;

const PARAMETER = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.string()),
  z.array(z.number()),
]);

const EMPTY = z.strictObject({});

const config = { permission: 'local' } as const;

/**
 * What a command of the owner of the data folder does with the graph while the server has it open: the operations of a store, one by
 * one. They are no part of the API for others: a statement here is SQL, as it is for whoever opens the file.
 */
export function addLocalRoutes(app: App, services: Services): void {
  const { accounts, closing, dataDir, events, graph } = services;
  const schema = { hide: true };

  app.route({
    method: 'POST',
    url: LOCAL_ROUTES.read,
    bodyLimit: BODY_LIMIT,
    config,
    schema: {
      ...schema,
      body: z.strictObject({
        sql: z.string(),
        params: z.array(PARAMETER),
        timeoutMs: z.number().positive().optional(),
      }),
    },
    handler: (request, reply) => {
      const { sql, params, timeoutMs } = request.body;
      return sendLines(reply, closing, async (tell, signal) => {
        await graph.access.use(
          async (store) => {
            for await (const rows of store.read(sql, params, { signal, timeoutMs })) {
              await tell({ rows });
            }
          },
          { signal },
        );
      });
    },
  });

  app.route({
    method: 'POST',
    url: LOCAL_ROUTES.catalog,
    config,
    schema: { ...schema, body: EMPTY },
    handler: (_request, reply) =>
      sendLines(reply, closing, async (tell, signal) => {
        const catalog = await graph.access.use((store) => store.catalog(), { signal });
        await tell({ catalog: wireCatalog(catalog) });
      }),
  });

  app.route({
    method: 'POST',
    url: LOCAL_ROUTES.instanceState,
    config,
    schema: {
      ...schema,
      body: z.strictObject({ instance: z.string(), fixedSince: z.number().optional() }),
    },
    handler: (request, reply) => {
      const { instance, fixedSince } = request.body;
      return sendLines(reply, closing, async (tell, signal) => {
        const state = await graph.access.use((store) => store.instanceState(instance, fixedSince), {
          signal,
        });
        await tell({ state: state ?? null });
      });
    },
  });

  app.route({
    method: 'POST',
    url: LOCAL_ROUTES.apply,
    bodyLimit: BODY_LIMIT,
    config,
    schema: { ...schema, body: APPLY_REQUEST.extend({ runId: z.string().regex(RUN_ID) }) },
    handler: (request, reply) => {
      const { body } = request;
      const actor = actorOfRequest(request);
      return sendLines(reply, closing, async (tell, signal) => {
        const wanted = applyRequestOf(body, pagesFolder(dataDir, body.runId), signal);
        const onWait = (waits: string) => void tell({ waits });
        const report = await graph.access.use((store) => store.apply(wanted), { signal, onWait });
        accounts.audit.add(actor, 'run.applied', body.runId, { instance: body.instance.name });
        events.publish('graph', { seq: report.seq });
        await tell({ report });
      });
    },
  });

  app.route({
    method: 'POST',
    url: LOCAL_ROUTES.prune,
    config,
    schema: { ...schema, body: z.strictObject({ before: z.number() }) },
    handler: (request, reply) => {
      const { before } = request.body;
      const actor = actorOfRequest(request);
      return sendLines(reply, closing, async (tell, signal) => {
        const onWait = (waits: string) => void tell({ waits });
        const pruned = await graph.access.use((store) => store.prune(before, signal), {
          signal,
          onWait,
        });
        accounts.audit.add(actor, 'history.pruned', new Date(before).toISOString());
        await tell({ pruned });
      });
    },
  });

  app.route({
    method: 'POST',
    url: LOCAL_ROUTES.removeInstance,
    config,
    schema: {
      ...schema,
      body: z.strictObject({
        instance: z.string(),
        integrationType: z.string(),
        removalId: z.string(),
        at: z.number(),
      }),
    },
    handler: (request, reply) => {
      const actor = actorOfRequest(request);
      return sendLines(reply, closing, async (tell, signal) => {
        const wanted = { ...request.body, signal };
        const onWait = (waits: string) => void tell({ waits });
        const removed = await graph.access.use((store) => store.removeInstance(wanted), {
          signal,
          onWait,
        });
        accounts.audit.add(actor, 'instance.data-removed', wanted.instance);
        await tell({ removed: removed ?? null });
      });
    },
  });

  app.route({
    method: 'POST',
    url: LOCAL_ROUTES.instanceData,
    config,
    schema: {
      ...schema,
      body: z.strictObject({
        instance: z.string(),
        integrationType: z.string(),
        timeoutMs: z.number().positive().optional(),
      }),
    },
    handler: (request, reply) => {
      const { instance, integrationType, timeoutMs } = request.body;
      return sendLines(reply, closing, async (tell, signal) => {
        const data = await graph.access.use(
          (store) => store.instanceData(instance, integrationType, { signal, timeoutMs }),
          { signal },
        );
        await tell({ data: data ?? null });
      });
    },
  });

  app.route({
    method: 'POST',
    url: LOCAL_ROUTES.steady,
    config,
    schema: { ...schema, body: EMPTY },
    handler: (_request, reply) =>
      sendLines(reply, closing, async (tell, signal) => {
        await graph.access.use(
          async () => {
            await tell({ steady: true });
            await new Promise<void>((resolve) => {
              if (signal.aborted) resolve();
              signal.addEventListener('abort', () => resolve(), { once: true });
            });
          },
          { isSteady: true, signal, onWait: (waits) => void tell({ waits }) },
        );
      }),
  });
}

/** Says something; resolves when there is room for more. */
type Tell = (line: Line) => Promise<void>;

/**
 * An answer of lines, sent as they come: the reader's pace is the pace of the work, and whoever hangs up ends it. An error is a line too, since
 * the head of the answer has long been sent.
 */
export function sendLines(
  reply: FastifyReply,
  closing: AbortSignal,
  work: (tell: Tell, signal: AbortSignal) => Promise<void>,
): FastifyReply {
  const signal = goneSignal(reply, closing);
  let hasRoom = Promise.withResolvers<void>();
  const body = new Readable({ read: () => hasRoom.resolve() });
  signal.addEventListener('abort', () => hasRoom.resolve(), { once: true });
  const tell: Tell = async (line) => {
    if (body.destroyed) return;
    if (body.push(`${JSON.stringify(line)}\n`) || signal.aborted) return;
    hasRoom = Promise.withResolvers<void>();
    await hasRoom.promise;
  };
  const finished = work(tell, signal).then(
    () => tell({ end: true }),
    (error: unknown) => {
      reply.log.info({ err: error }, 'a command was told an error');
      return tell({ error: wireError(error) });
    },
  );
  void finished.finally(() => body.push(null));
  return reply.type('application/x-ndjson').send(body);
}
