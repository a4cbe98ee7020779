import { IconArrowDown, IconArrowUp, IconEqual } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Figure, Overview, Severity, Trend } from '../../../../src/server/api/overview.ts';
import { exactNumber } from '../../components/number-words.ts';
import { SEVERITIES } from '../../components/severity.ts';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import { FigureLink } from './figure-link.tsx';
import classes from './overview.module.css';

/** The numbers to look at first: what is open, how it changed since yesterday, and what must be fixed first. */
export function FiguresStrip({
  overview,
  trend,
}: {
  readonly overview: Overview;
  readonly trend: Trend | undefined;
}) {
  const { open, before, exploited, age } = overview;
  return (
    <dl className={classes['strip']}>
      <Tile label="Open on hosts" figure={open.total}>
        <Change now={open.total} before={before?.total} />
      </Tile>
      {SEVERITIES.filter((severity) => isShown(overview, severity)).map((severity) => (
        <Tile
          key={severity}
          label={<SeverityBadge severity={severity} />}
          figure={open.bySeverity[severity]}
        >
          <Change now={open.bySeverity[severity]} before={before?.bySeverity[severity]} />
        </Tile>
      ))}
      <Tile label="Known exploited" figure={exploited}>
        in CISA's catalogue
      </Tile>
      {age.overdue
        .filter(({ severity }) => severity === 'critical')
        .map(({ days, findings }) => (
          <Tile key="overdue" label="Critical, overdue" figure={findings}>
            older than {days} days
          </Tile>
        ))}
      <TimeToFix trend={trend} />
    </dl>
  );
}

/** What is always asked about; the others where there are some. */
function isShown({ open, before }: Overview, severity: Severity): boolean {
  if (severity === 'critical' || severity === 'high' || severity === 'medium') return true;
  return open.bySeverity[severity].value > 0 || (before?.bySeverity[severity].value ?? 0) > 0;
}

function Tile({
  label,
  figure,
  children,
}: {
  readonly label: ReactNode;
  readonly figure: Figure;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes['tile']}>
      <dt>{label}</dt>
      <dd>
        <span className={classes['value']}>
          <FigureLink figure={figure} />
        </span>
        <span className={classes['note']}>{children}</span>
      </dd>
    </div>
  );
}

/** More or fewer than a day before; the one before is a query, too. */
function Change({ now, before }: { readonly now: Figure; readonly before: Figure | undefined }) {
  if (before === undefined) return <>the first day</>;
  const change = now.value - before.value;
  if (change === 0) {
    return (
      <FigureLink figure={before}>
        <IconEqual size={12} aria-hidden /> as yesterday
      </FigureLink>
    );
  }
  const Icon = change > 0 ? IconArrowUp : IconArrowDown;
  return (
    <FigureLink figure={before}>
      <span className={classes['change']} data-tone={change > 0 ? 'bad' : 'good'}>
        <Icon size={12} aria-hidden />
        {exactNumber(Math.abs(change))} {change > 0 ? 'more' : 'fewer'}
      </span>{' '}
      than yesterday
    </FigureLink>
  );
}

function TimeToFix({ trend }: { readonly trend: Trend | undefined }) {
  const mean = trend?.meanDaysToFix;
  const days = trend?.days.length ?? 0;
  return (
    <div className={classes['tile']}>
      <dt>Mean time to fix</dt>
      <dd>
        <span className={classes['value']}>
          {mean === undefined ? '–' : <FigureLink figure={mean} />}
        </span>
        <span className={classes['note']}>
          {trend === undefined
            ? '…'
            : mean === undefined
              ? `nothing was fixed in ${days} days`
              : `days, of what was fixed in ${days} days`}
        </span>
      </dd>
    </div>
  );
}
