import { visible } from '../derived-edges.ts';
import type { GraphReader, ReadOptions } from '../graph-store.ts';
import { type EntityFacts, entityFacts, factsSql, placedKind } from './entity-facts.ts';
import { allRows, Statement, type Version } from './relations.ts';

/** Columns that are looked through, besides the key; names come in parts, addresses and ids from their beginning. */
const LOOKED_THROUGH = [
  { name: 'display_name', isWhole: false },
  { name: 'fqdn', isWhole: false },
  { name: 'dns_name', isWhole: false },
  { name: 'ip_address', isWhole: true },
  { name: 'qualys_qweb_host_id', isWhole: true },
  { name: 'p_instance_id', isWhole: true },
] as const;

/**
 * Entities by name, address, key, QID or CVE: those that begin with the text first. Findings are left out: they have no name
 * of their own and are found through their host or their vulnerability.
 */
export async function searchEntities(
  store: GraphReader,
  text: string,
  { seq, most }: { readonly seq: number; readonly most: number },
  options: ReadOptions = {},
): Promise<readonly EntityFacts[]> {
  const catalog = await store.catalog();
  const version: Version = { store, catalog, seq, options };
  const kinds = catalog.kinds.map(placedKind).filter(({ isFinding }) => !isFinding);
  if (kinds.length === 0) return [];
  const wanted = text.trim().toLowerCase();
  const qid = /^(?:qid[ :-]*)?(\d{1,9})$/.exec(wanted)?.[1];
  const statement = new Statement();
  const low = statement.bind(wanted, 'VARCHAR');
  const at = statement.bind(seq, 'INTEGER');
  const number = qid === undefined ? undefined : statement.bind(Number(qid), 'DOUBLE');
  const limit = statement.bind(most, 'BIGINT');
  const branches = kinds.map((kind) => {
    const { columns, name: table } = kind.table;
    const tests = LOOKED_THROUGH.filter(({ name }) => columns.has(name)).map(({ name, isWhole }) =>
      isWhole ? `starts_with(lower(e.${name}), ${low})` : `contains(lower(e.${name}), ${low})`,
    );
    if (number !== undefined && columns.has('qid')) tests.push(`e.qid = ${number}`);
    tests.push(`lower(e.key) = ${low}`);
    const exact =
      number !== undefined && columns.has('qid') ? `coalesce(e.qid = ${number}, FALSE)` : 'FALSE';
    const rank = `CASE WHEN lower(e.display_name) = ${low} OR ${exact} THEN 0 WHEN starts_with(lower(e.display_name), ${low}) THEN 1 ELSE 2 END`;
    return `(SELECT ${factsSql(kind, 'e')}, ${rank} AS rank FROM ${table} e
      WHERE e.kind_id = ${Number(kind.id)} AND ${visible('e', at)} AND (${tests.join(' OR ')})
      ORDER BY rank, length(e.display_name), e.display_name, e.id LIMIT ${limit})`;
  });
  const sql = `SELECT * FROM (${branches.join(' UNION ALL ')}) AS found ORDER BY rank, length(name), name, id LIMIT ${limit}`;
  const rows = await allRows(version, sql, statement.params);
  return rows.map(entityFacts(catalog));
}
