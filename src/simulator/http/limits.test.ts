import { expect, onTestFinished, test } from 'vitest';
import { basic, DETECTIONS, HOSTS, KNOWLEDGE, startCaller, texts } from '../testing/caller.ts';

test('every answer tells what is left; a call too many is 409 with 1965 until the window has moved on', async () => {
  let now = 1_000_000;
  const caller = await startCaller(
    {
      clock: () => now,
      limits: { 'host-list': { calls: 3, windowSeconds: 360, concurrency: 2 } },
    },
    onTestFinished,
  );
  const { headers } = await caller.fo(HOSTS);
  expect(Object.fromEntries([...headers].filter(([name]) => /^x-(rate|conc)/.test(name)))).toEqual({
    'x-concurrency-limit-limit': '2',
    'x-concurrency-limit-running': '0',
    'x-ratelimit-limit': '3',
    'x-ratelimit-remaining': '2',
    'x-ratelimit-towait-sec': '0',
    'x-ratelimit-window-sec': '360',
  });
  now += 100_000;
  await caller.fo(HOSTS, { ids: 'nonsense' });
  await caller.fo('/api/4.0/fo/asset/host/');
  now += 79_000;
  const blocked = await caller.fo(HOSTS);
  expect(blocked.status).toBe(409);
  expect(texts(blocked.text, 'CODE')).toEqual(['1965']);
  expect(blocked.text).toContain('for another 3 minutes and 1 seconds.');
  expect(blocked.text).toContain('<KEY>SECONDS_TO_WAIT</KEY>\n<VALUE>181</VALUE>');
  expect(blocked.headers.get('x-ratelimit-remaining')).toBe('0');
  expect(blocked.headers.get('x-ratelimit-towait-sec')).toBe('181');
  expect((await caller.fo(DETECTIONS)).status).toBe(200);
  now += 181_000;
  expect((await caller.fo(HOSTS)).status).toBe(200);
});

test('days that pass on the platform empty the window', async () => {
  const caller = await startCaller(
    {
      clock: () => 5,
      limits: { default: { calls: 1, windowSeconds: 3600, concurrency: 2 } },
    },
    onTestFinished,
  );
  const status = async () => (await caller.fo(HOSTS)).status;
  expect([await status(), await status()]).toEqual([200, 409]);
  caller.simulator.advanceDays(1);
  expect([await status(), await status()]).toEqual([200, 409]);
});

/** Starts a call whose answer nobody reads, so that it goes on. */
async function hold(url: string, authorization: string): Promise<() => Promise<void>> {
  const controller = new AbortController();
  const response = await fetch(url, {
    headers: { authorization, 'x-requested-with': 'test', 'accept-encoding': 'identity' },
    signal: controller.signal,
  });
  return async () => {
    controller.abort();
    await response.text().catch(() => undefined);
  };
}

test('too many at once is 409 with 1960, without remaining and to-wait, and ends when a reader goes away', async () => {
  const caller = await startCaller(
    {
      hosts: 3000,
      detections: 40,
      limits: { default: { calls: 1000, windowSeconds: 3600, concurrency: 2 } },
    },
    onTestFinished,
  );
  const long = `${caller.url}${DETECTIONS}?action=list&truncation_limit=0`;
  const release = [
    await hold(long, basic(caller.simulator)),
    await hold(long, basic(caller.simulator)),
  ];
  const { status, text, headers } = await caller.fo(DETECTIONS);
  expect([status, texts(text, 'CODE')]).toEqual([409, ['1960']]);
  expect(text).toContain('CALLS_TO_FINISH');
  expect(headers.get('x-concurrency-limit-running')).toBe('2');
  expect(headers.get('x-ratelimit-remaining')).toBeNull();
  expect(headers.get('x-ratelimit-towait-sec')).toBeNull();
  await release[0]?.();
  await expect
    .poll(async () => (await caller.fo(DETECTIONS, { truncation_limit: '1' })).status)
    .toBe(200);
  await release[1]?.();
  const log = caller.simulator.requests.filter(({ endpoint }) => endpoint === 'host-detections');
  expect(log[1]?.inFlight).toBe(2);
  expect(log.some(({ outcome }) => outcome === 'cut')).toBe(true);
});

test('of the knowledge base there is one call at a time, whatever the headers say', async () => {
  const caller = await startCaller({ limits: 'generous' }, onTestFinished);
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => caller.fo(KNOWLEDGE, { details: 'All' })),
  );
  const refused = answers.filter(({ status }) => status === 409);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(4);
  for (const { text, headers } of refused) {
    expect(texts(text, 'CODE')).toEqual(['1960']);
    expect(Number(headers.get('x-concurrency-limit-limit'))).toBeGreaterThan(1);
  }
});
