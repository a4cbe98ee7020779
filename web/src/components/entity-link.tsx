import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';

/** The name of an entity; shows it in the side panel of the page, and can be opened in a tab of its own. */
export function EntityLink({
  id,
  children,
}: {
  /** `_id` of the entity. */
  readonly id: string;
  readonly children: ReactNode;
}) {
  const { pathname, search } = useLocation();
  const params = new URLSearchParams(search);
  params.set('entity', id);
  return (
    <Anchor component={Link} to={`${pathname}?${params}`} inherit>
      <bdi>{children}</bdi>
    </Anchor>
  );
}
