import type { StylesheetJson } from 'cytoscape';
import type { CanvasColours } from './canvas-colours.ts';
import { countImage, iconImage } from './canvas-icons.ts';
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

/** The kind of entity that a node was made with. */
function shapeOf(node: { data(name: string): unknown }): Shape {
  return node.data('shape') as Shape;
}

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
        width: 32,
        height: 32,
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
    {
      selector: 'node.entity',
      style: {
        shape: (node) => SHAPES[shapeOf(node)],
        'background-image': (node) => iconImage(shapeOf(node), inkOn(node, colours)),
        'background-width': 16,
        'background-height': 16,
      },
    },
    { selector: 'node.entity[shape = "host"]', style: { width: 40, height: 28 } },
    { selector: 'node.entity[shape = "finding"]', style: { width: 26, height: 26 } },
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
        'background-image': (node) => countImage(String(node.data('count')), inkOn(node, colours)),
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

/** What stands on a fill: light on a severity, dark on none. */
function inkOn(node: { hasClass(name: string): boolean }, { page, text }: CanvasColours): string {
  return node.hasClass('severe') ? page : text;
}
