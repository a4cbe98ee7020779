import { expect, test } from 'vitest';
import { createSimulator } from '../../src/simulator/index.ts';
import { runCommand, temporaryFolder } from '../support/cli.ts';

test('a query at a past time sees the graph of that time', async () => {
  const simulator = createSimulator({ hosts: 20, detections: 5, seed: 'history' });
  const folder = temporaryFolder('history');
  try {
    const { url } = await simulator.listen();
    const env = {
      QUALYS_API_URL: url,
      QUALYS_USERNAME: simulator.username,
      QUALYS_PASSWORD: simulator.password,
    };
    const collect = () => runCommand(['collect', '--json', '--data-dir', folder], env);
    const findings = async (...args: string[]) => {
      const text = 'FIND Finding AS f RETURN f._key, f.status ORDER BY f._key';
      const answer = await runCommand(['query', '--json', '--data-dir', folder, text, ...args]);
      expect(answer.exitCode).toBe(0);
      return JSON.parse(answer.stdout) as readonly object[];
    };
    const first = JSON.parse((await collect()).stdout) as { startedAt: string; endedAt: string };
    const before = await findings();
    simulator.advanceDays(10);
    expect((await collect()).exitCode).toBe(0);

    expect(await findings()).not.toEqual(before);
    expect(await findings('--at', first.endedAt)).toEqual(before);
    const none = ['query', '--data-dir', folder, 'FIND Host', '--at', '2001-01-01'];
    expect(await runCommand(none)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('A_NOTHING_YET'),
    });
    expect((await runCommand([...none.slice(0, -1), 'soon'])).exitCode).toBe(2);
  } finally {
    await simulator.close();
  }
});
