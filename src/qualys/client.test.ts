import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  all,
  closeAfterTest,
  errorOf,
  HOST,
  PAGE,
  PASSWORD,
  clientSetting as setting,
  simpleReturn as simple,
  USER,
  xml,
} from '../../test/network/client-setting.ts';
import type { Respond } from '../../test/network/local-server.ts';
import { ENDPOINTS, IdRanges, type QualysClientOptions } from './index.ts';
import { FakeClock } from './testing/fake-clock.ts';

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

describe('what can pass is tried again', () => {
  const broken: [string, (response: ServerResponse) => void, string][] = [
    ['a hang-up before the answer', (response) => response.destroy(), 'Q_CONNECTION_LOST'],
    [
      'a hang-up inside the body',
      (response) => {
        response.writeHead(200, { 'content-length': '100000' });
        response.write(PAGE.slice(0, 300));
        setImmediate(() => response.destroy());
      },
      'Q_CONNECTION_LOST',
    ],
    [
      'half a gzip stream',
      (response) =>
        xml(response, gzipSync(PAGE).subarray(0, 60), 200, { 'content-encoding': 'gzip' }),
      'Q_TRUNCATED',
    ],
    ['an empty body', (response) => xml(response, ''), 'Q_TRUNCATED'],
    [
      'HTML with status 200',
      (response) => xml(response, '<html><title>Maintenance</title></html>'),
      'Q_HTML_ANSWER',
    ],
    ['status 504', (response) => xml(response, '<html>504</html>', 504), 'Q_UNAVAILABLE'],
    [
      'code 999 in an old return',
      (response) =>
        xml(
          response,
          '<GENERIC_RETURN><RETURN status="FAILED" number="999">Internal error.</RETURN></GENERIC_RETURN>',
        ),
      'Q_SERVER_ERROR',
    ],
    ['code 1981', (response) => xml(response, simple(1981), 202), 'Q_STILL_PROCESSING'],
    ['code 1999', (response) => xml(response, simple(1999), 503), 'Q_UNAVAILABLE'],
  ];

  test.each(broken)('%s', async (_, breakIt, code) => {
    const { client, events } = await setting((_request, response, n) => {
      if (n === 0) breakIt(response);
      else xml(response, PAGE);
    });
    const { value, summary } = await client.detections({}, all);
    expect(value).toHaveLength(1);
    expect(summary.retries).toBe(1);
    expect(events.find(({ type }) => type === 'retry')).toMatchObject({ code });
  });

  test('five times and not more', async () => {
    const { client, server, clock } = await setting((_, response, n) =>
      n === 0 ? xml(response, PAGE) : xml(response, '', 503),
    );
    await client.detections({}, all);
    const error = await errorOf(client.detections({}, all));
    expect(error).toMatchObject({
      code: 'Q_UNAVAILABLE',
      effort: { version: '5.0', requests: 6, retries: 5, waitedMs: 93_000 },
    });
    expect(server.requests).toHaveLength(7);
    expect(clock.sleeps).toEqual([3000, 6000, 12_000, 24_000, 48_000]);
  });

  test.each([
    ['headers', { headersMs: 50 }, (_: ServerResponse): unknown => undefined],
    [
      'silence in the body',
      { idleMs: 50 },
      (response: ServerResponse) => response.write(PAGE.slice(0, 200)),
    ],
    [
      'the whole attempt',
      { totalMs: 50 },
      (response: ServerResponse) => response.write(PAGE.slice(0, 200)),
    ],
  ])('after a time-out of %s', async (_, timeouts, hang) => {
    const { client, events } = await setting(
      (_request, response, n) => {
        if (n === 0) hang(response);
        else xml(response, PAGE);
      },
      { timeouts: { 'host-detections': timeouts } },
    );
    expect((await client.detections({}, all)).value).toHaveLength(1);
    expect(events.find(({ type }) => type === 'retry')).toMatchObject({ code: 'Q_TIMEOUT' });
  });
});

