import type { ElementDefinition } from 'cytoscape';
import type { GraphEntity } from '../../../../src/server/api/graph.ts';
import { shortNumber } from '../../components/number-words.ts';
import type { CanvasColours } from './canvas-colours.ts';
import { drawnEdges } from './model/cluster.ts';
import { type DrawnNode, type Exploration, sizeOf } from './model/exploration.ts';
import { discWords, type Shape, shapeOfNode, shortened } from './model/words.ts';

/** Edges that all have their labels; of more than these only the one under the pointer has. */
const LABELLED_EDGES = 24;

/** Longest label of an entity, characters. */
const LABEL = 26;

/** Fill of a node: the severity of what it stands for, if it is one. */
export function severityOfNode(node: DrawnNode): string | undefined {
  switch (node.kind) {
    case 'entity':
      return node.entity.severity;
    case 'neighbours':
      return node.filter.severity;
    case 'members': {
      const severities = new Set(node.members.map(({ severity }) => severity));
      return severities.size === 1 ? node.members[0]?.severity : undefined;
    }
  }
}

/** The diameter of a disc grows with what is in it, but slowly. */
function diameter(count: number): number {
  return Math.round(Math.min(96, 40 + 12 * Math.log10(Math.max(1, count))));
}

function nodeElement(node: DrawnNode, colours: CanvasColours): ElementDefinition {
  const isDisc = node.kind !== 'entity';
  const count = sizeOf(node);
  const fill = colours.severity(severityOfNode(node)) ?? colours.raised;
  return {
    group: 'nodes',
    data: {
      id: node.id,
      label:
        node.kind === 'entity'
          ? shortened(labelOf(node.entity), LABEL)
          : discWords(node).replace(/^[\d,]+ /, ''),
      shape: shapeOfNode(node),
      fill,
      source: node.kind === 'entity' ? node.entity.source : 'qualys',
      ...(isDisc && { count: shortNumber(count), size: diameter(count) }),
    },
    classes: [isDisc ? 'disc' : 'entity', fill === colours.raised ? 'plain' : 'severe'].join(' '),
  };
}

/** Under a shape there is no room for the QID beside the title. */
function labelOf({ title, name }: GraphEntity): string {
  return title ?? name;
}

/** What the canvas draws of an exploration; kinds that are hidden are left out with their edges. */
export function canvasElements(
  exploration: Exploration,
  hidden: ReadonlySet<Shape>,
  colours: CanvasColours,
): readonly ElementDefinition[] {
  const nodes = [...exploration.nodes.values()].filter((node) => !hidden.has(shapeOfNode(node)));
  const shown = new Set(nodes.map(({ id }) => id));
  const edges = drawnEdges(exploration).filter(({ from, to }) => shown.has(from) && shown.has(to));
  const classes = edges.length <= LABELLED_EDGES ? 'labelled' : '';
  return [
    ...nodes.map((node) => nodeElement(node, colours)),
    ...edges.map(
      ({ id, from, to, verb }): ElementDefinition => ({
        group: 'edges',
        data: { id, source: from, target: to, verb },
        classes,
      }),
    ),
  ];
}
