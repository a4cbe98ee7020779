import { COLUMNS } from '../model/columns.ts';
import type { EdgeKind } from '../model/edge-kind.ts';
import type { CatalogColumn, GraphCatalog } from './graph-catalog.ts';
import type { Row, Value } from './graph-store.ts';

const ORIGINS: readonly EdgeKind['origin'][] = [
  'stated',
  'mapped',
  'asset',
  'qid',
  'qid-cve',
  'threat-qid',
];

function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

function number(value: Value | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function origin(value: Value | undefined): EdgeKind['origin'] {
  return ORIGINS.find((known) => known === value) ?? 'stated';
}

/** Reads what a store holds. `query` runs one statement of few rows. */
export async function readCatalog(
  query: (sql: string) => Promise<readonly Row[]>,
): Promise<GraphCatalog> {
  const [last] = await query('SELECT seq, "at" FROM apply ORDER BY seq DESC LIMIT 1');
  const kinds = await query('SELECT id, type, classes FROM kind ORDER BY id');
  const edgeKinds = await query(
    'SELECT id, class, type, from_kind, to_kind, origin FROM edge_kind ORDER BY id',
  );
  const instances = await query(
    'SELECT id, name, kind, integration_type, scope_id FROM instance ORDER BY id',
  );
  const mixed = new Set(
    (await query('SELECT property FROM mixed_property')).map(({ property }) => property),
  );
  return {
    seq: number(last?.['seq']),
    ...(last === undefined ? {} : { at: number(last['at']) }),
    kinds: kinds.map((row) => ({
      id: number(row['id']),
      type: text(row['type']),
      classes: Array.isArray(row['classes']) ? row['classes'].map(text) : [],
    })),
    edgeKinds: edgeKinds.map((row) => ({
      id: number(row['id']),
      class: text(row['class']),
      type: text(row['type']),
      fromKind: number(row['from_kind']),
      toKind: number(row['to_kind']),
      origin: origin(row['origin']),
    })),
    columns: new Map(
      COLUMNS.map(({ property, name, type }): [string, CatalogColumn] => [
        property,
        { column: name, type, mixed: mixed.has(property) },
      ]),
    ),
    instances: instances.map((row) => ({
      id: number(row['id']),
      name: text(row['name']),
      kind: row['kind'] === 'subscription' ? 'subscription' : 'integration',
      integrationType: text(row['integration_type']),
      scopeId: number(row['scope_id']),
    })),
  };
}
