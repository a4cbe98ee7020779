import { describe, expect, test } from 'vitest';
import { type DetectionRequest, QualysError } from '../../qualys/index.ts';
import { hostDetectionsOf, hostsOf, webAppsOf } from '../testing/records-of.ts';
import { scriptedRun } from '../testing/scripted-run.ts';
import {
  APPS,
  detectionXml,
  fixed,
  hostWith,
  hostXml,
  isFixedPart,
  THREE_HOSTS,
} from '../testing/scripts.ts';

describe('answers that are not what was asked for', () => {
  test('an unknown parameter is left out from then on, and told once', async () => {
    const refusing = (request: DetectionRequest) =>
      request.vulnDetectionSource === true
        ? new QualysError('Q_BAD_REQUEST', {
            qualysCode: '1901',
            qualysMessage: 'Unrecognized parameter(s): vuln_detection_source',
          })
        : THREE_HOSTS.detections!(request);
    const { report, spool } = await scriptedRun({
      script: { ...THREE_HOSTS, detections: refusing },
      hosts: '1-3',
      settings: { hostsPerChunk: 1 },
    });
    expect(report.status).toBe('complete');
    expect(spool.all('findings')).toHaveLength(4);
    expect(spool.open).toBe(0);
    expect(report.warnings.filter(({ kind }) => kind === 'parameter-refused')).toHaveLength(1);
  });

  test('a parameter that decides what is delivered is not left out', async () => {
    const { report } = await scriptedRun({
      script: {
        ...THREE_HOSTS,
        detections: () =>
          new QualysError('Q_BAD_REQUEST', {
            qualysCode: '1901',
            qualysMessage: 'Unrecognized parameter(s): include_ignored',
          }),
      },
      hosts: '1',
    });
    expect(report.status).toBe('partial');
  });

  test('hosts that were asked for and did not come are told, and nothing is said of their findings', async () => {
    const { report, spool } = await scriptedRun({
      script: { ...THREE_HOSTS, hosts: () => ({ records: hostsOf(hostXml(1)) }) },
      hosts: '1-3',
    });
    expect(report.warnings).toContainEqual(
      expect.objectContaining({ kind: 'hosts-not-answered', count: 2 }),
    );
    expect(spool.all('covered').map(({ ref }) => ref.id)).toEqual(['1']);
    // Host 3 has findings all the same: they say what the detection page tells of their host.
    expect(spool.all('findings').filter(({ ref }) => ref.id === '3')).toHaveLength(2);
  });

  test('hosts that nobody asked for, and rows that come twice, are left out and told', async () => {
    const { report, spool } = await scriptedRun({
      script: {
        ...THREE_HOSTS,
        hosts: () => ({ records: hostsOf(hostXml(1) + hostXml(1) + hostXml(8)) }),
        detections: (request) => ({
          records: isFixedPart(request)
            ? hostDetectionsOf(hostWith(1, fixed(detectionXml(11, 1001))))
            : hostDetectionsOf(
                hostWith(1, detectionXml(11, 1001), detectionXml(11, 1001)) +
                  hostWith(8, detectionXml(81, 1001)),
              ),
        }),
      },
      hosts: '1',
    });
    expect(spool.all('targets').map(({ ref }) => ref.id)).toEqual(['1']);
    expect(spool.all('findings').map(({ entity }) => entity._key)).toEqual(['host-finding:1:11']);
    const kinds = report.warnings.map(
      ({ kind, endpoint, count }) => `${kind} ${endpoint} ${count}`,
    );
    expect(kinds).toContain('hosts-not-asked host-list 1');
    expect(kinds).toContain('hosts-not-asked host-detections 1');
    expect(kinds).toContain('repeated host-list 1');
    expect(kinds).toContain('repeated host-detections 2');
  });

  test('a host with a garbled detection was not read completely', async () => {
    const { report, spool } = await scriptedRun({
      script: {
        ...THREE_HOSTS,
        detections: (request) => {
          const answer = THREE_HOSTS.detections!(request);
          return answer instanceof Error || isFixedPart(request)
            ? answer
            : {
                ...answer,
                summary: {
                  badRecords: [
                    { path: 'HOST/DETECTION_LIST/DETECTION', key: 'qid', recordId: '3' },
                  ],
                },
              };
        },
      },
      hosts: '1-3',
    });
    expect(report.status).toBe('partial');
    expect(spool.all('covered').map(({ ref }) => ref.id)).toEqual(['1', '2']);
    expect(report.warnings).toContainEqual(
      expect.objectContaining({ kind: 'bad-records', endpoint: 'host-detections', count: 1 }),
    );
  });

  test('unknown elements and counts that are not met are told', async () => {
    const { report } = await scriptedRun({
      script: {
        ...APPS,
        webApps: () => ({
          records: webAppsOf('<WebApp><id>301</id></WebApp>'),
          summary: { announced: 2, unknownElements: new Map([['data/WebApp/novelty', 3]]) },
        }),
      },
    });
    expect(report.warnings).toContainEqual(
      expect.objectContaining({
        kind: 'unknown-elements',
        count: 3,
        message: expect.stringContaining('data/WebApp/novelty (3)'),
      }),
    );
    expect(report.warnings).toContainEqual(
      expect.objectContaining({ kind: 'count-not-met', endpoint: 'web-apps' }),
    );
  });

  test('the subscription is the uuid that the platform tells', async () => {
    const { report } = await scriptedRun({
      script: {
        ...THREE_HOSTS,
        hosts: (request) => {
          const answer = THREE_HOSTS.hosts!(request);
          return answer instanceof Error
            ? answer
            : { ...answer, summary: { subscription: '6f1c-uuid' } };
        },
      },
      hosts: '1',
    });
    expect(report.subscription).toBe('6f1c-uuid');
  });
});
