import type { Platform } from './http/platform.ts';
import { WorldEvents } from './world/world-events.ts';

/** Parts of the subscription that it may have or not. */
export type Module = 'was' | 'hostasset' | 'knowledgeBase';

/** Everything that can happen to a simulated platform: to its world, its user and its licence. */
export class SimulatorEvents extends WorldEvents {
  readonly #platform: Platform;

  constructor(platform: Platform) {
    super(platform.world);
    this.#platform = platform;
  }

  /** The password of the user ends: every login and every session is refused until there is another one. */
  expirePassword(): void {
    this.#platform.credentials.expirePassword();
  }

  /** The user gets another password; the one before is refused. */
  changePassword(password: string): void {
    this.#platform.credentials.changePassword(password);
  }

  /** A module is licensed, or no longer. The truth does not follow: it tells what the platform knows. */
  setLicensed(module: Module, isLicensed: boolean): void {
    const { options } = this.#platform;
    this.#platform.options = {
      ...options,
      licensed: { ...options.licensed, [module]: isLicensed },
    };
  }
}
