import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

const ask = async (...args: string[]) => {
  const result = await runCommand([...args, '--data-dir', folder]);
  expect({ args, stderr: result.stderr, exitCode: result.exitCode }).toMatchObject({ exitCode: 0 });
  return result.stdout;
};
const diff = async (...args: string[]) =>
  JSON.parse(await ask('diff', '--json', ...args)) as DiffDocument;

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
});

afterAll(() => simulator.close());

test('what appeared and vanished is what one query has and the other has not', async () => {
  const { changes, summary } = await diff('--from', first, '--to', second);
  const keys = async (at: string) => {
    const text = 'FIND qualys_host_finding AS f RETURN f._key AS key';
    const rows = JSON.parse(await ask('query', text, '--json', '--at', at)) as { key: string }[];
    return new Set(rows.map(({ key }) => key));
  };
  const [before, after] = [await keys(first), await keys(second)];
  const of = (wanted: GraphChange['change']) =>
    changes
      .filter(({ change, type }) => change === wanted && type === 'qualys_host_finding')
      .map(({ key }) => key);
  expect(of('appeared')).toEqual([...after.difference(before)].sort());
  expect(of('vanished')).toEqual([...before.difference(after)].sort());
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
  const { changes } = await diff('--from', first, '--to', second);
  const change = changes.find(
    ({ properties = [], type }) =>
      type === 'qualys_host_finding' && properties.some(({ property }) => property === 'status'),
  );
  const status = change?.properties?.find(({ property }) => property === 'status');
  for (const [at, value] of [
    [first, status?.before],
    [second, status?.after],
  ] as const) {
    const text = `FIND qualys_host_finding WITH _key = '${change?.key}' AS f RETURN f.status AS value`;
    expect(JSON.parse(await ask('query', text, '--json', '--at', at))).toEqual([{ value }]);
  }
});

test('a person reads signs and values, or only how many', async () => {
  const text = await ask('diff', '--from', '2001-01-01', '--to', first);
  expect(text).toMatch(/^qualys_account: 1 appeared\n {2}\+ qualys-account:/m);
  const summary = await ask('diff', '--from', first, '--summary');
  expect(summary).toMatch(/^qualys_host_finding: .*changed/m);
  expect(summary).not.toContain('  ~');
  expect(await ask('diff', '--from', second)).toBe('Nothing changed.\n');
});

test('times in the wrong order, or before everything, are refused', async () => {
  const wrong = ['diff', '--data-dir', folder, '--from', second, '--to', first];
  expect(await runCommand(wrong)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('A_USAGE'),
  });
  const early = ['diff', '--data-dir', folder, '--from', '2001-01-01', '--to', '2001-02-01'];
  expect(await runCommand(early)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('A_NOTHING_YET'),
  });
});

test('queries can see what was deleted, and smart classes of the data folder', async () => {
  const text = 'FIND Finding WITH _deleted = true AS f RETURN f._key, f._endOn';
  expect(JSON.parse(await ask('query', text, '--json'))).toEqual([]);
  const all = await ask(
    'query',
    'FIND Finding AS f RETURN count(f)',
    '--json',
    '--include-deleted',
  );
  const now = await ask('query', 'FIND Finding AS f RETURN count(f)', '--json');
  const count = (answer: string) =>
    (JSON.parse(answer) as { 'count(f)': number }[])[0]?.['count(f)'] ?? 0;
  const deleted = JSON.parse(await ask('query', text, '--json', '--include-deleted')) as object[];
  expect(count(all) - count(now)).toBe(deleted.length);

  writeFileSync(
    join(folder, 'smart-classes.yaml'),
    'smartClasses: [{ name: Urgent, queries: ["FIND Finding WITH numericSeverity > 7"] }]',
  );
  const urgent = JSON.parse(await ask('query', 'FIND #Urgent', '--json')) as object[];
  expect(urgent.length).toBeGreaterThan(0);
});

test('limits of rows and time are errors', async () => {
  const limited = (...args: string[]) =>
    runCommand(['query', '--data-dir', folder, 'FIND Finding', ...args]);
  expect(await limited('--max-rows', '3')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('J_LIMIT_ROWS'),
  });
  expect((await limited('--timeout', '0')).exitCode).toBe(2);
});
