import { describe, expect, test } from 'vitest';
import { type DetectionRequest, type HostRequest, QualysError } from '../../qualys/index.ts';
import {
  hostAssetsOf,
  hostDetectionsOf,
  hostsOf,
  vulnerabilitiesOf,
  webAppFindingsOf,
  webAppsOf,
} from '../testing/records-of.ts';
import { type Script, SERVER_TIME } from '../testing/scripted-client.ts';
import { scriptedRun } from '../testing/scripted-run.ts';

const DAY = 86_400_000;
const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');

const hostXml = (id: number, scannedDaysAgo = 1) =>
  `<HOST><ID>${id}</ID><IP>10.0.0.${id}</IP><DNS>h${id}.example.com</DNS><LAST_VULN_SCAN_DATETIME>${iso(
    SERVER_TIME - scannedDaysAgo * DAY,
  )}</LAST_VULN_SCAN_DATETIME></HOST>`;

const detectionXml = (unique: number, qid: number, rest = '') =>
  `<DETECTION><UNIQUE_VULN_ID>${unique}</UNIQUE_VULN_ID><QID>${qid}</QID><TYPE>Confirmed</TYPE><SEVERITY>4</SEVERITY><STATUS>Active</STATUS>${rest}</DETECTION>`;

const hostWith = (id: number, ...detections: readonly string[]) =>
  `<HOST><ID>${id}</ID><DETECTION_LIST>${detections.join('')}</DETECTION_LIST></HOST>`;

const fixed = (xml: string) => xml.replace('<STATUS>Active', '<STATUS>Fixed');

const isFixedPart = (request: DetectionRequest) => request.statuses?.includes('Fixed') === true;

/** Three hosts: the first with an open and a fixed finding, the second clean, the third with an open one. */
const THREE_HOSTS: Script = {
  hosts: (request) => ({
    records: hostsOf([...(request.ids ?? [])].map((id) => hostXml(id, id)).join('')),
  }),
  hostAssets: (request) => ({
    records: hostAssetsOf(
      [...(request.hostIds ?? [])]
        .map(
          (id) =>
            `<HostAsset><id>9${id}</id><qwebHostId>${id}</qwebHostId><model>M${id}</model></HostAsset>`,
        )
        .join(''),
    ),
  }),
  detections: (request) => {
    const hosts = isFixedPart(request)
      ? [[1, hostWith(1, fixed(detectionXml(12, 1002)))] as const]
      : [
          [1, hostWith(1, detectionXml(11, 1001))] as const,
          [3, hostWith(3, detectionXml(31, 1001), detectionXml(32, 1003))] as const,
        ];
    return {
      records: hostDetectionsOf(
        hosts
          .filter(([id]) => request.ids?.has(id))
          .map(([, xml]) => xml)
          .join(''),
      ),
    };
  },
  knowledgeBase: () => ({
    records: vulnerabilitiesOf(
      `<VULN><QID>1001</QID><TITLE>A</TITLE><CVE_LIST><CVE><ID>CVE-2026-0001</ID></CVE></CVE_LIST></VULN>
       <VULN><QID>1002</QID><TITLE>B</TITLE><CVE_LIST><CVE><ID>CVE-2026-0001</ID></CVE><CVE><ID>CVE-2026-0002</ID></CVE></CVE_LIST></VULN>`,
    ),
  }),
};

const APPS: Script = {
  webApps: () => ({
    records: webAppsOf(
      '<WebApp><id>301</id><name>Shop</name></WebApp><WebApp><id>302</id><name>Shop</name></WebApp>',
    ),
  }),
  webAppFindings: () => ({
    records: webAppFindingsOf(
      `<Finding><id>7</id><uniqueId>uuid-0000-0001</uniqueId><qid>150001</qid><type>VULNERABILITY</type><status>NEW</status><lastTestedDate>2026-11-20T00:00:00Z</lastTestedDate><webApp><id>301</id><name>Shop</name></webApp></Finding>`,
    ),
  }),
  countWebApps: (filter) => (filter.lastScannedAfter === SERVER_TIME - DAY ? 1 : 2),
};

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
    const page = spool.pages.find(({ id }) => id.endpoint === 'host-list' && id.scope === '1-3');
    expect(page?.facts.facts).toEqual({
      hosts: 3,
      lastScannedOn: SERVER_TIME - DAY,
      scannedLast24Hours: 0,
      scannedLast7Days: 3,
    });
    expect(new Set(spool.pages.map(({ id }) => id.sequence)).size).toBe(spool.pages.length);
  });
});

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
    expect(asked<HostRequest>('host-list')[0]).toEqual({ vmProcessedAfter: SERVER_TIME - 7 * DAY });
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
      expect(target.entity).not.toHaveProperty('tag.AccountName');
    }

    const plain = await scriptedRun({
      script: THREE_HOSTS,
      hosts: '1',
      env: { TAG_ACCOUNT_NAME: 'false' },
    });
    expect(plain.spool.entity('qualys_account')).not.toHaveProperty('tag.AccountName');
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

