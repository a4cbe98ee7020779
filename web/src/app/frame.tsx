import { Suspense } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { pageState, useSession } from '../api/session.ts';
import { Failed, Loading } from '../components/states.tsx';
import { CommandsAndKeys } from './commands-and-keys.tsx';
import classes from './frame.module.css';
import { News } from './news.ts';
import { OfflineBanner } from './offline-banner.tsx';
import { PageTitles } from './page-title.tsx';
import { Rail } from './rail.tsx';
import { SidePanel } from './side-panel.tsx';
import { TopBar } from './top-bar.tsx';
import { useAt } from './use-at.ts';

/** What is around every page, for who is logged in; everybody else is led to the login and comes back here. */
export function Frame() {
  const { data, error, refetch } = useSession();
  const { pathname, search, hash } = useLocation();
  const at = useAt();
  const isKnownStranger = data === undefined && (pageState() !== 'session' || isRefused(error));
  if (isKnownStranger) {
    const next = encodeURIComponent(`${pathname}${search}${hash}`);
    return <Navigate to={pathname === '/' ? '/login' : `/login?next=${next}`} replace />;
  }
  if (data === undefined) {
    return error === null ? (
      <Loading label="Looking who is logged in" />
    ) : (
      <Failed error={error} onRetry={() => void refetch()} />
    );
  }
  return (
    <div className={at === undefined ? classes['frame'] : `${classes['frame']} ${classes['past']}`}>
      <a className={classes['skip']} href="#content">
        Skip to the content
      </a>
      <div className={classes['banners']}>
        <OfflineBanner />
      </div>
      <Rail />
      <div className={classes['middle']}>
        <PageTitles>
          <TopBar />
          <main className={classes['content']} id="content" tabIndex={-1}>
            <Suspense fallback={<Loading label="Loading the page" />}>
              <Outlet />
            </Suspense>
          </main>
        </PageTitles>
      </div>
      <SidePanel />
      <CommandsAndKeys />
      <News />
    </div>
  );
}

function isRefused(error: unknown): boolean {
  return error !== null && typeof error === 'object' && 'status' in error && error.status === 401;
}
