import classes from './severity-badge.module.css';

/** States of a finding that have a shape of their own. */
export type FindingStatus = 'open' | 'fixed' | 'reopened';

const SHAPES = {
  open: <circle cx="7" cy="7" r="4.5" fill="currentColor" />,
  fixed: <circle cx="7" cy="7" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  reopened: (
    <g fill="none" stroke="currentColor" strokeWidth="1.5">
      <path d="M11 7a4 4 0 1 1-1.2-2.85" />
      <path d="M10.500 1.200v3.300h-3.300" />
    </g>
  ),
} as const satisfies Record<FindingStatus, unknown>;

/** Open, fixed, reopened as dot, ring, ring with arrow, and the word beside it. */
export function StatusMark({
  status,
  label = status,
  isCompact = false,
}: {
  readonly status: FindingStatus;
  /** Another word than the status. */
  readonly label?: string;
  readonly isCompact?: boolean;
}) {
  return (
    <span className={classes['badge']} {...(isCompact && { title: label })}>
      <svg className={classes['mark']} width={14} height={14} viewBox="0 0 14 14" aria-hidden>
        {SHAPES[status]}
      </svg>
      {isCompact ? <span className="gq-hidden">{label}</span> : label}
    </span>
  );
}