describe('limits', () => {
  const limited = (code: number, item = '') =>
    simple(code).replace(
      '</TEXT>',
      `</TEXT>${item === '' ? '' : `<ITEM_LIST><ITEM><KEY>SECONDS_TO_WAIT</KEY><VALUE>${item}</VALUE></ITEM></ITEM_LIST>`}`,
    );

  test('are waited out as long as the answer asks, and announced', async () => {
    const { client, events, clock } = await setting((_, response, n) => {
      if (n === 0) xml(response, limited(1965, '181'), 409);
      else xml(response, PAGE);
    });
    const start = clock.now();
    const { summary } = await client.detections({}, all);
    expect(summary).toMatchObject({ requests: 2, retries: 1, waitedMs: 181_000 });
    expect(events.map(({ type }) => type)).toEqual([
      'request-started',
      'request-failed',
      'retry',
      'waiting',
      'request-started',
      'request-finished',
    ]);
    expect(events[3]).toMatchObject({ reason: 'limited', until: start + 181_000 });
  });

  test.each([
    [409, limited(1960), 10_000],
    [409, '', 10_000],
    [429, '', 60_000],
  ])('without a hint, status %i %s waits %i ms', async (status, body, waitedMs) => {
    const { client } = await setting((_, response, n) => {
      if (n === 0) xml(response, body, status);
      else xml(response, PAGE);
    });
    expect((await client.detections({}, all)).summary.waitedMs).toBe(waitedMs);
  });

  test('other conflicts fail at once', async () => {
    for (const code of [2003, 2011]) {
      const { client, server } = await setting((_, response) => xml(response, simple(code), 409));
      expect((await errorOf(client.detections({}, all))).qualysCode).toBe(String(code));
      expect(server.requests).toHaveLength(1);
    }
  });

  test('that take too long are an error that says so', async () => {
    const { client, server } = await setting((_, response) =>
      xml(response, limited(1965, '80000'), 409),
    );
    const error = await errorOf(client.detections({}, all));
    expect(error).toMatchObject({
      code: 'Q_WAIT_TOO_LONG',
      qualysCode: '1965',
      waitMs: 80_000_000,
    });
    expect(server.requests).toHaveLength(1);
  });

  test('keep calls of one endpoint below what its headers allow, and the knowledge base at one', async () => {
    let running = 0;
    let most = 0;
    const { client } = await setting((request, response) => {
      running++;
      most = Math.max(most, running);
      setTimeout(() => {
        running--;
        const root = request.url.includes('knowledge')
          ? 'KNOWLEDGE_BASE_VULN_LIST_OUTPUT'
          : 'HOST_LIST_VM_DETECTION_OUTPUT';
        xml(
          response,
          `<${root}><RESPONSE><DATETIME>2026-11-24T08:00:00Z</DATETIME></RESPONSE></${root}>`,
          200,
          { 'x-concurrency-limit-limit': '4' },
        );
      }, 5);
    });
    const measure = async (call: () => Promise<unknown>): Promise<number> => {
      await call();
      most = 0;
      await Promise.all(Array.from({ length: 12 }, call));
      return most;
    };
    expect(await measure(() => client.detections({}, all))).toBe(3);
    expect(await measure(() => client.knowledgeBase({}, all))).toBe(1);
  });
});

describe('what cannot pass is not tried again', () => {
  test.each([
    [401, simple(2000, 'Bad Login/Password'), 'Q_LOGIN_REFUSED'],
    [401, '', 'Q_LOGIN_REFUSED'],
    [200, simple(2001, 'This account has expired.'), 'Q_ACCOUNT_EXPIRED'],
    [400, simple(1901), 'Q_BAD_REQUEST'],
    [403, simple(2012), 'Q_NOT_PERMITTED'],
    [404, '<html></html>', 'Q_VERSION_RETIRED'],
    [200, '<HOST_LIST_OUTPUT/>', 'Q_WRONG_ROOT'],
  ])('status %i %s', async (status, body, code) => {
    const { client, server } = await setting((_, response) => xml(response, body, status));
    let called = 0;
    const error = await errorOf(
      client.detections({}, (batches) => {
        called++;
        return all(batches);
      }),
    );
    expect(error.code).toBe(code);
    expect(server.requests).toHaveLength(1);
    expect(called).toBe(0);
  });

  test('a bad login of the portal is found in the body of a 200', async () => {
    const { client } = await setting((_, response) =>
      xml(
        response,
        '<ServiceResponse><responseCode>INVALID_CREDENTIALS</responseCode></ServiceResponse>',
      ),
    );
    expect(await errorOf(client.portalVersion())).toMatchObject({
      code: 'Q_LOGIN_REFUSED',
      exitCode: 1,
    });
  });

  test('a module that is not licensed can be skipped', async () => {
    const { client } = await setting((_, response) =>
      xml(response, '<ServiceResponse><responseCode>UNAUTHORIZED</responseCode></ServiceResponse>'),
    );
    expect(await errorOf(client.webApps({}, all))).toMatchObject({
      code: 'Q_MODULE_UNAVAILABLE',
      isSkippable: true,
    });
  });

  test('a count without a count is no zero', async () => {
    const { client } = await setting((_, response) =>
      xml(response, '<ServiceResponse><responseCode>SUCCESS</responseCode></ServiceResponse>'),
    );
    expect((await errorOf(client.countWebApps({}))).code).toBe('Q_MALFORMED_XML');
  });

  test('an error of the consumer is passed on as it is', async () => {
    const { client, server } = await setting((_, response) => xml(response, PAGE));
    const mine = new Error('disk full');
    expect(await errorOf(client.detections({}, () => Promise.reject(mine)))).toBe(mine);
    expect(server.requests).toHaveLength(1);
  });

  test('a refused connection of a server that never answered', async () => {
    const { server, client } = await setting((_, response) => xml(response, PAGE));
    await server[Symbol.asyncDispose]();
    const error = await errorOf(client.detections({}, all));
    expect(error).toMatchObject({
      code: 'Q_CONNECTION_REFUSED',
      message: expect.stringContaining('127.0.0.1'),
    });
  });

  test('a host that does not exist', async () => {
    const { client } = await setting((_, response) => xml(response, PAGE), {
      apiUrl: 'https://qualysapi.does-not-exist.invalid',
    });
    expect((await errorOf(client.portalVersion())).code).toMatch(
      /^Q_(HOST_NOT_FOUND|DNS_UNAVAILABLE)$/,
    );
  });
});

