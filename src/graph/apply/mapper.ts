import { COLUMNS } from '../../model/columns.ts';
import { MAPPING_RULES } from '../../model/mapping-rules.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { FAMILIES, type Family, familyOf } from '../families.ts';
import { familyColumns, PARKED } from '../schema.ts';
import { type ApplyContext, kindList, queryNumber } from './context.ts';

const TYPE_OF = new Map(COLUMNS.map((column) => [column.property, column]));

/** The values of a property of a row of `entity` as a list of texts, wherever and however they are stored. */
function texts(dialect: Dialect, alias: string, property: string): string {
  if (property === '_key') return `[${alias}.key]`;
  const rest = [
    dialect.jsonList(`${alias}.props`, property),
    `CASE WHEN ${dialect.jsonText(`${alias}.props`, property)} IS NOT NULL THEN [${dialect.jsonText(`${alias}.props`, property)}] END`,
  ];
  const column = TYPE_OF.get(property);
  if (column === undefined) return `coalesce(${rest.join(', ')})`;
  const value = `${alias}.${dialect.identifier(column.name)}`;
  const typed =
    column.type === 'textList'
      ? value
      : `CASE WHEN ${value} IS NOT NULL THEN [CAST(${value} AS VARCHAR)] END`;
  return `coalesce(${[typed, ...rest].join(', ')})`;
}

/** What the mapper found. */
export interface MapperOutcome {
  /** Targets for which several entities of others match: our own stands. */
  readonly ambiguous: number;
  /** Targets for which exactly one stands. */
  readonly matched: number;
}

/**
 * Finds, for every target of every subscription, the entity of another integration that is the same thing:
 * the temporary table `match` (kind_id, scope_id, key_hash, entity_id). It looks at the whole graph each
 * time, because either side may have come or gone.
 */
async function findMatches(context: ApplyContext): Promise<number> {
  const { session } = context;
  const { dialect } = session;
  await session.run('CREATE TEMP TABLE candidate (own_id BIGINT, pair SMALLINT, entity_id BIGINT)');
  for (const [type, rule] of Object.entries(MAPPING_RULES)) {
    const kind = context.kinds.find((known) => known.type === type);
    if (kind === undefined) continue;
    const theirKinds = kindList(context, ({ classes }) => classes.includes(rule.class));
    for (const [pair, { ours, theirs }] of rule.match.entries()) {
      await session.run(`INSERT INTO candidate
        SELECT DISTINCT o.id, ${pair}, t.id FROM (
          SELECT id, scope_id, lower(u.element) AS value
          FROM ${familyOf(type).table} e, ${dialect.unnest(texts(dialect, 'e', ours), 'u')}
          WHERE e.kind_id = ${kind.id} AND ((e.end_seq IS NULL AND e.source = 'system-mapper') OR e.source = '${PARKED}')) AS o
        JOIN (
          SELECT id, scope_id, lower(u.element) AS value
          FROM entity e, ${dialect.unnest(texts(dialect, 'e', theirs), 'u')}
          WHERE e.kind_id IN ${theirKinds} AND e.end_seq IS NULL AND e.source = 'integration-external') AS t
        ON t.value = o.value AND t.scope_id <> o.scope_id`);
    }
  }
  await session.run(`CREATE TEMP TABLE match AS
    SELECT own_id, min(entity_id) AS entity_id, count(*) AS found FROM candidate c
    WHERE c.pair = (SELECT min(pair) FROM candidate d WHERE d.own_id = c.own_id)
    GROUP BY own_id`);
  const ambiguous = await queryNumber(session, 'SELECT count(*) FROM match WHERE found > 1');
  await session.run('DELETE FROM match WHERE found > 1');
  return ambiguous;
}

/** True if there is anything that a target could be, or anything that was found to be one before. */
async function isNeeded(context: ApplyContext): Promise<boolean> {
  const classes = new Set(Object.values(MAPPING_RULES).map((rule) => rule.class));
  const kinds = kindList(context, (kind) => kind.classes.some((name) => classes.has(name)));
  const parked = FAMILIES.filter(({ isMapped }) => isMapped).map(
    ({ table }) => `SELECT 1 FROM ${table} WHERE source = '${PARKED}'`,
  );
  const some = [
    `SELECT 1 FROM entity WHERE kind_id IN ${kinds} AND end_seq IS NULL AND source = 'integration-external'`,
    ...parked,
  ];
  return (
    (await queryNumber(
      context.session,
      `SELECT count(*) FROM (SELECT * FROM (${some.join(' UNION ALL ')}) AS x LIMIT 1) AS y`,
    )) > 0
  );
}

