import { describe, expect, it } from 'vitest';
import type { Query } from '../ast/index.ts';
import { J1qlError } from '../errors.ts';
import { parse } from './parse.ts';

/** The tree without places, to compare with. */
function tree(text: string): unknown {
  return JSON.parse(
    JSON.stringify(parse(text), (key, value) => (/[sS]pan$/.test(key) ? undefined : value)),
  );
}

function failure(text: string): J1qlError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof J1qlError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

const where = (text: string) => (parse(`FIND A AS a WHERE ${text}`) as Query).where;

describe('grammar', () => {
  it('reads a whole query', () => {
    expect(
      tree(
        "FIND UNIQUE (Host|cve) WITH a = 'x' AS h THAT HAS >> AS r Finding RETURN h.*, count(r) AS 'n r' ORDER BY h.a DESC SKIP 1 LIMIT 2",
      ),
    ).toMatchObject({
      unique: true,
      start: {
        target: { names: [{ text: 'Host' }, { text: 'cve' }] },
        filter: { kind: 'comparison', operator: '=', negated: false },
        alias: { text: 'h' },
      },
      steps: [
        {
          kind: 'traversal',
          negated: false,
          direction: 'out',
          verbs: [{ text: 'HAS' }],
          alias: { text: 'r' },
          selector: { target: { names: [{ text: 'Finding' }] } },
        },
      ],
      returns: {
        kind: 'columns',
        columns: [
          { expression: { kind: 'allProperties', name: 'h' } },
          { expression: { kind: 'call', name: 'count' }, alias: { text: 'n r' } },
        ],
      },
      order: [{ descending: true }],
      skip: 1,
      limit: 2,
    });
  });

  it('takes FIND as understood, and keywords in any case', () => {
    expect(tree('find unique Host as h that has Finding return h.x')).toEqual(
      tree('UNIQUE Host AS h THAT has Finding RETURN h.x'),
    );
  });

  it('knows the arrow in all its places', () => {
    for (const text of ['HAS >> AS r', 'HAS AS r >>', '>> HAS AS r']) {
      const [step] = parse(`FIND A THAT ${text} B`).steps;
      expect(step).toMatchObject({ direction: 'out', alias: { text: 'r' } });
    }
    expect(parse('FIND A THAT HAS << B').steps[0]).toMatchObject({ direction: 'in' });
    expect(parse('FIND A THAT HAS B').steps[0]).toMatchObject({ direction: 'any' });
  });

  it('takes TO as noise, RELATES TO as any verb', () => {
    expect(parse('FIND A THAT ASSIGNED TO B').steps[0]).toMatchObject({
      verbs: [{ text: 'ASSIGNED' }],
    });
    expect(parse('FIND A THAT RELATES TO B').steps[0]).toMatchObject({ verbs: [] });
    expect(parse('FIND A THAT !RELATES TO B').steps[0]).toMatchObject({ verbs: [], negated: true });
  });

  it('lets AND bind tighter than OR', () => {
    expect(where('a.x = 1 OR a.y = 2 AND a.z = 3')).toMatchObject({
      kind: 'or',
      parts: [{ kind: 'comparison' }, { kind: 'and', parts: [{}, {}] }],
    });
  });

  it('tells a group of conditions from a value in parentheses', () => {
    expect(where('(a.x + 1) * 2 > 5')).toMatchObject({ kind: 'comparison', operator: '>' });
    expect(where('(a.x > 5)')).toMatchObject({ kind: 'comparison' });
    expect(where('((a.x > 5 OR a.y = 1) AND a.z = 2)')).toMatchObject({ kind: 'and' });
    expect(where('(!cidr(a.x, "10.0.0.0/8"))')).toMatchObject({ kind: 'cidr', negated: true });
  });

  it('tells lists, sub-queries and values apart', () => {
    expect(where("a.x = ('p' OR ('q' OR /r/))")).toMatchObject({
      right: { kind: 'list', items: [{}, { kind: 'list' }] },
    });
    expect(where('a.x = (FIND B AS b RETURN b.x)')).toMatchObject({ right: { kind: 'subquery' } });
    expect(where('a.x = (1 + 2)')).toMatchObject({ right: { kind: 'arithmetic' } });
    expect(where("a.x = ('p')")).toMatchObject({ right: { kind: 'text' } });
  });

  it('opens an optional group behind a value', () => {
    const query = parse('FIND A WITH x = true (THAT USES B)? (THAT HAS C (THAT IS D)?)? AS u');
    expect(query.steps).toMatchObject([
      { kind: 'optional', steps: [{}] },
      { kind: 'optional', steps: [{}, { kind: 'optional' }], alias: { text: 'u' } },
    ]);
  });

  it('takes keywords as names of properties and columns', () => {
    expect(
      tree('FIND A WITH limit = 1 AND order.by = 2 AS a RETURN a.from, a.or AS count, tree.x'),
    ).toMatchObject({
      start: { filter: { kind: 'and' } },
      returns: {
        columns: [{}, { alias: { text: 'count' } }, { expression: { parts: ['tree', 'x'] } }],
      },
    });
  });

  it('reads RETURN TREE, HAVING and clauses in either order at the end', () => {
    expect(parse('FIND A RETURN TREE LIMIT 5').returns).toMatchObject({ kind: 'tree' });
    expect(parse('FIND A AS a RETURN count(a) AS n HAVING n > 1 LIMIT 1 ORDER BY n')).toMatchObject(
      {
        having: { kind: 'comparison' },
        limit: 1,
        order: [{}],
      },
    );
  });

  it('reads dates with offsets and leaves other arithmetic alone', () => {
    expect(where('a.x > date.now - 7 days + 2hrs')).toMatchObject({
      right: {
        kind: 'date',
        offsets: [
          { sign: -1, amount: 7, unit: 'days' },
          { sign: 1, amount: 2, unit: 'hrs' },
        ],
      },
    });
    expect(where('date.now - a.x > 5')).toMatchObject({
      left: { kind: 'arithmetic', operator: '-', left: { kind: 'date', offsets: [] } },
    });
  });
});

