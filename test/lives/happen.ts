import type { Detection, Host, Simulator } from '../../src/simulator/index.ts';

/** Less than this, and nothing is left that could go wrong. */
const LEAST_HOSTS = 20;
const LEAST_WEB_APPS = 2;

/** Whom an event meets. */
interface Scene {
  readonly simulator: Simulator;
  /** All hosts that the user sees. */
  readonly hosts: readonly Host[];
  readonly host: Host;
  /** Its detections, without information. */
  readonly rated: readonly Detection[];
  readonly qid: number | undefined;
  readonly which: number;
  readonly other: number;
}

const EVENTS = {
  addHosts: ({ simulator, other }) => simulator.events.addHosts(1 + (other % 4)),
  purgeHost: ({ simulator, hosts, host }) => {
    if (hosts.length > LEAST_HOSTS) simulator.events.purgeHost(host.id);
  },
  mergeHost: ({ simulator, host }) => simulator.events.mergeHost(host.id),
  addTag: ({ simulator, host, other }) => simulator.events.addTag(host.id, `Tag ${other % 3}`),
  removeTag: ({ simulator, host, other }) =>
    simulator.events.removeTag(host.id, one(host.tags, other)?.name ?? ''),
  flapTag: ({ simulator, hosts, other }) => {
    for (const { id, tags } of hosts.filter((each) => (each.id + other) % 3 === 0)) {
      if (tags.some(({ name }) => name === FLAPPING)) simulator.events.removeTag(id, FLAPPING);
      else simulator.events.addTag(id, FLAPPING);
    }
  },
  ignore: ({ simulator, host, qid }) =>
    qid === undefined ? 0 : simulator.events.ignoreDetection(host.id, qid),
  unignore: ({ simulator, host, rated }) => {
    for (const { vulnerability } of rated) {
      simulator.events.unignoreDetection(host.id, vulnerability.qid);
    }
  },
  disable: ({ simulator, host, qid }) =>
    qid === undefined ? 0 : simulator.events.disableDetection(host.id, qid),
  enable: ({ simulator, host, rated }) => {
    for (const { vulnerability } of rated) {
      simulator.events.enableDetection(host.id, vulnerability.qid);
    }
  },
  fix: ({ simulator, host, rated, other }) => {
    const open = rated.filter(({ status }) => status !== 'Fixed');
    for (const { vulnerability } of open.slice(0, 1 + (other % 4))) {
      simulator.events.fixDetection(host.id, vulnerability.qid);
    }
  },
  reopen: ({ simulator, host, rated, other }) => {
    const fixed = rated.filter(({ status }) => status === 'Fixed');
    for (const { vulnerability } of fixed.slice(0, 1 + (other % 4))) {
      simulator.events.reopenDetection(host.id, vulnerability.qid);
    }
  },
  rerate: ({ simulator, qid, other }) => {
    if (qid !== undefined) simulator.events.rerate(qid, 1 + (other % 5));
  },
  /** Half of the hosts at most are out of sight: the brake takes hold. */
  scopeFew: ({ simulator, hosts, other }) =>
    simulator.events.setUserScope(
      hosts.filter((_, at) => (at + other) % 2 === 0 || at < LEAST_HOSTS).map(({ id }) => id),
    ),
  /** Some hosts are out of sight: it does not. */
  scopeMany: ({ simulator, hosts, other }) =>
    simulator.events.setUserScope(
      hosts.filter((_, at) => (at + other) % 20 !== 0).map(({ id }) => id),
    ),
  scopeAll: ({ simulator }) => simulator.events.setUserScope(undefined),
  removeWebApp: ({ simulator, which }) => {
    const apps = [...simulator.world.webApps()].filter(({ isScanned }) => isScanned);
    const app = one(apps, which);
    if (app !== undefined && apps.length > LEAST_WEB_APPS) simulator.events.removeWebApp(app.id);
  },
  licence: ({ simulator, which, other }) =>
    simulator.events.setLicensed(other % 2 === 0 ? 'hostasset' : 'was', which % 3 === 0),
} satisfies Record<string, (scene: Scene) => unknown>;

const FLAPPING = 'Flapping';

/** What can happen on the platform. */
export type EventKind = keyof typeof EVENTS;

/** All of that; what is there twice happens twice as often. */
export const EVENT_KINDS: readonly EventKind[] = [
  ...(Object.keys(EVENTS) as EventKind[]),
  'mergeHost',
  'fix',
  'reopen',
  'rerate',
  'scopeAll',
];

/** An event, with numbers that choose whom it meets. */
export interface EventWish {
  readonly kind: EventKind;
  readonly which: number;
  readonly other: number;
}

/** Lets something happen. Where there is nobody to meet, nothing does. */
export function happen(simulator: Simulator, { kind, which, other }: EventWish): void {
  const { world } = simulator;
  const hosts = [...world.hosts()];
  const host = one(hosts, which);
  if (host === undefined) return;
  const rated = world.detections(host).filter(({ type }) => type !== 'Info');
  const qid = one(rated, other)?.vulnerability.qid;
  EVENTS[kind]({ simulator, hosts, host, rated, qid, which, other });
}

function one<T>(list: readonly T[], number: number): T | undefined {
  return list[number % Math.max(1, list.length)];
}