describe('a failed page', () => {
  const broken = () => new QualysError('Q_TRUNCATED', { values: { reason: 'cut' } });

  test('of hosts: is named, no host counts as gone, findings are read all the same', async () => {
    const { report, spool } = await scriptedRun({
      script: {
        ...THREE_HOSTS,
        hosts: (request) => (request.ids?.has(3) ? broken() : THREE_HOSTS.hosts!(request)),
      },
      hosts: '1-3',
      settings: { hostsPerChunk: 2 },
    });
    expect(report.status).toBe('partial');
    const endpoint = report.endpoints.find(({ name }) => name === 'host-list');
    expect(endpoint).toMatchObject({
      expected: 3,
      received: 2,
      failedPages: [{ scope: '3-3', code: 'Q_TRUNCATED', whatToDo: expect.any(String) }],
    });
    expect(report.completeTypes).not.toContain('discovered_host');
    expect(spool.all('targets').map(({ ref }) => ref.id)).toEqual(['1', '2']);
    expect(spool.all('findings').some(({ ref }) => ref.id === '3')).toBe(true);
    expect(spool.all('covered').map(({ ref }) => ref.id)).toContain('3');
    expect(spool.entity('qualys_vulnerability_manager')).not.toHaveProperty('hostCount');
    expect(spool.open).toBe(0);
    expect(spool.discarded).toBe(1);
  });

  test.each(['open', 'fixed'])(
    'of %s detections: none of its hosts was read completely',
    async (part) => {
      const { report, spool } = await scriptedRun({
        script: {
          ...THREE_HOSTS,
          detections: (request) =>
            request.ids?.has(1) && isFixedPart(request) === (part === 'fixed')
              ? broken()
              : THREE_HOSTS.detections!(request),
        },
        hosts: '1-3',
        settings: { hostsPerChunk: 2 },
      });
      expect(report.status).toBe('partial');
      expect(spool.all('covered').map(({ ref }) => ref.id)).toEqual(['3']);
      expect(report.completeTypes).toContain('discovered_host');
      const failed = report.endpoints.flatMap((endpoint) => endpoint.failedPages);
      expect(failed.map(({ scope }) => scope)).toEqual([`${part}_1-2`]);
    },
  );

  test('of host assets: hosts are written and say that they are not enriched', async () => {
    const { report, spool } = await scriptedRun({
      script: { ...THREE_HOSTS, hostAssets: broken },
      hosts: '1-3',
    });
    expect(report.status).toBe('partial');
    expect(spool.all('targets').map(({ isEnriched }) => isEnriched)).toEqual([false, false, false]);
    expect(report.completeTypes).toContain('discovered_host');
  });

  test('of web application findings: the type is not complete', async () => {
    const { report, spool } = await scriptedRun({
      script: { ...APPS, webAppFindings: broken },
    });
    expect(report.status).toBe('partial');
    expect(report.completeTypes).toContain('web_app');
    expect(report.completeTypes).not.toContain('qualys_web_app_finding');
    expect(spool.all('covered')).toEqual([]);
  });

  test('of the host ids: the rest is read', async () => {
    const { report, spool } = await scriptedRun({
      script: { ...APPS, hostIds: broken },
    });
    expect(report.status).toBe('partial');
    expect(report.completeTypes).not.toContain('discovered_host');
    expect(spool.entity('qualys_account')).toBeDefined();
    expect(spool.all('targets')).toHaveLength(2);
  });

  test('of the knowledge base: no placeholder pretends that the QID is unknown', async () => {
    const { report, spool } = await scriptedRun({
      script: { ...THREE_HOSTS, knowledgeBase: broken },
      hosts: '1',
    });
    expect(report.status).toBe('partial');
    expect(spool.all('entities').some((each) => each._type === 'qualys_vuln')).toBe(false);
  });

  test('of a count: the fact is left out', async () => {
    const { report, spool } = await scriptedRun({
      script: { ...APPS, countWebApps: broken },
    });
    expect(report.status).toBe('partial');
    expect(spool.entity('qualys_web_app_scanner')).toMatchObject({
      webAppCount: 2,
      webAppsScannedLast7Days: undefined,
    });
  });

  test('the pages behind it are not known, so that its request ends there', async () => {
    const { asked, spool, report } = await scriptedRun({
      script: {
        hosts: (request) =>
          request.cursor === undefined
            ? { records: hostsOf(hostXml(1)), summary: { next: '2' } }
            : broken(),
      },
      hosts: '1-3',
    });
    expect(asked<HostRequest>('host-list').map(({ cursor }) => cursor)).toEqual([
      undefined,
      undefined,
      '2',
    ]);
    expect(spool.all('targets')).toHaveLength(1);
    expect(report.status).toBe('partial');
  });

  test('when nothing at all could be read the run has failed', async () => {
    const { report } = await scriptedRun({
      script: { portalVersion: broken, hostIds: broken, webApps: broken, countWebApps: broken },
    });
    expect(report.status).toBe('failed');
    expect(report.failure?.code).toBe('I_NOTHING_READ');
    expect(report.completeTypes).toEqual([]);
  });
});

