import type { DataDir } from '../../app/data-dir.ts';
import type { Environment } from '../../app/environment.ts';
import type { Accounts } from '../accounts/index.ts';
import { Instances } from './instances.ts';
import { SecretBox } from './secret-box.ts';
import { secretKey } from './secret-key.ts';

export type { Instance } from './instance-row.ts';
export { type InstanceChange, Instances, type NewInstance } from './instances.ts';
export { hasDailyHour, POLLING_MS } from './polling.ts';
export { SECRET_KEY_FILE, SECRET_KEY_VARIABLE } from './secret-key.ts';

/** The configured integrations of a console, in the file of its accounts. Nothing is read of the key before it is needed. */
export function openInstances(
  { database, audit }: Accounts,
  dir: DataDir,
  machine: Environment,
  clock: () => number,
  onChange: () => void,
): Instances {
  const box = new SecretBox(secretKey(dir, machine));
  return new Instances(database, audit, clock, { box, machine, onChange });
}
