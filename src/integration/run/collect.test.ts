import { describe, expect, test } from 'vitest';
import type { DetectionRequest, HostRequest } from '../../qualys/index.ts';
import { SERVER_TIME } from '../testing/scripted-client.ts';
import { scriptedRun } from '../testing/scripted-run.ts';
import { APPS, DAY, THREE_HOSTS } from '../testing/scripts.ts';

describe('a run without failures', () => {
  test('writes hosts, findings, vulnerabilities, web applications and the services', async () => {
    const { report, spool } = await scriptedRun({
      script: { ...THREE_HOSTS, ...APPS },
      hosts: '1-3',
      settings: { hostsPerChunk: 2 },
    });
    expect(report).toMatchObject({
      status: 'complete',
      serverTime: SERVER_TIME,
      startedAt: SERVER_TIME + 3_600_000,
      subscription: 'qualysapi.qualys.eu/quays_ab1',
      completeTypes: [
        'qualys_account',
        'qualys_vulnerability_manager',
        'qualys_web_app_scanner',
        'aws_instance',
        'azure_vm',
        'google_compute_instance',
        'discovered_host',
        'web_app',
        'qualys_web_app_finding',
      ],
    });
    expect(report.failure).toBeUndefined();
    expect(spool.open).toBe(0);
    expect(
      spool
        .all('targets')
        .map((target) => target.entity._key)
        .toSorted(),
    ).toEqual([
      'qualys-host:1',
      'qualys-host:2',
      'qualys-host:3',
      'qualys-web-app:301',
      'qualys-web-app:302',
    ]);
    expect(
      spool
        .all('findings')
        .map((finding) => finding.entity._key)
        .toSorted(),
    ).toEqual([
      'host-finding:1:11',
      'host-finding:1:12',
      'host-finding:3:31',
      'host-finding:3:32',
      'uuid-0000-0001',
    ]);
    const finding = spool.all('findings').find(({ entity }) => entity['uniqueVulnId'] === '31');
    expect(finding?.entity).toMatchObject({
      fqdn: 'h3.example.com',
      targets: ['10.0.0.3', '3', 'h3.example.com'],
      'tag.AccountName': 'main',
    });
    expect(
      spool
        .all('relationships')
        .map((each) => each._type)
        .toSorted(),
    ).toEqual([
      'qualys_account_has_vulnerability_manager',
      'qualys_account_has_web_app_scanner',
      'qualys_web_app_scanner_identified_web_app_finding',
    ]);
    expect(spool.entity('qualys_account')).toMatchObject({
      _key: 'qualys-account:i-1',
      name: 'Qualys - main',
      platform: 'EU1',
      webLink: 'https://qualysguard.qualys.eu/',
    });
    expect(spool.entity('qualys_vulnerability_manager')).toMatchObject({
      hostCount: 3,
      lastScannedOn: SERVER_TIME - DAY,
      hostsScannedLast24Hours: 0,
      hostsScannedLast7Days: 3,
    });
    expect(spool.entity('qualys_web_app_scanner')).toMatchObject({
      webAppCount: 2,
      lastScannedOn: Date.UTC(2026, 10, 20),
      webAppsScannedLast24Hours: 1,
      webAppsScannedLast7Days: 2,
    });
  });

  test('says of every host and web application, clean ones included, that it was read completely', async () => {
    const { spool } = await scriptedRun({
      script: { ...THREE_HOSTS, ...APPS },
      hosts: '1-3',
      settings: { hostsPerChunk: 2 },
    });
    const covered = spool.all('covered').map(({ ref, type }) => `${type} ${ref.space} ${ref.id}`);
    expect(covered.toSorted()).toEqual([
      'qualys_host_finding host 1',
      'qualys_host_finding host 2',
      'qualys_host_finding host 3',
      'qualys_web_app_finding web-app 301',
      'qualys_web_app_finding web-app 302',
    ]);
  });

  test('asks for hosts with everything that decides what they are', async () => {
    const { asked } = await scriptedRun({ script: THREE_HOSTS, hosts: '1-3' });
    const [ids, page] = asked<HostRequest>('host-list');
    expect(ids).toEqual({});
    expect(page).toMatchObject({
      details: 'All/AGs',
      showAssetId: true,
      showTags: true,
      showTruRisk: true,
      hostMetadata: true,
      showCloudTags: true,
    });
    expect(page?.ids?.toString()).toBe('1-3');
  });

  test('asks for open and fixed detections apart, ignored and disabled ones included', async () => {
    const { asked } = await scriptedRun({ script: THREE_HOSTS, hosts: '1-3' });
    const [open, fixedPart] = asked<DetectionRequest>('host-detections');
    expect(open).toMatchObject({
      statuses: ['New', 'Active', 'Re-Opened'],
      severities: [3, 4, 5],
      includeIgnored: true,
      includeDisabled: true,
      showIgs: false,
      showResults: false,
      showQds: true,
      showQdsFactors: true,
      showReopenedInfo: true,
      showAssetId: true,
    });
    expect(open).not.toHaveProperty('detectionUpdatedSince');
    expect(open).not.toHaveProperty('includeVulnType');
    expect(open).not.toHaveProperty('tags');
    expect(fixedPart).toMatchObject({
      statuses: ['Fixed'],
      detectionUpdatedSince: SERVER_TIME - 90 * DAY,
    });
  });

  test('makes one vulnerability for each QID, one entity for each CVE, and stands in for unknown QIDs', async () => {
    const { spool, asked, report } = await scriptedRun({
      script: THREE_HOSTS,
      hosts: '1-3',
      settings: { qidsPerCall: 2 },
    });
    const keys = spool.all('entities').map((entity) => entity._key);
    expect(keys.filter((key) => /^(vuln-qid|cve)/.test(key)).toSorted()).toEqual([
      'cve-2026-0001',
      'cve-2026-0002',
      'vuln-qid:1001',
      'vuln-qid:1002',
      'vuln-qid:1003',
    ]);
    expect(spool.all('entities').find((entity) => entity._key === 'vuln-qid:1003')).toMatchObject({
      inKnowledgeBase: false,
    });
    expect(asked<{ ids: unknown }>('knowledge-base').map(({ ids }) => String(ids))).toEqual([
      '1001-1002',
      '1003', // did not come
      '1003',
    ]);
    expect(report.warnings).toContainEqual(
      expect.objectContaining({ kind: 'qids-not-answered', count: 1 }),
    );
    expect(report.status).toBe('complete');
  });

  test('tells how far it is', async () => {
    const { progress } = await scriptedRun({
      script: { ...THREE_HOSTS, ...APPS },
      hosts: '1-3',
      settings: { hostsPerChunk: 1 },
    });
    const started = progress.filter((event) => event.kind === 'step-started');
    const finished = progress.filter((event) => event.kind === 'step-finished');
    expect(finished).toHaveLength(started.length);
    expect(progress).toContainEqual(
      expect.objectContaining({
        kind: 'pages',
        step: 'fetch-scanned-host-details',
        done: 3,
        total: 3,
        records: 3,
      }),
    );
  });

  test('keeps what later steps need with the page', async () => {
    const { spool } = await scriptedRun({ script: THREE_HOSTS, hosts: '1-3' });
    const page = spool.committed.find(
      ({ id }) => id.endpoint === 'host-list' && id.scope === '1-3',
    );
    expect(page?.facts.memory).toMatchObject({
      count: 3,
      summary: { endpoint: 'host-list', records: 3 },
      state: {
        tally: { hosts: 3, lastScannedOn: SERVER_TIME - DAY, last24Hours: 0, last7Days: 3 },
      },
    });
    expect(new Set(spool.committed.map(({ id }) => id.sequence)).size).toBe(spool.committed.length);
  });
});
