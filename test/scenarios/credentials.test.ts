import { describe, expect, test } from 'vitest';
import { graphDifferences } from '../support/compare-graphs.ts';
import { type Scenario, scenario } from '../support/scenario.ts';

const SMALL = { hostsPerChunk: 4, chunksInParallel: 1, qidsPerCall: 20, webAppsPerCall: 1 };

/** The password expires when the detections of the third part of the hosts are asked for. */
function expireInMidRun(here: Scenario): void {
  here.simulator.setFaults([{ kind: 'passwordExpires', endpoint: 'host-detections', at: 5 }]);
}

const refusals = ({ simulator }: Scenario) =>
  simulator.requests.filter(({ status }) => status === 401).length;

describe('a password that expires in the middle of a run', () => {
  test('ends it at the first refusal, leaves the graph alone, and is not sent again', async () => {
    const here = await scenario({ seed: 'expired', hosts: 30 });
    await here.run();
    const before = await here.graph();
    here.simulator.advanceDays(1);
    here.simulator.clearRequests();
    expireInMidRun(here);
    const record = await here.run({ isFull: true }, {}, { settings: SMALL });
    expect(record).toMatchObject({
      status: 'failed',
      failure: { code: 'Q_LOGIN_REFUSED', exitCode: 1 },
      entities: {},
      closed: {},
    });
    // One call may be under way when the first refusal comes: web applications are read beside the hosts.
    expect(refusals(here)).toBeGreaterThan(0);
    expect(refusals(here)).toBeLessThanOrEqual(2);
    expect(here.simulator.requests.at(-1)?.status).not.toBe(undefined);
    expect(graphDifferences(before, await here.graph(), [])).toEqual([]);

    here.simulator.clearRequests();
    for (const input of [{}, { isFull: true }, { isResume: true }]) {
      await expect(here.run(input)).rejects.toMatchObject({
        code: 'A_CREDENTIALS_REFUSED',
        exitCode: 1,
        message: expect.stringContaining('Q_LOGIN_REFUSED'),
      });
    }
    expect(here.simulator.requests).toEqual([]);
  });

  test('goes on where it was, once there is another one', async () => {
    const here = await scenario({ seed: 'renewed', hosts: 30 });
    expireInMidRun(here);
    const failed = await here.run({}, {}, { settings: SMALL });
    expect(failed.failure?.code).toBe('Q_LOGIN_REFUSED');
    const stored = here.simulator.requests
      .filter(({ endpoint, status }) => endpoint === 'host-detections' && status === 200)
      .map(({ parameters }) => JSON.stringify(parameters));
    expect(stored.length).toBeGreaterThan(2);
    here.simulator.setFaults([]);
    here.simulator.events.changePassword('better');
    here.simulator.clearRequests();
    const record = await here.run({}, {}, { settings: SMALL });
    expect(record.status).toBe('complete');
    expect(record.resumedPages).toBeGreaterThan(4);
    const asked = here.simulator.requests.map(({ parameters }) => JSON.stringify(parameters));
    expect(asked.filter((page) => stored.includes(page))).toEqual([]);
    expect(refusals(here)).toBe(0);
    expect(await here.differences()).toEqual([]);
  });

  test('is sent again when somebody insists, because the account was put right', async () => {
    const here = await scenario({ seed: 'insist', hosts: 12 });
    expect((await here.collect()).exitCode).toBe(0);
    const password = here.simulator.password;
    here.simulator.events.expirePassword();
    const refused = await here.collect();
    expect(refused.exitCode).toBe(1);
    expect(refused.record.failure?.code).toBe('Q_LOGIN_REFUSED');
    // The administrator unlocks the account: the same password is right again.
    here.simulator.events.changePassword(password);
    here.simulator.clearRequests();
    const blocked = await here.command(['collect']);
    expect(blocked.exitCode).toBe(1);
    expect(blocked.stderr).toContain('A_CREDENTIALS_REFUSED');
    expect(blocked.stderr).toContain('--insist');
    expect(here.simulator.requests).toEqual([]);
    // What is in the graph can be asked all the same.
    const rows = await here.command(['query', 'FIND Host', '--json']);
    expect(rows.exitCode).toBe(0);
    expect(JSON.parse(rows.stdout)).not.toEqual([]);

    expect((await here.collect(['--insist'])).exitCode).toBe(0);
    // It was accepted: nobody needs to insist from now on.
    expect((await here.collect()).exitCode).toBe(0);
    expect(await here.differences()).toEqual([]);
  });
});

test('a refusal of one instance does not block another one', async () => {
  const here = await scenario({ seed: 'instances', hosts: 8 });
  const wrong = { QUALYS_PASSWORD: 'wrong' };
  expect((await here.run({}, wrong)).failure?.code).toBe('Q_LOGIN_REFUSED');
  await expect(here.run({}, wrong)).rejects.toMatchObject({ code: 'A_CREDENTIALS_REFUSED' });
  expect(await here.run({ instance: 'second' })).toMatchObject({ status: 'complete' });
});
