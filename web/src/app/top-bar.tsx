import { Anchor, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useMatches } from 'react-router';
import type { PageHandle } from './page-handle.ts';
import { PageLink } from './page-link.tsx';
import { useGivenTitle } from './page-title.tsx';
import { SearchButton } from './search-button.tsx';
import { ThemeSwitch } from './theme-switch.tsx';
import { TimeTravel } from './time-travel.tsx';
import classes from './top-bar.module.css';
import { UserMenu } from './user-menu.tsx';

/** Where one is, and what is the same on every page. */
export function TopBar() {
  const crumbs = useMatches().flatMap(
    ({ handle }) => (handle as PageHandle | undefined)?.crumbs ?? [],
  );
  const given = useGivenTitle();
  const own = crumbs.at(-1);
  const title = given ?? own?.title ?? '';
  useDocumentTitle(title === '' ? 'graph-qualys' : `${title} · graph-qualys`);
  return (
    <header className={classes['bar']}>
      <ol className={classes['crumbs']} aria-label="Where you are">
        {crumbs.slice(0, -1).map(({ title: parent, path }) => (
          <li key={parent}>
            {path === undefined ? (
              parent
            ) : (
              <Anchor component={PageLink} to={path}>
                {parent}
              </Anchor>
            )}
            <span aria-hidden>/</span>
          </li>
        ))}
        <li>
          <Title order={1}>{title}</Title>
        </li>
      </ol>
      <SearchButton />
      <TimeTravel />
      <ThemeSwitch />
      <UserMenu />
    </header>
  );
}
