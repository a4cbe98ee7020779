import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SegmentWriter } from '../../spool/index.ts';
import { entity, finding, GraphFixture, host, QUALYS, SCANNER } from '../testing/fixture.ts';

const AWS = { name: 'aws', integrationType: 'aws', subscription: '123456789012' };
const ARN = 'arn:aws:ec2:eu-west-1:123456789012:instance/i-1';
const COMPLETE_HOSTS = ['aws_instance', 'discovered_host'];

/** Our target and a finding on it. */
const scanned = (segment: SegmentWriter): void => {
  segment.entity(SCANNER);
  segment.target(
    host(1, { instanceId: 'i-1', fqdn: ['Web.example.net'] }, { type: 'aws_instance', key: ARN }),
  );
  segment.finding(finding(1, 1));
};

/** An instance of another integration. */
const cloud =
  (
    ...instances: readonly (readonly [key: string, properties: Record<string, string | string[]>])[]
  ) =>
  (segment: SegmentWriter): void => {
    for (const [key, properties] of instances) {
      segment.entity(entity('aws_instance', ['Host'], key, properties));
    }
  };

const OWN = [
  `HAS ${ARN} > host-finding:1:1`,
  `SCANS qualys-service:vmdr > ${ARN}`,
  `aws_instance ${ARN}`,
  'qualys_host_finding host-finding:1:1',
  'qualys_vulnerability_manager qualys-service:vmdr',
];
const matchedBy = (key: string): string[] =>
  [
    `HAS ${key} > host-finding:1:1`,
    `SCANS qualys-service:vmdr > ${key}`,
    `aws_instance ${key}`,
    'qualys_host_finding host-finding:1:1',
    'qualys_vulnerability_manager qualys-service:vmdr',
  ].sort();

