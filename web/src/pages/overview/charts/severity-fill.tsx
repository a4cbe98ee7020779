import { SEVERITIES, SEVERITY_COLOUR, type Severity } from '../../../components/severity.ts';

/** What is drawn over the colour: plain, stripes, dots, lines, nothing but the colour's shade. */
const MARKS: Readonly<Record<Severity, React.ReactNode>> = {
  critical: null,
  high: <path d="M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6" strokeWidth={2} />,
  medium: <circle cx={4} cy={4} r={1.4} fill="currentColor" stroke="none" />,
  low: <path d="M0 4 H8" strokeWidth={1.5} />,
  informational: <path d="M4 0 V8" strokeWidth={1} />,
};

/** How strong the colour is under the marks. */
const STRENGTH: Readonly<Record<Severity, number>> = {
  critical: 0.9,
  high: 0.35,
  medium: 0.25,
  low: 0.2,
  informational: 0.12,
};

/** The fill of a severity in charts, once {@link SeverityFills} is in the same SVG. */
export function severityFill(severity: Severity): string {
  return `url(#gq-fill-${severity})`;
}

/** Fills for the severities: the colours that tables have, and a pattern that tells them apart without colour. */
export function SeverityFills() {
  return (
    <defs>
      {SEVERITIES.map((severity) => (
        <pattern
          key={severity}
          id={`gq-fill-${severity}`}
          width={8}
          height={8}
          patternUnits="userSpaceOnUse"
          style={{ color: SEVERITY_COLOUR[severity] }}
          stroke="currentColor"
        >
          <rect
            width={8}
            height={8}
            fill="currentColor"
            fillOpacity={STRENGTH[severity]}
            stroke="none"
          />
          {MARKS[severity]}
        </pattern>
      ))}
    </defs>
  );
}

/** A small square with the fill of a severity, for legends. */
export function SeveritySwatch({ severity }: { readonly severity: Severity }) {
  return (
    <svg width={14} height={14} aria-hidden>
      <rect
        x={0.5}
        y={0.5}
        width={13}
        height={13}
        fill={severityFill(severity)}
        stroke={SEVERITY_COLOUR[severity]}
      />
    </svg>
  );
}
