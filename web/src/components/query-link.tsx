import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageLink } from '../app/page-link.tsx';

/** Something on the page and the query behind it: opens the query page with it. */
export function QueryLink({
  query,
  children,
}: {
  /** J1QL. */
  readonly query: string;
  readonly children: ReactNode;
}) {
  return (
    <Anchor component={PageLink} to={`/query?q=${encodeURIComponent(query)}`} inherit title={query}>
      {children}
    </Anchor>
  );
}
