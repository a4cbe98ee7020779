import { describe, expect, test } from 'vitest';
import {
  all,
  errorOf,
  HOST,
  PAGE,
  clientSetting as setting,
  simpleReturn as simple,
  xml,
} from '../../test/network/client-setting.ts';
import type { Respond, SeenRequest } from '../../test/network/local-server.ts';
import { BasicAuth, IdRanges, type QualysEvent } from './index.ts';
import { FakeClock, settle } from './testing/fake-clock.ts';
import { detectionPage, detectionPageOf } from './testing/read-document.ts';

const EMPTY_KNOWLEDGE_BASE =
  '<KNOWLEDGE_BASE_VULN_LIST_OUTPUT><RESPONSE><DATETIME>2026-11-24T08:00:00Z</DATETIME></RESPONSE></KNOWLEDGE_BASE_VULN_LIST_OUTPUT>';
const limited = (code: number, seconds?: number) =>
  simple(code).replace(
    '</TEXT>',
    seconds === undefined
      ? '</TEXT>'
      : `</TEXT><ITEM_LIST><ITEM><KEY>SECONDS_TO_WAIT</KEY><VALUE>${seconds}</VALUE></ITEM></ITEM_LIST>`,
  );

/** A parameter of the FO API, wherever it stands. */
function parameter({ url, body }: SeenRequest, name: string): string | null {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : body;
  return new URLSearchParams(query).get(name);
}

const sizesOf = (requests: readonly SeenRequest[]) =>
  requests.map((request) => Number(parameter(request, 'truncation_limit')));

