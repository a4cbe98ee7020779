import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHistory } from './open-history.ts';
import { finding, GraphFixture, host, SCANNER } from './testing/fixture.ts';

describe('the history of open findings', () => {
  const graph = new GraphFixture();
  /** What each run brings: number of the finding, severity, whether it is open. */
  const RUNS: readonly (readonly (readonly [number, string, boolean])[])[] = [
    [
      [1, 'critical', true],
      [2, 'high', true],
      [3, 'high', false],
    ],
    // Fixed, rated anew, new, gone.
    [
      [1, 'critical', false],
      [2, 'critical', true],
      [4, 'low', true],
    ],
    // Open again; a change that opens and closes nothing.
    [
      [1, 'critical', true],
      [2, 'critical', true],
      [4, 'low', true],
    ],
    [],
  ];

  beforeAll(async () => {
    for (const findings of RUNS) {
      await graph.apply({
        complete: ['qualys_host_finding'],
        rows: (segment) => {
          segment.entity(SCANNER);
          segment.target(host(1));
          for (const [number, severity, open] of findings) {
            const status = open ? 'Active' : 'Fixed';
            segment.finding(finding(1, number, { severity, open, status }));
          }
          segment.covered({ space: 'host', id: '1' }, 'qualys_host_finding');
        },
      });
    }
  });
  afterAll(() => graph.remove());

  /** What the table says of each sequence by itself. */
  async function counted(seq: number): Promise<Record<string, number>> {
    const rows = await graph.rows(
      `SELECT severity, count(*) AS n FROM entity WHERE "open" AND severity IS NOT NULL
         AND begin_seq <= $1 AND (end_seq IS NULL OR end_seq > $1) GROUP BY 1`,
      [seq],
    );
    return Object.fromEntries(rows.map(({ severity, n }) => [String(severity), Number(n)]));
  }

  /** Without what there is none of. */
  function present(counts: Readonly<Record<string, number>> | undefined) {
    return Object.fromEntries(Object.entries(counts ?? {}).filter(([, n]) => n !== 0));
  }

  it('is at each sequence what is open then', async () => {
    const seqs = [1, 2, 3, 4];
    const history = await openHistory(await graph.store(), 'qualys_host_finding', seqs);
    for (const seq of seqs) expect(present(history.get(seq)), `${seq}`).toEqual(await counted(seq));
    expect(present(history.get(2))).toEqual({ critical: 1, low: 1 });
  });

  it('begins in the middle, and passes over sequences that nobody wants', async () => {
    const history = await openHistory(await graph.store(), 'qualys_host_finding', [2, 4]);
    expect([...history.keys()]).toEqual([2, 4]);
    expect(present(history.get(2))).toEqual(await counted(2));
    expect(present(history.get(4))).toEqual(await counted(4));
  });

  it('is empty where nothing is wanted', async () => {
    expect(await openHistory(await graph.store(), 'qualys_host_finding', [])).toEqual(new Map());
  });
});
