import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';
import { Loading } from '../components/states.tsx';
import { CrashedPage } from './crashed-page.tsx';
import { Frame } from './frame.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import type { PageHandle } from './page-handle.ts';

const page = (title: string, ...parents: PageHandle['crumbs']): PageHandle => ({
  crumbs: [...parents, { title }],
});

const INTEGRATIONS = { title: 'Integrations', path: '/integrations' };

/** Every page within the frame. Each is loaded when it is first opened. */
const PAGES: readonly RouteObject[] = [
  { index: true, element: <Navigate to="/overview" replace /> },
  {
    path: 'overview',
    handle: page('Overview'),
    lazy: async () => ({
      Component: (await import('../pages/overview/overview-page.tsx')).OverviewPage,
    }),
  },
  {
    path: 'findings',
    handle: page('Findings'),
    lazy: async () => ({
      Component: (await import('../pages/findings/findings-page.tsx')).FindingsPage,
    }),
  },
  {
    path: 'graph',
    handle: page('Graph'),
    lazy: async () => ({ Component: (await import('../pages/graph/graph-page.tsx')).GraphPage }),
  },
  {
    path: 'query',
    handle: page('Query'),
    lazy: async () => ({ Component: (await import('../pages/query/query-page.tsx')).QueryPage }),
  },
  {
    path: 'questions',
    handle: page('Questions'),
    lazy: async () => ({
      Component: (await import('../pages/questions/questions-page.tsx')).QuestionsPage,
    }),
  },
  {
    path: 'integrations',
    handle: page('Integrations'),
    lazy: async () => ({
      Component: (await import('../pages/integrations/integrations-page.tsx')).IntegrationsPage,
    }),
  },
  {
    path: 'integrations/new',
    handle: page('Add integration', INTEGRATIONS),
    lazy: async () => ({
      Component: (await import('../pages/integrations/new-integration-page.tsx'))
        .NewIntegrationPage,
    }),
  },
  {
    path: 'integrations/:id',
    handle: page('Integration', INTEGRATIONS),
    lazy: async () => ({
      Component: (await import('../pages/integrations/integration-page.tsx')).IntegrationPage,
    }),
  },
  {
    path: 'runs',
    handle: page('Runs', INTEGRATIONS),
    lazy: async () => ({ Component: (await import('../pages/runs/runs-page.tsx')).RunsPage }),
  },
  {
    path: 'runs/:runId',
    handle: page('Run', INTEGRATIONS, { title: 'Runs', path: '/runs' }),
    lazy: async () => ({ Component: (await import('../pages/runs/run-page.tsx')).RunPage }),
  },
  {
    path: 'settings/:tab?',
    handle: page('Settings'),
    lazy: async () => ({
      Component: (await import('../pages/settings/settings-page.tsx')).SettingsPage,
    }),
  },
  {
    path: 'api/docs',
    handle: page('HTTP API', { title: 'Settings', path: '/settings/about' }),
    lazy: async () => ({ Component: (await import('../pages/api/api-page.tsx')).ApiPage }),
  },
  { path: '*', handle: page('Not found'), element: <NotFoundPage /> },
];

/** All routes. */
export const ROUTES: RouteObject[] = [
  {
    path: '/login',
    lazy: async () => ({ Component: (await import('../pages/login/login-page.tsx')).LoginPage }),
    ErrorBoundary: CrashedPage,
    HydrateFallback: Loading,
  },
  {
    path: '/setup',
    lazy: async () => ({ Component: (await import('../pages/setup/setup-page.tsx')).SetupPage }),
    ErrorBoundary: CrashedPage,
    HydrateFallback: Loading,
  },
  {
    path: '/',
    element: <Frame />,
    ErrorBoundary: CrashedPage,
    HydrateFallback: Loading,
    children: PAGES.map((route) => ({ ...route, ErrorBoundary: CrashedPage }) as RouteObject),
  },
];

/** The router of the console. */
export const ROUTER = createBrowserRouter(ROUTES);
