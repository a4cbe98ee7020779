import type { EdgeEnd, EdgeKind } from '../../model/edge-kind.ts';
import { EDGE_KINDS } from '../../model/edge-kinds.ts';
import { ENTITY_KINDS } from '../../model/entity-kinds.ts';

/** An arrow between two types, or between classes that stand for all their types. */
interface Arrow {
  readonly from: string;
  readonly verb: string;
  readonly to: string;
  readonly isMapped: boolean;
}

/** Types by class, where a class has more than one. */
const GROUPS = [
  ...Map.groupBy(
    ENTITY_KINDS.flatMap((kind) => kind.classes.map((name) => ({ name, type: kind.type }))),
    ({ name }) => name,
  ),
]
  .map(([name, members]) => ({ name, types: members.map(({ type }) => type) }))
  .filter(({ types }) => types.length > 1);

/**
 * The data model as a Mermaid flow chart. Types of one class stand in a box, and an arrow that all of them have
 * goes to the box. A dotted arrow leads to what the mapper owns.
 */
export function mermaidDataModel(): string {
  const boxes = GROUPS.map(
    ({ name, types }) =>
      `  subgraph ${name}\n${types.map((type) => `    ${type}\n`).join('')}  end\n`,
  );
  const alone = ENTITY_KINDS.filter(
    ({ type }) => !GROUPS.some(({ types }) => types.includes(type)),
  ).map(({ type, classes }) => `  ${type}["${type}<br/>${classes.join(', ')}"]\n`);
  const arrows = merged(merged(EDGE_KINDS.flatMap(arrowsOf), 'to'), 'from').map(
    ({ from, verb, to, isMapped }) => `  ${from} ${isMapped ? '-.->' : '-->'}|${verb}| ${to}\n`,
  );
  return ['flowchart LR\n', ...alone, ...boxes, ...arrows].join('');
}

function arrowsOf(edge: EdgeKind): readonly Arrow[] {
  return typesAt(edge.from).flatMap((from) =>
    typesAt(edge.to).map((to) => ({
      from,
      verb: edge.class,
      to,
      isMapped: edge.origin === 'mapped',
    })),
  );
}

/** Types at an end; a class that only other integrations have stands for itself. */
function typesAt(end: EdgeEnd): readonly string[] {
  if ('type' in end) return [end.type];
  const types = ENTITY_KINDS.filter(({ classes }) => classes.includes(end.class));
  return types.length === 0 ? [end.class] : types.map(({ type }) => type);
}

/** Arrows that differ only in this end, and have all types of a box there, become one. */
function merged(arrows: readonly Arrow[], end: 'from' | 'to'): readonly Arrow[] {
  const other = end === 'from' ? 'to' : 'from';
  const alike = Map.groupBy(arrows, (arrow) =>
    JSON.stringify([arrow.verb, arrow[other], arrow.isMapped]),
  );
  return [...alike.values()].flatMap((together) => {
    let rest: readonly Arrow[] = together;
    const whole: Arrow[] = [];
    for (const { name, types } of GROUPS) {
      const members = rest.filter((arrow) => types.includes(arrow[end]));
      const [first] = members;
      if (first === undefined || members.length < types.length) continue;
      rest = rest.filter((arrow) => !members.includes(arrow));
      whole.push({ ...first, [end]: name });
    }
    return [...whole, ...rest];
  });
}