describe('page sizes', () => {
  const trouble: [string, Respond][] = [
    ['a truncated answer', (_, response) => xml(response, PAGE.slice(0, 900))],
    ['a malformed answer', (_, response) => xml(response, PAGE.replace('</HOST>', '</HOSD>'))],
    ['status 504', (_, response) => xml(response, '<html></html>', 504)],
    ['status 413', (_, response) => xml(response, '<html></html>', 413)],
    ['status 414', (_, response) => xml(response, '<html></html>', 414)],
  ];

  test.each(trouble)('halve after %s, and the same page is asked for anew', async (_, fail) => {
    const { client, server, events } = await setting((request, response, n) =>
      n === 0 || n === 1 ? fail(request, response, n) : xml(response, PAGE),
    );
    const { summary } = await client.detections({ cursor: '100001' }, all);
    expect(sizesOf(server.requests)).toEqual([250, 125, 62]);
    expect(server.requests.map((request) => parameter(request, 'id_min'))).toEqual(
      Array.from({ length: 3 }, () => '100001'),
    );
    expect(summary.requests).toBe(3);
    expect(events.filter(({ type }) => type === 'page-size')).toEqual([
      { type: 'page-size', endpoint: 'host-detections', kind: 'records', pageSize: 125 },
      { type: 'page-size', endpoint: 'host-detections', kind: 'records', pageSize: 62 },
    ]);
  });

  test('halve after a time-out', async () => {
    const { client, server } = await setting(
      (_, response, n) => {
        if (n > 0) xml(response, PAGE);
      },
      { timeouts: { 'host-detections': { headersMs: 50 } } },
    );
    await client.detections({}, all);
    expect(sizesOf(server.requests)).toEqual([250, 125]);
  });

  test('stay for other failures, and for other endpoints', async () => {
    const { client, server } = await setting((request, response, n) => {
      if (n === 0) xml(response, '', 503);
      else if (n === 2) xml(response, PAGE.slice(0, 900));
      else if (request.url.includes('detection')) xml(response, PAGE);
      else {
        const date = '<DATETIME>2026-11-24T08:00:00Z</DATETIME>';
        xml(response, `<HOST_LIST_OUTPUT><RESPONSE>${date}</RESPONSE></HOST_LIST_OUTPUT>`);
      }
    });
    await client.detections({}, all);
    await client.detections({}, all);
    await client.hosts({}, all);
    expect(sizesOf(server.requests)).toEqual([250, 250, 250, 125, 1000]);
  });

  test('grow back as whole pages come', async () => {
    const { client, server, events } = await setting((_, response, n) =>
      xml(response, n === 0 ? PAGE.slice(0, 900) : PAGE),
    );
    for (let page = 0; page < 25; page++) await client.detections({}, all);
    const sizes = sizesOf(server.requests);
    expect(sizes.slice(0, 8)).toEqual([250, 125, 125, 125, 125, 125, 157, 157]);
    expect(sizes.at(-1)).toBe(250);
    expect(events.findLast(({ type }) => type === 'page-size')).toEqual({
      type: 'page-size',
      endpoint: 'host-detections',
      kind: 'records',
    });
  });

  test('of qps searches are limitResults', async () => {
    const { client, server } = await setting((_, response, n) =>
      xml(
        response,
        n === 0
          ? '<ServiceResponse><responseCode>SUCCESS</responseCode><count>1</count>'
          : '<ServiceResponse><responseCode>SUCCESS</responseCode><count>0</count></ServiceResponse>',
      ),
    );
    await client.webApps({ pageSize: 100 }, all);
    expect(server.requests.map(({ body }) => /<limitResults>(\d+)</.exec(body)?.[1])).toEqual([
      '100',
      '50',
    ]);
  });

  test('of the list of ids: all at once, and pages where that is too much', async () => {
    const page = (ids: string, next?: number) =>
      `<HOST_LIST_OUTPUT><RESPONSE><DATETIME>2026-11-24T08:00:00Z</DATETIME><ID_SET>${ids}</ID_SET>${next === undefined ? '' : `<WARNING><CODE>1980</CODE><URL>https://x.example/?id_min=${next}</URL></WARNING>`}</RESPONSE></HOST_LIST_OUTPUT>`;
    const { client, server, events } = await setting((request, response, n) => {
      if (n === 0) xml(response, '<html></html>', 504);
      else if (parameter(request, 'id_min') === null)
        xml(response, page('<ID_RANGE>1-10000</ID_RANGE>', 20_001));
      else xml(response, page('<ID>20001</ID>'));
    });
    const { value, summary } = await client.hostIds({});
    expect(value.ids.toString()).toBe('1-10000,20001');
    expect(summary).toMatchObject({ requests: 3, retries: 1 });
    expect(sizesOf(server.requests)).toEqual([0, 10_000, 10_000]);
    expect(events.find(({ type }) => type === 'page-size')).toMatchObject({ kind: 'ids' });
  });

  test('a request that is too large for good is an error in the end', async () => {
    const { client, server } = await setting((_, response) => xml(response, '', 413));
    expect((await errorOf(client.detections({}, all))).code).toBe('Q_REQUEST_TOO_LARGE');
    expect(sizesOf(server.requests)).toEqual([250, 125, 62, 31]);
    expect((await errorOf(client.knowledgeBase({}, all))).code).toBe('Q_REQUEST_TOO_LARGE');
    expect(server.requests).toHaveLength(5);
  });
});

describe('attempts', () => {
  test('are two where few are wished for', async () => {
    const { client, server, clock } = await setting((_, response) => xml(response, '', 503));
    await errorOf(client.detections({ attempts: 'few' }, all));
    expect(server.requests).toHaveLength(2);
    expect(clock.sleeps).toEqual([1000]);
  });

  test('are three at most against a conflict (1920)', async () => {
    const { client, server } = await setting((_, response, n) =>
      n === 0 ? xml(response, PAGE) : xml(response, simple(1920), 409),
    );
    await client.detections({}, all);
    expect((await errorOf(client.detections({}, all))).code).toBe('Q_CONFLICT');
    expect(server.requests).toHaveLength(4);
  });

  test('are one per call while an endpoint is broken, until it gives a page', async () => {
    let isDown = true;
    const { client, server, clock } = await setting((request, response) => {
      const body = request.url.includes('knowledge') ? EMPTY_KNOWLEDGE_BASE : PAGE;
      if (isDown && !request.url.includes('knowledge')) xml(response, '', 503);
      else xml(response, body);
    });
    const requestsOf = async (call: () => Promise<unknown>): Promise<number> => {
      const before = server.requests.length;
      await call().catch(() => undefined);
      return server.requests.length - before;
    };
    const ask = () => requestsOf(() => client.detections({}, all));
    await client.knowledgeBase({}, all);
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([6, 6, 1, 1]);
    const slept = clock.sleeps.length;
    expect(await ask()).toBe(1);
    expect(clock.sleeps).toHaveLength(slept);
    isDown = false;
    expect(await ask()).toBe(1);
    isDown = true;
    expect(await ask()).toBe(6);
  });
});

