import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Figure } from '../../../../src/server/api/overview.ts';
import { PageLink } from '../../app/page-link.tsx';
import { Count } from '../../components/count.tsx';

/** Address of the query page with the query behind a number, at the time that the number is of. */
export function queryPath({ query, at, includeDeleted }: Omit<Figure, 'value'>): string {
  const search = new URLSearchParams({ q: query });
  if (at !== undefined) search.set('at', at);
  if (includeDeleted === true) search.set('includeDeleted', 'true');
  return `/query?${search}`;
}

/** A number that opens the query behind it. */
export function FigureLink({
  figure,
  label,
  children,
}: {
  readonly figure: Figure;
  /** What it counts, for screen readers. */
  readonly label?: string;
  /** Instead of the number alone. */
  readonly children?: ReactNode;
}) {
  return (
    <Anchor component={PageLink} to={queryPath(figure)} inherit title={figure.query}>
      {children ?? <Count value={figure.value} />}
      {label !== undefined && <span className="gq-hidden"> {label}</span>}
    </Anchor>
  );
}

/** The query that a panel was made with, as a small link at its title. */
export function PanelQuery({ query }: { readonly query: string }) {
  return (
    <Anchor component={PageLink} to={queryPath({ query })} size="xs" title={query}>
      Query
    </Anchor>
  );
}
