import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { checkQueries } from '../../src/app/check-queries.ts';

interface Rule {
  readonly queries: readonly { readonly query: string }[];
}

const PACKS = ['aws-config', 'common-alerts'];

test('every query of the published rule packs is well formed', () => {
  const require = createRequire(import.meta.url);
  const queries = PACKS.flatMap(
    (pack) => require(`@jupiterone/jupiterone-alert-rules/rule-packs/${pack}.json`) as Rule[],
  ).flatMap((rule) => rule.queries.map(({ query }) => query));
  expect(checkQueries(queries)).toEqual({ checked: 24, rejected: [] });
});
