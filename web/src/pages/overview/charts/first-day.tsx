import type { Trend } from '../../../../../src/server/api/overview.ts';
import { SEVERITIES, SEVERITY_COLOUR, type Severity } from '../../../components/severity.ts';
import { SeverityBadge } from '../../../components/severity-badge.tsx';
import { FigureLink } from '../figure-link.tsx';
import classes from '../overview.module.css';
import { severityFill } from './severity-fill.tsx';

/** Open findings where one day is known: a line needs two, so that this one is shown by severity. */
export function FirstDay({
  open,
  severities,
}: {
  readonly open: NonNullable<Trend['days'][number]['open']>;
  readonly severities: readonly Severity[];
}) {
  const most = Math.max(...SEVERITIES.map((severity) => open[severity].value), 1);
  return (
    <div className={classes['firstDay']}>
      <ul aria-label="Open findings by severity">
        {severities.map((severity) => (
          <li key={severity}>
            <SeverityBadge severity={severity} />
            <svg width="100%" height={20} aria-hidden>
              <rect
                x={0.5}
                y={0.5}
                height={19}
                width={`${(open[severity].value / most) * 99}%`}
                fill={severityFill(severity)}
                stroke={SEVERITY_COLOUR[severity]}
              />
            </svg>
            <FigureLink figure={open[severity]} label={`open findings, ${severity}`} />
          </li>
        ))}
      </ul>
      {severities.length === 0 && <p>No finding on a host is open.</p>}
      <p>
        This is the first day of the graph. From the second one on, the days are drawn beside each
        other, and the numbers above say what changed since yesterday.
      </p>
    </div>
  );
}
