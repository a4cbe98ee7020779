import { expect, test } from 'vitest';
import { COLUMNS, columnName } from './columns.ts';
import { relationshipKey, relationshipType } from './edge-kind.ts';
import { EDGE_KINDS } from './edge-kinds.ts';
import { ENTITY_KINDS, entityKind } from './entity-kinds.ts';

test('a property with a column has one type in every kind', () => {
  const types = new Map<string, string>();
  for (const kind of ENTITY_KINDS) {
    for (const [name, { type, column }] of Object.entries(kind.properties)) {
      if (column === false) continue;
      expect(`${name}: ${types.get(name) ?? type}`).toBe(`${name}: ${type}`);
      types.set(name, type);
    }
  }
});

test('a property is in a column everywhere or nowhere', () => {
  const inColumn = new Map<string, boolean>();
  for (const kind of ENTITY_KINDS) {
    for (const [name, { column }] of Object.entries(kind.properties)) {
      const isColumn = column !== false;
      expect(`${name}: ${inColumn.get(name) ?? isColumn}`).toBe(`${name}: ${isColumn}`);
      inColumn.set(name, isColumn);
    }
  }
});

test('column names are distinct and snake_case', () => {
  const names = COLUMNS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(columnName('qualysQwebHostId')).toBe('qualys_qweb_host_id');
  for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
});

test('enrichment is always volatile, because it may be missing in a run', () => {
  for (const kind of ENTITY_KINDS) {
    for (const [name, definition] of Object.entries(kind.properties)) {
      if (definition.enrichment) expect(`${name} ${definition.volatile}`).toBe(`${name} true`);
    }
  }
});

test('every end of a relationship is a declared type or a class', () => {
  for (const { from, to } of EDGE_KINDS) {
    for (const end of [from, to]) {
      if ('type' in end) expect(entityKind(end.type)?.type).toBe(end.type);
    }
  }
});

test('relationship types leave out the vendor prefix that both ends share', () => {
  expect(relationshipType('qualys_account', 'HAS', 'qualys_web_app_scanner')).toBe(
    'qualys_account_has_web_app_scanner',
  );
  expect(relationshipType('aws_instance', 'HAS', 'qualys_host_finding')).toBe(
    'aws_instance_has_qualys_host_finding',
  );
  expect(relationshipType('cve', 'IS', 'cve')).toBe('cve_is_cve');
});

test('relationship keys join the keys of the ends', () => {
  expect(relationshipKey('qualys-account:1', 'HAS', 'qualys-service:vmdr')).toBe(
    'qualys-account:1|has|qualys-service:vmdr',
  );
});