describe('a refused login', () => {
  test('is the last thing that reaches the network', async () => {
    const { client, server } = await setting((_, response) =>
      xml(response, simple(2000, 'Bad Login/Password'), 401),
    );
    const first = await errorOf(client.detections({}, all));
    const others = await Promise.all([
      errorOf(client.hostIds({})),
      errorOf(client.webApps({}, all)),
      errorOf(client.portalVersion()),
    ]);
    expect(server.requests).toHaveLength(1);
    for (const error of others) {
      expect(error).toMatchObject({ code: first.code, message: first.message, cause: first });
      expect(error.effort).toMatchObject({ requests: 0 });
    }
  });

  test('comes once though many calls start together', async () => {
    const { client, server } = await setting((_, response) =>
      xml(response, simple(2001, 'This account has expired.')),
    );
    const errors = await Promise.all([
      errorOf(client.portalVersion()),
      errorOf(client.hostIds({})),
      errorOf(client.detections({}, all)),
      errorOf(client.webApps({}, all)),
      errorOf(client.knowledgeBase({}, all)),
    ]);
    expect(errors.map(({ code }) => code)).toEqual(
      Array.from({ length: 5 }, () => 'Q_ACCOUNT_EXPIRED'),
    );
    expect(server.requests).toHaveLength(1);
  });

  test('calls that start together go on together once the login has worked', async () => {
    const held: (() => void)[] = [];
    const { client } = await setting((request, response, n) => {
      const search = '<ServiceResponse><responseCode>SUCCESS</responseCode></ServiceResponse>';
      const body = request.url.startsWith('/qps') ? search : EMPTY_KNOWLEDGE_BASE;
      if (n === 0) xml(response, search);
      else held.push(() => xml(response, body));
    });
    const calls = [
      client.webApps({}, all),
      client.webAppFindings({}, all),
      client.knowledgeBase({}, all),
    ];
    // The second and the third are only answered when both have come.
    await expect.poll(() => held.length).toBe(2);
    for (const answer of held) answer();
    await Promise.all(calls);
  });

  test('ends calls that wait for a limit or for their next attempt', async () => {
    const clock = new FakeClock();
    const events: QualysEvent[] = [];
    let isExpired = false;
    const { client, server } = await setting(
      (request, response) => {
        if (isExpired) xml(response, simple(2001, 'This account has expired.'));
        else if (request.url.includes('knowledge')) xml(response, EMPTY_KNOWLEDGE_BASE);
        else if (request.url.includes('detection')) xml(response, limited(1965, 600), 409);
        else xml(response, '', 503);
      },
      { clock, onEvent: (event) => events.push(event) },
    );
    await client.knowledgeBase({}, all);
    const waiting = errorOf(client.detections({}, all));
    const backingOff = errorOf(client.hosts({}, all));
    await expect
      .poll(() => events.filter(({ type }) => type === 'retry' || type === 'waiting').length)
      .toBe(3);
    isExpired = true;
    expect((await errorOf(client.knowledgeBase({}, all))).code).toBe('Q_ACCOUNT_EXPIRED');
    expect((await waiting).code).toBe('Q_ACCOUNT_EXPIRED');
    expect((await backingOff).code).toBe('Q_ACCOUNT_EXPIRED');
    await clock.advance(3_600_000);
    expect(server.requests).toHaveLength(4);
  });

  test('of one family counts for the other as well', async () => {
    const { client, server } = await setting(
      (request, response) =>
        request.url.startsWith('/qps')
          ? xml(
              response,
              '<ServiceResponse><responseCode>INVALID_CREDENTIALS</responseCode></ServiceResponse>',
            )
          : xml(response, PAGE),
      { auth: { fo: new BasicAuth('a', 'b'), qps: new BasicAuth('c', 'd') } },
    );
    await client.detections({}, all);
    expect((await errorOf(client.webApps({}, all))).code).toBe('Q_LOGIN_REFUSED');
    expect((await errorOf(client.detections({}, all))).code).toBe('Q_LOGIN_REFUSED');
    expect(server.requests).toHaveLength(2);
  });
});

