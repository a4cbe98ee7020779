import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataDir } from '../../src/app/data-dir.ts';
import { diffGraph } from '../../src/app/diff.ts';
import { answerQuery, type QueryOptions, type QueryTime } from '../../src/app/query.ts';
import { SMART_CLASSES_FILE } from '../../src/app/smart-classes.ts';
import { withExistingGraph } from '../../src/app/with-graph.ts';
import type { GraphChange } from '../../src/graph/index.ts';
import { createSimulator } from '../../src/simulator/index.ts';
import { runCommand, temporaryFolder } from '../support/cli.ts';

interface DiffDocument {
  readonly summary: readonly {
    type: string;
    appeared: number;
    changed: number;
    vanished: number;
  }[];
  readonly changes: readonly GraphChange[];
}

const folder = temporaryFolder('diff');
const simulator = createSimulator({ hosts: 20, detections: 5, seed: 'diff' });
let first: string;
let second: string;

const dir = dataDir(folder, {});
const command = async (...args: string[]) => {
  const result = await runCommand([...args, '--data-dir', folder]);
  expect(result).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('Error') });
  return result.stdout;
};
/** Rows of a query, asked in this process. */
const rows = (text: string, time: Partial<QueryTime> = {}, options: QueryOptions = {}) =>
  withExistingGraph(dir, async (store) => {
    const answer = await answerQuery(store, text, { now: Date.now(), ...time }, options);
    return (await Array.fromAsync(answer.rows())).flat();
  });
let document: DiffDocument;

beforeAll(async () => {
  const { url } = await simulator.listen();
  const env = {
    QUALYS_API_URL: url,
    QUALYS_USERNAME: simulator.username,
    QUALYS_PASSWORD: simulator.password,
  };
  const collect = async () => {
    const { stdout } = await runCommand(['collect', '--json', '--data-dir', folder], env);
    return (JSON.parse(stdout) as { endedAt: string }).endedAt;
  };
  first = await collect();
  simulator.advanceDays(10);
  second = await collect();
  document = JSON.parse(
    await command('diff', '--json', '--from', first, '--to', second),
  ) as DiffDocument;
});

afterAll(() => simulator.close());

test('what appeared and vanished is what one query has and the other has not', async () => {
  const { changes, summary } = document;
  const keys = async (at: string) => {
    const found = await rows('FIND qualys_host_finding AS f RETURN f._key AS key', {
      at: Date.parse(at),
    });
    return found.map(({ key }) => String(key)).sort();
  };
  const [before, after] = [await keys(first), await keys(second)];
  const of = (wanted: GraphChange['change']) =>
    changes
      .filter(({ change, type }) => change === wanted && type === 'qualys_host_finding')
      .map(({ key }) => key);
  expect(of('appeared')).toEqual(after.filter((key) => !before.includes(key)));
  expect(of('vanished')).toEqual(before.filter((key) => !after.includes(key)));
  expect(of('changed').length).toBeGreaterThan(0);
  for (const { type, appeared, changed, vanished } of summary) {
    const found = changes.filter((change) => change.type === type);
    const count = (wanted: GraphChange['change']) =>
      found.filter(({ change }) => change === wanted).length;
    expect([type, count('appeared'), count('changed'), count('vanished')]).toEqual([
      type,
      appeared,
      changed,
      vanished,
    ]);
  }
});

test('a change names properties with both values, as queries at both times see them', async () => {
  const change = document.changes.find(
    ({ properties = [], type }) =>
      type === 'qualys_host_finding' && properties.some(({ property }) => property === 'status'),
  );
  const status = change?.properties?.find(({ property }) => property === 'status');
  for (const [at, value] of [
    [first, status?.before],
    [second, status?.after],
  ] as const) {
    const text = `FIND qualys_host_finding WITH _key = '${change?.key}' AS f RETURN f.status AS value`;
    expect(await rows(text, { at: Date.parse(at) })).toEqual([{ value }]);
  }
});

test('a person reads signs and values, or only how many', async () => {
  const text = await command('diff', '--from', '2001-01-01', '--to', first);
  expect(text).toMatch(/^qualys_account: 1 appeared\n {2}\+ qualys-account:/m);
  const summary = await command('diff', '--from', first, '--summary');
  expect(summary).toMatch(/^qualys_host_finding: .*changed/m);
  expect(summary).not.toContain('  ~');
});

test('times in the wrong order, or before everything, are refused', async () => {
  await withExistingGraph(dir, async (store) => {
    const [from, to] = [Date.parse(first), Date.parse(second)];
    expect((await diffGraph(store, { from: to, to })).types).toEqual([]);
    await expect(diffGraph(store, { from: to, to: from })).rejects.toMatchObject({
      code: 'A_USAGE',
      exitCode: 2,
    });
    await expect(diffGraph(store, { from: 0, to: 1 })).rejects.toMatchObject({
      code: 'A_NOTHING_YET',
    });
  });
});

test('the command line asks for deleted data, for smart classes of the data folder, and within limits', async () => {
  const text = 'FIND Finding WITH _deleted = true';
  const deleted = await rows(text, { includeDeleted: true });
  expect(await rows(text)).toEqual([]);
  writeFileSync(
    join(folder, SMART_CLASSES_FILE),
    `smartClasses: [{ name: Gone, queries: ["${text}"] }]`,
  );
  const args = ['FIND #Gone AS f RETURN f._key', '--json', '--include-deleted'];
  const found = JSON.parse(await command('query', ...args)) as object[];
  expect(found).toHaveLength(deleted.length);
  const limited = ['query', '--data-dir', folder, 'FIND Finding', '--max-rows', '3'];
  expect(await runCommand(limited)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('J_LIMIT_ROWS'),
  });
});
