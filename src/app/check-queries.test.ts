import { expect, test } from 'vitest';
import { checkQueries, readQueryList } from './check-queries.ts';

test('reads a JSON array, or one query per line', () => {
  const queries = ['FIND Host', 'FIND Finding\n  WITH open = true'];
  expect(readQueryList('f', JSON.stringify(queries))).toEqual(queries);
  expect(readQueryList('f', '\uFEFFFIND Host\r\n\n  \n#Production Host\n')).toEqual([
    'FIND Host',
    '#Production Host',
  ]);
});

test.each([
  ['[1]', 'item 1 is no text'],
  ['["FIND Host"', 'JSON'],
])('%s is refused with a reason', (text, reason) => {
  expect(() => readQueryList('queries.json', text)).toThrow(
    expect.objectContaining({
      code: 'A_QUERY_FILE_INVALID',
      message: expect.stringContaining(reason),
    }),
  );
});

test('tells of each rejected query where and why, and leaves out the others', () => {
  const report = checkQueries([
    'FIND Host THAT HAS Finding',
    'FIND Host WHERE',
    'FIND Host RETRUN Host.name',
    'FIND unheard_of WITH anything = {{value}}',
  ]);
  expect(report).toMatchObject({
    checked: 4,
    rejected: [
      { number: 2, query: 'FIND Host WHERE', error: { code: 'J_SYNTAX', line: 1, column: 16 } },
      { number: 3, error: { code: 'J_SYNTAX', column: 11, suggestion: 'RETURN' } },
    ],
  });
});
