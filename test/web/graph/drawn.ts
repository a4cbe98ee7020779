import fc from 'fast-check';
import type { GraphEntity, GraphLink } from '../../../src/server/api/graph.ts';
import { openMembers } from '../../../web/src/pages/graph/model/cluster.ts';
import type {
  Exploration,
  GroupBy,
  NeighbourDisc,
  Relation,
} from '../../../web/src/pages/graph/model/exploration.ts';
import {
  begin,
  collapse,
  linkAlong,
  reach,
  remove,
  split,
} from '../../../web/src/pages/graph/model/explore.ts';
import { settle } from '../../../web/src/pages/graph/model/settle.ts';

/** What ages are counted from. */
export const NOW = Date.UTC(2026, 10, 24);

const DAY_MS = 86_400_000;
const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
const STATES = ['open', 'reopened', 'fixed'] as const;

/** A host has findings. */
export const HAS: Relation = {
  name: 'out.discovered_host_has_qualys_host_finding.qualys_host_finding',
  direction: 'out',
  verb: 'HAS',
  relationshipType: 'discovered_host_has_qualys_host_finding',
  type: 'qualys_host_finding',
  classes: ['Finding'],
};

/** A finding is on a host. */
export const ON: Relation = {
  name: 'in.discovered_host_has_qualys_host_finding.discovered_host',
  direction: 'in',
  verb: 'HAS',
  relationshipType: 'discovered_host_has_qualys_host_finding',
  type: 'discovered_host',
  classes: ['Host'],
};

/** A host by number. */
export function host(number: number): GraphEntity {
  return {
    id: String(10_000 + number),
    key: `host:${number}`,
    type: 'discovered_host',
    classes: ['Host'],
    name: `host-${number}.example.net`,
    source: 'mapped',
  };
}

/** The finding with a number on a host; its number decides on everything. */
export function finding(on: number, number: number): GraphEntity {
  return {
    id: String(1_000_000 + on * 10_000 + number),
    key: `finding:${on}:${number}`,
    type: 'qualys_host_finding',
    classes: ['Finding'],
    name: `QID ${100 + (number % 9)}`,
    source: 'qualys',
    severity: SEVERITIES[number % 4]!,
    state: STATES[number % 3]!,
    qid: 100 + (number % 9),
    title: `Title ${number % 9}`,
    foundOn: NOW - (number % 50) * 9 * DAY_MS,
  };
}

/** The findings of a host, as many. */
export function findings(on: number, count: number): readonly GraphEntity[] {
  return Array.from({ length: count }, (_, number) => finding(on, number));
}

/** A host with its findings, some of them drawn one by one. */
export function reached(on: number, count: number, drawn: number) {
  return {
    via: host(on).id,
    relation: HAS,
    filter: {},
    total: count,
    openCritical: 0,
    entities: findings(on, count).slice(0, drawn),
  };
}

/** The relationship between a host and one of its findings. */
export function has(on: number, number: number): GraphLink {
  return linkAlong(host(on).id, HAS, finding(on, number).id);
}

/** The discs of neighbours that are drawn. */
export function discs({ nodes }: Exploration): readonly NeighbourDisc[] {
  return [...nodes.values()].filter((node) => node.kind === 'neighbours');
}

/** The parts that the server would tell of a disc of findings of a host. */
export function partsOf(on: number, disc: NeighbourDisc, by: Exclude<GroupBy, 'age'>) {
  const all = findings(on, 2_000).filter((each) =>
    Object.entries(disc.filter).every(([name, value]) => each[name as 'severity'] === value),
  );
  const values = [...new Set(all.slice(0, disc.total).map((each) => each[by]))];
  const share = Math.floor(disc.total / values.length);
  return values.map((value, index) => ({
    filter: { [by]: value },
    total: index === 0 ? disc.total - share * (values.length - 1) : share,
    openCritical: 0,
  }));
}

type Step = (exploration: Exploration) => Exploration;

const pick = <Item>(items: readonly Item[], number: number): Item | undefined =>
  items[number % Math.max(1, items.length)];

/** One step that somebody could take, whatever is drawn. */
const STEP: fc.Arbitrary<Step> = fc.oneof(
  fc.nat(20).map(
    (number): Step =>
      (before) =>
        begin(before, [host(number)]),
  ),
  fc.record({ at: fc.nat(20), count: fc.integer({ min: 1, max: 900 }), drawn: fc.nat(60) }).map(
    ({ at, count, drawn }): Step =>
      (before) =>
        reach(before, reached(at, count, Math.min(drawn, count))),
  ),
  fc
    .record({
      at: fc.nat(),
      by: fc.constantFrom('severity' as const, 'state' as const, 'qid' as const),
    })
    .map(
      ({ at, by }): Step =>
        (before) => {
          const disc = pick(discs(before), at);
          if (disc === undefined) return before;
          return split(before, disc, partsOf(Number(disc.via.id) - 10_000, disc, by));
        },
    ),
  fc.nat().map(
    (at): Step =>
      (before) => {
        const disc = pick(
          [...before.nodes.values()].filter((node) => node.kind === 'members'),
          at,
        );
        return disc === undefined ? before : openMembers(before, disc, 'severity', NOW);
      },
  ),
  fc.nat().map(
    (at): Step =>
      (before) =>
        remove(before, pick([...before.nodes.keys()], at) ?? ''),
  ),
  fc.nat().map(
    (at): Step =>
      (before) =>
        collapse(before, pick([...before.nodes.keys()], at) ?? ''),
  ),
);

/** Steps that somebody could take one after the other; each is settled. */
export const STEPS: fc.Arbitrary<readonly Step[]> = fc.array(
  STEP.map(
    (step): Step =>
      (before) =>
        settle(step(before), NOW),
  ),
  { maxLength: 30 },
);
