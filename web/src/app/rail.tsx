import { ActionIcon, Tooltip } from '@mantine/core';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { NavLink, useSearchParams } from 'react-router';
import markUrl from '../favicon.svg';
import { withAt } from './page-link.tsx';
import { RAIL } from './pages.ts';
import classes from './rail.module.css';
import { SystemState } from './system-state.tsx';

/** The way to the pages, on the left; only icons when it is collapsed, as it is in a narrow window at first. */
export function Rail() {
  const isNarrow = useMediaQuery('(max-width: 1100px)', undefined, {
    getInitialValueInEffect: false,
  });
  const [chosen, choose] = useLocalStorage<'open' | 'collapsed' | 'auto'>({
    key: 'graph-qualys.rail',
    defaultValue: 'auto',
    getInitialValueInEffect: false,
  });
  const isCollapsed = chosen === 'auto' ? isNarrow : chosen === 'collapsed';
  const [search] = useSearchParams();
  const label = isCollapsed ? 'Show the names of the pages' : 'Collapse the rail';
  const Icon = isCollapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <nav
      className={`${classes['rail']} ${isCollapsed ? classes['collapsed'] : ''}`}
      aria-label="Pages"
    >
      <div className={classes['brand']}>
        <img className={classes['icon']} src={markUrl} width={24} height={24} alt="" />
        <span className={isCollapsed ? classes['hidden'] : ''}>graph-qualys</span>
      </div>
      <ul className={classes['list']}>
        {RAIL.map(({ path, title, icon: PageIcon }) => (
          <li key={path}>
            <Tooltip label={title} position="right" disabled={!isCollapsed}>
              <NavLink className={classes['item'] ?? ''} to={withAt(path, search.get('at'))}>
                <PageIcon className={classes['icon']} size={18} stroke={1.75} aria-hidden />
                <span className={isCollapsed ? classes['hidden'] : ''}>{title}</span>
              </NavLink>
            </Tooltip>
          </li>
        ))}
      </ul>
      <div className={classes['below']}>
        <SystemState isCollapsed={isCollapsed} />
        <Tooltip label={label} position="right">
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={label}
            onClick={() => choose(isCollapsed ? 'open' : 'collapsed')}
          >
            <Icon size={18} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      </div>
    </nav>
  );
}
