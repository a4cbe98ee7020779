import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { FAULT_KINDS, type Fault } from '../index.ts';
import {
  basic,
  type Caller,
  DETECTIONS,
  HOSTS,
  hostIdsOf,
  KNOWLEDGE,
  startCaller,
  texts,
} from '../testing/caller.ts';

const ASSETS = '/qps/rest/2.0/search/am/hostasset';
const APPS = '/qps/rest/3.0/search/was/webapp';
const FINDINGS = '/qps/rest/3.0/search/was/finding';

async function withFaults(...faults: Fault[]): Promise<Caller> {
  const caller = await startCaller({ hosts: 40, detections: 8 }, onTestFinished);
  caller.simulator.setFaults(faults);
  return caller;
}

/** What an answer's bytes are, without a decoder in between that repairs them. */
async function bytesOf({ url, simulator }: Caller, path: string): Promise<Buffer> {
  const headers = { authorization: basic(simulator), 'x-requested-with': 'test' };
  const response = await fetch(`${url}${path}?action=list`, { headers });
  return Buffer.from(await response.arrayBuffer());
}

test('requests are chosen by path, from, to and every', async () => {
  const caller = await withFaults({ kind: 'wrongStatus', status: 418, path: HOSTS, every: 3 });
  const statuses = async (count: number, path = HOSTS) => {
    const all: number[] = [];
    for (let call = 0; call < count; call++) {
      all.push((await caller.fo(path, { details: 'None' })).status);
    }
    return all;
  };
  expect(await statuses(7)).toEqual([200, 200, 418, 200, 200, 418, 200]);
  for (const path of [DETECTIONS, DETECTIONS, KNOWLEDGE, KNOWLEDGE]) {
    expect((await caller.fo(path, { id_min: '90000000' })).status).toBe(200);
  }
  caller.simulator.setFaults([{ kind: 'wrongStatus', from: 2, to: 5, every: 2 }]);
  expect(await statuses(7)).toEqual([200, 500, 200, 500, 200, 200, 200]);
  caller.simulator.setFaults([{ kind: 'wrongStatus', status: 502, from: 3 }]);
  expect(await statuses(5)).toEqual([200, 200, 502, 502, 502]);
});

