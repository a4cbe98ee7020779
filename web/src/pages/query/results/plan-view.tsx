import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { QueryPlan } from '../../../../../src/server/api/query.ts';
import { api } from '../../../api/client.ts';
import { Failed, Loading } from '../../../components/states.tsx';
import type { AskedQuery } from '../run/asked-query.ts';
import { CopyButton } from './copy-button.tsx';
import { ScrollRegion } from './scroll-region.tsx';
import classes from './text-view.module.css';

/** How the query is answered: in words, and the statement of the store. */
export function PlanView({ asked }: { readonly asked: AskedQuery }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['query', 'plan', asked],
    queryFn: ({ signal }) => api.post<QueryPlan>('/api/query/plan', asked, { signal }),
  });
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading label="Asking for the plan" />;
  const { plan, sql, values } = data;
  const bound = values.map((value, index) => `$${index + 1} = ${JSON.stringify(value)}`);
  return (
    <>
      <Group px="md" pt="xs" justify="space-between">
        <Text c="dimmed" size="sm">
          What is done, one step after the other; deeper lines belong to the one above them
        </Text>
        <CopyButton text={() => [sql, ...bound].join('\n')}>Copy the SQL</CopyButton>
      </Group>
      <ScrollRegion className={classes['text']} label="Plan of the query">
        <pre className={classes['lines']}>
          {plan.map(({ depth, text }) => `${'  '.repeat(depth)}${text}`).join('\n')}
          {`\n\n${sql}`}
          {bound.length > 0 && `\n\n${bound.join('\n')}`}
        </pre>
      </ScrollRegion>
    </>
  );
}
