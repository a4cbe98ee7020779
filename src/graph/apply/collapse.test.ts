import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  cve,
  entity,
  finding,
  GraphFixture,
  host,
  SCANNER,
  vulnerability,
} from '../testing/fixture.ts';

const ARN = 'arn:aws:ec2:eu-west-1:1:instance/i-1';

describe('one key more than once in a run', () => {
  let graph: GraphFixture;
  beforeEach(() => {
    graph = new GraphFixture();
  });
  afterEach(() => graph.remove());

  const record = (id: number, os: string) => host(id, { os }, { type: 'aws_instance', key: ARN });
  const osOf = async () => (await graph.objects()).find(({ _key }) => _key === ARN)?.['os'];

  it('refuses it, naming type and key, and changes nothing', async () => {
    await graph.apply({ rows: (segment) => segment.finding(finding(1, 1)) });
    const error = await graph
      .apply({
        rows: (segment) => {
          segment.finding(finding(1, 2));
          segment.finding(finding(1, 3));
          segment.finding(finding(1, 3, { status: 'Fixed' }));
        },
      })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'G_DUPLICATE_KEY',
      context: { type: 'qualys_host_finding', key: 'host-finding:1:3' },
    });
    expect(await graph.graph()).toEqual(['qualys_host_finding host-finding:1:1']);
    expect(await graph.rows('SELECT count(*) AS n FROM apply')).toEqual([{ n: 1 }]);
  });

  it('refuses it for types of other integrations too', async () => {
    const twice = entity('aws_s3_bucket', ['DataStore'], 'bucket');
    await expect(
      graph.apply({
        instance: { name: 'aws', integrationType: 'aws', subscription: '1' },
        rows: (segment) => {
          segment.entity(twice);
          segment.entity(twice);
        },
      }),
    ).rejects.toMatchObject({ code: 'G_DUPLICATE_KEY' });
  });

  it('takes two records of one machine as one, the lower id standing, with the findings of both', async () => {
    const report = await graph.apply({
      rows: (segment) => {
        segment.entity(SCANNER);
        segment.target(record(20, 'second'));
        segment.target(record(3, 'first'));
        segment.finding(finding(20, 1));
        segment.finding(finding(3, 2));
      },
    });
    expect(report.entities['aws_instance']).toMatchObject({ seen: 1, created: 1 });
    expect(await osOf()).toBe('first');
    expect(await graph.graph()).toEqual([
      `HAS ${ARN} > host-finding:20:1`,
      `HAS ${ARN} > host-finding:3:2`,
      `SCANS qualys-service:vmdr > ${ARN}`,
      `aws_instance ${ARN}`,
      'qualys_host_finding host-finding:20:1',
      'qualys_host_finding host-finding:3:2',
      'qualys_vulnerability_manager qualys-service:vmdr',
    ]);
  });

  it('lets the lower record stand when only the higher one was read', async () => {
    await graph.apply({
      rows: (segment) => {
        segment.target(record(3, 'first'));
        segment.target(record(20, 'second'));
      },
    });
    await graph.apply({ rows: (segment) => segment.target(record(20, 'changed')) });
    expect(await osOf()).toBe('first');
    // The complete list shows that the lower one is gone.
    await graph.apply({
      complete: ['aws_instance'],
      rows: (segment) => segment.target(record(20, 'changed')),
    });
    expect(await osOf()).toBe('changed');
  });

  it('ends the findings of one record only when that record goes', async () => {
    await graph.apply({
      rows: (segment) => {
        segment.target(record(3, 'first'));
        segment.target(record(20, 'first'));
        segment.finding(finding(20, 1));
        segment.finding(finding(3, 2));
      },
    });
    await graph.apply({
      complete: ['aws_instance'],
      rows: (segment) => segment.target(record(3, 'first')),
    });
    expect((await graph.graph()).filter((line) => line.includes('finding:'))).toEqual([
      `HAS ${ARN} > host-finding:3:2`,
      'qualys_host_finding host-finding:3:2',
    ]);
    expect(await graph.versions('host-finding:20:1')).toMatchObject([
      { closed_reason: 'hostPurged' },
    ]);
  });

  it('takes a CVE of many vulnerabilities as one', async () => {
    const report = await graph.apply({
      rows: (segment) => {
        for (const number of [1, 2]) {
          segment.finding(finding(1, number));
          segment.entity(vulnerability(number, ['CVE-2026-1']));
          segment.entity(cve('CVE-2026-1'));
        }
      },
    });
    expect(report.entities['cve']).toMatchObject({ seen: 1, created: 1 });
  });
});
