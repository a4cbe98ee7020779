import type { GraphEntity } from '../../../../../src/server/api/graph.ts';
import { type Exploration, type GroupFilter, type NeighbourDisc, sizeOf } from './exploration.ts';
import { shapeOf } from './words.ts';

/** An exploration as J1QL. */
export interface ExplorationQuery {
  readonly query: string;
  /** Entities that the exploration began with and the query does not: a query starts at one type. */
  readonly leftOut: number;
}

/** A step of the query: neighbours of one type along one relation, whichever entities they were reached from. */
interface Step {
  readonly relation: string;
  readonly type: string;
  /** Undefined once something along the relation was not filtered. */
  filters: GroupFilter[] | undefined;
  readonly steps: Map<string, Step>;
}

/** A text of J1QL. */
export function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

/**
 * The query that walks the same relationships from where the exploration began; undefined for nothing. What was taken away
 * one by one comes with it.
 */
export function asQuery({ nodes }: Exploration): ExplorationQuery | undefined {
  const roots = new Map<string, GraphEntity[]>();
  const addRoot = (entity: GraphEntity) => {
    roots.set(entity.type, [...(roots.get(entity.type) ?? []), entity]);
  };
  for (const node of nodes.values()) {
    if (node.kind === 'members') node.members.forEach(addRoot);
    else if (node.kind === 'entity' && node.via === undefined) addRoot(node.entity);
  }
  const [start] = [...roots].sort(([, a], [, b]) => b.length - a.length);
  if (start === undefined) return undefined;
  const [type, entities] = start;
  const steps = stepsFrom({ nodes }, new Set(entities.map(({ id }) => id)));
  const keys = entities.map(({ key }) => quoted(key));
  const test = keys.length === 1 ? keys[0] : `(${keys.join(' OR ')})`;
  const all = [...roots.values()].reduce((sum, each) => sum + each.length, 0);
  return {
    query: `FIND ${type} WITH _key = ${test}${stepsText(steps, type, '\n  ')}\nRETURN TREE`,
    leftOut: all - entities.length,
  };
}

/** Steps by relation, from these entities on. */
function stepsFrom(
  { nodes }: Pick<Exploration, 'nodes'>,
  starts: ReadonlySet<string>,
): ReadonlyMap<string, Step> {
  const first = new Map<string, Step>();
  /** The steps that begin at an entity. */
  const stepsAt = new Map<string, Map<string, Step>>();
  for (const id of starts) stepsAt.set(id, first);
  const waiting = [...nodes.values()].filter(
    (node) => node.kind !== 'members' && node.via !== undefined,
  );
  for (let before = -1; before !== waiting.length; ) {
    before = waiting.length;
    for (const node of waiting.splice(0)) {
      const from = node.kind === 'members' ? undefined : stepsAt.get(node.via?.id ?? '');
      if (node.kind === 'members' || node.via === undefined || from === undefined) {
        waiting.push(node);
        continue;
      }
      const { relation } = node.via;
      const type = node.kind === 'entity' ? node.entity.type : node.relation.type;
      const step: Step = from.get(relation) ?? { relation, type, filters: [], steps: new Map() };
      from.set(relation, step);
      if (node.kind === 'entity') {
        step.filters = undefined;
        stepsAt.set(node.id, step.steps);
      } else if (Object.keys(node.filter).length === 0) step.filters = undefined;
      else step.filters?.push(node.filter);
    }
  }
  return first;
}

function stepsText(steps: ReadonlyMap<string, Step>, from: string, indent: string): string {
  return [...steps.values()]
    .map(({ relation, type, filters, steps: next }) => {
      const { arrow, verb } = wayOf(relation, from);
      const tests = (filters ?? []).map((filter) => filterText(filter, type));
      const isTold = tests.length > 0 && tests.every((test) => test !== undefined);
      const test = isTold ? ` WITH ${[...new Set(tests)].join(' OR ')}` : '';
      return `${indent}(THAT ${verb} ${arrow} ${type}${test}${stepsText(next, type, `${indent}  `)})?`;
    })
    .join('');
}

/** Arrow and verb out of the name of a relation, `out.<from type>_<verb>_<to type>.<neighbour type>`. */
function wayOf(relation: string, from: string): { readonly arrow: string; readonly verb: string } {
  const [direction, relationshipType = '', neighbour = ''] = relation.split('.');
  const start = `${direction === 'in' ? neighbour : from}_`;
  const [verb] = relationshipType.startsWith(start)
    ? relationshipType.slice(start.length).split('_')
    : [];
  return {
    arrow: direction === 'in' ? '<<' : '>>',
    verb: verb === undefined || verb === '' ? 'RELATES TO' : verb.toUpperCase(),
  };
}

/** The test of a filter; undefined where J1QL has none that says the same at another time. */
function filterText({ severity, state, qid, age }: GroupFilter, type: string): string | undefined {
  if (age !== undefined || state === 'closed' || severity === 'none') return undefined;
  const tests = [
    ...(severity === undefined ? [] : [`severity = ${quoted(severity)}`]),
    ...(qid === undefined ? [] : [`qid = ${qid}`]),
    ...(state === undefined ? [] : [stateText(state, type)]),
  ];
  return tests.length === 0 ? undefined : `(${tests.join(' AND ')})`;
}

function stateText(state: string, type: string): string {
  const reopened = type === 'qualys_web_app_finding' ? 'REOPENED' : 'Re-Opened';
  switch (state) {
    case 'open':
      return `open = true AND status != '${reopened}'`;
    case 'reopened':
      return `open = true AND status = '${reopened}'`;
    case 'fixed':
      return `status = '${type === 'qualys_web_app_finding' ? 'FIXED' : 'Fixed'}'`;
    default:
      return 'isIgnored = true';
  }
}

/** The members of a disc as J1QL, for the query page; undefined where they cannot be told so. */
export function discQuery(disc: NeighbourDisc, anchor: GraphEntity): string | undefined {
  const { relation, filter } = disc;
  const hasFilter = Object.keys(filter).length > 0;
  const test = filterText(filter, relation.type);
  if (hasFilter && test === undefined) return undefined;
  if (sizeOf(disc) === 0) return undefined;
  const arrow = relation.direction === 'out' ? '>>' : '<<';
  const columns =
    shapeOf(relation.classes) === 'finding'
      ? 'b.qid, b.displayName, b.severity, b.status, b.createdOn'
      : 'b.displayName, b._type';
  return `FIND ${anchor.type} WITH _key = ${quoted(anchor.key)} AS a THAT ${relation.verb} ${arrow} ${relation.type}${test === undefined ? '' : ` WITH ${test}`} AS b RETURN ${columns}`;
}
