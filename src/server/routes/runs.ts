import { z } from 'zod';
import { RUN_ID } from '../../app/run-records.ts';
import { runFolder } from '../../app/with-graph.ts';
import {
  RUN_ANSWER,
  RUN_BEGUN,
  RUN_LIST,
  RUN_LOG,
  RUN_STOPPED,
  RUN_WISHES,
  type RunWishes,
} from '../api/runs.ts';
import { BY_ID, LIMIT } from '../api/schemas.ts';
import { type App, actorOfRequest, type Services } from '../app-types.ts';
import { ServerError } from '../errors.ts';
import { readRunLog } from '../jobs/run-log.ts';

const ID = z.string().regex(RUN_ID, 'Not the id of a run');
const BY_RUN_ID = z.object({ id: ID });

/** Runs: what they did, what they do, and how they begin and end. */
export function addRunRoutes(app: App, services: Services): void {
  const { dataDir, jobs, runs, accounts } = services;
  const tags = ['Runs'];

  const find = async (id: string) => {
    const run = await runs.find(id);
    if (run === undefined) throw new ServerError('H_NOT_FOUND');
    return run;
  };

  const begin = async (
    request: Parameters<typeof actorOfRequest>[0],
    instanceId: string,
    wishes: RunWishes,
  ) => {
    const actor = actorOfRequest(request);
    const cause = { trigger: 'manual', startedBy: actor.name, restarts: 0 } as const;
    const { runId, isResumed } = await jobs.start(instanceId, wishes, cause);
    const name = services.instances.find(instanceId)?.name ?? instanceId;
    accounts.audit.add(actor, 'run.started', name, { runId, ...wishes });
    return { runId, isResumed };
  };

  app.route({
    method: 'GET',
    url: '/api/runs',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'List the runs, newest first',
      description: 'Those under way, those that have ended, and those that were cut off.',
      querystring: z.strictObject({
        limit: LIMIT,
        before: ID.optional().describe('Only runs that began before this one'),
        instance: z.uuid().optional().describe('Only runs of this integration'),
      }),
      response: { 200: RUN_LIST },
    },
    handler: async (request) => {
      const { limit, before, instance } = request.query;
      return runs.list({ limit, before, instanceId: instance });
    },
  });

  app.route({
    method: 'GET',
    url: '/api/runs/:id',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Read a run: how far it is, or what it did and what is missing',
      params: BY_RUN_ID,
      response: { 200: RUN_ANSWER },
    },
    handler: async (request) => find(request.params.id),
  });

  app.route({
    method: 'GET',
    url: '/api/runs/:id/log',
    config: { permission: 'read' },
    schema: {
      tags,
      summary: 'Read the log of a run',
      description: 'Runs of the command line have none: their log went to the terminal.',
      params: BY_RUN_ID,
      response: { 200: RUN_LOG },
    },
    handler: async (request) => {
      const { id } = request.params;
      await find(id);
      return { lines: [...(await readRunLog(runFolder(dataDir, id)))] };
    },
  });

  app.route({
    method: 'POST',
    url: '/api/instances/:id/runs',
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Begin a run of an integration',
      description:
        'Answers when it has begun. One that was cut off or cancelled goes on where it was, unless everything is to be read again. Pages that were missing are read again by every run. Fails with 409 while a run of the integration is under way.',
      params: BY_ID,
      body: RUN_WISHES,
      response: { 202: RUN_BEGUN },
    },
    handler: async (request, reply) =>
      reply.code(202).send(await begin(request, request.params.id, request.body)),
  });

  app.route({
    method: 'POST',
    url: '/api/instances/:id/runs/cancel',
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Cancel the run of an integration, also one that waits for its beginning',
      description:
        'One that has begun ends as with POST /api/runs/ID/cancel. One that has not never begins, and whoever began it is answered H_RUN_CANCELLED.',
      params: BY_ID,
      response: { 202: RUN_STOPPED },
    },
    handler: async (request, reply) => {
      const instance = services.instances.find(request.params.id);
      if (instance === undefined) throw new ServerError('H_NOT_FOUND');
      const runId = jobs.cancelOf(instance) ?? null;
      accounts.audit.add(actorOfRequest(request), 'run.cancelled', instance.name, { runId });
      return reply.code(202).send({ runId });
    },
  });

  app.route({
    method: 'POST',
    url: '/api/runs/:id/accept-deletions',
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Accept the removals that a run held',
      description:
        'Begins a full run, which may remove as much as this one would have. Only for the last run of an integration.',
      params: BY_RUN_ID,
      response: { 202: RUN_BEGUN },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const { run } = await find(id);
      if (run.instanceId === null) {
        throw new ServerError('H_RUN_FOREIGN', { run: id, name: run.instance });
      }
      const wishes = { full: true, insist: false, acceptDeletions: id };
      return reply.code(202).send(await begin(request, run.instanceId, wishes));
    },
  });

  app.route({
    method: 'POST',
    url: '/api/runs/:id/cancel',
    config: { permission: 'administer' },
    schema: {
      tags,
      summary: 'Cancel a run',
      description:
        'The pages in work may end. The graph stays as it was, and the next run goes on with the pages that were read.',
      params: BY_RUN_ID,
      response: { 202: RUN_ANSWER },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const { run } = await find(id);
      jobs.cancel(id);
      accounts.audit.add(actorOfRequest(request), 'run.cancelled', run.instance, { runId: id });
      return reply.code(202).send(await find(id));
    },
  });
}
