import { expect, onTestFinished, test } from 'vitest';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../src/simulator/index.ts';
import { watchedUsage } from '../../src/simulator/watched.ts';
import { countedRequests, excesses } from './limits.ts';

const LIMITS = { default: { calls: 5, windowSeconds: 3600, concurrency: 2 } };
const STALL = { kind: 'stall', endpoint: 'host-list', from: 1 } as const;

interface Platform {
  readonly simulator: Simulator;
  readonly url: string;
  /** One call of the host list; resolves with its status. */
  readonly call: (signal?: AbortSignal) => Promise<number>;
}

async function platform(options: SimulatorOptions = {}): Promise<Platform> {
  const simulator = createSimulator({ hosts: 20, limits: LIMITS, isProvoked: true, ...options });
  onTestFinished(() => simulator.close());
  const { url } = await simulator.listen();
  const authorization = `Basic ${btoa(`${simulator.username}:${simulator.password}`)}`;
  const call: Platform['call'] = async (signal) => {
    const response = await fetch(`${url}/api/5.0/fo/asset/host/?action=list`, {
      headers: { authorization, 'x-requested-with': 'test' },
      ...(signal && { signal }),
    });
    await response.text();
    return response.status;
  };
  return { simulator, url, call };
}

async function excessesOf(simulator: Simulator): Promise<readonly string[]> {
  await countedRequests();
  return excesses([simulator.usage()]);
}

/** Starts calls that no one answers; ends them all in the end. */
async function hold({ simulator, call }: Platform, count: number): Promise<AbortController> {
  const controller = new AbortController();
  const before = simulator.requests.length;
  for (let at = 0; at < count; at++) call(controller.signal).catch(() => {});
  await expect.poll(() => simulator.requests.length).toBe(before + count);
  return controller;
}

test('what stays within the limits is no excess', async () => {
  const { simulator, call } = await platform();
  for (let each = 0; each < 5; each++) expect(await call()).toBe(200);
  expect(await excessesOf(simulator)).toEqual([]);
  expect(simulator.usage()['host-list']).toMatchObject({
    peakInFlight: 1,
    grantedConcurrency: 2,
    peakPerWindow: 5,
    grantedCalls: 5,
    refusals: { 1960: 0, 1965: 0, 429: 0 },
  });
});

test('a call beyond the window is one, and is counted as refused', async () => {
  const { simulator, call } = await platform();
  for (let each = 0; each < 5; each++) await call();
  expect(await call()).toBe(409);
  expect(await excessesOf(simulator)).toEqual(['host-list: 6 calls in a window, 5 allowed']);
  expect(simulator.usage()['host-list']?.refusals).toEqual({ 1960: 0, 1965: 1, 429: 0 });
});

test('too many at once are one, whatever is answered to them', async () => {
  const held = await platform();
  held.simulator.setFaults([STALL]);
  const controller = await hold(held, 2);
  expect(await excessesOf(held.simulator)).toEqual([]);
  const third = await hold(held, 1);
  expect(await excessesOf(held.simulator)).toEqual(['host-list: 3 requests at once, 2 allowed']);
  expect(held.simulator.usage()['host-list']?.peakInFlight).toBe(3);
  controller.abort();
  third.abort();
});

test('a request that was broken off makes room for the next at once', async () => {
  const held = await platform({ limits: { default: { ...LIMITS.default, concurrency: 1 } } });
  held.simulator.setFaults([STALL]);
  for (let each = 0; each < 20; each++) {
    const controller = await hold(held, 1);
    controller.abort();
  }
  expect(await excessesOf(held.simulator)).toEqual([]);
  expect(held.simulator.usage()['host-list']?.peakInFlight).toBe(1);
});

test('another consumer leaves less, from the moment on when an answer has told so', async () => {
  const { simulator, call } = await platform();
  simulator.takeQuota('host-list', { calls: 5, concurrent: 1 });
  expect(await call()).toBe(409);
  expect(await excessesOf(simulator)).toEqual([]);
  expect(await call()).toBe(409);
  expect(await excessesOf(simulator)).toEqual(['host-list: 1 calls in a window, 0 allowed']);
  expect(simulator.usage()['host-list']).toMatchObject({ takenCalls: 5, takenConcurrency: 1 });
  simulator.events.advanceDays(1);
  expect(await call()).toBe(200);
  simulator.takeQuota('host-list', { concurrent: 2 });
  expect(await call()).toBe(409);
  expect(simulator.usage()['host-list']?.refusals).toEqual({ 1960: 1, 1965: 2, 429: 0 });
  simulator.takeQuota('host-list', { concurrent: 0 });
  expect(await call()).toBe(200);
  expect(await excessesOf(simulator)).toHaveLength(1);
});

test('what another consumer takes is in the headers', async () => {
  const { simulator, url } = await platform();
  simulator.takeQuota('host-list', { calls: 3, concurrent: 1 });
  const { headers } = await fetch(`${url}/api/5.0/fo/asset/host/?action=list`, {
    headers: {
      authorization: `Basic ${btoa(`${simulator.username}:${simulator.password}`)}`,
      'x-requested-with': 'test',
    },
  });
  expect(headers.get('x-ratelimit-remaining')).toBe('1');
  expect(headers.get('x-concurrency-limit-running')).toBe('1');
});

test('quotas that make no sense are refused', async () => {
  const { simulator } = await platform();
  expect(() => simulator.takeQuota('web-apps', { calls: 1 })).toThrow('no limits');
  expect(() => simulator.takeQuota('host-list', { calls: -1 })).toThrow(RangeError);
});

test('platforms are watched unless they are provoked', () => {
  const before = watchedUsage().length;
  createSimulator({ hosts: 1, isProvoked: true });
  expect(watchedUsage()).toHaveLength(before);
  createSimulator({ hosts: 1 });
  expect(watchedUsage()).toHaveLength(before + 1);
});
