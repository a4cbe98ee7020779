import { expect, test } from 'vitest';
import { byTag, findOperations, operationsOf } from '../../web/src/pages/api/api-document.ts';
import { meaningOf, schemaRows, typeWords } from '../../web/src/pages/api/schema-rows.ts';

const described = (tag: string, summary: string) => ({
  tags: [tag] as const,
  summary,
  description: 'Needs a login.',
  responses: {},
});

const OPERATIONS = operationsOf({
  info: { version: '1', description: '' },
  paths: {
    '/api/runs': { get: described('Runs', 'List the runs') },
    '/api/users/{id}': {
      get: { ...described('Users', 'Read a user'), description: 'Needs an administrator.' },
      patch: {
        ...described('Users', 'Change a user'),
        parameters: [{ name: 'if-match', in: 'header', schema: { type: 'string' } }],
      },
    },
  },
  components: { schemas: {} },
});

test.each([
  ['', ['GET /api/runs', 'GET /api/users/{id}', 'PATCH /api/users/{id}']],
  ['users', ['GET /api/users/{id}', 'PATCH /api/users/{id}']],
  ['PATCH user', ['PATCH /api/users/{id}']],
  ['administrator', ['GET /api/users/{id}']],
  ['if-match', ['PATCH /api/users/{id}']],
  ['runs users', []],
])('“%s” finds the operations that have every word', (words, ids) => {
  expect(findOperations(OPERATIONS, words).map(({ id }) => id)).toEqual(ids);
});

test('operations stand under their subject', () => {
  expect(byTag(OPERATIONS).map(([tag, those]) => [tag, those.length])).toEqual([
    ['Runs', 1],
    ['Users', 2],
  ]);
});

test.each([
  [{ type: 'string', minLength: 1, maxLength: 64 }, 'string, 1 to 64 characters'],
  [{ type: 'string', format: 'uuid' }, 'string (uuid)'],
  [{ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, 'integer, at least 0'],
  [{ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: 9 }, 'integer, at most 9'],
  [{ type: 'string', minLength: 8, maxLength: 8 }, 'string, 8 characters'],
  [{ type: ['string', 'null'] }, 'string or null'],
  [{ type: 'string', enum: ['read', 'write'] }, '"read" or "write"'],
  [{ anyOf: [{ type: 'number' }, { type: 'null' }, { type: 'number' }] }, 'number or null'],
  [{ type: 'array', maxItems: 5, items: { type: 'string' } }, 'list of string, at most 5'],
  [{ type: 'object', additionalProperties: { type: 'number' } }, 'object with number by name'],
  [{ type: 'object', additionalProperties: {} }, 'object'],
  [{}, 'anything'],
])('%j is said as “%s”', (schema, words) => {
  expect(typeWords(schema)).toBe(words);
});

test('the meaning of a value ends with its default, which may be false', () => {
  expect(meaningOf({ description: 'Open ones', default: false })).toBe('Open ones. Default false.');
  expect(meaningOf({ default: 'host' })).toBe('Default "host".');
  expect(meaningOf({ description: 'Open ones' })).toBe('Open ones');
});

test('members of lists, of variants and of members without a known name are all told, each once', () => {
  const text = { type: 'string' };
  const rows = schemaRows({
    type: 'object',
    required: ['runs', 'last'],
    properties: {
      runs: {
        type: 'array',
        items: { type: 'object', required: ['id'], properties: { id: text, note: text } },
      },
      last: {
        anyOf: [
          { type: 'object', properties: { kind: text, at: text } },
          { type: 'object', properties: { kind: text, reason: text } },
          { type: 'null' },
        ],
      },
      counts: {
        type: 'object',
        additionalProperties: { type: 'object', required: ['seen'], properties: { seen: text } },
      },
    },
  });
  expect(rows.map(({ path, isOptional }) => [path.join('.'), isOptional])).toEqual([
    ['runs', false],
    ['runs.id', false],
    ['runs.note', true],
    ['last', false],
    ['last.kind', true],
    ['last.at', true],
    ['last.reason', true],
    ['counts', true],
    ['counts.{name}.seen', false],
  ]);
});
