import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  all,
  errorOf,
  HOST,
  PAGE,
  PASSWORD,
  clientSetting as setting,
  USER,
  xml,
} from '../../test/network/client-setting.ts';
import { ENDPOINTS, IdRanges } from './index.ts';

describe('a request', () => {
  test('carries login, X-Requested-With and gzip, and ids in a POST body as ranges', async () => {
    const { server, client } = await setting((_, response) => xml(response, PAGE));
    await client.detections(
      {
        ids: IdRanges.of([100001, 100002, 100003, 100009]),
        severities: [3, 4, 5],
        statuses: ['New', 'Fixed'],
        showIgs: true,
        showResults: false,
        detectionUpdatedSince: Date.UTC(2026, 10, 1, 12, 30, 15, 999),
        tags: { by: 'name', include: ['Prod & Test', 'x'], match: 'all' },
        arfKernelFilter: 0,
        cursor: '100002',
      },
      all,
    );
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', url: '/api/5.0/fo/asset/host/vm/detection/' });
    expect(request?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from(`${USER}:${PASSWORD}`, 'utf8').toString('base64')}`,
      'x-requested-with': expect.stringMatching(/.+/),
      'accept-encoding': 'gzip',
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      action: 'list',
      output_format: 'XML',
      truncation_limit: '250',
      ids: '100001-100003,100009',
      id_min: '100002',
      severities: '3,4,5',
      status: 'New,Fixed',
      show_igs: '1',
      show_results: '0',
      detection_updated_since: '2026-11-01T12:30:15Z',
      use_tags: '1',
      tag_set_by: 'name',
      tag_set_include: 'Prod & Test,x',
      tag_include_selector: 'all',
      arf_kernel_filter: '0',
    });
  });

  test('without ids is a GET, and empty parameters are left out', async () => {
    const { server, client } = await setting((_, response) =>
      xml(
        response,
        '<HOST_LIST_OUTPUT><RESPONSE><DATETIME>2026-11-24T08:00:00Z</DATETIME></RESPONSE></HOST_LIST_OUTPUT>',
      ),
    );
    await client.hosts(
      { pageSize: 5, vmProcessedAfter: 0, ids: IdRanges.empty, hostMetadata: true, showTags: true },
      all,
    );
    const [request] = server.requests;
    expect(request?.method).toBe('GET');
    const url = new URL(request?.url ?? '', 'http://x');
    expect(url.pathname).toBe('/api/5.0/fo/asset/host/');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      action: 'list',
      details: 'All',
      truncation_limit: '5',
      vm_processed_after: '1970-01-01T00:00:00Z',
      host_metadata: 'all',
      show_tags: '1',
    });
  });

  test('asks for a page that holds all the ids it names', async () => {
    const { server, client } = await setting((_, response) => xml(response, PAGE));
    await client.detections({ ids: IdRanges.parse('1-3000') }, all);
    expect(new URLSearchParams(server.requests[0]?.body).get('truncation_limit')).toBe('3000');
  });

  test('goes to the configured version, and an old one is announced', async () => {
    const { server, client, events } = await setting((_, response) => xml(response, PAGE), {
      versions: { 'host-detections': '4.0', 'host-list': '6.0' },
    });
    const { summary } = await client.detections({}, all);
    expect(server.requests[0]?.url).toMatch(/^\/api\/4\.0\//);
    expect(summary.version).toBe('4.0');
    expect(events.filter(({ type }) => type === 'old-version')).toEqual([
      {
        type: 'old-version',
        endpoint: 'host-detections',
        version: '4.0',
        endOfSupport: '2025-12',
        endOfLife: '2026-06 or 2027-06',
      },
    ]);
  });

  test('of qps carries escaped criteria and pages by id', async () => {
    const page = (id: string, more: boolean) =>
      `<ServiceResponse><responseCode>SUCCESS</responseCode><count>1</count><hasMoreRecords>${more}</hasMoreRecords>${more ? `<lastId>${id}</lastId>` : ''}<data><HostAsset><id>${id}</id></HostAsset></data></ServiceResponse>`;
    const { server, client } = await setting((_, response, n) =>
      xml(response, n === 0 ? page('900001', true) : page('900002', false)),
    );
    const first = await client.hostAssets(
      { hostIds: IdRanges.of([3, 1, 2]), fields: ['id', 'qwebHostId'] },
      all,
    );
    expect(first.summary).toMatchObject({ next: '900001', asked: 3, announced: 1, records: 1 });
    const second = await client.hostAssets(
      { hostIds: IdRanges.of([1]), cursor: '900001', pageSize: 5000 },
      all,
    );
    expect(second.summary.next).toBeUndefined();
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/qps/rest/2.0/search/am/hostasset?fields=id,qwebHostId',
      '/qps/rest/2.0/search/am/hostasset',
    ]);
    expect(server.requests[0]?.body).toContain('<limitResults>250</limitResults>');
    expect(server.requests[0]?.body).toContain(
      '<Criteria field="qwebHostId" operator="IN">1,2,3</Criteria>',
    );
    expect(server.requests[1]?.body).toContain('<limitResults>1000</limitResults>');
    expect(server.requests[1]?.body).toContain(
      '<Criteria field="id" operator="GREATER">900001</Criteria>',
    );
  });

  test('of WAS filters by application, date and severity', async () => {
    const { server, client } = await setting((_, response) =>
      xml(
        response,
        '<ServiceResponse><responseCode>SUCCESS</responseCode><count>4</count></ServiceResponse>',
      ),
    );
    await client.webAppFindings(
      {
        webAppIds: ['1', '<2>'],
        lastDetectedAfter: 0,
        lastTestedAfter: 0,
        severities: [4, 5],
        verbose: true,
      },
      all,
    );
    await client.webApps({ isScanned: true, ids: ['7'], lastScannedAfter: 0 }, all);
    expect((await client.countWebApps({ isScanned: true })).value).toBe(4);
    const [findings, apps, count] = server.requests;
    expect(findings?.body).toContain(
      '<Criteria field="webApp.id" operator="IN">1,&lt;2&gt;</Criteria><Criteria field="lastDetectedDate" operator="GREATER">1970-01-01T00:00:00Z</Criteria><Criteria field="lastTestedDate" operator="GREATER">1970-01-01T00:00:00Z</Criteria><Criteria field="severity" operator="IN">4,5</Criteria>',
    );
    expect(findings?.body).toContain('<verbose>true</verbose>');
    expect(apps?.body).toContain(
      '<Criteria field="isScanned" operator="EQUALS">true</Criteria><Criteria field="id" operator="IN">7</Criteria><Criteria field="lastScan.date" operator="GREATER">1970-01-01T00:00:00Z</Criteria>',
    );
    expect(count?.url).toBe('/qps/rest/3.0/count/was/webapp');
  });

  test('of the knowledge base never sends a page size (it would be refused)', async () => {
    const { server, client } = await setting((_, response) =>
      xml(
        response,
        '<KNOWLEDGE_BASE_VULN_LIST_OUTPUT><RESPONSE><DATETIME>2026-11-24T08:00:00Z</DATETIME></RESPONSE></KNOWLEDGE_BASE_VULN_LIST_OUTPUT>',
      ),
    );
    await client.knowledgeBase(
      { ids: IdRanges.of([5, 6]), lastModifiedAfter: 0, showDisabledFlag: true },
      all,
    );
    await client.knowledgeBase({ idMin: 1, idMax: 9, details: 'Basic' }, all);
    expect(server.requests[0]?.body).toBe(
      'action=list&details=All&ids=5-6&last_modified_after=1970-01-01T00%3A00%3A00Z&show_disabled_flag=1',
    );
    expect(server.requests[1]?.url).toBe(
      '/api/4.0/fo/knowledge_base/vuln/?action=list&details=Basic&id_min=1&id_max=9',
    );
  });
});

describe('a page', () => {
  test('tells what is known about it', async () => {
    const { client, events } = await setting((_, response) =>
      xml(
        response,
        PAGE.replace('<ID>', '<NEW/><SSL>1</SSL><LAST_SCAN_DATETIME>soon</LAST_SCAN_DATETIME><ID>'),
        200,
        {
          'x-powered-by':
            'Qualys:USPOD3:0F0F0F0F-0000-4000-8000-0000000000AA:11111111-0000-4000-8000-0000000000aa',
        },
      ),
    );
    const { value, summary } = await client.detections({}, all);
    expect(value).toHaveLength(1);
    expect(summary).toMatchObject({
      endpoint: 'host-detections',
      version: '5.0',
      requests: 1,
      retries: 0,
      records: 1,
      serverTime: Date.UTC(2026, 10, 24, 8),
      subscription: '0f0f0f0f-0000-4000-8000-0000000000aa',
      repairs: 0,
    });
    expect([...summary.unknownElements.values()]).toEqual([1, 1]);
    expect([...summary.badValues.values()]).toEqual([1]);
    expect(events.map(({ type }) => type)).toEqual(['request-started', 'request-finished']);
  });

  test('may be compressed', async () => {
    const { client } = await setting((_, response) =>
      xml(response, gzipSync(PAGE), 200, { 'content-encoding': 'gzip' }),
    );
    const { value, summary } = await client.detections({}, all);
    expect(value).toHaveLength(1);
    expect(summary.bytes).toBe(Buffer.byteLength(PAGE));
  });

  test('is read to its end though the consumer leaves early', async () => {
    let finish = () => {};
    const { client } = await setting((_, response) => {
      response.write(PAGE.slice(0, PAGE.indexOf('</HOST_LIST>')));
      finish = () => {
        response.end(
          `${HOST.replace('100001', '100002')}${PAGE.slice(PAGE.indexOf('</HOST_LIST>'))}`,
        );
      };
    });
    const { value, summary } = await client.detections({}, async (batches) => {
      for await (const batch of batches) {
        finish();
        return batch.length;
      }
      return 0;
    });
    expect(value).toBe(1);
    expect(summary.records).toBe(2);
  });

  test('that breaks is read anew, and the consumer is called anew', async () => {
    const { client, events, clock } = await setting((_, response, n) => {
      if (n === 0) xml(response, PAGE.slice(0, PAGE.indexOf('</RESPONSE>')));
      else xml(response, PAGE);
    });
    const seen: unknown[] = [];
    const { value, summary } = await client.detections({}, async (batches) => {
      const mine: string[] = [];
      seen.push(mine);
      for await (const batch of batches) mine.push(...batch.map(({ id }) => id ?? ''));
      return mine;
    });
    expect(seen).toEqual([['100001'], ['100001']]);
    expect(value).toEqual(['100001']);
    expect(summary).toMatchObject({ requests: 2, retries: 1, waitedMs: 1000 });
    expect(clock.sleeps).toEqual([1000]);
    expect(events.find(({ type }) => type === 'retry')).toMatchObject({
      code: 'Q_TRUNCATED',
      attempt: 1,
      waitMs: 1000,
    });
  });

  test('that breaks is not a page though the consumer swallows the error', async () => {
    const { client } = await setting((_, response) =>
      xml(response, PAGE.slice(0, PAGE.indexOf('</HOST_LIST_VM'))),
    );
    const error = await errorOf(
      client.detections({}, async (batches) => {
        try {
          return await all(batches);
        } catch {
          return [];
        }
      }),
    );
    expect(error.code).toBe('Q_TRUNCATED');
  });

  test('with a bare & is read by a second, tolerant attempt', async () => {
    const { client, server } = await setting((_, response) =>
      xml(response, PAGE.replace('<QID>', '<FQDN>AT&T</FQDN><QID>')),
    );
    const { value, summary } = await client.detections({}, all);
    expect(value[0]?.detectionList?.[0]?.fqdn).toBe('AT&T');
    expect(summary.repairs).toBe(1);
    expect(server.requests).toHaveLength(2);
  });

  test('whose list does not move on is an error, not a loop', async () => {
    const warning =
      '<WARNING><CODE>1980</CODE><TEXT>more</TEXT><URL><![CDATA[https://evil.example/?id_min=100001]]></URL></WARNING></RESPONSE>';
    const { client, server } = await setting((_, response) =>
      xml(response, PAGE.replace('</RESPONSE>', warning)),
    );
    expect((await client.detections({}, all)).summary.next).toBe('100001');
    expect((await errorOf(client.detections({ cursor: '100001' }, all))).code).toBe(
      'Q_CURSOR_STUCK',
    );
    expect(server.requests).toHaveLength(2);
  });

  test('of host ids is a set', async () => {
    const { client } = await setting((_, response) =>
      xml(
        response,
        '<HOST_LIST_OUTPUT><RESPONSE><DATETIME>2026-11-24T08:00:00Z</DATETIME><ID_SET><ID>1</ID><ID>2</ID><ID_RANGE>10-19</ID_RANGE><ID>x</ID></ID_SET></RESPONSE></HOST_LIST_OUTPUT>',
      ),
    );
    const { value, summary } = await client.hostIds({});
    expect(value.ids.toString()).toBe('1-2,10-19');
    expect(summary.badRecords).toMatchObject([{ text: 'x' }]);
  });

  test('of host ids that is cut all the same is read on', async () => {
    const page = (ids: string, warning = '') =>
      `<HOST_LIST_OUTPUT><RESPONSE><DATETIME>2026-11-24T08:00:00Z</DATETIME><ID_SET>${ids}</ID_SET>${warning}</RESPONSE></HOST_LIST_OUTPUT>`;
    const { client, server } = await setting((_, response, n) =>
      xml(
        response,
        n === 0
          ? page(
              '<ID>1</ID><NEW/>',
              '<WARNING><CODE>1980</CODE><URL>https://x.example/?id_min=2</URL></WARNING>',
            )
          : page('<ID_RANGE>2-5</ID_RANGE><ID>9</ID><NEW/>'),
      ),
    );
    const { value, summary } = await client.hostIds({});
    expect(value.ids.toString()).toBe('1-5,9');
    expect(summary).toMatchObject({ requests: 2, records: 3 });
    expect(summary.next).toBeUndefined();
    expect([...summary.unknownElements.values()]).toEqual([2]);
    expect(server.requests[1]?.url).toContain('id_min=2');
  });

  test('with long filters is asked for by POST', async () => {
    const { client, server } = await setting((_, response) => xml(response, PAGE));
    const include = Array.from({ length: 200 }, (_, n) => `a long name of a tag ${n}`);
    await client.detections({ tags: { by: 'name', include } }, all);
    expect(server.requests[0]).toMatchObject({ method: 'POST' });
    expect(new URLSearchParams(server.requests[0]?.body).get('tag_set_include')).toBe(
      include.join(','),
    );
  });
});

test('every endpoint of the table waits longer than the five minutes after which servers hang up', () => {
  for (const { name, timeouts } of Object.values(ENDPOINTS)) {
    if (name !== 'portal-version') expect(timeouts.headersMs).toBeGreaterThan(300_000);
    expect(timeouts.totalMs).toBeGreaterThan(timeouts.headersMs);
  }
});
