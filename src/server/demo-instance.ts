import type { DataDir } from '../app/data-dir.ts';
import type { Environment } from '../app/environment.ts';
import { openAccounts } from './accounts/index.ts';
import { openInstances } from './instances/index.ts';

/** Where an integration leads. */
export interface Login {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

const ACTOR = { name: 'demo', via: 'local', address: '' } as const;

/**
 * Makes sure, before the console starts, that it has an integration of this name that leads there. One that there is keeps its
 * settings but for the address and the login: a simulated platform has another port each time.
 *
 * @throws {ServerError} H_ACCOUNTS_UNREADABLE, H_ACCOUNTS_NEWER, H_INSTANCE_INVALID, and those of the key
 */
export function prepareInstance(
  dir: DataDir,
  machine: Environment,
  name: string,
  { url, username, password }: Login,
): void {
  const accounts = openAccounts(dir);
  try {
    const instances = openInstances(accounts, dir, machine, Date.now, () => undefined);
    const secrets = { qualysPassword: password };
    const login = { qualysApiUrl: url, qualysUsername: username };
    const found = instances.findByName(name);
    if (found === undefined) {
      const settings = {
        name,
        type: 'qualys',
        description: 'A simulated Qualys platform on this machine.',
        options: login,
        secrets,
        pollingInterval: 'DISABLED',
        dailyHour: null,
        isEnabled: true,
      } as const;
      instances.create(settings, ACTOR);
    } else {
      const options = { ...found.options, ...login };
      instances.change(found.id, { options, secrets }, 'any', ACTOR);
    }
  } finally {
    accounts.close();
  }
}
