import { describe, expect, test } from 'vitest';
import {
  type HostAssetRequest,
  type HostRequest,
  IdRanges,
  QualysError,
} from '../../qualys/index.ts';
import { parseConfig } from '../config/index.ts';
import { MemorySpool } from '../testing/memory-spool.ts';
import { hostsOf } from '../testing/records-of.ts';
import { type Script, SERVER_TIME, scriptedClient } from '../testing/scripted-client.ts';
import { scriptedRun } from '../testing/scripted-run.ts';
import { APPS, hostXml, isFixedPart, THREE_HOSTS } from '../testing/scripts.ts';
import { collect, NOTHING_KNOWN } from './index.ts';

describe('a failed page', () => {
  const broken = () => new QualysError('Q_TRUNCATED', { values: { reason: 'cut' } });

  test('of hosts: is named, its host does not count as gone, findings are read all the same', async () => {
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
    // The complete list says that host 3 is there: whoever is in neither has gone.
    expect(report.completeTypes).toContain('discovered_host');
    expect(spool.all('present').map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(JSON.parse(report.state ?? '')).toMatchObject({ pendingHosts: '3' });
    expect(spool.all('targets').map(({ ref }) => ref.id)).toEqual(['1', '2']);
    expect(spool.all('findings').some(({ ref }) => ref.id === '3')).toBe(true);
    expect(spool.all('covered').map(({ ref }) => ref.id)).toContain('3');
    expect(spool.entity('qualys_vulnerability_manager')).toMatchObject({ hostCount: 3 });
    expect(spool.open).toBe(0);
    expect(spool.discarded).toBe(1);
  });

  test.each(['open', 'fixed'])(
    'of %s detections: the host that the server cannot give was not read, its neighbours were',
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
      const covered = spool.all('covered').map(({ ref }) => ref.id);
      expect(covered.toSorted()).toEqual(['2', '3']);
      expect(JSON.parse(report.state ?? '')).toMatchObject({ pendingHosts: '1' });
      expect(report.completeTypes).toContain('discovered_host');
      const failed = report.endpoints.flatMap((endpoint) => endpoint.failedPages);
      expect(failed.map(({ scope }) => scope)).toEqual([`${part}_1-1`]);
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

  test('of host assets says nothing, as an empty answer or a garbled one; a whole one does', async () => {
    const enriched = async (hostAssets: NonNullable<Script['hostAssets']>) => {
      const script = { ...THREE_HOSTS, hostAssets };
      const { report, spool } = await scriptedRun({ script, hosts: '1-3' });
      const targets = spool.all('targets').map(({ isEnriched }) => isEnriched);
      return [report.status, ...targets];
    };
    const ofHost1 = (request: HostAssetRequest) => {
      const answer = THREE_HOSTS.hostAssets!(request);
      if (answer instanceof Error) throw answer;
      return { records: answer.records.filter(({ qwebHostId }) => qwebHostId === '1') };
    };
    expect(await enriched(ofHost1)).toEqual(['complete', true, true, true]);
    expect(await enriched(() => ({ records: [] }))).toEqual(['complete', false, false, false]);
    const garbled = { badRecords: [{ path: 'HostAsset', key: 'id' }] };
    expect(await enriched((request) => ({ ...ofHost1(request), summary: garbled }))).toEqual([
      'partial',
      true,
      false,
      false,
    ]);
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

  test('that cuts the list of ids off: what came is read, no host counts as gone', async () => {
    const { report, spool } = await scriptedRun({
      script: { ...THREE_HOSTS, hostIdsNext: '4' },
      hosts: '1-3',
    });
    expect(report.status).toBe('partial');
    expect(report.endpoints.flatMap(({ failedPages }) => failedPages)).toMatchObject([
      { scope: 'ids-from-4', code: 'I_LIST_CUT' },
    ]);
    expect(report.completeTypes).not.toContain('discovered_host');
    expect(spool.all('targets')).toHaveLength(3);
    expect(spool.entity('qualys_vulnerability_manager')).not.toHaveProperty('hostCount');
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
      webAppCount: undefined,
      webAppsScannedLast7Days: undefined,
    });
  });

  test('costs one host: what its request left is asked for in halves', async () => {
    const { asked, spool, report } = await scriptedRun({
      script: {
        hosts: (request) => {
          if (request.cursor !== undefined) return broken();
          if (request.ids?.has(1)) {
            return { records: hostsOf(hostXml(1)), summary: { next: '2' } };
          }
          return request.ids?.has(2) ? broken() : { records: hostsOf(hostXml(3)) };
        },
      },
      hosts: '1-3',
    });
    const [, ...pages] = asked<HostRequest>('host-list');
    expect(pages.map(({ ids, cursor }) => [String(ids), cursor])).toEqual([
      ['1-3', undefined],
      ['1-3', '2'],
      ['2', undefined],
      ['3', undefined],
    ]);
    expect(spool.all('targets').map(({ ref }) => ref.id)).toEqual(['1', '3']);
    expect(report.status).toBe('partial');
    expect(report.endpoints.flatMap((endpoint) => endpoint.failedPages)).toMatchObject([
      { scope: '2-2' },
    ]);
  });

  test('when nothing at all could be read the run has failed', async () => {
    const { report } = await scriptedRun({
      script: { portalVersion: broken, hostIds: broken, webApps: broken, countWebApps: broken },
    });
    expect(report.status).toBe('failed');
    expect(report.failure).toMatchObject({
      code: 'I_NOTHING_READ',
      message: expect.stringContaining('Q_TRUNCATED'),
      whatToDo: broken().whatToDo,
    });
    expect(report.completeTypes).toEqual([]);
  });
});

describe('what ends the run at once', () => {
  test('a refused login at the first call: nothing else is asked', async () => {
    const { report, requests } = await scriptedRun({
      script: { hostIds: () => new QualysError('Q_LOGIN_REFUSED', { qualysCode: '2000' }) },
      hosts: '1-3',
    });
    expect(report).toMatchObject({
      status: 'failed',
      completeTypes: [],
      failure: { code: 'Q_LOGIN_REFUSED', exitCode: 1, whatToDo: expect.any(String) },
    });
    expect(requests.map(({ endpoint }) => endpoint)).toEqual(['host-list']);
  });

  test('the call that ended it is in the report, with what was spent on it', async () => {
    const error = new QualysError('Q_ACCOUNT_EXPIRED', { endpoint: 'host-list' });
    error.effort = { version: '5.0', requests: 3, retries: 2, waitedMs: 4000 };
    const { report } = await scriptedRun({ script: { hostIds: () => error } });
    expect(report.endpoints).toEqual([
      {
        name: 'host-list',
        version: '5.0',
        requests: 3,
        retries: 2,
        waitedMs: 4000,
        pages: 0,
        received: 0,
        failedPages: [expect.objectContaining({ scope: 'end-of-run', code: 'Q_ACCOUNT_EXPIRED' })],
      },
    ]);
  });

  test('a module that is closed: the calls count, no page is missing', async () => {
    const error = new QualysError('Q_MODULE_UNAVAILABLE', { endpoint: 'web-apps' });
    error.effort = { version: '3.0', requests: 1, retries: 0, waitedMs: 0 };
    const { report } = await scriptedRun({
      script: { ...THREE_HOSTS, webApps: () => error },
      hosts: '1-3',
    });
    expect(report.status).toBe('complete');
    expect(report.endpoints.find(({ name }) => name === 'web-apps')).toMatchObject({
      version: '3.0',
      requests: 1,
      failedPages: [],
    });
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
        hostIds: () => new QualysError('Q_HOST_NOT_FOUND', { values: { host: 'x' } }),
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

test('an instance without a name is a mistake of the caller', async () => {
  const { client } = scriptedClient({}, IdRanges.empty);
  await expect(
    collect({
      config: parseConfig({
        qualysUsername: 'u',
        qualysPassword: 'p',
        qualysApiUrl: 'https://qualysapi.qualys.eu',
      }),
      client,
      spool: new MemorySpool(),
      instance: { id: 'i-1', name: '' },
      clock: () => SERVER_TIME,
    }),
  ).rejects.toMatchObject({ code: 'C_INSTANCE', exitCode: 2 });
});

describe('what an account may not use', () => {
  const closed = () => new QualysError('Q_NOT_PERMITTED', { qualysCode: '2012' });

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

  test('findings of web applications: the applications are complete, the findings are not', async () => {
    const { report } = await scriptedRun({
      script: {
        ...APPS,
        webAppFindings: () =>
          new QualysError('Q_MODULE_UNAVAILABLE', { qualysCode: 'UNAUTHORIZED' }),
      },
      settings: { webAppsPerCall: 1 },
    });
    expect(report.status).toBe('complete');
    expect(report.completeTypes).toContain('web_app');
    expect(report.completeTypes).not.toContain('qualys_web_app_finding');
    expect(report.warnings.filter(({ kind }) => kind === 'skipped')).toHaveLength(1);
  });

  test('the knowledge base: asked once, and missing even if it never gave anything', async () => {
    const { report, asked } = await scriptedRun({
      script: { ...THREE_HOSTS, knowledgeBase: closed },
      hosts: '1-3',
      settings: { qidsPerCall: 1 },
    });
    expect(report.status).toBe('partial');
    expect(asked('knowledge-base')).toHaveLength(1);
    expect(report.endpoints.flatMap(({ failedPages }) => failedPages)).toMatchObject([
      { scope: 'all', code: 'Q_NOT_PERMITTED' },
    ]);
    // When it opens, they are read.
    expect(JSON.parse(report.state ?? '')).toMatchObject({ pendingQids: '1001-1003' });
  });

  test.each([
    ['web-apps', { webApps: 1 }],
    ['web-app-findings', { webAppFindings: 1 }],
    ['knowledge-base', { qids: [7] }],
  ] as const)('%s that gave something before: named as missing', async (endpoint, stored) => {
    const script: Script = { ...THREE_HOSTS, ...APPS };
    const names = {
      'web-apps': 'webApps',
      'web-app-findings': 'webAppFindings',
      'knowledge-base': 'knowledgeBase',
    } as const;
    const { report, asked } = await scriptedRun({
      script: { ...script, [names[endpoint]]: closed },
      hosts: '1-3',
      known: { ...NOTHING_KNOWN, ...stored },
      settings: { webAppsPerCall: 1, qidsPerCall: 1 },
    });
    expect(report.status).toBe('partial');
    expect(asked(endpoint).length).toBeGreaterThan(0);
    expect(
      report.endpoints.flatMap(({ name, failedPages }) =>
        failedPages.map(({ scope, code }) => [name, scope, code]),
      ),
    ).toEqual([[endpoint, 'all', 'Q_NOT_PERMITTED']]);
    expect(report.warnings.filter(({ kind }) => kind === 'skipped')).toEqual([]);
    if (endpoint === 'web-apps') expect(report.completeTypes).not.toContain('web_app');
    expect(report.completeTypes.includes('qualys_web_app_finding')).toBe(
      endpoint === 'knowledge-base',
    );
  });

  test.each([false, true])(
    'no web application where there was one (accepted: %s)',
    async (accepted) => {
      const { report } = await scriptedRun({
        script: { ...THREE_HOSTS, webApps: () => ({ records: [] }) },
        hosts: '1-3',
        known: { ...NOTHING_KNOWN, webApps: 12, webAppFindings: 3, areRemovalsAccepted: accepted },
      });
      const failed = report.endpoints.flatMap(({ failedPages }) => failedPages);
      expect(failed.map(({ code, message }) => `${code} ${message}`)).toEqual(
        accepted
          ? []
          : ['I_LIST_EMPTY Qualys lists no web applications at all, and the graph holds 12.'],
      );
      expect(report.status).toBe(accepted ? 'complete' : 'partial');
      for (const type of ['web_app', 'qualys_web_app_finding']) {
        expect(report.completeTypes.includes(type)).toBe(accepted);
      }
    },
  );
});
