import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entity, finding, GraphFixture, vulnerability } from '../testing/fixture.ts';

const FEED = { name: 'feed', integrationType: 'threat_feed', subscription: 'feed' };

describe('entities of other integrations', () => {
  let graph: GraphFixture;
  beforeEach(() => {
    graph = new GraphFixture();
  });
  afterEach(() => graph.remove());

  it('keeps every property of a type that nobody declared, with its type', async () => {
    const properties = {
      description: 'ein "Text" mit \u{1F600}',
      severity: 'high',
      open: true,
      qid: 5,
      createdOn: 1_767_225_600_000,
      updatedOn: 1.5,
      port: 'https',
      tags: ['a', 'b'],
      weight: 0.25,
      'tag.Owner': 'x/y~z',
      list: [] as string[],
      nothing: null,
    };
    const thing = entity('feed_thing', ['Record', 'Finding'], 'thing', properties);
    await graph.apply({ instance: FEED, rows: (segment) => segment.entity(thing) });
    const { nothing: _, ...expected } = thing;
    expect(await graph.objects()).toEqual([expected]);
    const catalog = await (await graph.store()).catalog();
    expect(catalog.kinds.find(({ type }) => type === 'feed_thing')?.classes).toEqual([
      'Record',
      'Finding',
    ]);
    // A text where findings have a number: a query has to look at both places.
    expect(catalog.columns.get('port')).toMatchObject({ type: 'number', mixed: true });
    expect(catalog.columns.get('qid')).toMatchObject({ mixed: false });
  });

  it('keeps undeclared properties of declared types', async () => {
    await graph.apply({
      rows: (segment) =>
        segment.entity(
          entity('qualys_account', ['Account'], 'a', { qid: 7, 'tag.AccountName': 'x' }),
        ),
    });
    expect(await graph.objects()).toMatchObject([{ qid: 7, 'tag.AccountName': 'x' }]);
  });

  it('connects threat intelligence with findings and vulnerabilities of the same QID', async () => {
    await graph.apply({
      rows: (segment) => {
        segment.finding(finding(1, 1));
        segment.finding(finding(1, 2));
        segment.entity(vulnerability(1));
        segment.entity(vulnerability(2));
      },
    });
    await graph.apply({
      instance: FEED,
      rows: (segment) =>
        segment.entity(entity('feed_threat', ['ThreatIntel'], 'threat', { qid: 38_001 })),
    });
    expect((await graph.graph()).filter((line) => line.startsWith('HAS'))).toEqual([
      'HAS threat > host-finding:1:1',
      'HAS threat > vuln-qid:38001',
    ]);
    const { edgeKinds } = await (await graph.store()).catalog();
    expect(
      edgeKinds
        .filter(({ origin }) => origin === 'threat-qid')
        .map(({ type }) => type)
        .sort(),
    ).toEqual([
      'feed_threat_has_cve',
      'feed_threat_has_qualys_host_finding',
      'feed_threat_has_qualys_vuln',
      'feed_threat_has_qualys_web_app_finding',
    ]);
  });

  it('takes as many of them as there are, within the memory of a store', async () => {
    const report = await graph.apply({
      instance: FEED,
      rows: (segment) => {
        for (let n = 0; n < 60_000; n += 1) {
          segment.entity(
            entity('feed_thing', ['Record'], `thing:${n}`, {
              status: 'ok',
              tags: ['a', 'b'],
              createdOn: n,
              owner: `somebody ${n % 100}`,
              description: 'some text that nobody filters by',
            }),
          );
        }
      },
    });
    expect(report.entities['feed_thing']).toMatchObject({ seen: 60_000, created: 60_000 });
  });

  it('stores stated relationships, follows their changes, and leaves out those without ends', async () => {
    const run = (weight: number, isThere = true) =>
      graph.apply({
        instance: FEED,
        complete: ['feed_a_uses_b'],
        rows: (segment) => {
          segment.entity(entity('feed_a', ['Record'], 'a'));
          segment.entity(entity('feed_b', ['Record'], 'b'));
          if (!isThere) return;
          segment.relationship({
            _key: 'a|uses|b',
            _type: 'feed_a_uses_b',
            _class: 'USES',
            _fromEntityKey: 'a',
            _toEntityKey: 'b',
            weight,
          });
          segment.relationship({
            _key: 'a|uses|c',
            _type: 'feed_a_uses_c',
            _class: 'USES',
            _fromEntityKey: 'a',
            _toEntityKey: 'c',
          });
        },
      });
    const first = await run(1);
    expect(first).toMatchObject({ danglingRelationships: 1 });
    expect(first.relationships).toEqual({
      feed_a_uses_b: { seen: 1, created: 1, updated: 0, deleted: 0, refreshed: 0 },
    });
    expect((await run(1)).relationships['feed_a_uses_b']).toMatchObject({ created: 0, updated: 0 });
    expect((await run(2)).relationships['feed_a_uses_b']).toMatchObject({ updated: 1 });
    expect((await graph.objects()).at(-1)).toEqual({
      _key: 'a|uses|b',
      _type: 'feed_a_uses_b',
      _class: 'USES',
      _fromEntityKey: 'a',
      _toEntityKey: 'b',
      weight: 2,
    });
    expect((await run(2, false)).relationships['feed_a_uses_b']).toMatchObject({ deleted: 1 });
    expect((await run(2)).relationships['feed_a_uses_b']).toMatchObject({ created: 1 });
    expect(
      await graph.rows('SELECT DISTINCT id, max(version) AS version FROM relationship GROUP BY id'),
    ).toEqual([{ id: 1, version: 3 }]);
  });

  it('ends a relationship when one of its ends goes', async () => {
    const run = (hasEnd: boolean) =>
      graph.apply({
        instance: FEED,
        complete: ['feed_b'],
        rows: (segment) => {
          segment.entity(entity('feed_a', ['Record'], 'a'));
          if (!hasEnd) return;
          segment.entity(entity('feed_b', ['Record'], 'b'));
          segment.relationship({
            _key: 'a|uses|b',
            _type: 'feed_a_uses_b',
            _class: 'USES',
            _fromEntityKey: 'a',
            _toEntityKey: 'b',
          });
        },
      });
    await run(true);
    const report = await run(false);
    expect(report.relationships['feed_a_uses_b']).toMatchObject({ deleted: 1 });
    expect(await graph.graph()).toEqual(['feed_a a']);
  });
});
