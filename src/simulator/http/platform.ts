import type { SimulatorOptions } from '../options.ts';
import { Draws, seedNumber } from '../random.ts';
import { World } from '../world/world.ts';
import { Credentials } from './credentials.ts';
import { GatewayTokens } from './endpoints/gateway-tokens.ts';
import { FaultScript } from './faults.ts';
import { Limiter } from './limits.ts';
import { RequestLog } from './request-log.ts';
import { UsageMeter } from './usage-meter.ts';

/** Time of day 0, unless an option says otherwise. */
const DEFAULT_NOW = Date.UTC(2026, 10, 1, 6);

/** Everything that the requests of one simulated platform share. */
export class Platform {
  options: SimulatorOptions;
  readonly world: World;
  readonly credentials: Credentials;
  readonly tokens: GatewayTokens;
  readonly limiter: Limiter;
  readonly meter = new UsageMeter();
  readonly log = new RequestLog();
  /** Host that DOCTYPEs name. */
  readonly host = 'qualysapi.simulated.example';
  /** Value of `X-Powered-By`: POD, subscription, user. */
  readonly poweredBy: string;
  faults = new FaultScript([]);

  constructor(options: SimulatorOptions) {
    this.options = options;
    this.world = new World({
      seed: options.seed ?? 1,
      hosts: options.hosts ?? 200,
      detections: options.detections ?? 20,
      webApps: options.webApps ?? 12,
      now: options.now ?? DEFAULT_NOW,
    });
    this.credentials = new Credentials(options);
    // Windows pass in real time, for clients really wait; what is let pass counts besides.
    const clock = options.clock ?? Date.now;
    const now = () => clock() + this.world.elapsed;
    this.limiter = new Limiter(options.limits, now, (endpoint, standing, refusal) =>
      this.meter.enter(endpoint, standing, refusal),
    );
    this.tokens = new GatewayTokens(options.gateway ?? {}, options.seed ?? 1, now);
    const draws = new Draws(seedNumber(`subscription ${options.seed ?? 1}`));
    const subscription = draws.uuid();
    this.poweredBy = `Qualys:SIMPOD1:${options.subscription ?? subscription}:${draws.uuid()}`;
  }
}
