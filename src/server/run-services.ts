import type { FastifyBaseLogger } from 'fastify';
import type { CollectInput } from '../app/collect.ts';
import type { DataDir } from '../app/data-dir.ts';
import { AppError } from '../app/errors.ts';
import type { EventHub } from './events/index.ts';
import type { HeldGraph } from './held-graph.ts';
import type { Instances } from './instances/index.ts';
import { refusalOf } from './instances/refusals.ts';
import { Jobs, RunViews } from './jobs/index.ts';
import type { Metrics } from './metrics.ts';
import { Scheduler } from './scheduler/index.ts';

/** What runs stand on. */
export interface RunFoundations {
  readonly dataDir: DataDir;
  readonly instances: Instances;
  readonly graph: HeldGraph;
  readonly events: EventHub;
  readonly metrics: Metrics;
  readonly log: FastifyBaseLogger;
  readonly clock: () => number;
  /** Where collections run; each in a process of its own unless given. */
  readonly collector?: CollectInput['collector'];
}

/** What the server knows of runs. */
export interface RunServices {
  /** Those of this server that are under way. */
  readonly jobs: Jobs;
  /** All of them, to look at. */
  readonly runs: RunViews;
  /** Begins those that are due. */
  readonly scheduler: Scheduler;
}

/** Jobs and schedule, which begin nothing yet. */
export function runServices(given: RunFoundations): RunServices {
  const { dataDir, instances, graph, log } = given;
  const jobs = new Jobs({ ...given, graph: graph.access });
  const isRefused = async (instanceId: string): Promise<boolean> => {
    const instance = instances.find(instanceId);
    if (instance === undefined) return false;
    try {
      return (await refusalOf(dataDir, instances, instance)) !== undefined;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // Where nobody can tell, the account may be one call away from being locked.
      log.warn({ err: error, instance: instance.name }, 'nothing is known of the login');
      return true;
    }
  };
  return {
    jobs,
    runs: new RunViews(dataDir, instances, jobs),
    scheduler: new Scheduler({ ...given, jobs, isRefused }),
  };
}
