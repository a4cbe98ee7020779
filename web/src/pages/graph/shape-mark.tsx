import type { Shape } from './model/words.ts';

/** The shapes of the canvas, small. */
const OUTLINES: Readonly<Record<Shape, string>> = {
  host: 'M3 4h10a1.500 1.500 0 0 1 1.500 1.500v5a1.500 1.500 0 0 1 -1.500 1.500h-10a1.500 1.500 0 0 1 -1.500 -1.500v-5a1.500 1.500 0 0 1 1.500 -1.500z',
  finding: 'M8 3a5 5 0 1 1 0 10a5 5 0 1 1 0 -10z',
  vulnerability: 'M8 2l6 6l-6 6l-6 -6z',
  service: 'M4.500 2.500h7l3 5.500l-3 5.500h-7l-3 -5.500z',
  account: 'M8 1.500l6 4.700l-2.300 7.300h-7.400l-2.300 -7.300z',
  application: 'M3 3.500q5 -2 10 0v9q-5 2 -10 0z',
  'threat intel': 'M8 2l6.500 12h-13z',
  other: 'M4.500 3.500h10l-3 9h-10z',
};

/** The shape of a kind of entity, filled with the colour of a severity if there is one. */
export function ShapeMark({
  shape,
  fill,
  isDisc = false,
}: {
  readonly shape: Shape;
  readonly fill?: string | undefined;
  /** A thick ring around: it stands for several. */
  readonly isDisc?: boolean;
}) {
  return (
    <svg width={16} height={16} viewBox="0 0 16 16" aria-hidden>
      <path
        d={isDisc ? 'M8 1.500a6.500 6.500 0 1 1 0 13a6.500 6.500 0 1 1 0 -13z' : OUTLINES[shape]}
        fill={fill ?? 'none'}
        stroke="currentColor"
        strokeWidth={isDisc ? 2.5 : 1.5}
        strokeLinejoin="round"
      />
    </svg>
  );
}
