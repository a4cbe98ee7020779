import { derivedJoin, visible } from '../../graph/index.ts';
import { relationshipKey } from '../../model/edge-kind.ts';
import type { EdgeGroup } from '../analysis/index.ts';
import type { QueryContext } from './context.ts';
import { EDGE_FACTS, type EdgeSql, factColumn } from './edge-facts.ts';
import { endedOn, isEnded } from './ended.ts';
import { tableOfKinds } from './entity-table.ts';
import { allOf, inIds, wholeNumber } from './typed-sql.ts';

/** The two ends of a step as table aliases, and the kinds that they can be of. */
export interface HopEnds {
  readonly left: string;
  readonly right: string;
  readonly leftKinds: ReadonlySet<number>;
  readonly rightKinds: ReadonlySet<number>;
}

/** Kinds of the left and the right end for each edge kind of a group. */
function pairs(
  group: EdgeGroup,
): readonly (readonly [left: number, right: number, type: string])[] {
  return group.edgeKinds.map(({ fromKind, toKind, type }) =>
    group.isForward ? [fromKind, toKind, type] : [toKind, fromKind, type],
  );
}

/**
 * The condition that the kinds of both ends belong to one edge kind. Nothing where every left kind is
 * joined to every right kind, which is the usual case.
 */
function pairCondition(group: EdgeGroup, ends: HopEnds): readonly string[] {
  const rightsByLeft = new Map<number, Set<number>>();
  for (const [left, right] of pairs(group)) {
    rightsByLeft.set(left, (rightsByLeft.get(left) ?? new Set()).add(right));
  }
  const isComplete =
    rightsByLeft.size === ends.leftKinds.size &&
    [...rightsByLeft.values()].every((rights) => rights.size === ends.rightKinds.size);
  if (isComplete) return [];
  const leftsByRights = new Map<string, { lefts: number[]; rights: Set<number> }>();
  for (const [left, rights] of rightsByLeft) {
    const key = [...rights].sort((a, b) => a - b).join(' ');
    const entry = leftsByRights.get(key) ?? { lefts: [], rights };
    entry.lefts.push(left);
    leftsByRights.set(key, entry);
  }
  const blocks = [...leftsByRights.values()].map(
    ({ lefts, rights }) =>
      `${inIds(`${ends.left}.kind_id`, lefts)} AND ${inIds(`${ends.right}.kind_id`, rights)}`,
  );
  return [
    blocks.length === 1 ? (blocks[0] ?? '') : `(${blocks.map((b) => `(${b})`).join(' OR ')})`,
  ];
}

/** `_type` of a derived relationship, which follows from the kinds of its ends. */
function derivedType(context: QueryContext, group: EdgeGroup, ends: HopEnds): string {
  const { literal } = context.engine;
  const types = pairs(group);
  const [first] = types;
  if (first !== undefined && types.every(([, , type]) => type === first[2]))
    return literal(first[2]);
  const arms = types.map(
    ([left, right, type]) =>
      `WHEN ${ends.left}.kind_id = ${wholeNumber(left)} AND ${ends.right}.kind_id = ${wholeNumber(right)} THEN ${literal(type)}`,
  );
  return `CASE ${arms.join(' ')} END`;
}

function derivedFacts(
  context: QueryContext,
  group: EdgeGroup,
  ends: HopEnds,
  through: string | undefined,
): EdgeSql {
  const { literal } = context.engine;
  const [from, to] = group.isForward ? [ends.left, ends.right] : [ends.right, ends.left];
  const rows = [from, to, ...(through === undefined ? [] : [through])];
  // The text between the keys, as the model spells it: <from>|has|<to>.
  const between = relationshipKey('', group.class, '');
  const key = `${from}.key || ${literal(between)} || ${to}.key`;
  return {
    _id: key,
    _key: key,
    _type: derivedType(context, group, ends),
    _class: literal(group.class),
    _createdOn: `greatest(${from}.created_on, ${to}.created_on)`,
    _beginOn: `greatest(${from}.begin_on, ${to}.begin_on)`,
    // It is there as long as what it follows from.
    _endOn: `least(${endedOn(context, from)}, ${endedOn(context, to)})`,
    _version: `CAST(NULL AS ${context.engine.columnType('int')})`,
    _deleted: `(${rows.map((row) => isEnded(context, row)).join(' OR ')})`,
    from: `${from}.id`,
    to: `${to}.id`,
    props: `CAST(NULL AS ${context.engine.columnType('json')})`,
  };
}

function storedFacts(context: QueryContext, group: EdgeGroup, table: string): EdgeSql {
  const { literal, columnType } = context.engine;
  const by = (value: (kind: EdgeGroup['edgeKinds'][number]) => string) => {
    const arms = group.edgeKinds.map(
      (kind) => `WHEN ${wholeNumber(kind.id)} THEN ${literal(value(kind))}`,
    );
    return `CASE ${table}.edge_kind_id ${arms.join(' ')} END`;
  };
  return {
    _id: `CAST(${table}.id AS ${columnType('text')})`,
    _key: `${table}.key`,
    _type: by(({ type }) => type),
    _class: by((kind) => kind.class),
    _createdOn: `${table}.created_on`,
    _beginOn: `${table}.begin_on`,
    _endOn: endedOn(context, table),
    _version: `${table}.version`,
    _deleted: isEnded(context, table),
    from: `${table}.from_id`,
    to: `${table}.to_id`,
    props: `${table}.props`,
  };
}

