import { describe, expect, test } from 'vitest';
import {
  all,
  errorOf,
  PAGE,
  clientSetting as setting,
  simpleReturn as simple,
  xml,
} from '../../test/network/client-setting.ts';

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
