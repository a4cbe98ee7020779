import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check } from '../../../src/j1ql/index.ts';
import { asQuery } from '../../../web/src/pages/graph/model/as-query.ts';
import {
  drawnEdges,
  drawPicture,
  openMembers,
} from '../../../web/src/pages/graph/model/cluster.ts';
import {
  type Exploration,
  MOST_NODES,
  NOTHING,
  sizeOf,
} from '../../../web/src/pages/graph/model/exploration.ts';
import {
  begin,
  collapse,
  descendantsOf,
  reach,
  remove,
  split,
} from '../../../web/src/pages/graph/model/explore.ts';
import { readLink, writeLink } from '../../../web/src/pages/graph/model/link-text.ts';
import { linkTextOf, remember } from '../../../web/src/pages/graph/model/remember.ts';
import { settle } from '../../../web/src/pages/graph/model/settle.ts';
import { discWords, shortened } from '../../../web/src/pages/graph/model/words.ts';
import {
  discs,
  finding,
  findings,
  HAS,
  has,
  host,
  NOW,
  ON,
  partsOf,
  reached,
  STEPS,
} from './drawn.ts';

const one = begin(NOTHING, [host(1)]);
const ids = ({ nodes }: Exploration) => [...nodes.keys()];

describe('expanding', () => {
  test('draws few neighbours one by one, with the relationships that led to them', () => {
    const next = settle(reach(one, reached(1, 3, 3)), NOW);
    expect(ids(next)).toEqual([host(1).id, ...findings(1, 3).map(({ id }) => id)]);
    expect([...next.links.values()]).toEqual([0, 1, 2].map((number) => has(1, number)));
  });

  test('draws many as a disc that says how many are not drawn one by one', () => {
    const next = settle(reach(one, reached(1, 218, 5)), NOW);
    expect(next.nodes.size).toBe(7);
    const [disc] = discs(next);
    expect(sizeOf(disc!)).toBe(213);
    expect(discWords({ ...disc!, openCritical: 9 })).toBe('213 host findings, 9 open critical');
  });

  test('counts those that are taken away to the disc again', () => {
    const before = settle(reach(one, reached(1, 218, 5)), NOW);
    const after = settle(remove(before, finding(1, 0).id), NOW);
    expect(sizeOf(discs(after)[0]!)).toBe(214);
  });

  test('counts neighbours that were reached another way as drawn', () => {
    const began = begin(NOTHING, [finding(1, 0), host(1)], [has(1, 0)]);
    const next = settle(reach(began, reached(1, 218, 0)), NOW);
    expect(sizeOf(discs(next)[0]!)).toBe(217);
  });

  test('puts the whole relation in the place of its parts', () => {
    const whole = settle(reach(one, reached(1, 100, 0)), NOW);
    const apart = settle(
      split(whole, discs(whole)[0]!, partsOf(1, discs(whole)[0]!, 'severity')),
      NOW,
    );
    expect(discs(apart)).toHaveLength(4);
    expect(discs(settle(reach(apart, reached(1, 100, 0)), NOW))).toEqual(discs(whole));
  });

  test('draws no more than fit, and keeps the rest in the disc', () => {
    const next = settle(reach(one, reached(1, 400, 400)), NOW);
    expect(next.nodes.size).toBe(MOST_NODES);
    expect(sizeOf(discs(next)[0]!)).toBe(400 - (MOST_NODES - 2));
    const other = begin(next, [host(2)]);
    expect(other.nodes.size).toBe(MOST_NODES);
  });
});

describe('opening a disc', () => {
  const whole = settle(reach(one, reached(1, 100, 0)), NOW);
  const [disc] = discs(whole);

  test('keeps what is in none of the parts as the rest, which opens no more', () => {
    const parts = partsOf(1, disc!, 'qid').slice(0, 3);
    const told = parts.reduce((sum, { total }) => sum + total, 0);
    const next = settle(split(whole, disc!, parts), NOW);
    const rest = discs(next).find(({ isRest }) => isRest)!;
    expect(sizeOf(rest)).toBe(100 - told);
    expect(discWords(rest)).toContain('the rest');
    expect(split(next, rest, parts)).toBe(next);
  });

  test('opens a part further', () => {
    const first = settle(split(whole, disc!, partsOf(1, disc!, 'severity')), NOW);
    const critical = discs(first).find(({ filter }) => filter.severity === 'critical')!;
    const second = settle(split(first, critical, partsOf(1, critical, 'state')), NOW);
    expect(discs(second).map(({ filter }) => filter)).toContainEqual({
      severity: 'critical',
      state: 'open',
    });
  });
});

describe('collapsing and removing', () => {
  const wide = settle(
    reach(settle(reach(one, reached(1, 3, 3)), NOW), {
      ...reached(2, 1, 0),
      via: finding(1, 0).id,
      relation: ON,
      total: 1,
      entities: [host(2)],
    }),
    NOW,
  );

  test('takes away what was reached through a node, and nothing else', () => {
    expect(descendantsOf(wide, host(1).id).size).toBe(4);
    expect(ids(collapse(wide, host(1).id))).toEqual([host(1).id]);
    expect(ids(collapse(wide, finding(1, 0).id))).not.toContain(host(2).id);
  });

  test('of one node leaves what was reached through it as beginnings of their own', () => {
    const after = remove(wide, finding(1, 0).id);
    expect(after.nodes.get(host(2).id)).not.toHaveProperty('via');
    expect(after.nodes.size).toBe(wide.nodes.size - 1);
  });
});

