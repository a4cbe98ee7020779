import type { Environment } from '../../app/environment.ts';
import type { PollingInterval } from '../api/instances.ts';

/** What jobs and the schedule need to know of an instance. */
export interface RunInstance {
  readonly id: string;
  /** Name in the graph. */
  readonly name: string;
  readonly pollingInterval: PollingInterval;
  /** Hour (UTC) in which runs begin; null for any. */
  readonly dailyHour: number | null;
  readonly isEnabled: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** Where jobs and the schedule get the instances from. */
export interface RunSource {
  list(): readonly RunInstance[];
  find(id: string): RunInstance | undefined;
  findByName(name: string): RunInstance | undefined;
  /** Settings of a run, secrets in clear. @throws {ServerError} what keeps the instance from being collected */
  environment(id: string): Environment;
}
