/** The paths that show a page; the routes of `web/src/app/routes.tsx` are among them, a test checks it. */
export const PAGE_PATHS: readonly string[] = [
  '/',
  '/login',
  '/setup',
  '/api/docs',
  ...[
    'overview',
    'findings',
    'graph',
    'query',
    'questions',
    'integrations',
    'runs',
    'settings',
  ].flatMap((page) => [`/${page}`, `/${page}/*`]),
];