describe('syntax errors', () => {
  it.each([
    ['FIND Host WHIT x = 1', 'token "WHIT"', 11, 'WITH', 'WITH'],
    ['FIND Host WITH a = 1 RETRUN a', 'token "RETRUN"', 22, 'RETURN', 'RETURN'],
    ['FIND', 'end of the query', 5, 'a name', undefined],
    ['FIND Host WITH x >', 'end of the query', 19, 'a text', undefined],
    ['FIND Host THAT HAS WITH a=1', 'token "WITH"', 20, "'*'", undefined],
    ['FIND Host RETURN a,,b', 'token ","', 20, 'a name', undefined],
    ['FIND Host AS h WITH x = 1', 'token "WITH"', 16, 'THAT', undefined],
    ['FIND (Host|', 'end of the query', 12, 'a name', undefined],
    ['FIND Host LIMIT ten', 'token "ten"', 17, 'a number', undefined],
  ])('%s', (text, found, column, expected, suggestion) => {
    const error = failure(text);
    expect(error).toMatchObject({ code: 'J_SYNTAX', exitCode: 2, line: 1, column, found });
    expect(error.expected).toContain(expected);
    expect(error.suggestion).toBe(suggestion);
  });

  it.each([
    ["FIND Host WITH a IN ('x')", "write property = ('a' OR 'b')"],
    ["FIND Host WITH a LIKE 'x'", "property ~= 'part'"],
    ['FIND Host WITH a == 1', "Write one '='."],
    ['FIND Host WITH a <> 1', "Write '!='."],
    ['SELECT x', 'A query starts with FIND.'],
    ['FIND Host GROUP BY x', 'grouped by the columns'],
  ])('%s explains itself', (text, hint) => {
    expect(failure(text).message).toContain(hint);
  });

  it('shows the line and a caret below the place', () => {
    expect(failure('FIND Host\n  WITH open = true\n  RETRUN x').message).toBe(
      [
        'Error parsing query. Unexpected token "RETRUN": expected AND, OR, AS, THAT, WHERE, RETURN, ORDER BY, SKIP, LIMIT or the end of the query (line 3, column 3). Did you mean RETURN?',
        '    RETRUN x',
        '    ^^^^^^',
      ].join('\n'),
    );
  });

  it.each(['FIND Host LIMIT 0', 'FIND Host LIMIT 1.5', 'FIND Host SKIP 1e400'])(
    'refuses the count of %s',
    (text) => {
      expect(failure(text).code).toBe('J_NUMBER');
    },
  );
});
