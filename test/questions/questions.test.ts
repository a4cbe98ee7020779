import { beforeAll, describe, expect, test } from 'vitest';
import { answerQuery } from '../../src/app/query.ts';
import { findQuestion, loadQuestions, type Question } from '../../src/app/questions.ts';
import { withExistingGraph } from '../../src/app/with-graph.ts';
import { memoryGraph } from '../../src/j1ql/testing/memory-graph.ts';
import { createSimulator } from '../../src/simulator/index.ts';
import { settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { collectInProcess } from '../support/in-process.ts';
import { EXPECTED } from './expected/index.ts';
import { type Row, TruthModel } from './truth-model.ts';

const PREFIX = 'managed-question-qualys-';
/** Questions whose order leaves ties: their rows are compared without an order. */
const LOOSE = [
  'findings-that-are-vulnerabilities',
  'hosts-with-cvss-of-5-or-more',
  'scanned-hosts-by-type',
  'open-findings-by-severity-and-host',
];
/** Queries that the simulated platform has no answer to, `id index`. */
const EMPTY = ['end-of-life-software 0', 'web-apps-without-recent-test 1'];

const questions: readonly Question[] = await loadQuestions();
let truth: TruthModel;
const answers = new Map<string, readonly Row[]>();
const warnings: string[] = [];

const suffix = (id: string) => id.slice(PREFIX.length);

beforeAll(async () => {
  const simulator = createSimulator({
    seed: 5,
    hosts: 140,
    detections: 10,
    webApps: 20,
    limits: 'generous',
  });
  const { url } = await simulator.listen();
  try {
    const dir = temporaryDataDir('questions');
    const collectedAt = simulator.now;
    const record = await collectInProcess(dir, settingsFor(simulator, url), {
      input: { clock: () => collectedAt },
    });
    // Asked after the next runs are due: some things have become late by then.
    const now = collectedAt + 2.5 * 86_400_000;
    expect(record.status).toBe('complete');
    truth = new TruthModel(simulator.truth({ apiUrl: url }), now);
    await withExistingGraph(dir, async (store) => {
      for (const { id, queries } of questions) {
        for (const [index, { query }] of queries.entries()) {
          const answer = await answerQuery(store, query, { now });
          warnings.push(...answer.warnings);
          const rows = (await Array.fromAsync(answer.rows())).flat();
          const cellsOf = (row: Readonly<Record<string, unknown>>) =>
            answer.columns.map((name) => row[name]);
          answers.set(`${suffix(id)} ${index}`, rows.map(cellsOf));
        }
      }
    });
  } finally {
    await simulator.close();
  }
});

describe('the question library', () => {
  test('has at least 40 questions, and an answer here for each of them', () => {
    expect(questions.length).toBeGreaterThanOrEqual(40);
    expect(questions.map(({ id }) => suffix(id)).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  test('says what every question is about, and asks nothing that the graph does not know', () => {
    for (const { id, title, description, tags } of questions) {
      expect(id, title).toMatch(/^managed-question-qualys-[a-z0-9-]+$/);
      expect(title, id).toMatch(/\?$/);
      expect(description ?? '', id).toMatch(/\.$/);
      expect(tags, id).toContain('qualys');
    }
    expect(warnings).toEqual([]);
  });

  test('has rows on the simulated platform', () => {
    const empty = [...answers].filter(([, rows]) => rows.length === 0).map(([name]) => name);
    expect(empty).toEqual(EMPTY);
  });
});

test('what no simulated platform has is answered on a graph by hand', async () => {
  const graph = await memoryGraph([
    {
      key: 'app',
      type: 'web_app',
      properties: { displayName: 'Shop', url: 'https://shop.example' },
    },
    { key: 'host', type: 'discovered_host' },
    ...[1, 2].map((qid) => ({
      key: `finding ${qid}`,
      type: 'qualys_host_finding',
      asset: 'host',
      properties: { qid, open: true },
    })),
    { key: 'old', type: 'qualys_vuln', properties: { qid: 1, displayName: 'EOL/Obsolete Java' } },
    { key: 'new', type: 'qualys_vuln', properties: { qid: 2, displayName: 'Java Update' } },
  ]);
  const rows = await Promise.all(
    EMPTY.map((name) => {
      const [id = '', index] = name.split(' ');
      return graph.query(
        findQuestion(questions, `qualys-${id}`).queries[Number(index)]?.query ?? '',
      );
    }),
  );
  await graph.close();
  expect(rows).toEqual([
    [{ qid: 1, title: 'EOL/Obsolete Java', hosts: 1 }],
    [{ app: 'Shop', url: 'https://shop.example', appKey: 'app' }],
  ]);
});

describe('the answer is the truth of the platform', () => {
  test.each(questions.map(({ id, title }) => [suffix(id), title]))('%s: %s', (id) => {
    const expected = EXPECTED[id]?.(truth) ?? [];
    for (const [index, rows] of expected.entries()) {
      const answer = answers.get(`${id} ${index}`) ?? [];
      const inOrder = (of: readonly Row[]) =>
        LOOSE.includes(id) ? of.map((row) => JSON.stringify(row)).sort() : of;
      expect(inOrder(answer)).toEqual(inOrder(rows));
    }
    expect(answers.has(`${id} ${expected.length}`)).toBe(false);
  });
});