/** Inserts copies of rows of a family (alias `e`), some of their columns with another value. */
function insertCopies(
  { session: { dialect } }: ApplyContext,
  family: Family,
  values: Readonly<Record<string, string>>,
): string {
  const columns = familyColumns(family).map(({ name }) => ({
    name: dialect.identifier(name),
    value: values[name] ?? `e.${dialect.identifier(name)}`,
  }));
  return `INSERT INTO ${family.table} (${columns.map(({ name }) => name).join(', ')})
    SELECT ${columns.map(({ value }) => value).join(', ')} FROM ${family.table} e`;
}

/** Takes our own targets out of the graph where an entity of another integration stands for them. */
async function park(context: ApplyContext, family: Family): Promise<void> {
  const { session, seq, at } = context;
  const { table } = family;
  const own = `e.end_seq IS NULL AND e.source = 'system-mapper' AND e.id IN (SELECT own_id FROM match)`;
  await session.run(
    `${insertCopies(context, family, {
      begin_seq: String(seq),
      end_seq: String(seq),
      source: `'${PARKED}'`,
      version: '0',
    })} WHERE ${own} AND e.begin_seq < ${seq}`,
  );
  await session.run(`UPDATE ${table} AS e SET end_seq = ${seq}, end_on = ${at}
    WHERE ${own} AND e.begin_seq < ${seq}`);
  // Those of this run were never seen by anybody.
  await session.run(
    `UPDATE ${table} AS e SET end_seq = ${seq}, source = '${PARKED}', version = 0 WHERE ${own}`,
  );
}

/** Puts our own targets back where nothing stands for them any more. */
async function unpark(context: ApplyContext, family: Family): Promise<void> {
  const { session, seq, at } = context;
  const { table } = family;
  const alone = `e.source = '${PARKED}' AND e.id NOT IN (SELECT own_id FROM match)`;
  const before = (what: string): string =>
    `(SELECT ${what} FROM ${table} o WHERE o.id = e.id AND o.source <> '${PARKED}')`;
  await session.run(
    `${insertCopies(context, family, {
      begin_seq: String(seq),
      end_seq: 'NULL',
      end_on: 'NULL',
      closed_reason: 'NULL',
      begin_on: String(at),
      created_on: `coalesce(${before('min(o.created_on)')}, ${at})`,
      source: `'system-mapper'`,
      version: `coalesce(${before('max(o.version)')}, 0) + 1`,
    })} WHERE ${alone}`,
  );
  await session.run(`DELETE FROM ${table} AS e WHERE ${alone}`);
}

/**
 * Decides for every target whether an entity of another integration stands for it (exactly one matches) or
 * our own. Ends targets that nobody scans any more. Afterwards the temporary table `placement`
 * (scope_id, kind_id, key_hash, entity_id) says what stands for each.
 */
export async function placeTargets(context: ApplyContext): Promise<MapperOutcome> {
  const { session, seq, at, isScopeChanged } = context;
  const families = FAMILIES.filter(({ isMapped }) => isMapped);
  const same = 't.kind_id = e.kind_id AND t.key_hash = e.key_hash';
  const reason = `CASE WHEN EXISTS (SELECT 1 FROM merged_asset t WHERE ${same}) THEN 'merged'
    WHEN ${isScopeChanged} AND EXISTS (SELECT 1 FROM purged_asset t WHERE ${same}) THEN 'outOfScope'
    ELSE 'notReported' END`;
  const unclaimed = `NOT EXISTS (SELECT 1 FROM claim c
    WHERE c.scope_id = e.scope_id AND c.kind_id = e.kind_id AND c.key_hash = e.key_hash)`;
  for (const { table } of families) {
    await session.run(`UPDATE ${table} AS e SET end_seq = ${seq}, end_on = ${at}, closed_reason = ${reason}
      WHERE e.end_seq IS NULL AND e.source = 'system-mapper' AND ${unclaimed}`);
    await session.run(`DELETE FROM ${table} AS e WHERE e.source = '${PARKED}' AND ${unclaimed}`);
  }
  let ambiguous = 0;
  if (await isNeeded(context)) {
    ambiguous = await findMatches(context);
    for (const family of families) {
      await park(context, family);
      await unpark(context, family);
    }
  } else {
    await session.run('CREATE TEMP TABLE match (own_id BIGINT, entity_id BIGINT)');
  }
  const standing = families.map(
    ({
      table,
    }) => `SELECT e.scope_id, e.kind_id, e.key_hash, coalesce(m.entity_id, e.id) AS entity_id
      FROM ${table} e LEFT JOIN match m ON m.own_id = e.id
      WHERE (e.end_seq IS NULL AND e.source = 'system-mapper') OR e.source = '${PARKED}'`,
  );
  await session.run(`CREATE TEMP TABLE placement AS ${standing.join(' UNION ALL ')}`);
  return { ambiguous, matched: await queryNumber(session, 'SELECT count(*) FROM match') };
}
