import { expect, onTestFinished, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/simulator/index.ts';
import { type CommandResult, runCommand, temporaryFolder } from '../support/cli.ts';

const GATEWAY = { clientId: 'client-1', clientSecret: 'client-secret-1' };

async function platform(): Promise<{ simulator: Simulator; url: string }> {
  const simulator = createSimulator({ hosts: 5, detections: 2, webApps: 1, gateway: GATEWAY });
  onTestFinished(() => simulator.close());
  return { simulator, ...(await simulator.listen()) };
}

/** `collect` on one data folder, with how many requests it cost. */
function collector(simulator: Simulator, base: Readonly<Record<string, string>>) {
  const dataDir = temporaryFolder('refused');
  return async (
    env: Readonly<Record<string, string>>,
    ...flags: readonly string[]
  ): Promise<CommandResult & { requests: number }> => {
    simulator.clearRequests();
    const args = ['collect', '--data-dir', dataDir, ...flags];
    const result = await runCommand(args, { ...base, ...env });
    return { ...result, requests: simulator.requests.length };
  };
}

test('a refused password is not sent again until it changes or somebody insists', async () => {
  const { simulator, url } = await platform();
  const collect = collector(simulator, {
    QUALYS_API_URL: url,
    QUALYS_USERNAME: simulator.username,
  });
  const wrong = { QUALYS_PASSWORD: 'hunter2-wrong' };

  const first = await collect(wrong);
  expect(first).toMatchObject({ exitCode: 1, requests: 1 });
  expect(first.stdout).toContain('Q_LOGIN_REFUSED');

  const second = await collect(wrong);
  expect(second).toMatchObject({ exitCode: 1, requests: 0 });
  expect(second.stderr).toMatch(/A_CREDENTIALS_REFUSED.*\(Q_LOGIN_REFUSED\)/);
  expect(second.stderr).toContain('--insist');
  expect(first.stdout + first.stderr + second.stderr).not.toContain('hunter2');

  expect(await collect(wrong, '--insist')).toMatchObject({ exitCode: 1, requests: 1 });
  expect(await collect(wrong)).toMatchObject({ exitCode: 1, requests: 0 });
  expect(await collect({ QUALYS_PASSWORD: 'another-wrong' })).toMatchObject({ requests: 1 });

  expect(await collect({ QUALYS_PASSWORD: simulator.password })).toMatchObject({ exitCode: 0 });
  expect(await collect({ QUALYS_PASSWORD: 'another-wrong' })).toMatchObject({ requests: 1 });
});

test('the same holds for client credentials; the right ones collect with one token', async () => {
  const { simulator, url } = await platform();
  const collect = collector(simulator, {
    QUALYS_API_URL: url,
    QUALYS_GATEWAY_URL: url,
    QUALYS_CLIENT_ID: GATEWAY.clientId,
  });
  const wrong = { QUALYS_CLIENT_SECRET: 'wrong-secret' };
  expect(await collect(wrong)).toMatchObject({ exitCode: 1, requests: 1 });
  expect(await collect(wrong)).toMatchObject({ exitCode: 1, requests: 0 });
  expect(await collect({ QUALYS_CLIENT_SECRET: GATEWAY.clientSecret })).toMatchObject({
    exitCode: 0,
  });
  const ways = simulator.requests.filter(({ endpoint }) => endpoint === 'gateway');
  expect(ways).toMatchObject([{ path: '/auth/oauth', status: 201 }]);
});
