import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile, LIMITS } from './index.ts';
import { type MemoryGraph, NOW } from './testing/memory-graph.ts';
import { smallGraph } from './testing/small-graph.ts';

const PAGE = await readFile(new URL('../../docs/reference/j1ql.md', import.meta.url), 'utf8');

/** The queries of the page, one per paragraph of a fenced block; what the fence says besides `j1ql`. */
const QUERIES = [...PAGE.matchAll(/^```j1ql ?(.*)\n([\s\S]*?)^```/gm)].flatMap(
  ([, note = '', block = '']) =>
    block
      .trim()
      .split(/\n\s*\n/)
      .map((query): readonly [string, string] => [query, note]),
);

const OPTIONS = {
  variables: { 'param.accounts': ['emea', 'elsewhere'] },
  smartClasses: {
    Exposed: {
      queries: [
        'FIND Host WITH publicIpAddress != undefined',
        'FIND Host THAT HAS Finding WITH port = 443',
      ],
    },
  },
};

let graph: MemoryGraph;

beforeAll(async () => {
  graph = await smallGraph();
});

afterAll(() => graph.close());

describe('the language reference', () => {
  it.each(QUERIES)('%s', async (query, note) => {
    const [, code] = /^refused (\w+)$/.exec(note) ?? [];
    const options = { catalog: graph.catalog, now: NOW, ...OPTIONS };
    if (code !== undefined) {
      expect(() => compile(query, options)).toThrow(expect.objectContaining({ code }));
      return;
    }
    expect(compile(query, options).warnings).toEqual([]);
    expect(await graph.query(query, OPTIONS)).not.toEqual([]);
  });

  it('has an example for everything', () => {
    expect(QUERIES.length).toBeGreaterThan(50);
  });

  it('names the limits as they are', () => {
    const text = (value: number) => value.toLocaleString('en');
    expect(PAGE).toContain(`| characters | ${text(LIMITS.length)} |`);
    expect(PAGE).toContain(`| nesting | ${text(LIMITS.depth)} |`);
    expect(PAGE).toContain(`| THAT steps | ${text(LIMITS.steps)} |`);
    expect(PAGE).toContain(`| values of a list | ${text(LIMITS.listItems)} |`);
    expect(PAGE).toContain(
      `| ${text(LIMITS.comparisons)}, ${text(LIMITS.terms)}, ${text(LIMITS.chain)} in a row |`,
    );
    expect(PAGE).toContain(`| pairs of ends of SOMEHOW | ${text(LIMITS.paths)} |`);
  });
});
