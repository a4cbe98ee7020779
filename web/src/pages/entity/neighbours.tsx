import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Neighbours as Answer } from '../../../../src/server/api/graph.ts';
import { api } from '../../api/client.ts';
import { PageLink } from '../../app/page-link.tsx';
import { useAt } from '../../app/use-at.ts';
import { Count } from '../../components/count.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import classes from './entity-panel.module.css';

/** What an entity has around it, by relationship; asked for once, whoever needs it. */
export function useNeighbours(id: string) {
  const at = useAt();
  return useQuery({
    queryKey: ['neighbours', id, at],
    queryFn: ({ signal }) =>
      api.get<Answer>(`/api/entities/${id}/neighbours`, { query: { at }, signal }),
  });
}

/** How many neighbours there are along each relationship. */
export function Neighbours({ id }: { readonly id: string }) {
  const { data, error, refetch } = useNeighbours(id);
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={2} label="Counting what is around it" />;
  if (data.groups.length === 0) return <span>Nothing is connected to it.</span>;
  return (
    <ul className={classes['list']}>
      {data.groups.map(({ name, direction, verb, type, count }) => (
        <li key={name} className={classes['item']}>
          <span className={`${classes['grow']} gq-mono`}>
            {direction === 'out' ? `${verb} → ${type}` : `${verb} ← ${type}`}
          </span>
          <Count value={count} />
        </li>
      ))}
      <li>
        <Anchor component={PageLink} inherit to={`/graph?entity=${id}`}>
          Look at it in the graph
        </Anchor>
      </li>
    </ul>
  );
}