describe('limits', () => {
  test('a daily tier that is used up names the time when calls are allowed again', async () => {
    const { client, clock, server } = await setting((_, response) =>
      xml(response, limited(1965), 409, {
        'x-ratelimit-limit': '50',
        'x-ratelimit-window-sec': '86400',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-towait-sec': '40000',
      }),
    );
    const resumeAt = clock.now() + 40_000_000;
    for (let call = 0; call < 2; call++) {
      const error = await errorOf(client.detections({}, all));
      expect(error).toMatchObject({ code: 'Q_WAIT_TOO_LONG', resumeAt });
      expect(error.message).toContain('2026-11-24T11:06:40Z');
      expect(error.whatToDo).toContain('2026-11-24T11:06:40Z');
    }
    // The second call knows it from the first one's answer.
    expect(server.requests).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });

  test('of qps come as a response code', async () => {
    const { client, clock } = await setting((_, response, n) =>
      xml(
        response,
        `<ServiceResponse><responseCode>${n === 0 ? 'LIMIT_EXCEEDED' : 'SUCCESS'}</responseCode><count>0</count></ServiceResponse>`,
      ),
    );
    expect((await client.webApps({}, all)).summary).toMatchObject({ retries: 1, records: 0 });
    expect(clock.sleeps).toEqual([60_000]);
  });

  test('are told as far as answers told them', async () => {
    const { client } = await setting((_, response) =>
      xml(response, PAGE, 200, {
        'x-ratelimit-limit': '300',
        'x-ratelimit-window-sec': '3600',
        'x-ratelimit-remaining': '291',
        'x-concurrency-limit-limit': '2',
      }),
    );
    await client.detections({}, all);
    const unknown = {
      limit: undefined,
      remaining: undefined,
      windowSec: undefined,
      concurrency: undefined,
    };
    expect(client.limits()).toContainEqual({
      endpoint: 'host-detections',
      limit: 300,
      remaining: 291,
      windowSec: 3600,
      concurrency: 2,
    });
    expect(client.limits()).toContainEqual({ endpoint: 'host-list', ...unknown });
    expect(client.limits()).toHaveLength(7);
  });

  test('of calls at once: all are used where a number is configured', async () => {
    const held: (() => void)[] = [];
    const { client, server } = await setting(
      (_, response, n) => {
        const answer = () => xml(response, PAGE, 200, { 'x-concurrency-limit-limit': '3' });
        if (n === 0 || n > 3) answer();
        else held.push(answer);
      },
      { maxConcurrency: 9 },
    );
    await client.detections({}, all);
    const calls = Array.from({ length: 9 }, () => client.detections({}, all));
    await expect.poll(() => held.length).toBe(3);
    expect(server.requests).toHaveLength(4);
    for (const answer of held) answer();
    await Promise.all(calls);
  });
});

