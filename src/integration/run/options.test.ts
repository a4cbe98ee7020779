import { describe, expect, test } from 'vitest';
import type { DetectionRequest, HostRequest } from '../../qualys/index.ts';
import { hostDetectionsOf } from '../testing/records-of.ts';
import { type Script, SERVER_TIME } from '../testing/scripted-client.ts';
import { scriptedRun } from '../testing/scripted-run.ts';
import { APPS, DAY, hostWith, isFixedPart, THREE_HOSTS } from '../testing/scripts.ts';

describe('options', () => {
  const finding = (xml: string): Script => ({
    ...THREE_HOSTS,
    detections: (request) =>
      isFixedPart(request) ? { records: [] } : { records: hostDetectionsOf(hostWith(1, xml)) },
  });
  const typed = (type: string, severity = 4) =>
    `<DETECTION><UNIQUE_VULN_ID>${type}${severity}</UNIQUE_VULN_ID><QID>1001</QID><TYPE>${type}</TYPE><SEVERITY>${severity}</SEVERITY><RESULTS>result</RESULTS></DETECTION>`;

  test('VMDR_FINDING_SEVERITIES: in the request, and again on what comes', async () => {
    const { asked, spool } = await scriptedRun({
      script: finding(typed('Confirmed', 1) + typed('Confirmed', 5)),
      hosts: '1',
      env: { VMDR_FINDING_SEVERITIES: '1,2' },
    });
    expect(asked<DetectionRequest>('host-detections')[0]?.severities).toEqual([1, 2]);
    expect(spool.all('findings').map(({ entity }) => entity['qualysSeverity'])).toEqual([1]);
  });

  test('VMDR_FINDING_TYPES: one of the two, or information as well', async () => {
    const confirmed = await scriptedRun({
      script: finding(typed('Confirmed') + typed('Potential') + typed('Info')),
      hosts: '1',
      env: { VMDR_FINDING_TYPES: 'Confirmed' },
    });
    expect(confirmed.asked<DetectionRequest>('host-detections')[0]).toMatchObject({
      includeVulnType: 'confirmed',
      showIgs: false,
    });
    expect(confirmed.spool.all('findings').map(({ entity }) => entity['type'])).toEqual([
      'Confirmed',
    ]);

    const info = await scriptedRun({
      script: finding(typed('Confirmed') + typed('Info')),
      hosts: '1',
      env: { VMDR_FINDING_TYPES: 'Info' },
    });
    const requests = info.asked<DetectionRequest>('host-detections');
    expect(requests.map((request) => request.showIgs)).toEqual([true]);
    expect(info.spool.all('findings').map(({ entity }) => entity['type'])).toEqual(['Info']);
    expect(info.spool.all('covered')).toHaveLength(1);

    const all = await scriptedRun({
      script: THREE_HOSTS,
      hosts: '1',
      env: { VMDR_FINDING_TYPES: 'Info,Potential,Confirmed' },
    });
    expect(all.asked<DetectionRequest>('host-detections').map(({ showIgs }) => showIgs)).toEqual([
      true,
      false,
    ]);
  });

  test('VMDR_FINDING_RESULT_QIDS: results are asked for and kept', async () => {
    const { asked, spool } = await scriptedRun({
      script: finding(typed('Confirmed')),
      hosts: '1',
      env: { VMDR_FINDING_RESULT_QIDS: '1001' },
    });
    expect(asked<DetectionRequest>('host-detections')[0]?.showResults).toBe(true);
    expect(spool.all('findings')[0]?.entity['details']).toBe('result');
  });

  test('MIN_SCANNED_SINCE_DAYS: a window of hosts, and no host counts as gone', async () => {
    const { asked, report } = await scriptedRun({
      script: THREE_HOSTS,
      hosts: '1',
      env: { MIN_SCANNED_SINCE_DAYS: '7' },
    });
    // Our clock is an hour off, so that the window is asked for again by the server's.
    expect(asked<HostRequest>('host-list').slice(0, 2)).toEqual([
      { vmProcessedAfter: SERVER_TIME + 3_600_000 - 7 * DAY },
      { vmProcessedAfter: SERVER_TIME - 7 * DAY },
    ]);
    expect(report.completeTypes).not.toContain('discovered_host');
    expect(report.completeTypes).toContain('web_app');
  });

  test('MIN_FINDINGS_SINCE_DAYS: a window of findings, and no finding counts as gone', async () => {
    const { asked, spool, report } = await scriptedRun({
      script: { ...THREE_HOSTS, ...APPS },
      hosts: '1',
      env: { MIN_FINDINGS_SINCE_DAYS: '14' },
    });
    const since = SERVER_TIME - 14 * DAY;
    expect(
      asked<DetectionRequest>('host-detections').map((each) => each.detectionUpdatedSince),
    ).toEqual([since, since]);
    expect(asked('web-app-findings')[0]).toMatchObject({ lastDetectedAfter: since });
    expect(spool.all('covered')).toEqual([]);
    expect(report.completeTypes).not.toContain('qualys_web_app_finding');
  });

  test('a window since the last run: the later start counts, and web applications are read whole', async () => {
    const changedSince = SERVER_TIME - 2 * DAY;
    const { asked, spool, report } = await scriptedRun({
      script: { ...THREE_HOSTS, ...APPS },
      hosts: '1',
      env: { MIN_SCANNED_SINCE_DAYS: '1', MIN_FINDINGS_SINCE_DAYS: '14' },
      changedSince,
    });
    expect(asked<HostRequest>('host-list')[1]).toEqual({ vmProcessedAfter: SERVER_TIME - DAY });
    expect(
      asked<DetectionRequest>('host-detections').map((each) => each.detectionUpdatedSince),
    ).toEqual([changedSince, changedSince]);
    expect(spool.all('covered')).toEqual([]);
    expect(report.completeTypes).not.toContain('discovered_host');

    const alone = await scriptedRun({
      script: { ...THREE_HOSTS, ...APPS },
      hosts: '1',
      changedSince,
    });
    // Nothing of it depends on a clock, so that it is asked for once though ours is an hour off.
    expect(alone.asked<HostRequest>('host-list').map((each) => 'vmProcessedAfter' in each)).toEqual(
      [true, false],
    );
    expect(alone.report.completeTypes).toContain('qualys_web_app_finding');
    expect(alone.spool.all('covered').map(({ ref }) => ref.space)).toContain('web-app');
    expect(alone.spool.all('covered').map(({ ref }) => ref.space)).not.toContain('host');
  });

  test('FIXED_FINDINGS_SINCE_DAYS: how far back fixed ones are read', async () => {
    const { asked } = await scriptedRun({
      script: THREE_HOSTS,
      hosts: '1',
      env: { FIXED_FINDINGS_SINCE_DAYS: '10' },
    });
    expect(asked<DetectionRequest>('host-detections')[1]?.detectionUpdatedSince).toBe(
      SERVER_TIME - 10 * DAY,
    );
  });

  test('INCLUDE_ONLY_DETECTION_TAGS: in both requests', async () => {
    const { asked } = await scriptedRun({
      script: THREE_HOSTS,
      hosts: '1',
      env: { INCLUDE_ONLY_DETECTION_TAGS: 'Prod,Cloud Agent' },
    });
    for (const request of asked<DetectionRequest>('host-detections')) {
      expect(request.tags).toEqual({ by: 'name', include: ['Prod', 'Cloud Agent'] });
    }
  });

  test('INGEST_WEB_APP_SCANS=false: nothing is asked, nothing counts as gone', async () => {
    const { requests, report, spool } = await scriptedRun({
      script: { ...THREE_HOSTS, ...APPS },
      hosts: '1',
      env: { INGEST_WEB_APP_SCANS: 'false' },
    });
    expect(requests.filter(({ endpoint }) => endpoint.startsWith('web-app'))).toEqual([]);
    expect(report.completeTypes.filter((type) => type.includes('web_app_finding'))).toEqual([]);
    expect(report.completeTypes).not.toContain('web_app');
    expect(spool.entity('qualys_web_app_scanner')).toBeDefined();
  });

  test('WEB_APP_SCAN_APPLICATION_ID_FILTER: in search and counts; unknown ids are told', async () => {
    const { asked, report } = await scriptedRun({
      script: APPS,
      env: { WEB_APP_SCAN_APPLICATION_ID_FILTER: '301,999' },
    });
    for (const request of asked<{ ids?: readonly string[] }>('web-apps')) {
      expect(request).toMatchObject({ isScanned: true, ids: ['301', '999'] });
    }
    expect(report.warnings).toContainEqual(
      expect.objectContaining({ kind: 'web-apps-not-answered', count: 1 }),
    );
  });

  test('ACCOUNT_NAME and TAG_ACCOUNT_NAME: on everything that the instance owns', async () => {
    const named = await scriptedRun({
      script: { ...THREE_HOSTS, ...APPS },
      hosts: '1',
      env: { ACCOUNT_NAME: 'Group' },
    });
    expect(named.spool.entity('qualys_account')).toMatchObject({ name: 'Qualys - Group' });
    const owned = [
      ...named.spool.all('findings').map((each) => each.entity),
      ...named.spool.all('entities').filter((each) => /account|scanner|manager/.test(each._type)),
    ];
    expect(owned.length).toBeGreaterThan(4);
    for (const entity of owned) expect(entity['tag.AccountName']).toBe('Group');
    for (const target of named.spool.all('targets')) {
      expect(target.entity['tag.AccountName']).toBeUndefined();
    }

    const plain = await scriptedRun({
      script: THREE_HOSTS,
      hosts: '1',
      env: { TAG_ACCOUNT_NAME: 'false' },
    });
    expect(plain.spool.entity('qualys_account')?.['tag.AccountName']).toBeUndefined();
  });

  test('QUALYS_UI_URL: links of a private platform', async () => {
    const { spool } = await scriptedRun({
      script: THREE_HOSTS,
      hosts: '1',
      env: { QUALYS_API_URL: 'https://q.corp.example', QUALYS_UI_URL: 'https://ui.corp.example' },
    });
    expect(spool.entity('qualys_account')).toMatchObject({ webLink: 'https://ui.corp.example/' });
    expect(spool.entity('qualys_account')).not.toHaveProperty('platform', expect.anything());
  });
});
