import { visible } from './derived-edges.ts';
import type { EntityTable } from './entity-table.ts';
import { entityTable } from './entity-table.ts';
import { type EntityFacts, entityFacts, factsSql } from './neighbours/entity-facts.ts';
import { allRows, Statement, type Version } from './neighbours/relations.ts';

/** An entity that was found, with the name or number by which it was. */
export interface Found {
  readonly entity: EntityFacts;
  /** In lower case. */
  readonly matched: string;
}

/** A table that is searched, and the columns that entities are known by. */
interface Searched {
  readonly table: EntityTable;
  readonly names: readonly string[];
  readonly lists: readonly string[];
  readonly numbers: readonly string[];
}

function searched(type: string, columns: Omit<Searched, 'table'>): Searched {
  const table = entityTable([type]);
  if (table === undefined) throw new Error(`no table holds ${type}`);
  return { table, ...columns };
}

const HOSTS = searched('discovered_host', {
  names: [
    'key',
    'display_name',
    'hostname',
    'dns_name',
    'netbios_name',
    'ip_address',
    'p_instance_id',
    'qualys_qweb_host_id',
    'qualys_asset_id',
  ],
  lists: ['ipv4_addresses', 'ipv6_addresses', 'private_ip_addresses', 'public_ip_addresses'],
  numbers: [],
});
const VULNERABILITIES = searched('qualys_vuln', {
  names: ['key', 'display_name', 'cve_id'],
  lists: [],
  numbers: ['qid'],
});
const OTHERS = searched('web_app', {
  names: ['key', 'display_name', 'url', 'hostname', 'dns_name', 'ip_address', 'web_app_id'],
  lists: [],
  numbers: [],
});

/** Findings are not among them: they are found by what they are on. */
const SEARCHED = [HOSTS, VULNERABILITIES, OTHERS];

/** Whatever an entity is known by, in lower case, a line each, between line ends. */
function linesSql({ names, lists, numbers }: Searched): string {
  const parts = [
    ...names.map((name) => `CAST(e.${name} AS VARCHAR)`),
    ...lists.map((name) => `array_to_string(e.${name}, chr(10))`),
    ...numbers.map((name) => `CAST(CAST(e.${name} AS BIGINT) AS VARCHAR)`),
  ];
  return `chr(10) || lower(concat_ws(chr(10), ${parts.join(', ')})) || chr(10)`;
}

/**
 * Hosts, vulnerabilities, CVEs, web applications and what else there is but findings, by a part of a name or number: whole ones
 * first, then beginnings, then any part; of each table at most `most`.
 *
 * @param text in lower case, without line ends
 */
export async function searchEntities(
  version: Version,
  text: string,
  most: number,
): Promise<readonly Found[]> {
  const statement = new Statement();
  const part = statement.bind(text, 'VARCHAR');
  const seq = statement.bind(version.seq, 'INTEGER');
  const limit = statement.bind(most, 'INTEGER');
  const branches = SEARCHED.map(
    (each) => `(SELECT ${factsSql({ table: each.table, isFinding: false }, 'e')},
        ${linesSql(each)} AS lines,
        CASE WHEN strpos(${linesSql(each)}, chr(10) || ${part} || chr(10)) > 0 THEN 0
          WHEN strpos(${linesSql(each)}, chr(10) || ${part}) > 0 THEN 1 ELSE 2 END AS rank
      FROM ${each.table.name} e
      WHERE ${visible('e', seq)} AND strpos(${linesSql(each)}, ${part}) > 0
      ORDER BY rank, name NULLS LAST, id LIMIT ${limit})`,
  );
  const sql = `SELECT * FROM (${branches.join(' UNION ALL ')}) ORDER BY rank, name NULLS LAST, id`;
  const factsOf = entityFacts(version.catalog);
  return (await allRows(version, sql, statement.params)).map((row) => ({
    entity: factsOf(row),
    matched: bestLine(String(row['lines']).split('\n'), text),
  }));
}

/** The line that the text was found in, the closest one. */
function bestLine(lines: readonly string[], text: string): string {
  return (
    lines.find((line) => line === text) ??
    lines.find((line) => line.startsWith(text)) ??
    lines.find((line) => line.includes(text)) ??
    ''
  );
}