describe('mapped targets', () => {
  let graph: GraphFixture;
  beforeEach(() => {
    graph = new GraphFixture();
  });
  afterEach(() => graph.remove());

  it('makes our own target when nobody else has it, and says that the mapper made it', async () => {
    const report = await graph.apply({ rows: scanned });
    expect(await graph.graph()).toEqual(OWN);
    expect(await graph.rows("SELECT source FROM entity WHERE key LIKE 'arn%'")).toEqual([
      { source: 'system-mapper' },
    ]);
    expect(report).toMatchObject({ ambiguousMappings: 0, matchedMappings: 0, unplacedFindings: 0 });
  });

  it.each([
    ['key', [ARN, {}]],
    ['instance id', ['their-key', { instanceId: 'I-1' }]],
    ['fqdn as a text', ['their-key', { fqdn: 'web.example.net' }]],
    ['fqdn in a list', ['their-key', { fqdn: ['other', 'WEB.example.net'] }]],
  ] as const)(
    'takes the one entity of another integration with the same %s',
    async (_, [key, properties]) => {
      await graph.apply({
        instance: AWS,
        rows: cloud([key, { ...properties } as Record<string, string>]),
      });
      const report = await graph.apply({ rows: scanned });
      expect(await graph.graph()).toEqual(matchedBy(key));
      expect(report.matchedMappings).toBe(1);
      expect(report.entities['aws_instance']).toMatchObject({ seen: 1, created: 0 });
    },
  );

  it('guesses nothing when several match: our own stands, and it is counted', async () => {
    await graph.apply({
      instance: AWS,
      rows: cloud(['a', { instanceId: 'i-1' }], ['b', { instanceId: 'i-1' }]),
    });
    const report = await graph.apply({ rows: scanned });
    expect(report).toMatchObject({ ambiguousMappings: 1, matchedMappings: 0 });
    expect(await graph.graph()).toEqual([...OWN, 'aws_instance a', 'aws_instance b'].sort());
  });

  it('lets the first pair of properties that matches anything decide', async () => {
    await graph.apply({
      instance: AWS,
      rows: cloud(
        ['by-id', { instanceId: 'i-1' }],
        ['by-name-1', { fqdn: 'web.example.net' }],
        ['by-name-2', { fqdn: 'web.example.net' }],
      ),
    });
    await graph.apply({ rows: scanned });
    expect(await graph.graph()).toContain('SCANS qualys-service:vmdr > by-id');
  });

  it('does not match what Qualys itself brought under another subscription', async () => {
    await graph.apply({ rows: scanned });
    await graph.apply({ rows: scanned, instance: { ...QUALYS, name: 'b', subscription: 'b' } });
    expect(await graph.graph()).toEqual([...OWN, ...OWN].sort());
  });

  it('gives way when the entity of another integration appears later, and returns when it goes', async () => {
    await graph.apply({ rows: scanned });
    await graph.apply({ instance: AWS, rows: cloud(['theirs', { instanceId: 'i-1' }]) });
    expect(await graph.graph()).toEqual(matchedBy('theirs'));
    expect(await graph.versions(ARN)).toMatchObject([{ version: 1, end_seq: 2 }]);

    await graph.apply({ instance: AWS, complete: ['aws_instance'] });
    expect(await graph.graph()).toEqual(OWN);
    const versions = await graph.versions(ARN);
    expect(versions).toMatchObject([
      { version: 1, end_seq: 2 },
      { version: 2, begin_seq: 3, end_seq: null },
    ]);
    expect(versions[1]?.['id']).toBe(versions[0]?.['id']);
    expect(versions[1]?.['created_on']).toBe(versions[0]?.['created_on']);
  });

  it('remembers a target that was matched from the first day on', async () => {
    await graph.apply({ instance: AWS, rows: cloud(['theirs', { instanceId: 'i-1' }]) });
    await graph.apply({ rows: scanned });
    expect(await graph.versions(ARN)).toEqual([]);
    // It goes on being read while it is matched, and what was read last is what comes back.
    await graph.apply({
      rows: (segment) =>
        segment.target(
          host(1, { instanceId: 'i-1', os: 'Linux' }, { type: 'aws_instance', key: ARN }),
        ),
    });
    expect(await graph.graph()).toEqual(matchedBy('theirs'));
    await graph.apply({ instance: AWS, complete: ['aws_instance'] });
    expect(await graph.graph()).toEqual(OWN);
    expect((await graph.objects()).find(({ _key }) => _key === ARN)).toMatchObject({ os: 'Linux' });
    expect(await graph.versions(ARN)).toMatchObject([{ version: 1, begin_seq: 4 }]);
  });

  it('forgets a matched target that Qualys does not list any more', async () => {
    await graph.apply({ instance: AWS, rows: cloud(['theirs', { instanceId: 'i-1' }]) });
    await graph.apply({ rows: scanned, complete: COMPLETE_HOSTS });
    await graph.apply({ rows: (segment) => segment.entity(SCANNER), complete: COMPLETE_HOSTS });
    expect(await graph.graph()).toEqual([
      'aws_instance theirs',
      'qualys_vulnerability_manager qualys-service:vmdr',
    ]);
    expect(await graph.versions('host-finding:1:1')).toMatchObject([
      { closed_reason: 'hostPurged' },
    ]);
    await graph.apply({ instance: AWS, complete: ['aws_instance'] });
    expect(await graph.graph()).toEqual(['qualys_vulnerability_manager qualys-service:vmdr']);
  });

  it('never touches properties of an entity of another integration', async () => {
    await graph.apply({ instance: AWS, rows: cloud([ARN, { instanceId: 'i-1', os: 'theirs' }]) });
    await graph.apply({
      rows: (segment) =>
        segment.target(
          host(1, { instanceId: 'i-1', os: 'ours' }, { type: 'aws_instance', key: ARN }),
        ),
    });
    expect(await graph.rows('SELECT os FROM entity WHERE key = $1', [ARN])).toEqual([
      { os: 'theirs' },
    ]);
  });

  it('places findings that came before their host', async () => {
    const first = await graph.apply({ rows: (segment) => segment.finding(finding(1, 1)) });
    expect(first.unplacedFindings).toBe(1);
    await graph.apply({
      rows: (segment) => {
        segment.entity(SCANNER);
        segment.target(host(1));
      },
    });
    expect(await graph.graph()).toContain('HAS qualys-host:1 > host-finding:1:1');
  });
});
