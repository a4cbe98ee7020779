import { escapeHtml } from './escape.ts';
import type { Picture, PictureNode, Ring } from './graph-picture.ts';
import type { Layout } from './layout.ts';

const SIZE: Readonly<Record<Ring, number>> = {
  account: 18,
  service: 14,
  other: 9,
  asset: 8,
  finding: 4.5,
  vulnerability: 6,
  cve: 4.5,
};

/** The picture as SVG: lines first, so that nodes lie on top. It can be looked at without the script. */
export function drawing({ nodes, edges }: Picture, { places, radius }: Layout): string {
  const lines = edges.map(({ from, to, verb }) => {
    const a = places[from] ?? { x: 0, y: 0 };
    const b = places[to] ?? { x: 0, y: 0 };
    // Lines bend towards the centre, so that those to one node can be told apart.
    const bend = 0.86;
    const x = ((a.x + b.x) / 2) * bend;
    const y = ((a.y + b.y) / 2) * bend;
    return `<path data-from="${from}" data-to="${to}" class="edge ${verb.toLowerCase()}" d="M${a.x} ${a.y}Q${round(x)} ${round(y)} ${b.x} ${b.y}"/>`;
  });
  const marks = nodes.map((node, index) => mark(node, index, places[index] ?? { x: 0, y: 0 }));
  const size = radius * 2;
  return `<svg id="graph" viewBox="${-radius} ${-radius} ${size} ${size}" role="img" aria-label="The graph: ${nodes.length} entities, ${edges.length} relationships">
<g id="edges">${lines.join('')}</g>
<g id="nodes">${marks.join('')}</g>
</svg>`;
}

function mark(node: PictureNode, index: number, place: Layout['places'][number]): string {
  const { ring, severity, isOpen, type, label } = node;
  const colour = ring === 'finding' || ring === 'vulnerability' ? ` s-${severity ?? 'none'}` : '';
  const closed = isOpen === false ? ' closed' : '';
  const size = SIZE[ring];
  const shape =
    ring === 'vulnerability' || ring === 'cve'
      ? `<rect x="${-size * 0.8}" y="${-size * 0.8}" width="${size * 1.6}" height="${size * 1.6}" transform="rotate(45)"/>`
      : `<circle r="${size}"/>`;
  const caption =
    ring === 'account' || ring === 'service'
      ? `<text y="${size + 22}">${escapeHtml(label)}</text>`
      : '';
  return `<g class="node ${ring}${colour}${closed}" data-i="${index}" tabindex="0" transform="translate(${place.x} ${place.y})"><title>${escapeHtml(`${label} (${type})`)}</title>${shape}${caption}</g>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
