import type { Core, LayoutOptions, NodeSingular, Position } from 'cytoscape';

/** Ways to lay out the picture. */
export const LAYOUTS = [
  { value: 'fcose', label: 'Organic' },
  { value: 'breadthfirst', label: 'Levels' },
  { value: 'concentric', label: 'Rings' },
] as const;

/** One of {@link LAYOUTS}. */
export type LayoutName = (typeof LAYOUTS)[number]['value'];

/** Nodes this far from where they were reached, before the layout moves them. */
const RING = 90;

const FCOSE = {
  name: 'fcose',
  quality: 'default',
  nodeSeparation: 110,
  idealEdgeLength: 95,
  nodeRepulsion: 9_000,
  gravity: 0.3,
  // What is not connected stands in rows beside.
  packComponents: true,
  nodeDimensionsIncludeLabels: true,
  animate: false,
};

/** Lays everything out anew. */
export function arrange(cy: Core, name: LayoutName): void {
  const nodes = cy.nodes();
  if (nodes.empty()) return;
  const options: Record<LayoutName, object> = {
    fcose: { ...FCOSE, randomize: true },
    breadthfirst: {
      name: 'breadthfirst',
      animate: false,
      spacingFactor: 1.1,
      nodeDimensionsIncludeLabels: true,
      roots: rootsOf(cy),
    },
    concentric: {
      name: 'concentric',
      animate: false,
      minNodeSpacing: 36,
      nodeDimensionsIncludeLabels: true,
      concentric: (node: NodeSingular) => node.degree(false),
      levelWidth: () => 3,
    },
  };
  cy.layout({ ...options[name], fit: true, padding: 48 } as unknown as LayoutOptions).run();
  limitZoom(cy);
}

/** Few nodes would fill the canvas. */
function limitZoom(cy: Core): void {
  if (cy.zoom() <= 1.4) return;
  cy.zoom(1.4);
  cy.center();
}

/** Nodes that no relationship leads to; where there is none, the one with the most. */
function rootsOf(cy: Core): readonly string[] {
  const roots = cy.nodes().roots();
  const chosen = roots.empty() ? cy.nodes().max((node) => node.degree(false)).ele : roots;
  return chosen.map((node) => node.id());
}

/** Finds places for new nodes. Those that were there stay where they are: somebody may have put them there. */
export function placeNew(cy: Core, fresh: ReadonlySet<string>): void {
  const old = cy.filter((each) => !fresh.has(each.id())).nodes();
  if (old.empty()) return;
  const around = new Map<string, number>();
  for (const id of fresh) {
    const node = cy.getElementById(id);
    const near = node.neighborhood().filter((each) => !fresh.has(each.id()));
    const [first] = near.nodes().map((each) => each);
    const centre: Position = first?.position() ?? middleOf(cy);
    const turn = (around.get(first?.id() ?? '') ?? 0) + 1;
    around.set(first?.id() ?? '', turn);
    // Golden angle: however many come, they do not stand in each other's way.
    const angle = turn * 2.399963;
    const distance = RING * (0.8 + Math.sqrt(turn) * 0.35);
    node.position({
      x: centre.x + Math.cos(angle) * distance,
      y: centre.y + Math.sin(angle) * distance,
    });
  }
  const fixed = old.map((node) => ({ nodeId: node.id(), position: { ...node.position() } }));
  const options = {
    ...FCOSE,
    randomize: false,
    fit: false,
    packComponents: false,
    fixedNodeConstraint: fixed,
  };
  cy.layout(options as unknown as LayoutOptions).run();
  // The constraint holds to a fraction of a pixel; what somebody placed holds exactly.
  for (const { nodeId, position } of fixed) cy.getElementById(nodeId).position(position);
  const box = cy.elements().renderedBoundingBox();
  const isOutside = box.x1 < 0 || box.y1 < 0 || box.x2 > cy.width() || box.y2 > cy.height();
  if (isOutside) {
    cy.fit(undefined, 48);
    limitZoom(cy);
  }
}

function middleOf(cy: Core): Position {
  const { x1, x2, y1, y2 } = cy.extent();
  return { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
}
