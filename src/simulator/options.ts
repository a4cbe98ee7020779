import type { GatewayOptions } from './http/endpoints/gateway-options.ts';
import type { ListShape } from './render/list-shape.ts';

/** Names of the endpoints, as the request log, limits and faults know them. */
export const ENDPOINT_NAMES = [
  'portal-version',
  'host-list',
  'host-detections',
  'knowledge-base',
  'host-assets',
  'web-apps',
  'web-app-findings',
  'activity-log',
  'session',
  'about',
  'gateway',
] as const;

/** One of {@link ENDPOINT_NAMES}. */
export type EndpointName = (typeof ENDPOINT_NAMES)[number];

/** Limits of one endpoint of the classic API; counted for the whole subscription (reference 5.1). */
export interface EndpointLimits {
  /** Calls per window. */
  readonly calls: number;
  readonly windowSeconds: number;
  /** Calls that may run at the same time. */
  readonly concurrency: number;
}

/** What a standard subscription has. */
export const STANDARD_LIMITS: EndpointLimits = { calls: 300, windowSeconds: 3600, concurrency: 2 };

/** Limits that no test meets by accident. */
export const GENEROUS_LIMITS: EndpointLimits = {
  calls: 1_000_000,
  windowSeconds: 3600,
  concurrency: 16,
};

/** What a simulated platform is like. Everything is optional. */
export interface SimulatorOptions {
  /** Same seed, same platform. Default 1. */
  readonly seed?: number | string;
  /** Host records at the start. Default 200. */
  readonly hosts?: number;
  /** Mean number of detections, of all types and statuses, of a host that has any. Default 20. */
  readonly detections?: number;
  /** Web applications at the start. Default 12. */
  readonly webApps?: number;
  /** The platform's time on day 0, epoch milliseconds. Default 1 November 2026, 06:00 UTC. */
  readonly now?: number;
  /** Default `demo_ab1`. */
  readonly username?: string;
  /** Default `demo-password`. */
  readonly password?: string;
  /** Client credentials and tokens of the gateway. */
  readonly gateway?: GatewayOptions;
  /** `generous`, or limits by endpoint; `default` stands for the others. Default: {@link STANDARD_LIMITS}. */
  readonly limits?:
    | 'generous'
    | (Partial<Record<EndpointName | 'default', EndpointLimits>> & {
        readonly default?: EndpointLimits;
      });
  /** Modules that the subscription has; all by default. `expired`: its trial ended. */
  readonly licensed?: {
    readonly was?: boolean | 'expired';
    readonly hostasset?: boolean;
    readonly knowledgeBase?: boolean;
  };
  /** Login works, but the account has expired. */
  readonly expiredAccount?: boolean;
  /** False: the user may log in, but not use the API. */
  readonly apiAccess?: boolean;
  /** Versions that are past their end of life, by endpoint. */
  readonly retired?: Partial<Record<EndpointName, readonly string[]>>;
  /** How the lists of detections 5.0 are written. Default `nested`. */
  readonly listShape?: ListShape;
  /**
   * Who gets answers compressed when asking for it. Default `remote`: over loopback the bytes are free, and
   * compressing takes longer than making them.
   */
  readonly gzip?: 'remote' | 'all';
  /** Subscription of `X-Powered-By`; follows from the seed by default. */
  readonly subscription?: string;
  /**
   * Clock of the limits, epoch milliseconds. Default: the real one, for clients really wait. Days that are
   * advanced count besides.
   */
  readonly clock?: () => number;
  /** For tests that go beyond the limits on purpose: this platform is not among those that are watched. */
  readonly isProvoked?: boolean;
}
