import type { StylesheetJson } from 'cytoscape';
import type { CanvasColours } from './canvas-colours.ts';
import type { Shape } from './model/words.ts';

/** Shapes of the canvas by kind of entity. */
const SHAPES = {
  host: 'round-rectangle',
  finding: 'ellipse',
  vulnerability: 'diamond',
  service: 'hexagon',
  account: 'pentagon',
  application: 'barrel',
  'threat intel': 'triangle',
  other: 'rhomboid',
} as const satisfies Record<Shape, string>;

/** How nodes and edges look in a theme. */
export function canvasStyle(colours: CanvasColours): StylesheetJson {
  const { page, text, dim, line, accent, font } = colours;
  return [
    {
      selector: 'node',
      style: {
        'background-color': 'data(fill)',
        'border-color': line,
        'border-width': 1.5,
        width: 30,
        height: 30,
        label: 'data(label)',
        color: text,
        'font-family': font,
        'font-size': 11,
        'text-valign': 'bottom',
        'text-margin-y': 4,
        'text-wrap': 'wrap',
        'text-max-width': '120px',
        'text-background-color': page,
        'text-background-opacity': 0.85,
        'text-background-padding': '2px',
        'min-zoomed-font-size': 7,
      },
    },
    ...Object.entries(SHAPES).map(([shape, drawn]) => ({
      selector: `node.entity[shape = "${shape}"]`,
      style: { shape: drawn },
    })),
    { selector: 'node.entity[shape = "host"]', style: { width: 38, height: 26 } },
    { selector: 'node.entity[shape = "finding"]', style: { width: 22, height: 22 } },
    { selector: 'node[source = "mapped"]', style: { 'border-style': 'dashed', 'border-width': 2 } },
    {
      selector: 'node[source = "imported"]',
      style: { 'border-style': 'double', 'border-width': 5 },
    },
    {
      selector: 'node.disc',
      style: {
        shape: 'ellipse',
        width: 'data(size)',
        height: 'data(size)',
        'border-width': 3,
        'border-color': line,
        'font-size': 11,
        'background-image': (node) => countImage(String(node.data('count')), node, colours),
        'background-fit': 'contain',
      },
    },
    {
      selector: 'edge',
      style: {
        width: 1.25,
        'line-color': line,
        'line-opacity': 0.7,
        'target-arrow-color': line,
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.8,
        'curve-style': 'bezier',
        'font-family': font,
        'font-size': 10,
        color: dim,
        'text-rotation': 'autorotate',
        'text-background-color': page,
        'text-background-opacity': 0.9,
        'text-background-padding': '2px',
        'min-zoomed-font-size': 7,
      },
    },
    { selector: 'edge.labelled, edge.near', style: { label: 'data(verb)' } },
    {
      selector: 'edge.near',
      style: { 'line-color': accent, 'target-arrow-color': accent, color: text, 'line-opacity': 1 },
    },
    {
      selector: 'node.chosen',
      style: {
        'outline-color': accent,
        'outline-width': 3,
        'outline-offset': 3,
        'z-index': 10,
      },
    },
  ];
}

/** The number in a disc, as a picture: a node has one label only, and that stands below it. */
function countImage(
  count: string,
  node: { hasClass(name: string): boolean },
  { page, text }: CanvasColours,
): string {
  const colour = node.hasClass('severe') ? page : text;
  const size = count.length > 4 ? 22 : 28;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" viewBox="0 0 100 100"><text x="50" y="50" dy="0.35em" text-anchor="middle" font-family="sans-serif" font-weight="600" font-size="${size}" fill="${colour}">${count}</text></svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}
