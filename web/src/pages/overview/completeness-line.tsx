import { Anchor, Stack } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Completeness } from '../../../../src/server/api/overview.ts';
import { PageLink } from '../../app/page-link.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import classes from './overview.module.css';
import { useCompleteness } from './use-overview.ts';

type Instance = Completeness['instances'][number];

/** Whether today's data can be trusted: one line for each integration. */
export function CompletenessLine() {
  const { data, error, refetch } = useCompleteness();
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={1} label="Loading the last runs" />;
  if (data.instances.length === 0) return null;
  return (
    <Stack gap={4} component="ul" className={classes['lines'] ?? ''} aria-label="Completeness">
      {data.instances.map((instance) => (
        <Line key={instance.instance} instance={instance} />
      ))}
    </Stack>
  );
}

function Line({ instance }: { readonly instance: Instance }) {
  const { last, failure, lastComplete, missing, held } = instance;
  const tone = last.status === 'failed' ? 'bad' : isWhole(instance) ? 'good' : 'warn';
  const icons: Readonly<Record<typeof tone, TablerIcon>> = {
    good: IconCircleCheck,
    warn: IconAlertTriangle,
    bad: IconCircleX,
  };
  const Icon = icons[tone];
  return (
    <li className={classes['line']} data-tone={tone}>
      <Icon size={16} aria-hidden className={classes['lineMark'] ?? ''} />
      <span>
        <strong>
          <bdi>{instance.instance}</bdi>
        </strong>
        {': '}
        {isWhole(instance) && 'complete. '}
        {missing.map(({ endpoint, words, missing: count, of, since }) => (
          <span key={endpoint}>
            {count} of {of} {of === 1 ? 'page' : 'pages'} of {words} missing, first missed{' '}
            <When at={since} />.{' '}
          </span>
        ))}
        {held > 0 && `${held} removals are held until somebody accepts them. `}
        {failure !== undefined && (
          <span>
            The last run failed <When at={last.endedAt} />: {failure.message} {
              failure.whatToDo
            }{' '}
          </span>
        )}
        {failure === undefined && last.status === 'cancelled' && (
          <span>
            The last run was cancelled <When at={last.endedAt} />; the graph is as it was.{' '}
          </span>
        )}
        {lastComplete === undefined ? (
          'No run has been complete yet. '
        ) : (
          <span>
            Last complete run <When at={lastComplete.endedAt} />.{' '}
          </span>
        )}
        <Anchor component={PageLink} to={`/runs/${last.runId}`} inherit>
          Open the last run
        </Anchor>
      </span>
    </li>
  );
}

function isWhole({ last, missing, held }: Instance): boolean {
  return last.status === 'complete' && missing.length === 0 && held === 0;
}