test('a connection is reset before the answer or inside it', async () => {
  const caller = await withFaults({ kind: 'reset' }, { kind: 'reset', at: 2, bytes: 500 });
  await expect(caller.fo(HOSTS)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  const answer = caller.fo(HOSTS);
  await expect(answer).rejects.toThrow('terminated');
  expect((await caller.fo(HOSTS)).status).toBe(200);
});

test('a body may stall until the reader goes away', async () => {
  const caller = await withFaults({ kind: 'stall', bytes: 300 });
  const controller = new AbortController();
  const response = await fetch(`${caller.url}${HOSTS}?action=list`, {
    headers: { authorization: basic(caller.simulator), 'x-requested-with': 'test' },
    signal: controller.signal,
  });
  const reader = response.body?.getReader();
  const first = await reader?.read();
  expect(first?.value).toHaveLength(300);
  const rest = reader?.read();
  controller.abort();
  await expect(rest).rejects.toThrow();
  await expect.poll(() => caller.simulator.requests[0]?.outcome).toBe('cut');
});

test('a slow body comes in pieces and is whole', async () => {
  const caller = await withFaults({ kind: 'slowBody', at: 2, bytes: 4000, pauseMs: 1 });
  const good = await caller.fo(HOSTS);
  const slow = await caller.fo(HOSTS);
  expect(slow.text).toBe(good.text);
});

test('409 and 429 tell how long to wait in every way there is', async () => {
  const caller = await withFaults(
    { kind: 'conflict', tells: 'header', seconds: 70 },
    { kind: 'conflict', at: 2, tells: 'body', seconds: 70 },
    { kind: 'conflict', at: 3, tells: 'neither' },
    { kind: 'conflict', at: 4, code: 1920 },
    { kind: 'tooManyRequests', at: 5, seconds: 9 },
    { kind: 'tooManyRequests', at: 6, tells: 'neither' },
  );
  const answer = () => caller.fo(HOSTS);
  const toWait = 'x-ratelimit-towait-sec';
  const header = await answer();
  expect([header.status, header.headers.get(toWait)]).toEqual([409, '70']);
  expect(header.text).not.toMatch(/SECONDS_TO_WAIT|minutes/);
  const body = await answer();
  expect([body.headers.get(toWait), texts(body.text, 'VALUE')]).toEqual([null, ['70']]);
  expect(body.text).toContain('for another 1 minutes and 10 seconds');
  const neither = await answer();
  expect([neither.headers.get(toWait), texts(neither.text, 'CODE')]).toEqual([null, ['1965']]);
  expect(neither.text).not.toMatch(/SECONDS_TO_WAIT|minutes/);
  expect(texts((await answer()).text, 'CODE')).toEqual(['1920']);
  const many = await answer();
  expect([many.status, many.headers.get('retry-after')]).toEqual([429, '9']);
  expect((await answer()).headers.get('retry-after')).toBeNull();
});

test.each([HOSTS, DETECTIONS, KNOWLEDGE])('bytes that are no UTF-8 in %s', async (path) => {
  const caller = await withFaults({ kind: 'invalidBytes', at: 2 });
  const good = await bytesOf(caller, path);
  const spoilt = await bytesOf(caller, path);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  expect(() => decoder.decode(good)).not.toThrow();
  expect(() => decoder.decode(spoilt)).toThrow();
  const [head] = good.toString().split('</RESPONSE>');
  const [, tail] = spoilt.toString('latin1').split('</RESPONSE>');
  expect(good.subarray(0, 200)).toEqual(spoilt.subarray(0, 200));
  expect([head?.length === 0, tail?.includes('OUTPUT>')]).toEqual([false, true]);
});

test('bytes that are no UTF-8 in an element that was named', async () => {
  const caller = await withFaults({ kind: 'invalidBytes', into: 'DNS' });
  const bytes = await bytesOf(caller, HOSTS);
  const at = bytes.indexOf('<DNS><![CDATA[') + '<DNS><![CDATA['.length;
  expect([...bytes.subarray(at, at + 2)]).toEqual([0xc0, 0xaf]);
});

test('forbidden characters in answers of every endpoint', async () => {
  const caller = await withFaults({ kind: 'controlCharacters', every: 1 });
  const answers = [
    await caller.fo(HOSTS),
    await caller.fo(HOSTS, { details: 'None' }),
    await caller.fo(DETECTIONS, { show_results: '0' }),
    await caller.fo(KNOWLEDGE),
    await caller.qps(ASSETS),
    await caller.qps(APPS),
    await caller.qps(FINDINGS),
    await caller.call('/qps/rest/portal/version'),
  ];
  for (const { text } of answers) expect(text.split('\u0000')).toHaveLength(2);
});

test('a cursor leads to the page that it came from', async () => {
  const caller = await withFaults({ kind: 'cursorStall', every: 1 });
  const cursor = (text: string) => /id_min=(\d+)/.exec(text)?.[1];
  const least = String([...caller.simulator.world.hostIds()][7]);
  for (const path of [HOSTS, DETECTIONS]) {
    expect(cursor((await caller.fo(path, { id_min: least, truncation_limit: '3' })).text)).toBe(
      least,
    );
    expect(cursor((await caller.fo(path, { id_min: least })).text)).toBe(least);
  }
  for (const path of [ASSETS, APPS, FINDINGS]) {
    const first = await caller.qps(path, [], { limitResults: 2 });
    expect(texts(first.text, 'lastId')).toEqual(['0']);
    const id = texts(first.text, 'id')[0] ?? '';
    const last = await caller.qps(path, [['id', 'GREATER', id]], { limitResults: 1000 });
    expect(texts(last.text, 'hasMoreRecords')).toEqual(['true']);
    expect(texts(last.text, 'lastId')).toEqual([id]);
  }
});

/** Ids of the records of an answer, in their order. */
const IDS: Readonly<Record<string, (text: string) => string[]>> = {
  [HOSTS]: (text) => hostIdsOf(text).map(String),
  [DETECTIONS]: (text) => hostIdsOf(text).map(String),
  [APPS]: (text) => [...text.matchAll(/<WebApp>\s*<id>(\d+)/g)].map(([, id]) => String(id)),
  [FINDINGS]: (text) => [...text.matchAll(/<Finding>\s*<id>(\d+)/g)].map(([, id]) => String(id)),
  [ASSETS]: (text) => [...text.matchAll(/<HostAsset>\s*<id>(\d+)/g)].map(([, id]) => String(id)),
};

test.each(Object.keys(IDS))('records come twice between the pages of %s', async (path) => {
  const caller = await withFaults();
  const page = (from: string) =>
    path.startsWith('/api')
      ? caller.fo(path, { id_min: from, truncation_limit: '5' })
      : caller.qps(path, [['id', 'GREATER', from]], { limitResults: 5 });
  const ids = IDS[path] ?? (() => []);
  const first = ids((await page('1')).text);
  const from = first[3] ?? '';
  const good = ids((await page(from)).text);
  const before = first.slice(0, path.startsWith('/api') ? 3 : 4).slice(-2);
  caller.simulator.setFaults([
    { kind: 'duplicates', records: 2 },
    { kind: 'gaps', at: 2, records: 2 },
    { kind: 'changedCount', at: 3, by: 7 },
  ]);
  const doubled = await page(from);
  expect(ids(doubled.text)).toEqual([...before, ...good]);
  const short = await page(from);
  expect(ids(short.text)).toEqual(good.slice(2));
  if (path.startsWith('/qps')) {
    expect(texts(doubled.text, 'count')[0]).toBe(String(good.length + 2));
    expect(texts(short.text, 'count')[0]).toBe(String(good.length - 2));
  }
  const counted = await page(from);
  expect(ids(counted.text)).toEqual(good);
  const announced = path.startsWith('/qps')
    ? texts(counted.text, 'count')[0]
    : /<TEXT>(\d+) record limit/.exec(counted.text)?.[1];
  expect(announced).toBe(String(good.length + 7));
});

test('ids are left out of, and come twice in, the list of ids', async () => {
  const caller = await withFaults(
    { kind: 'gaps', records: 3 },
    { kind: 'duplicates', at: 2, records: 1 },
  );
  const ids = [...caller.simulator.world.hostIds()].map(String);
  expect(texts((await caller.fo(HOSTS, { details: 'None' })).text, 'ID')).toEqual(ids.slice(3));
  expect(texts((await caller.fo(HOSTS, { details: 'None' })).text, 'ID')).toEqual([...ids, ids[0]]);
});

test('a host moves while others page', async () => {
  const caller = await withFaults({ kind: 'hostMoves', at: 2 });
  const first = hostIdsOf((await caller.fo(HOSTS, { truncation_limit: '5' })).text);
  const rest = hostIdsOf((await caller.fo(HOSTS, { id_min: String((first[4] ?? 0) + 1) })).text);
  const moved = rest.at(-1) ?? 0;
  const { world } = caller.simulator;
  expect(world.hasHost(first[0] ?? 0)).toBe(false);
  expect(world.host(moved)?.index).toBe(0);
});

test('a failing host fails wherever it is asked for, and nothing else does', async () => {
  const caller = await withFaults();
  const ids = [...caller.simulator.world.hostIds()];
  const host = ids[6] ?? 0;
  caller.simulator.setFaults([{ kind: 'failingHost', host }]);
  const status = async (parameters: Record<string, string>, path = DETECTIONS) =>
    (await caller.fo(path, parameters)).status;
  expect(await status({ ids: `${ids[4]}-${ids[8]}` })).toBe(500);
  expect(await status({ ids: String(host) }, HOSTS)).toBe(500);
  expect(await status({ ids: `${ids[7]}-${ids[8]}` })).toBe(200);
  expect(await status({ truncation_limit: '6' })).toBe(200);
  expect(await status({ truncation_limit: '7' })).toBe(500);
  expect(await status({ id_min: String(host + 1) })).toBe(200);
  expect(await status({ details: 'None' }, HOSTS)).toBe(200);
  const assets = async (id: number) =>
    (await caller.qps(ASSETS, [['qwebHostId', 'IN', `${ids[0]},${id}`]])).status;
  expect([await assets(host), await assets(ids[1] ?? 0)]).toEqual([500, 200]);
  caller.simulator.setFaults([{ kind: 'failingHost', host, answer: 'stall' }]);
  const answer = caller.call(`${HOSTS}?action=list&ids=${host}`, {
    signal: AbortSignal.timeout(30),
  });
  await expect(answer).rejects.toThrow();
});

test('a password expires in the middle of a run', async () => {
  const caller = await withFaults({ kind: 'passwordExpires', at: 3 });
  const status = async () => (await caller.fo(HOSTS, { details: 'None' })).status;
  expect([await status(), await status(), await status(), await status()]).toEqual([
    200, 200, 401, 401,
  ]);
});

test('the clock is wrong in headers and documents, beside other faults', async () => {
  const caller = await withFaults(
    { kind: 'clockSkew', seconds: -7200 },
    { kind: 'duplicates', records: 1 },
  );
  const { text, headers } = await caller.fo(HOSTS, { details: 'None' });
  const wrong = caller.simulator.now - 7_200_000;
  expect(Date.parse(texts(text, 'DATETIME')[0] ?? '')).toBe(wrong);
  expect(Date.parse(headers.get('date') ?? '')).toBe(wrong);
  const count = [...caller.simulator.world.hostIds()].length;
  expect(texts(text, 'ID')).toHaveLength(count + 1);
});

test('a connection is closed sooner than it was promised', async () => {
  const caller = await withFaults({ kind: 'shortKeepAlive', idleMs: 1 });
  const { hostname, port } = new URL(caller.url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => {
    socket.destroy();
  });
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(
    'GET /qps/rest/portal/version HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n',
  );
  await closed;
  expect(text).toMatch(/^HTTP\/1.1 200 [\s\S]*keep-alive: timeout=300[\s\S]*\r\n0\r\n\r\n$/i);
});

test('every kind can be set', async () => {
  const caller = await withFaults();
  for (const kind of FAULT_KINDS) {
    const fault: Fault = {
      kind,
      ...(kind === 'failingHost' && { host: 1 }),
      ...(kind === 'clockSkew' && { seconds: 1 }),
    };
    caller.simulator.setFaults([fault]);
  }
  expect(() => caller.simulator.setFaults([{ kind: 'hangUp', bytes: 5 }])).toThrow(
    /fault 1, bytes: hangUp does not take/,
  );
});
