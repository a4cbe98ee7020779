import { SCHEDULE } from '../api/runs.ts';
import type { App, Services } from '../app-types.ts';

/** When integrations are collected. */
export function addScheduleRoute(app: App, { instances, scheduler, jobs, runs }: Services): void {
  app.route({
    method: 'GET',
    url: '/api/schedule',
    config: { permission: 'read' },
    schema: {
      tags: ['Runs'],
      summary: 'When integrations are collected: the last run of each, and the next',
      response: { 200: SCHEDULE },
    },
    handler: async () => ({
      instances: await Promise.all(
        instances.list().map(async (instance) => {
          const { at, pausedBecause } = scheduler.nextRun(instance);
          const job = jobs.ofInstance(instance.id);
          return {
            instanceId: instance.id,
            nextRunAt: at ?? null,
            pausedBecause: pausedBecause ?? null,
            running: job?.begun?.runId ?? null,
            isStarting: job !== undefined && job.begun === undefined,
            last: (await runs.last(instance.id)) ?? null,
            problem: jobs.problemOf(instance.id) ?? null,
          };
        }),
      ),
    }),
  });
}