describe('cancelling', () => {
  test('ends a request, a body and a wait', async () => {
    const hang = async (respond: Respond, options: Partial<QualysClientOptions> = {}) => {
      const abort = new AbortController();
      const { client } = await setting(respond, {
        ...options,
        onEvent: ({ type }) => {
          if (type === (options.clock === undefined ? 'request-started' : 'waiting'))
            setTimeout(() => abort.abort('enough'), 20);
        },
      });
      return await errorOf(client.detections({}, all, abort.signal));
    };
    expect(await hang(() => undefined)).toMatchObject({ code: 'Q_ABORTED', cause: 'enough' });
    expect((await hang((_, response) => response.write(PAGE.slice(0, 300)))).code).toBe(
      'Q_ABORTED',
    );
    expect(
      (await hang((_, response) => xml(response, '', 429), { clock: new FakeClock() })).code,
    ).toBe('Q_ABORTED');
  });

  test('before the start sends nothing', async () => {
    const { client, server } = await setting((_, response) => xml(response, PAGE));
    expect((await errorOf(client.detections({}, all, AbortSignal.abort()))).code).toBe('Q_ABORTED');
    expect(server.requests).toHaveLength(0);
  });
});

describe('secrets', () => {
  test('stay out of errors, events and inspections', async () => {
    const { client, events } = await setting((_, response, n) =>
      xml(response, '', n === 0 ? 503 : 401),
    );
    const error = await errorOf(client.detections({ ids: IdRanges.of([1]) }, all));
    const shown = inspect([error, events, client], { depth: 20, showHidden: true });
    const token = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
    for (const secret of [PASSWORD, token, encodeURIComponent(PASSWORD)])
      expect(shown).not.toContain(secret);
  });

  test('stay out of captured pages, which hold everything else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'graph-qualys-capture-'));
    closeAfterTest({ close: () => rm(folder, { recursive: true }) });
    const echo = `<REQUEST><USER_LOGIN>${USER}</USER_LOGIN><X>${PASSWORD}</X></REQUEST>`;
    const { client } = await setting(
      (_, response, n) => {
        if (n === 0) {
          xml(response, 'maintenance', 503);
          return;
        }
        response.writeHead(200, { 'set-cookie': 'QualysSession=abc', 'x-ratelimit-limit': '300' });
        const body = PAGE.replace('<RESPONSE>', `${echo}<RESPONSE>`);
        // Cut in the middle of the name, so that no chunk holds it whole.
        const cut = body.indexOf(USER) + 4;
        response.write(body.slice(0, cut));
        setTimeout(() => response.end(body.slice(cut)), 20);
      },
      { capture: join(folder, 'pages') },
    );
    await client.detections({ ids: IdRanges.of([7]) }, all);
    const names = (await readdir(join(folder, 'pages'))).sort();
    expect(names).toEqual([
      '000001-host-detections-attempt-1.http',
      '000002-host-detections-attempt-2.http',
    ]);
    const [first, second] = await Promise.all(
      names.map((name) => readFile(join(folder, 'pages', name), 'utf8')),
    );
    expect(first).toContain('HTTP 503');
    expect(first).toContain('maintenance');
    expect(second).toContain('POST /api/5.0/fo/asset/host/vm/detection/\n\naction=list');
    expect(second).toContain('ids=7');
    expect(second).toContain('x-ratelimit-limit: 300');
    expect(second).toContain(HOST);
    expect(second).toContain('<USER_LOGIN>[redacted]</USER_LOGIN><X>[redacted]</X>');
    for (const secret of [USER, PASSWORD, 'QualysSession', 'Basic ', 'authorization']) {
      expect(`${first}${second}`).not.toContain(secret);
    }
  });

  test('a folder for pages that cannot be used is named', async () => {
    const { client } = await setting((_, response) => xml(response, PAGE), {
      capture: '/dev/null/pages',
    });
    expect(await errorOf(client.detections({}, all))).toMatchObject({
      code: 'Q_CAPTURE',
      message: expect.stringContaining('/dev/null/pages'),
    });
  });
});

test('every endpoint of the table waits longer than the five minutes after which servers hang up', () => {
  for (const { name, timeouts } of Object.values(ENDPOINTS)) {
    if (name !== 'portal-version') expect(timeouts.headersMs).toBeGreaterThan(300_000);
    expect(timeouts.totalMs).toBeGreaterThan(timeouts.headersMs);
  }
});