describe('answers that are not quite right', () => {
  test('forbidden characters and broken UTF-8 are repaired and counted', async () => {
    const body = Buffer.from(detectionPageOf('<RESULTS>one\u0001two \u00fcbel</RESULTS>'), 'utf8');
    const at = body.indexOf('bel') - 2;
    const { client } = await setting((_, response) =>
      // Half of the ü is missing.
      xml(response, Buffer.concat([body.subarray(0, at), body.subarray(at + 1)])),
    );
    const { value, summary } = await client.detections({}, all);
    expect(value[0]?.detectionList?.[0]?.results).toBe('one\uFFFDtwo \uFFFDbel');
    expect(summary).toMatchObject({ repairs: 2, retries: 0, records: 1, badRecords: [] });
  });

  test('a record with a garbled id is named with its host', async () => {
    const { client } = await setting((_, response) =>
      xml(response, detectionPage(HOST.replace('<QID>1', '<QID>\u00011'))),
    );
    const { value, summary } = await client.detections({}, all);
    expect(value).toEqual([{ id: '100001', detectionList: [] }]);
    expect(summary.badRecords).toMatchObject([{ key: 'qid', recordId: '100001', text: '?1' }]);
    expect(summary.repairs).toBe(1);
  });

  test('CDATA that swallowed the beginning of CDATA is asked for anew, and taken if it stays', async () => {
    const results = (text: string) => `<RESULTS><![CDATA[${text}]]></RESULTS>`;
    const two = (first: string) =>
      detectionPage(
        `<HOST><ID>100001</ID><DETECTION_LIST><DETECTION><QID>1</QID>${first}</DETECTION><DETECTION><QID>2</QID>${results('b')}</DETECTION></DETECTION_LIST></HOST>`,
      );
    const whole = two(results('a'));
    // The end of the first section is garbled: without a closer look one detection would be gone.
    const garbled = two(results('a').replace(']]>', ']]?'));
    const { client } = await setting((_, response, n) => xml(response, n === 0 ? garbled : whole));
    const { value, summary } = await client.detections({}, all);
    expect(value[0]?.detectionList?.map(({ qid }) => qid)).toEqual([1, 2]);
    expect(summary.retries).toBe(1);

    const nested = two(results('a <![CDATA[ b'));
    const honest = await setting((_, response) => xml(response, nested));
    const first = await honest.client.detections({}, all);
    expect(first.value[0]?.detectionList?.[0]?.results).toBe('a <![CDATA[ b');
    expect(first.summary.retries).toBe(1);
    // From then on it is known that such texts are meant.
    expect((await honest.client.detections({}, all)).summary.retries).toBe(0);
  });

  test('a search that does not say whether it goes on is no last page', async () => {
    const page = (more: string) =>
      `<ServiceResponse><responseCode>SUCCESS</responseCode><count>0</count><hasMoreRecords>${more}</hasMoreRecords><lastId>7</lastId></ServiceResponse>`;
    const { client } = await setting((_, response, n) =>
      xml(response, page(n === 0 ? 'trxe' : 'true')),
    );
    const { summary } = await client.webApps({}, all);
    expect(summary).toMatchObject({ retries: 1, next: '7' });
  });
});

test('calls that wait for a limit are cancelled one by one', async () => {
  const clock = new FakeClock();
  const { client, server } = await setting(
    (_, response, n) => (n === 0 ? xml(response, limited(1965, 600), 409) : xml(response, PAGE)),
    { clock },
  );
  const abort = new AbortController();
  const cancelled = errorOf(client.detections({ ids: IdRanges.of([1]) }, all, abort.signal));
  const patient = client.detections({ ids: IdRanges.of([2]) }, all);
  await expect.poll(() => server.requests.length).toBe(1);
  abort.abort('enough');
  expect(await cancelled).toMatchObject({ code: 'Q_ABORTED', cause: 'enough' });
  await settle();
  await expect
    .poll(async () => {
      await clock.advance(600_000);
      return server.requests.length;
    })
    .toBe(2);
  expect((await patient).value).toHaveLength(1);
});

test('once no further call may begin, one that waits ends, and one that is under way comes to its end', async () => {
  const stop = new AbortController();
  const held = Promise.withResolvers<void>();
  const { client, server, events } = await setting(
    async (_, response, n) => {
      if (n === 1) await held.promise;
      xml(response, PAGE);
    },
    { clock: new FakeClock(), stopSignal: stop.signal },
  );
  // A login that was never accepted is tried out by one call alone.
  await client.detections({ ids: IdRanges.of([1]) }, all);
  const working = client.detections({ ids: IdRanges.of([2]) }, all);
  await expect.poll(() => server.requests.length).toBe(2);
  const waiting = errorOf(client.detections({ ids: IdRanges.of([3]) }, all));
  await expect.poll(() => events.some(({ type }) => type === 'waiting')).toBe(true);
  stop.abort(new Error('enough'));
  expect((await waiting).message).toBe('enough');
  held.resolve();
  expect((await working).value).toHaveLength(1);
  expect(server.requests).toHaveLength(2);
});
