import { expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../index.ts';
import { DETECTIONS, HOSTS, startCaller, texts } from '../testing/caller.ts';

test('a script says which requests of which endpoint go wrong', async () => {
  const caller = await startCaller({}, onTestFinished);
  caller.simulator.setFaults([
    { kind: 'gatewayTimeout', endpoint: 'host-list', at: 2, times: 2 },
    { kind: 'maintenance', parameters: { ids: '7' } },
  ]);
  const status = async () => (await caller.fo(HOSTS)).status;
  expect([await status(), await status(), await status(), await status()]).toEqual([
    200, 504, 504, 200,
  ]);
  expect((await caller.fo(DETECTIONS, { ids: '7' })).text).toMatch(/^<!DOCTYPE html>/);
  caller.simulator.setFaults([]);
  expect((await caller.fo(DETECTIONS, { ids: '7' })).text).toMatch(/^<\?xml/);
});

test.each<[Fault['kind'], number, RegExp]>([
  ['gatewayTimeout', 504, /<html>/],
  ['maintenance', 200, /<html>/],
  ['genericReturn', 200, /<GENERIC_RETURN>[\s\S]*number="999"/],
  ['processing', 202, /<CODE>1981</],
  ['unavailable', 503, /<CODE>1999</],
  ['internalError', 500, /<CODE>999</],
  ['busy', 409, /<CODE>1960</],
  ['rateLimit', 409, /<CODE>1965</],
  ['tooManyRequests', 429, /^$/],
  ['registration', 409, /<CODE>2003</],
  ['otherRoot', 200, /<ASSET_GROUP_LIST_OUTPUT>/],
])('%s answers %i', async (kind, status, body) => {
  const caller = await startCaller({}, onTestFinished);
  caller.simulator.setFaults([{ kind }]);
  const answer = await caller.fo(DETECTIONS);
  expect(answer.status).toBe(status);
  expect(answer.text).toMatch(body);
});

test('a truncated body ends as if it were whole; a cut one breaks', async () => {
  const caller = await startCaller({}, onTestFinished);
  caller.simulator.setFaults([
    { kind: 'truncate', bytes: 700 },
    { kind: 'cut', at: 2, bytes: 700 },
    { kind: 'hangUp', at: 3 },
  ]);
  const { status, text } = await caller.fo(DETECTIONS);
  expect(status).toBe(200);
  expect(Buffer.byteLength(text)).toBe(700);
  await expect(caller.fo(DETECTIONS)).rejects.toThrow();
  await expect(caller.fo(DETECTIONS)).rejects.toThrow();
  expect(caller.simulator.requests.map(({ outcome }) => outcome)).toEqual(['cut', 'cut', 'cut']);
});

test('a stalled request goes on until the client gives up', async () => {
  const caller = await startCaller({}, onTestFinished);
  caller.simulator.setFaults([{ kind: 'stall' }]);
  const controller = new AbortController();
  const answer = caller.call(`${HOSTS}?action=list`, { signal: controller.signal });
  await expect.poll(() => caller.simulator.requests[0]?.outcome).toBe('running');
  controller.abort();
  await expect(answer).rejects.toThrow();
  await expect.poll(() => caller.simulator.requests[0]?.outcome).toBe('cut');
});

test('garbage and forbidden characters spoil one record and leave the rest', async () => {
  const caller = await startCaller({}, onTestFinished);
  caller.simulator.setFaults([{ kind: 'garbageRecord' }, { kind: 'controlCharacters', at: 2 }]);
  const garbage = await caller.fo(DETECTIONS);
  const spoilt = await caller.fo(DETECTIONS);
  const good = await caller.fo(DETECTIONS);
  const qids = texts(good.text, 'QID');
  const withGarbage = texts(garbage.text, 'QID');
  expect(withGarbage).toHaveLength(qids.length + 1);
  expect(withGarbage.filter((qid) => /^\d+$/.test(qid))).toEqual(qids);
  expect(spoilt.text).toContain('\u0000\u0008\u001f');
  expect(good.text).not.toContain('\u0000');
});
