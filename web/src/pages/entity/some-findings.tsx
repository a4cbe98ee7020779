import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FindingsPage } from '../../../../src/server/api/findings.ts';
import { api, type Query, searchOf } from '../../api/client.ts';
import { PageLink } from '../../app/page-link.tsx';
import { useAt } from '../../app/use-at.ts';
import { EntityLink } from '../../components/entity-link.tsx';
import { exactNumber } from '../../components/number-words.ts';
import { severityOf } from '../../components/severity.ts';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import classes from './entity-panel.module.css';

const SHOWN = 6;

/** The worst open findings of a filter, and a way to all of them. */
export function SomeFindings({
  filter,
  label,
}: {
  readonly filter: Query;
  /** What tells the findings apart: what they are, or what they are on. */
  readonly label: 'title' | 'on';
}) {
  const at = useAt();
  const open = { ...filter, state: ['open', 'reopened'] };
  const { data, error, refetch } = useQuery({
    queryKey: ['findings', 'some', open, at],
    queryFn: ({ signal }) =>
      api.get<FindingsPage>('/api/findings', { query: { ...open, at, limit: SHOWN }, signal }),
  });
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={3} label="Loading findings" />;
  if (data.total === 0) return <span>No open findings.</span>;
  return (
    <ul className={classes['list']}>
      {data.rows.map(({ id, title, qid, on, severity }) => {
        const step = severityOf(severity);
        return (
          <li key={id} className={classes['item']}>
            {step !== undefined && <SeverityBadge severity={step} isCompact />}
            <span className={classes['grow']}>
              <EntityLink id={id}>
                {(label === 'title' ? title : on?.name) ?? `QID ${qid ?? ''}`}
              </EntityLink>
            </span>
          </li>
        );
      })}
      <li>
        <Anchor
          component={PageLink}
          inherit
          to={`/findings${searchOf({ ...filter, state: 'open,reopened' })}`}
        >
          {data.total === 1
            ? 'Show it in the list'
            : `All ${exactNumber(data.total)} open findings`}
        </Anchor>
      </li>
    </ul>
  );
}
