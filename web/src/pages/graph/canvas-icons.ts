import type { Shape } from './model/words.ts';

/** What is drawn inside the shapes, as strokes on a field of 24 by 24. */
const STROKES: Readonly<Record<Shape, string>> = {
  host: 'M5 5h14v5h-14z M5 14h14v5h-14z M8.5 7.500v.01 M8.5 16.500v.01',
  finding: 'M12 5v9 M12 19v.01',
  vulnerability: 'M12 4l7 2.500v5.500c0 4 -3 6.800 -7 8c-4 -1.200 -7 -4 -7 -8v-5.500z',
  service:
    'M12 12v.01 M8.500 8.500a5 5 0 0 0 0 7 M15.500 8.500a5 5 0 0 1 0 7 M5.500 5.500a9.200 9.200 0 0 0 0 13 M18.500 5.500a9.200 9.200 0 0 1 0 13',
  account:
    'M12 11a3.500 3.500 0 1 0 0 -7a3.500 3.500 0 1 0 0 7z M5 20c0 -4 3 -5.500 7 -5.500s7 1.500 7 5.500',
  application: 'M4 5h16v14h-16z M4 9.500h16 M7 7.300v.01 M10 7.300v.01',
  'threat intel':
    'M3 12c3 -5 6 -6 9 -6s6 1 9 6c-3 5 -6 6 -9 6s-6 -1 -9 -6z M12 9.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 1 0 0 -5z',
  other: 'M7 12v.01 M12 12v.01 M17 12v.01',
};

/** The icon of a kind of entity in a colour, as the address of a picture. */
export function iconImage(shape: Shape, colour: string): string {
  return picture(
    24,
    `<path d="${STROKES[shape]}" fill="none" stroke="${colour}" stroke-width="2.200" stroke-linecap="round" stroke-linejoin="round"/>`,
  );
}

/** A number in a colour, as the address of a picture: a node has one label only, and that stands below it. */
export function countImage(count: string, colour: string): string {
  const size = count.length > 4 ? 22 : 28;
  return picture(
    100,
    `<text x="50" y="50" dy="0.35em" text-anchor="middle" font-family="sans-serif" font-weight="600" font-size="${size}" fill="${colour}">${count}</text>`,
  );
}

function picture(size: number, content: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" viewBox="0 0 ${size} ${size}">${content}</svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}
