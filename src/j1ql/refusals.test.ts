import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { J1qlErrorCode } from './errors.ts';
import { compile } from './index.ts';
import { type MemoryGraph, NOW } from './testing/memory-graph.ts';
import { smallGraph } from './testing/small-graph.ts';

let graph: MemoryGraph;

beforeAll(async () => {
  graph = await smallGraph();
});

afterAll(() => graph.close());

function warnings(text: string): readonly string[] {
  return compile(text, { catalog: graph.catalog, now: NOW }).warnings;
}

function failure(text: string): {
  code: J1qlErrorCode;
  line: number;
  column: number;
  message: string;
} {
  try {
    compile(text, { catalog: graph.catalog, now: NOW });
  } catch (error) {
    return error as ReturnType<typeof failure>;
  }
  throw new Error(`accepted: ${text}`);
}

describe('warnings', () => {
  it.each([
    ['FIND Hots', 'The graph has no class Hots. Did you mean Host?'],
    [
      'FIND qualys_host_findings',
      'The graph has no type qualys_host_findings. Did you mean qualys_host_finding?',
    ],
    ['FIND Host WITH hostnme = 1', 'No Host has a property hostnme. Did you mean hostname?'],
    ['FIND Host THAT HAZ Finding', 'The graph has no relationship of class HAZ. Did you mean HAS?'],
    ['FIND cve THAT SCANS Host', 'No relationship of the graph fits the step THAT SCANS.'],
  ])('%s answers nothing and says why', async (text, warning) => {
    expect(warnings(text)).toContain(warning);
    expect(await graph.query(text)).toEqual([]);
  });

  it('say that what follows a negated verb is absent', () => {
    expect(warnings('FIND Host THAT !HAS Finding AS f RETURN f.qid')).toEqual([
      'f follows a negated verb: it is absent in every row.',
    ]);
  });

  it('are not given for tags, metadata and types of other integrations', () => {
    expect(warnings("FIND Host WITH tag.Anything = 'x' AND _key = 'y'")).toEqual([]);
    expect(warnings("FIND User WITH anything = 'x'")).toEqual([]);
  });
});

describe('errors', () => {
  it.each([
    ['FIND Host AS h WHERE g.x = 1', 'J_UNKNOWN_SELECTOR', 22],
    ['FIND User RETURN u.name', 'J_UNKNOWN_SELECTOR', 18],
    ['FIND Host AS h THAT HAS Host AS h', 'J_DUPLICATE_ALIAS', 33],
    ['FIND Host THAT HAS Host RETURN Host.name', 'J_DUPLICATE_ALIAS', 32],
    ['FIND Host AS count', 'J_RESERVED_ALIAS', 14],
    ['FIND Host AS h RETURN cnt(h)', 'J_UNKNOWN_FUNCTION', 23],
    ['FIND Host AS h RETURN abs(h.a, h.b)', 'J_UNKNOWN_FUNCTION', 23],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how placeholders are written
    ['FIND Host WITH a = ${param.x}', 'J_UNKNOWN_VARIABLE', 20],
    ['FIND Host WITH a > date(2026-13)', 'J_DATE', 20],
    ['FIND Host WITH a > date.now - 3 decades', 'J_DATE', 33],
    ['FIND Host AS h RETURN round(h.a, 99)', 'J_NUMBER', 34],
    ['FIND Host WITH a = /x(?=y)/', 'J_REGEX', 23],
    ['FIND Host WITH a = /x/g', 'J_REGEX', 20],
    ["FIND Host WITH cidr(ip, '10.0.0.0/99')", 'J_CIDR', 25],
    ["FIND Host WITH a = ('x' OR 'y' AND 'z')", 'J_LIST_MIXED', 32],
    ['FIND Host AS h WHERE count(h) > 1', 'J_AGGREGATE', 22],
    ['FIND Host AS h RETURN sum(h)', 'J_AGGREGATE', 27],
    ['FIND Host AS h RETURN count(h) + h.a', 'J_AGGREGATE', 23],
    ['FIND Host AS h RETURN count(h) ORDER BY h.a', 'J_ORDER_BY', 41],
    ['FIND UNIQUE Host AS h RETURN h.a ORDER BY h.b', 'J_ORDER_BY', 43],
    ['FIND Host AS h WHERE h = 5', 'J_VALUE', 22],
    ['FIND Host AS h WHERE UNWIND(h.a) = 5', 'J_VALUE', 22],
    ['FIND Host WITH hostname = (FIND Device AS d RETURN d)', 'J_VALUE', 27],
    ['FIND Host WITH hostname > (FIND Device AS d RETURN d.a)', 'J_VALUE', 27],
    ['FIND Host AS h RETURN sum(*)', 'J_AGGREGATE', 27],
    ['FIND Host AS h RETURN abs(*)', 'J_VALUE', 27],
    ['FIND Host THAT SOMEHOW 11 HAS Finding', 'J_NUMBER', 16],
    ['FIND Host THAT SOMEHOW 0 HAS Finding', 'J_NUMBER', 16],
  ])('%s', (text, code, column) => {
    expect(failure(text)).toMatchObject({ code, line: 1, column, exitCode: 2 });
  });

  it('names the valid selectors', () => {
    expect(failure('FIND User RETURN u.name').message).toContain(
      'Invalid selector provided: "u", valid selectors are: "User"',
    );
  });
});
