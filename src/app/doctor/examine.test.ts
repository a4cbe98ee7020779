import { afterEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../integration/index.ts';
import { createSimulator, type Fault, type Simulator } from '../../simulator/index.ts';
import { resolveLogin } from '../login.ts';
import { type ExamineInput, examine } from './examine.ts';

const open: Simulator[] = [];

afterEach(async () => {
  for (const simulator of open.splice(0)) await simulator.close();
});

async function input(faults: readonly Fault[]): Promise<ExamineInput & { simulator: Simulator }> {
  const simulator = createSimulator({ hosts: 5, detections: 3 });
  open.push(simulator);
  simulator.setFaults(faults);
  const { url } = await simulator.listen();
  const env = {
    QUALYS_API_URL: url,
    QUALYS_USERNAME: simulator.username,
    QUALYS_PASSWORD: simulator.password,
  };
  const config = readConfig(env);
  const { signal } = new AbortController();
  return { env, config, login: await resolveLogin(config), signal, simulator };
}

/** The patience of somebody who waits for nothing, call by call. */
function untilFirstWait() {
  let controller = new AbortController();
  return {
    patience: () => {
      controller = new AbortController();
      return controller.signal;
    },
    onWait: () => controller.abort(),
  };
}

describe('an examination', () => {
  test('goes on after an endpoint that gives no answer in time', async () => {
    const stalled = await input([{ kind: 'stall', endpoint: 'knowledge-base' }]);
    const never = new AbortController().signal;
    const report = await examine({
      ...stalled,
      patience: (name) => (name === 'knowledge-base' ? AbortSignal.timeout(1500) : never),
    });
    const { endpoints, verdict } = report;
    expect(verdict).toBe('gaps');
    expect(endpoints.filter(({ state }) => state === 'works')).toHaveLength(6);
    expect(endpoints.find(({ name }) => name === 'knowledge-base')).toMatchObject({
      state: 'failed',
      reachable: 'unknown',
      problem: {
        code: 'A_NO_ANSWER_IN_TIME',
        message: expect.stringMatching(
          /^The endpoint knowledge-base gave no answer within \d+ seconds[.]$/,
        ),
      },
    });
  });

  test('says why it waited in vain', async () => {
    const busy = await input([{ kind: 'rateLimit', endpoint: 'host-list', times: 50 }]);
    const waits: string[] = [];
    const { patience, onWait } = untilFirstWait();
    const report = await examine({
      ...busy,
      patience,
      onWait: (label, reason) => {
        waits.push(`${label}: ${reason}`);
        onWait();
      },
    });
    expect(report.endpoints.find(({ name }) => name === 'host-list')).toMatchObject({
      state: 'failed',
      problem: { message: expect.stringMatching(/within \d+ seconds \(.*(Q_LIMITED|wait).*\)/) },
    });
    expect(waits.join()).toMatch(/^Host list: /);
  });

  test('ends when two endpoints show no sign of Qualys: the login goes to no third one', async () => {
    const page = await input([{ kind: 'maintenance', times: 1000 }]);
    const report = await examine({ ...page, ...untilFirstWait() });
    expect(report.verdict).toBe('unusable');
    expect(report.endpoints.map(({ state }) => state).toSorted()).toEqual([
      'failed',
      'failed',
      ...Array<string>(5).fill('not-tried'),
    ]);
    const asked = new Set(page.simulator.requests.map(({ endpoint }) => endpoint));
    expect([...asked]).toEqual(['host-list', 'portal-version']);
  });

  test('a failing host list alone is a gap: web applications can be collected', async () => {
    const failing = await input([{ kind: 'otherRoot', endpoint: 'host-list', times: 10 }]);
    const report = await examine(failing);
    expect(report.verdict).toBe('gaps');
    expect(report.endpoints.filter(({ state }) => state === 'works')).toHaveLength(6);
  });

  test('can be interrupted', async () => {
    const stalled = await input([{ kind: 'stall', endpoint: 'host-list' }]);
    const controller = new AbortController();
    const running = examine({ ...stalled, signal: controller.signal });
    setImmediate(() => controller.abort(new Error('interrupted')));
    await expect(running).rejects.toMatchObject({ code: 'Q_ABORTED' });
  });
});
