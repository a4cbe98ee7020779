import { visible } from './derived-edges.ts';
import type { CatalogKind } from './graph-catalog.ts';
import type { GraphReader, ReadOptions } from './graph-store.ts';

/** A part of the graph that is small enough to be looked at. */
export interface GraphExcerpt {
  /** Ids of its entities, for `exportGraph`; undefined when it is the whole graph. */
  readonly entityIds: readonly number[] | undefined;
  /** How many entities the whole graph has, by type. */
  readonly totals: Readonly<Record<string, number>>;
}

/** How the room of an excerpt is shared out. What one kind does not need another does not get. */
const SHARES = { others: 0.1, assets: 0.1, findings: 0.45, vulnerabilities: 0.2, cves: 0.15 };

/** Findings of one asset at most, so that one bad host does not fill the picture. */
const FINDINGS_PER_ASSET = 12;

/** Classes of what findings are on. */
const ASSET_CLASSES = ['Host', 'Device', 'Application'];

/**
 * Chooses what to show of a graph: all of it if it has at most so many entities. Otherwise what is there once
 * (accounts, services), the assets with the worst open findings, the worst findings of each, and what these
 * are occurrences of. The same graph gives the same choice.
 */
export async function chooseExcerpt(
  store: GraphReader,
  most: number,
  options: ReadOptions = {},
): Promise<GraphExcerpt> {
  const { kinds } = await store.catalog();
  const totals = await totalsOf(store, kinds, options);
  const all = Object.values(totals).reduce((sum, count) => sum + count, 0);
  if (all <= most) return { entityIds: undefined, totals };

  const isFinding = ({ classes }: CatalogKind) => classes.includes('Finding');
  const isAsset = ({ classes }: CatalogKind) =>
    ASSET_CLASSES.some((name) => classes.includes(name));
  const isVulnerability = ({ classes }: CatalogKind) => classes.includes('Vulnerability');
  const isCve = ({ type }: CatalogKind) => type === 'cve';
  const list = (test: (kind: CatalogKind) => boolean) =>
    `(${[-1, ...kinds.filter(test).map(({ id }) => id)].join(', ')})`;
  const room = (share: keyof typeof SHARES) => Math.max(1, Math.floor(most * SHARES[share]));
  const ids = async (sql: string): Promise<readonly number[]> => {
    const found: number[] = [];
    for await (const rows of store.read(sql, [], options)) {
      found.push(...rows.map((row) => Number(row['id'])));
    }
    return found;
  };
  const among = (chosen: readonly number[]) => `(${[-1, ...chosen].join(', ')})`;

  const others = await ids(`SELECT e.id FROM entity e
    WHERE e.kind_id NOT IN ${list((kind) => isFinding(kind) || isAsset(kind) || isVulnerability(kind))}
      AND ${visible('e')} ORDER BY e.kind_id, e.key LIMIT ${room('others')}`);
  const assets = await ids(`SELECT e.id FROM entity e
    LEFT JOIN (SELECT asset_ref, max(numeric_severity) AS worst, count(*) AS findings FROM entity f
      WHERE f.kind_id IN ${list(isFinding)} AND ${visible('f')} AND f."open" GROUP BY asset_ref) AS w ON w.asset_ref = e.id
    WHERE e.kind_id IN ${list(isAsset)} AND ${visible('e')}
    ORDER BY w.worst DESC NULLS LAST, w.findings DESC NULLS LAST, e.key LIMIT ${room('assets')}`);
  const findings = await ids(`SELECT id FROM (
      SELECT e.id, e.key, e."open", e.numeric_severity, row_number() OVER (
        PARTITION BY e.asset_ref ORDER BY e."open" DESC, e.numeric_severity DESC NULLS LAST, e.key) AS place
      FROM entity e WHERE e.kind_id IN ${list(isFinding)} AND ${visible('e')} AND e.asset_ref IN ${among(assets)}) AS f
    WHERE place <= ${FINDINGS_PER_ASSET} ORDER BY place, numeric_severity DESC NULLS LAST, key LIMIT ${room('findings')}`);
  const vulnerabilities = await ids(`SELECT v.id FROM entity v
    JOIN entity f ON f.qid = v.qid AND f.scope_id = v.scope_id AND f.id IN ${among(findings)} AND ${visible('f')}
    WHERE v.kind_id IN ${list((kind) => isVulnerability(kind) && !isCve(kind))} AND ${visible('v')}
    GROUP BY v.id, v.key ORDER BY count(*) DESC, v.key LIMIT ${room('vulnerabilities')}`);
  const cves = await ids(`SELECT l.cve_id AS id FROM vuln_cve l
    WHERE l.vuln_id IN ${among(vulnerabilities)} AND ${visible('l')}
    GROUP BY l.cve_id ORDER BY count(*) DESC, l.cve_id LIMIT ${room('cves')}`);
  return { entityIds: [...others, ...assets, ...findings, ...vulnerabilities, ...cves], totals };
}

async function totalsOf(
  store: GraphReader,
  kinds: readonly CatalogKind[],
  options: ReadOptions,
): Promise<Readonly<Record<string, number>>> {
  const types = new Map(kinds.map(({ id, type }) => [id, type]));
  const totals: Record<string, number> = {};
  const sql = `SELECT e.kind_id AS kind, count(*) AS total FROM entity e WHERE ${visible('e')}
    GROUP BY e.kind_id ORDER BY e.kind_id`;
  for await (const rows of store.read(sql, [], options)) {
    for (const row of rows) totals[types.get(Number(row['kind'])) ?? ''] = Number(row['total']);
  }
  return totals;
}
