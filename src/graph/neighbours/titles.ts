import { visible } from '../derived-edges.ts';
import type { EntityFacts } from './entity-facts.ts';
import { allRows, Statement, type Version } from './relations.ts';

/** Titles of vulnerabilities by QID. Two subscriptions tell the same title of one QID. */
export async function titlesOf(
  version: Version,
  qids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const kind = version.catalog.kinds.find(({ type }) => type === 'qualys_vuln');
  if (kind === undefined || qids.length === 0) return new Map();
  const statement = new Statement();
  const wanted = statement.bind([...new Set(qids)], 'DOUBLE[]');
  const seq = statement.bind(version.seq, 'INTEGER');
  const rows = await allRows(
    version,
    `SELECT v.qid, min(v.display_name) AS title FROM entity_vulnerability v
      WHERE v.kind_id = ${Number(kind.id)} AND ${visible('v', seq)} AND v.qid IN (SELECT unnest(${wanted}))
      GROUP BY v.qid`,
    statement.params,
  );
  return new Map(
    rows.flatMap(({ qid, title }) =>
      typeof qid === 'number' && typeof title === 'string' ? [[qid, title] as const] : [],
    ),
  );
}

/** The same entities; findings with the title of what was found. */
export async function withTitles(
  version: Version,
  entities: readonly EntityFacts[],
): Promise<readonly EntityFacts[]> {
  const qids = entities.flatMap(({ state, qid }) =>
    state === undefined || qid === undefined ? [] : [qid],
  );
  const titles = await titlesOf(version, qids);
  return entities.map((entity) => {
    const title =
      entity.state === undefined || entity.qid === undefined ? undefined : titles.get(entity.qid);
    return title === undefined ? entity : { ...entity, title };
  });
}
