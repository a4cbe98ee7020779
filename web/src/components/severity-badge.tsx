import { SEVERITIES, SEVERITY_COLOUR, type Severity } from './severity.ts';
import classes from './severity-badge.module.css';

/** Bars that are as many as the severity is high: told apart without colour too. */
function SeverityMark({ severity }: { readonly severity: Severity }) {
  const filled = SEVERITIES.length - 1 - SEVERITIES.indexOf(severity);
  return (
    <svg className={classes['mark']} width={14} height={12} viewBox="0 0 14 12" aria-hidden>
      {[0, 1, 2, 3].map((bar) => {
        const height = 3 + bar * 3;
        return (
          <rect
            key={bar}
            x={bar * 3.5 + 0.5}
            y={12 - height + (bar < filled ? 0 : 0.5)}
            width={bar < filled ? 3 : 2}
            height={bar < filled ? height : height - 1}
            fill={bar < filled ? SEVERITY_COLOUR[severity] : 'none'}
            stroke={bar < filled ? 'none' : SEVERITY_COLOUR[severity]}
          />
        );
      })}
    </svg>
  );
}

/** A severity: bars and its word; the word alone is for screen readers where there is no room. */
export function SeverityBadge({
  severity,
  isCompact = false,
}: {
  readonly severity: Severity;
  readonly isCompact?: boolean;
}) {
  return (
    <span className={classes['badge']} {...(isCompact && { title: severity })}>
      <SeverityMark severity={severity} />
      {isCompact ? <span className="gq-hidden">{severity}</span> : severity}
    </span>
  );
}
