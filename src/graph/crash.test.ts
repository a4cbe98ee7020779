import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from './index.ts';
import { finding, GraphFixture, host, SCANNER } from './testing/fixture.ts';

const CHILD = new URL('./testing/crash-child.ts', import.meta.url).pathname;

/** Starts the child; `lines` resolves each time it says something. */
function start(args: readonly string[]): {
  child: ChildProcess;
  said: (line: string) => Promise<void>;
} {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => {
    lines.push(line);
    for (const wake of waiting.splice(0)) wake();
  });
  const said = async (line: string): Promise<void> => {
    while (!lines.includes(line)) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { child, said };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

describe('a process that is killed', () => {
  const graph = new GraphFixture();
  afterEach(() => graph.close());

  const run = (number: number) =>
    graph.spool({
      runId: `run-${number}`,
      rows: (segment) => {
        segment.entity(SCANNER);
        for (let id = 1; id <= 40; id += 1) {
          segment.target(host(id, { os: `Linux ${number}` }));
          for (let n = 1; n <= 25; n += 1) segment.finding(finding(id, n, { port: number }));
        }
      },
    });

  it('holds the store while it lives, says so, and leaves a lock that is taken over', async () => {
    const { child, said } = start([graph.path]);
    await said('ready');
    await expect(openStore({ path: graph.path })).rejects.toMatchObject({
      code: 'G_LOCKED',
      message: expect.stringContaining(`process ${child.pid}`),
    });
    await kill(child);
    expect(await graph.rows('SELECT count(*) AS n FROM apply')).toEqual([{ n: 0 }]);
  });

  it('leaves the graph of the last run that was applied, whole, wherever it was killed', async () => {
    const spooled = await Promise.all([1, 2, 3, 4, 5, 6].map(run));
    const args = spooled.map(({ spoolDir, runId }) => `${spoolDir}=${runId}`);
    // Counted down from the moment the second run is applied: around the commit of the third.
    for (const delayMs of [0, 150, 300, 450, 600]) {
      const { child, said } = start([graph.path, ...args]);
      await said('ready');
      await Promise.race([
        said('applied run-6'),
        said('applied run-2').then(
          // The kill has to hit an unknown place of an apply: there is nothing to wait for but time.
          () => new Promise((resolve) => setTimeout(resolve, delayMs)),
        ),
      ]);
      await kill(child);
      const [last] = await graph.rows('SELECT max(seq) AS seq FROM apply');
      const seq = Number(last?.['seq']);
      expect(seq).toBeGreaterThanOrEqual(2);
      expect(
        await graph.rows(
          `SELECT count(*) AS n, min(port) AS low, max(port) AS high, max(begin_seq) AS seq
           FROM entity WHERE end_seq IS NULL AND port IS NOT NULL`,
        ),
      ).toEqual([{ n: 1000, low: seq, high: seq, seq }]);
      expect(
        await graph.rows('SELECT count(*) AS n FROM entity WHERE begin_seq > $1 OR end_seq > $1', [
          seq,
        ]),
      ).toEqual([{ n: 0 }]);
      await graph.close();
    }
    await graph.remove();
  }, 180_000);
});
