import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compile } from './index.ts';
import { type MemoryGraph, NOW } from './testing/memory-graph.ts';
import { smallGraph } from './testing/small-graph.ts';

interface QuestionFile {
  readonly questions: readonly {
    readonly id: string;
    readonly queries: readonly { readonly query: string }[];
  }[];
}

/** Answers of the managed questions on the small graph, by the end of the question's id. */
const ANSWERS: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  'findings-that-are-vulnerabilities': [
    [
      ['h1', null, 443, 'critical', 1001],
      ['h1', null, null, 'high', 1002],
      ['h2', null, 8443, 'critical', 1001],
      ['h2', null, null, 'high', 1002],
    ],
    [[null, null, 'medium', 'NEW', 1003]],
  ],
  'hosts-with-cvss-of-5-or-more': [
    [
      ['build-agent', 'discovered_host', '192.0.2.10', 'h2', 2, 10],
      ['web-1.example.com', 'aws_instance', '10.20.30.40', 'h1', 2, 10],
    ],
  ],
  'scanned-hosts-by-type': [
    [
      ['aws_instance', 1],
      ['discovered_host', 1],
    ],
  ],
  'open-findings-by-severity-and-host': [
    [
      ['critical', 10, 3],
      ['high', 8, 2],
    ],
    [
      ['build-agent', 'h2', 'critical', 10, 1],
      ['twin', 'h1-other', 'critical', 10, 1],
      ['web-1.example.com', 'h1', 'critical', 10, 1],
      ['build-agent', 'h2', 'high', 8, 1],
      ['web-1.example.com', 'h1', 'high', 8, 1],
    ],
  ],
  'most-widespread-vulnerabilities': [
    [
      [1001, 'Apache Log4j Shell remote code execution', 'critical', 2],
      [1002, 'OpenSSL buffer overflow', 'high', 2],
    ],
  ],
};

let graph: MemoryGraph;
let questions: QuestionFile['questions'];

beforeAll(async () => {
  graph = await smallGraph();
  const url = new URL('../../questions/qualys.yaml', import.meta.url);
  questions = (parse(await readFile(url, 'utf8')) as QuestionFile).questions;
});

afterAll(() => graph.close());

it.each(Object.entries(ANSWERS))('the managed question %s', async (id, expected) => {
  const question = questions.find((candidate) => candidate.id.endsWith(id));
  expect(question?.queries.length).toBe(expected.length);
  for (const [index, { query }] of (question?.queries ?? []).entries()) {
    expect(compile(query, { catalog: graph.catalog, now: NOW }).warnings).toEqual([]);
    const rows = await graph.query(query);
    // The first question has more columns than are worth repeating here.
    const cells = rows.map((row) => {
      const values = Object.values(row as object);
      return id.startsWith('findings')
        ? [...values.slice(0, 4), values[index === 0 ? 5 : 4]]
        : values;
    });
    expect(cells).toEqual(expected[index]);
  }
});

it('has an answer here for every question of the file', () => {
  expect(questions.length).toBe(Object.keys(ANSWERS).length);
});
