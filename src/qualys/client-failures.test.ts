import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  all,
  errorOf,
  PAGE,
  clientSetting as setting,
  simpleReturn as simple,
  xml,
} from '../../test/network/client-setting.ts';
import type { Respond } from '../../test/network/local-server.ts';
import type { QualysClientOptions } from './index.ts';
import { FakeClock } from './testing/fake-clock.ts';

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
