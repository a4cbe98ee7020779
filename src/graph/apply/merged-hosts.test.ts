import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entity } from '../../model/graph-object.ts';
import type { SegmentWriter } from '../../spool/index.ts';
import { DAY_ONE, finding, GraphFixture, host, QUALYS, SCANNER } from '../testing/fixture.ts';

const HOSTS = ['discovered_host', 'aws_instance'];
const DAY_MS = 86_400_000;

type Properties = Readonly<Record<string, Entity[string]>>;

interface HandMadeHost {
  readonly host?: Properties;
  readonly arn?: string;
  readonly findings?: Readonly<Record<number, Properties>>;
}

describe('a new host with an id of one that vanished', () => {
  let graph: GraphFixture;
  beforeEach(() => {
    graph = new GraphFixture();
  });
  afterEach(() => graph.remove());

  const run = (hosts: Readonly<Record<number, HandMadeHost>>, more = {}) =>
    graph.apply({
      complete: HOSTS,
      ...more,
      rows: (segment: SegmentWriter) => {
        segment.entity(SCANNER);
        for (const [key, { host: properties = {}, arn, findings = {} }] of Object.entries(hosts)) {
          const id = Number(key);
          segment.target(
            host(id, properties, arn === undefined ? {} : { type: 'aws_instance', key: arn }),
          );
          for (const [number, of] of Object.entries(findings)) {
            segment.finding(finding(id, Number(number), of));
          }
          segment.covered({ space: 'host', id: key }, 'qualys_host_finding');
        }
      },
    });
  const AGENT = { qualysAgentId: 'agent-1' };
  const version = async (key: string) => (await graph.versions(key)).at(-1);

  it('takes over its place: first dates move, and nothing is new or removed', async () => {
    const port = (number: number) => ({ port: number, protocol: 'tcp', ssl: true });
    await run({
      1: { host: AGENT, findings: { 1: port(443), 2: {}, 3: { closedReason: 'fixed' } } },
    });
    // The same QID and port; one of another port; one of another QID.
    const report = await run({
      2: { host: AGENT, findings: { 1: port(443), 2: { port: 80 }, 9: {} } },
    });
    expect(report).toMatchObject({ merged: 1, closed: { merged: 3 } });
    expect(report.entities['discovered_host']).toEqual({
      seen: 1,
      created: 0,
      updated: 0,
      deleted: 0,
      refreshed: 0,
    });
    expect(report.entities['qualys_host_finding']).toMatchObject({ created: 2, deleted: 0 });
    expect(await version('qualys-host:1')).toMatchObject({ end_seq: 2, closed_reason: 'merged' });
    expect(await version('qualys-host:2')).toMatchObject({
      end_seq: null,
      created_on: DAY_ONE,
      begin_on: DAY_ONE + DAY_MS,
    });
    for (const number of [1, 2, 3]) {
      expect(await version(`host-finding:1:${number}`)).toMatchObject({
        end_seq: 2,
        closed_reason: 'merged',
      });
    }
    expect(await version('host-finding:2:1')).toMatchObject({ created_on: DAY_ONE });
    expect(await version('host-finding:2:2')).toMatchObject({ created_on: DAY_ONE + DAY_MS });
    expect(await version('host-finding:2:9')).toMatchObject({ created_on: DAY_ONE + DAY_MS });
  });

  it('is known by its asset id too, the agent id being better', async () => {
    await run({
      1: { host: { qualysAssetId: '7', qualysAgentId: 'a' } },
      2: { host: { qualysAssetId: '8' } },
    });
    const report = await run({
      3: { host: { qualysAssetId: '7' } },
      4: { host: { qualysAssetId: '9', qualysAgentId: 'a' } },
      5: { host: { qualysAssetId: '8' } },
    });
    expect(report.merged).toBe(2);
    expect(report.entities['discovered_host']).toMatchObject({ created: 1, deleted: 0 });
    expect(await version('qualys-host:3')).toMatchObject({ created_on: DAY_ONE + DAY_MS });
    expect(await version('qualys-host:4')).toMatchObject({ created_on: DAY_ONE });
    expect(await version('qualys-host:5')).toMatchObject({ created_on: DAY_ONE });
  });

  it('may take over the places of several, and is as old as the oldest', async () => {
    await run({ 1: { host: AGENT, findings: { 1: {} } } });
    await run({
      1: { host: AGENT, findings: { 1: {} } },
      2: { host: AGENT, findings: { 1: {}, 2: {} } },
    });
    const report = await run({ 3: { host: AGENT, findings: { 1: {}, 2: {} } } });
    expect(report).toMatchObject({ merged: 1, closed: { merged: 3 } });
    expect(report.entities['qualys_host_finding']).toMatchObject({ created: 0, deleted: 0 });
    expect(await version('qualys-host:3')).toMatchObject({ created_on: DAY_ONE });
    expect(await version('host-finding:3:1')).toMatchObject({ created_on: DAY_ONE });
    expect(await version('host-finding:3:2')).toMatchObject({ created_on: DAY_ONE + DAY_MS });
  });

  it('is the same entity when both records are of one machine of a cloud', async () => {
    await run({ 1: { host: AGENT, arn: 'arn:1', findings: { 1: {} } } });
    const report = await run({ 2: { host: AGENT, arn: 'arn:1', findings: { 1: {} } } });
    expect(report).toMatchObject({ merged: 1, closed: { merged: 1 } });
    expect(report.entities['aws_instance']).toMatchObject({ created: 0, updated: 1, deleted: 0 });
    expect(await version('arn:1')).toMatchObject({ end_seq: null, created_on: DAY_ONE });
    expect(await version('host-finding:2:1')).toMatchObject({ created_on: DAY_ONE });
    expect(await graph.graph()).toEqual([
      'HAS arn:1 > host-finding:2:1',
      'SCANS qualys-service:vmdr > arn:1',
      'aws_instance arn:1',
      'qualys_host_finding host-finding:2:1',
      'qualys_vulnerability_manager qualys-service:vmdr',
    ]);
  });

  it('is a host of its own when the other one is still there, or was there before', async () => {
    await run({ 1: { host: AGENT }, 2: {} });
    const beside = await run({ 1: { host: AGENT }, 2: {}, 3: { host: AGENT } });
    expect(beside).toMatchObject({ merged: 0, entities: { discovered_host: { created: 1 } } });
    const gone = await run({ 2: {}, 3: { host: AGENT } });
    expect(gone).toMatchObject({ merged: 0, entities: { discovered_host: { deleted: 1 } } });
    expect(await version('qualys-host:1')).toMatchObject({ closed_reason: 'notReported' });
  });

  it('moves the first dates of findings when these can be read at last', async () => {
    await run({ 1: { host: AGENT, findings: { 1: {}, 2: {} } } });
    const unread = await graph.apply({
      complete: HOSTS,
      rows: (segment) => segment.target(host(2, AGENT)),
    });
    expect(unread).toMatchObject({ merged: 1, closed: { merged: 2 } });
    const report = await run({ 2: { host: AGENT, findings: { 1: {}, 9: {} } } });
    expect(report.merged).toBe(0);
    expect(report.entities['qualys_host_finding']).toMatchObject({ created: 1 });
    expect(await version('host-finding:2:1')).toMatchObject({ created_on: DAY_ONE });
    // From the first complete read on, what comes is new.
    const later = await run({ 2: { host: AGENT, findings: { 1: {}, 2: {}, 9: {} } } });
    expect(later.entities['qualys_host_finding']).toMatchObject({ created: 1 });
    expect(await version('host-finding:2:2')).toMatchObject({ created_on: DAY_ONE + 3 * DAY_MS });
    expect(await graph.rows('SELECT * FROM pending_merge')).toEqual([]);
  });

  it('moves them along a chain of hosts of which none was read', async () => {
    const alone = (id: number) => ({
      complete: HOSTS,
      rows: (segment: SegmentWriter) => segment.target(host(id, AGENT)),
    });
    await run({ 1: { host: AGENT, findings: { 1: {} } } });
    await graph.apply(alone(2));
    await graph.apply(alone(3));
    await run({ 3: { host: AGENT, findings: { 1: {} } } });
    expect(await version('host-finding:3:1')).toMatchObject({ created_on: DAY_ONE });
    expect(await version('qualys-host:3')).toMatchObject({ created_on: DAY_ONE });
    expect(await graph.rows('SELECT * FROM pending_merge')).toEqual([]);
  });

  it('says nothing about hosts without such ids', async () => {
    await run({ 1: { findings: { 1: {} } } });
    const report = await run({ 2: { findings: { 1: {} } } });
    expect(report).toMatchObject({ merged: 0, closed: { hostPurged: 1 } });
    expect(report.entities['discovered_host']).toMatchObject({ created: 1, deleted: 1 });
  });

  it('takes over the place in each instance that scans it, once that instance sees it', async () => {
    const second = { instance: { ...QUALYS, name: 'second' } };
    const before = { 1: { host: AGENT, findings: { 1: {} } } };
    const after = { 2: { host: AGENT, findings: { 1: {} } } };
    await run(before);
    await run(before, second);
    expect(await run(after)).toMatchObject({ merged: 1, closed: { merged: 1 } });
    expect(await version('qualys-host:1')).toMatchObject({ end_seq: null });
    expect(await run(after, second)).toMatchObject({ merged: 1, closed: { merged: 1 } });
    expect(await version('qualys-host:1')).toMatchObject({ closed_reason: 'merged' });
    expect(await version('qualys-host:2')).toMatchObject({ created_on: DAY_ONE });
    const findings = await graph.rows(
      "SELECT DISTINCT created_on FROM entity WHERE key = 'host-finding:2:1' ORDER BY 1",
    );
    expect(findings).toEqual([{ created_on: DAY_ONE }, { created_on: DAY_ONE + DAY_MS }]);
  });
});