describe('what ends the run at once', () => {
  test('a refused login at the first call: nothing else is asked', async () => {
    const { report, requests } = await scriptedRun({
      script: { portalVersion: () => new QualysError('Q_LOGIN_REFUSED', { qualysCode: '2000' }) },
      hosts: '1-3',
    });
    expect(report).toMatchObject({
      status: 'failed',
      completeTypes: [],
      failure: { code: 'Q_LOGIN_REFUSED', exitCode: 2, whatToDo: expect.any(String) },
    });
    expect(requests.map(({ endpoint }) => endpoint)).toEqual(['portal-version']);
  });

  test('an account that expires in mid-run', async () => {
    const { report, spool, asked } = await scriptedRun({
      script: {
        ...THREE_HOSTS,
        ...APPS,
        hosts: (request) =>
          request.ids?.has(2) ? new QualysError('Q_ACCOUNT_EXPIRED') : THREE_HOSTS.hosts!(request),
      },
      hosts: '1-9',
      settings: { hostsPerChunk: 1, chunksInParallel: 2 },
    });
    expect(report.status).toBe('failed');
    expect(report.failure?.code).toBe('Q_ACCOUNT_EXPIRED');
    expect(report.completeTypes).toEqual([]);
    expect(spool.open).toBe(0);
    expect(asked('host-list').length).toBeLessThan(6);
    expect(asked('knowledge-base')).toEqual([]);
  });

  test('no permission for hosts', async () => {
    const { report } = await scriptedRun({
      script: { hostIds: () => new QualysError('Q_NOT_PERMITTED', { qualysCode: '2012' }) },
    });
    expect(report.failure?.code).toBe('Q_NOT_PERMITTED');
  });

  test('no server behind the address', async () => {
    const { report } = await scriptedRun({
      script: {
        portalVersion: () => new QualysError('Q_HOST_NOT_FOUND', { values: { host: 'x' } }),
      },
    });
    expect(report).toMatchObject({ status: 'failed', failure: { code: 'Q_HOST_NOT_FOUND' } });
  });

  test('a portal that only did not answer in time costs the versions, not the run', async () => {
    const { report, spool } = await scriptedRun({
      script: { portalVersion: () => new QualysError('Q_TIMEOUT', { values: { host: 'x' } }) },
    });
    expect(report.status).toBe('partial');
    expect(spool.entity('qualys_account')).toMatchObject({ vendor: 'Qualys' });
  });

  test('an abort gives a cancelled run and leaves no segment open', async () => {
    const controller = new AbortController();
    const { report, spool } = await scriptedRun({
      script: {
        ...THREE_HOSTS,
        detections: (request) => {
          controller.abort();
          return THREE_HOSTS.detections!(request);
        },
      },
      hosts: '1-3',
      settings: { hostsPerChunk: 1 },
      signal: controller.signal,
    });
    expect(report.status).toBe('cancelled');
    expect(report.failure?.code).toBe('I_CANCELLED');
    expect(report.completeTypes).toEqual([]);
    expect(spool.open).toBe(0);
  });
});

describe('what an account may not use', () => {
  test('host assets: skipped once for the whole run, with a note', async () => {
    const { report, asked } = await scriptedRun({
      script: {
        ...THREE_HOSTS,
        hostAssets: () => new QualysError('Q_MODULE_UNAVAILABLE', { qualysCode: 'UNAUTHORIZED' }),
      },
      hosts: '1-3',
      settings: { hostsPerChunk: 1, chunksInParallel: 1 },
    });
    expect(report.status).toBe('complete');
    expect(asked('host-assets')).toHaveLength(1);
    expect(report.warnings.filter(({ kind }) => kind === 'skipped')).toHaveLength(1);
  });

  test('web applications: skipped, and nothing of them counts as gone', async () => {
    const { report, spool } = await scriptedRun({
      script: {
        ...THREE_HOSTS,
        webApps: () =>
          new QualysError('Q_EVALUATION_EXPIRED', { qualysCode: 'EVALUATION_EXPIRED' }),
      },
      hosts: '1',
    });
    expect(report.status).toBe('complete');
    expect(report.completeTypes).not.toContain('web_app');
    expect(report.warnings).toContainEqual(
      expect.objectContaining({ kind: 'skipped', endpoint: 'web-apps' }),
    );
    expect(spool.entity('qualys_web_app_scanner')).not.toHaveProperty('webAppCount');
  });

  test('the knowledge base: asked once, named as missing', async () => {
    const { report, asked } = await scriptedRun({
      script: {
        ...THREE_HOSTS,
        knowledgeBase: () => new QualysError('Q_NOT_PERMITTED', { qualysCode: '2012' }),
      },
      hosts: '1-3',
      settings: { qidsPerCall: 1 },
    });
    expect(report.status).toBe('partial');
    expect(asked('knowledge-base')).toHaveLength(1);
  });
});

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
