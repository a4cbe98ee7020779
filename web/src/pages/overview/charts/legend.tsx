import type { Severity } from '../../../components/severity.ts';
import classes from '../overview.module.css';
import { SeverityFills, SeveritySwatch } from './severity-fill.tsx';

/** What the fills of a chart mean. The definitions of the fills come with it, for all charts of the page. */
export function SeverityLegend({ severities }: { readonly severities: readonly Severity[] }) {
  return (
    <ul className={classes['legend']}>
      {severities.map((severity) => (
        <li key={severity}>
          <SeveritySwatch severity={severity} />
          {severity}
        </li>
      ))}
    </ul>
  );
}

/** The fills, once for the whole page: charts refer to them by name. */
export function ChartFills() {
  return (
    <svg width={0} height={0} aria-hidden className={classes['fills']}>
      <SeverityFills />
      <defs>
        <pattern
          id="gq-fill-fixed"
          width={6}
          height={6}
          patternUnits="userSpaceOnUse"
          style={{ color: 'var(--gq-good)' }}
        >
          <rect width={6} height={6} fill="currentColor" fillOpacity={0.2} />
          <path d="M0 6 L6 0" stroke="currentColor" strokeWidth={1.5} />
        </pattern>
      </defs>
    </svg>
  );
}
