import { expect, onTestFinished, test } from 'vitest';
import { createSimulator } from './index.ts';
import { HOSTS, startCaller, texts } from './testing/caller.ts';

test('sizes that make no sense are refused', () => {
  expect(() => createSimulator({ hosts: -1 })).toThrow(/hosts must be a whole number/);
  expect(() => createSimulator({ webApps: 0.5 })).toThrow(/webApps/);
  expect(() => createSimulator({ detections: -1 })).toThrow(/detections/);
});

test('a platform without hosts and web applications answers, and stays empty', async () => {
  const caller = await startCaller({ hosts: 0, webApps: 0 }, onTestFinished);
  caller.simulator.advanceDays(30);
  const { status, text } = await caller.fo(HOSTS, { details: 'None' });
  expect([status, text.includes('ID_SET')]).toEqual([200, false]);
  expect([...caller.simulator.truth()].map(({ _type }) => _type)).toEqual([
    'qualys_account',
    'qualys_vulnerability_manager',
    'qualys_web_app_scanner',
    'qualys_account_has_vulnerability_manager',
    'qualys_account_has_web_app_scanner',
  ]);
});

test('time stands still until days are advanced', async () => {
  const caller = await startCaller({ now: Date.UTC(2027, 0, 5, 12) }, onTestFinished);
  const time = async () => texts((await caller.fo(HOSTS, { details: 'None' })).text, 'DATETIME');
  expect(await time()).toEqual(['2027-01-05T12:00:00Z']);
  caller.simulator.advanceDays(2);
  expect(await time()).toEqual(['2027-01-07T12:00:00Z']);
  expect(caller.simulator.now).toBe(Date.UTC(2027, 0, 7, 12));
});

test('the log tells what was asked, and can be cleared', async () => {
  const caller = await startCaller({}, onTestFinished);
  await caller.fo(HOSTS, { details: 'None' });
  await caller.qps('/qps/rest/3.0/search/was/webapp', [['isScanned', 'EQUALS', 'true']]);
  const [hosts, apps] = caller.simulator.requests;
  expect(hosts).toMatchObject({
    number: 1,
    endpoint: 'host-list',
    method: 'POST',
    path: HOSTS,
    version: '5.0',
    parameters: { action: 'list', details: 'None' },
    status: 200,
    inFlight: 1,
  });
  expect(hosts?.bytes).toBeGreaterThan(300);
  expect(apps).toMatchObject({ endpoint: 'web-apps', parameters: { operation: 'search' } });
  caller.simulator.clearRequests();
  expect(caller.simulator.requests).toEqual([]);
});

test('two platforms of one seed are one subscription, unless told otherwise', async () => {
  const id = async (options: Parameters<typeof startCaller>[0]) => {
    const caller = await startCaller(options, onTestFinished);
    return (await caller.fo(HOSTS, { details: 'None' })).headers.get('x-powered-by')?.split(':')[2];
  };
  expect(await id({ seed: 5 })).toBe(await id({ seed: 5 }));
  expect(await id({ seed: 5 })).not.toBe(await id({ seed: 6 }));
  expect(await id({ seed: 5, subscription: 'mine' })).toBe('mine');
});
