import type { AddressInfo } from 'node:net';
import { SimulatorEvents } from './events.ts';
import { checkFaultScript } from './http/fault-schema.ts';
import type { Fault } from './http/faults.ts';
import { FaultScript } from './http/faults.ts';
import { isSerialEndpoint } from './http/fo-handler.ts';
import type { TakenQuota } from './http/limits.ts';
import { Platform } from './http/platform.ts';
import type { LoggedRequest } from './http/request-log.ts';
import { createPlatformServer } from './http/server.ts';
import type { EndpointUsage } from './http/usage-meter.ts';
import type { EndpointName, SimulatorOptions } from './options.ts';
import { truthGraph } from './truth/truth.ts';
import type { TruthObject } from './truth/truth-object.ts';
import type { TruthOptions } from './truth/truth-options.ts';
import { watch } from './watched.ts';
import type { World } from './world/world.ts';

/** A Qualys platform over real HTTP. Make one with {@link createSimulator}. */
export interface Simulator {
  readonly username: string;
  /** The password that counts now. */
  readonly password: string;
  /** The platform's time, epoch milliseconds. It stands still until it is advanced. */
  readonly now: number;
  /** Every request so far (the last 50,000), oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** What the platform knows. */
  readonly world: World;
  /** Lets things happen on the platform. */
  readonly events: SimulatorEvents;
  /** Starts to listen; port 0 takes a free one. */
  listen(port?: number, host?: string): Promise<{ url: string }>;
  /** Stops listening and breaks what is open. */
  close(): Promise<void>;
  /** Lets days pass; whole numbers. */
  advanceDays(days: number): void;
  /** Lets things go wrong from now on; an empty script ends that. */
  setFaults(faults: readonly Fault[]): void;
  /** What was used of each endpoint, beside what it grants. */
  usage(): Partial<Record<EndpointName, EndpointUsage>>;
  /** Takes part of what an endpoint grants, as another consumer of the subscription does. */
  takeQuota(endpoint: EndpointName, quota: TakenQuota): void;
  /** The graph that a complete collection gives at this moment: entities, then relationships. */
  truth(options?: TruthOptions): Iterable<TruthObject>;
  /** Forgets the requests so far. */
  clearRequests(): void;
}

/**
 * Makes a platform. The same options give the same platform, whatever the machine and whenever.
 *
 * @throws {RangeError} for sizes below 0, and numbers of hosts or web applications that are not whole
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  for (const name of ['hosts', 'webApps'] as const) {
    const value = options[name] ?? 0;
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(`${name} must be a whole number of at least 0, not ${value}`);
    }
  }
  if ((options.detections ?? 0) < 0) {
    throw new RangeError(`detections must be at least 0, not ${options.detections}`);
  }
  const platform = new Platform(options);
  const server = createPlatformServer(platform);
  const simulator: Simulator = {
    username: platform.credentials.username,
    get password() {
      return platform.credentials.password;
    },
    get now() {
      return platform.world.now;
    },
    get requests() {
      return platform.log.entries;
    },
    world: platform.world,
    events: new SimulatorEvents(platform),
    listen: (port = 0, host = '127.0.0.1') =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          const address = server.address() as AddressInfo;
          const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
          resolve({ url: `http://${name}:${address.port}` });
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    advanceDays: (days) => platform.world.advanceDays(days),
    usage: () => platform.meter.usage(),
    takeQuota: (endpoint, quota) => {
      const isSerial = isSerialEndpoint(endpoint);
      if (isSerial === undefined) throw new RangeError(`${endpoint} has no limits`);
      platform.limiter.take(endpoint, quota);
      platform.meter.take(endpoint, platform.limiter.standing(endpoint, isSerial));
    },
    setFaults: (faults) => {
      checkFaultScript(faults);
      platform.faults = new FaultScript(faults);
    },
    truth: (truthOptions = {}) => truthGraph(platform.world, truthOptions),
    clearRequests: () => platform.log.clear(),
  };
  if (options.isProvoked !== true) watch(simulator.usage);
  return simulator;
}