/** How one group joins a left end that is there to a right end. */
export interface GroupJoin {
  /** FROM items between the two ends. */
  readonly through: readonly string[];
  /** Conditions between left end, `through` and right end. */
  readonly conditions: readonly string[];
  readonly facts: EdgeSql;
}

/** The join of one group of edge kinds. `name` is free for a table between the ends. */
export function groupJoin(
  context: QueryContext,
  group: EdgeGroup,
  ends: HopEnds,
  name: string,
): GroupJoin {
  if (group.origin === 'stored') {
    const [leftColumn, rightColumn] = group.isForward ? ['from_id', 'to_id'] : ['to_id', 'from_id'];
    const ids = group.edgeKinds.map(({ id }) => id);
    return {
      through: [`relationship ${name}`],
      conditions: [
        `${name}.${leftColumn} = ${ends.left}.id`,
        `${name}.${rightColumn} = ${ends.right}.id`,
        inIds(`${name}.edge_kind_id`, ids),
        visible(name, context.seq),
      ],
      facts: storedFacts(context, group, name),
    };
  }
  const [from, to] = group.isForward ? [ends.left, ends.right] : [ends.right, ends.left];
  const join = derivedJoin(group.origin, from, to, name, context.seq);
  return {
    through: join.through === undefined ? [] : [join.through],
    conditions: [join.condition, ...pairCondition(group, ends)],
    facts: derivedFacts(context, group, ends, join.through === undefined ? undefined : name),
  };
}

/**
 * A derived table with one row per relationship of several groups: `l`, `r` and, if asked for, the facts.
 * Each group is a branch of its own (UNION ALL); an OR between ways to join costs seconds (design 8).
 */
export function unionOfGroups(
  context: QueryContext,
  edge: number,
  groups: readonly EdgeGroup[],
  hasFacts: boolean,
): string {
  const branches = groups.map((group) => {
    const facts = (sql: EdgeSql) =>
      hasFacts
        ? EDGE_FACTS.map((fact) => `, ${sql[fact]} AS ${factColumn(edge, fact)}`).join('')
        : '';
    // A loop fits both ways and is one relationship.
    const isSecondWay = groups.some(
      (other) =>
        other !== group && other.origin === group.origin && other.isForward && !group.isForward,
    );
    return group.origin === 'stored'
      ? storedBranch(context, group, isSecondWay, facts)
      : derivedBranch(context, group, isSecondWay, facts);
  });
  return branches.join('\n    UNION ALL ');
}

/** Kinds and visibility of the ends are looked at where the table is joined: a stored row needs no entity. */
function storedBranch(
  context: QueryContext,
  group: EdgeGroup,
  isSecondWay: boolean,
  facts: (sql: EdgeSql) => string,
): string {
  const name = `${context.prefix}b`;
  const [left, right] = group.isForward ? ['from_id', 'to_id'] : ['to_id', 'from_id'];
  const conditions = [
    inIds(
      `${name}.edge_kind_id`,
      group.edgeKinds.map(({ id }) => id),
    ),
    visible(name, context.seq),
    ...(isSecondWay ? [`${name}.from_id <> ${name}.to_id`] : []),
  ];
  return `SELECT ${name}.${left} AS l, ${name}.${right} AS r${facts(storedFacts(context, group, name))} FROM relationship ${name} WHERE ${allOf(conditions)}`;
}

function derivedBranch(
  context: QueryContext,
  group: EdgeGroup,
  isSecondWay: boolean,
  facts: (sql: EdgeSql) => string,
): string {
  const { prefix, seq } = context;
  const ends = {
    left: `${prefix}l`,
    right: `${prefix}r`,
    leftKinds: new Set(pairs(group).map(([left]) => left)),
    rightKinds: new Set(pairs(group).map(([, right]) => right)),
  };
  const join = groupJoin(context, group, ends, `${prefix}b`);
  const conditions = [
    ...join.conditions,
    inIds(`${ends.left}.kind_id`, ends.leftKinds),
    visible(ends.left, seq),
    inIds(`${ends.right}.kind_id`, ends.rightKinds),
    visible(ends.right, seq),
    ...(isSecondWay ? [`${ends.left}.id <> ${ends.right}.id`] : []),
  ];
  const tables = [
    `${tableOfKinds(context, ends.leftKinds)} ${ends.left}`,
    ...join.through,
    `${tableOfKinds(context, ends.rightKinds)} ${ends.right}`,
  ];
  return `SELECT ${ends.left}.id AS l, ${ends.right}.id AS r${facts(join.facts)} FROM ${tables.join(' CROSS JOIN ')} WHERE ${allOf(conditions)}`;
}