describe('whatever steps are taken', () => {
  test('no more than the most is drawn, discs hang on what is drawn, and nothing is counted twice', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        let exploration = NOTHING;
        for (const step of steps) {
          exploration = step(exploration);
          expect(exploration.nodes.size).toBeLessThanOrEqual(MOST_NODES);
          for (const [id, node] of exploration.nodes) {
            expect(node.id).toBe(id);
            expect(sizeOf(node)).toBeGreaterThan(0);
            if (node.kind === 'members' || node.via === undefined) continue;
            expect(exploration.nodes.get(node.via.id)?.kind).toBe('entity');
          }
          for (const { from, to } of drawnEdges(exploration)) {
            expect(exploration.nodes.has(from) && exploration.nodes.has(to)).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a link remembers what is drawn', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const exploration = steps.reduce((before, step) => step(before), NOTHING);
        const text = linkTextOf(exploration);
        if (text === undefined) return;
        // As it stands in an address.
        const carried = new URLSearchParams(new URLSearchParams({ s: text }).toString()).get('s');
        expect(readLink(carried ?? '')).toEqual(remember(exploration));
      }),
      { numRuns: 60 },
    );
  });

  test('the query of what is drawn can be parsed', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const query = asQuery(steps.reduce((before, step) => step(before), NOTHING));
        if (query !== undefined) expect(() => check(query.query)).not.toThrow();
      }),
      { numRuns: 60 },
    );
  });
});

test('a link of 300 nodes is short enough for an address, and one that is broken shows what can be read', () => {
  const full = settle(reach(one, reached(1, 400, 400)), NOW);
  expect(new URLSearchParams({ s: linkTextOf(full)! }).toString().length).toBeLessThan(4_000);
  expect(readLink('1 2t ?? .d*x 2u')).toMatchObject({ entities: [{ id: '101' }, { id: '102' }] });
  expect(readLink('9 2t')).toEqual({ entities: [], discs: [], members: [] });
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      const { entities } = readLink(text);
      expect(entities.every(({ id }) => /^\d+$/.test(id))).toBe(true);
    }),
  );
});

test('a link names the members of the discs of a query', () => {
  const members = [['5', '17', '1000000'], ['6']];
  const remembered = { entities: [], discs: [], members };
  expect(readLink(writeLink(remembered))).toEqual(remembered);
});

describe('the answer of a query', () => {
  const hosts = [host(1), host(2)];
  const many = [...findings(1, 480), ...findings(2, 480)];
  const links = [1, 2].flatMap((on) => findings(on, 480).map((_, number) => has(on, number)));

  test('that fits is drawn one by one', () => {
    const drawn = drawPicture([...hosts, ...many.slice(0, 200)], links);
    expect(drawn.nodes.size).toBe(202);
    expect(discs(drawn)).toEqual([]);
  });

  test('that does not fit is drawn as discs of what hangs on one host, by severity', () => {
    const drawn = drawPicture([...hosts, ...many], links);
    expect(drawn.nodes.size).toBeLessThanOrEqual(MOST_NODES);
    const all = [...drawn.nodes.values()];
    expect(all.reduce((sum, node) => sum + sizeOf(node), 0)).toBe(962);
    const [largest] = all.filter((node) => node.kind === 'members');
    expect(
      largest!.members.every(({ severity }) => severity === largest!.members[0]!.severity),
    ).toBe(true);
    const edges = drawnEdges(drawn).filter(({ to }) => to === largest!.id);
    expect(edges.map(({ from }) => from)).toEqual([host(1).id]);
  });

  test('opens by a property, and one by one', () => {
    const drawn = drawPicture([...hosts, ...many], links);
    const disc = [...drawn.nodes.values()].find((node) => node.kind === 'members')!;
    if (disc.kind !== 'members') throw new Error('no disc');
    const byState = openMembers(drawn, disc, 'state', NOW);
    expect(byState.nodes.size).toBe(drawn.nodes.size + 2);
    const byAge = openMembers(drawn, disc, 'age', NOW);
    expect(byAge.nodes.size).toBeGreaterThan(drawn.nodes.size);
    const single = openMembers(drawn, disc, undefined, NOW);
    expect(single.nodes.has(disc.members[0]!.id)).toBe(true);
  });

  test('without anything in common is still no more than the most', () => {
    const hairball = Array.from({ length: 1_000 }, (_, number) => host(number));
    const drawn = drawPicture(hairball, []);
    expect(drawn.nodes.size).toBeLessThanOrEqual(MOST_NODES);
    const sum = [...drawn.nodes.values()].reduce((all, node) => all + sizeOf(node), 0);
    expect(sum).toBe(1_000);
  });
});

test('an exploration as J1QL walks the same relationships from the same beginning', () => {
  const quote = { ...host(1), key: "o'brien\\" };
  const began = begin(NOTHING, [quote]);
  const whole = settle(reach(began, reached(1, 100, 0)), NOW);
  const apart = settle(
    split(whole, discs(whole)[0]!, partsOf(1, discs(whole)[0]!, 'severity')),
    NOW,
  );
  const removed = discs(apart)
    .filter(({ filter }) => filter.severity !== 'low')
    .reduce((before, { id }) => remove(before, id), apart);
  expect(asQuery(removed)?.query).toBe(
    `FIND discovered_host WITH _key = 'o\\'brien\\\\'
  (THAT HAS >> ${HAS.type} WITH (severity = 'low'))?
RETURN TREE`,
  );
  expect(asQuery(NOTHING)).toBeUndefined();
});

test('long names lose their middle', () => {
  expect(shortened('short')).toBe('short');
  expect(shortened('a-very-long-host-name.example.org', 13)).toBe('a-very…le.org');
  expect([...shortened('😀'.repeat(40), 10)]).toHaveLength(10);
});
