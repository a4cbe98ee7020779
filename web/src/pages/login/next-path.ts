/**
 * Where a login leads: a path of the console from `?next=`, the overview otherwise. Never to another site: what is no path of
 * ours is not followed.
 */
export function nextPath(search: URLSearchParams): string {
  const next = search.get('next') ?? '';
  const url = URL.parse(next, 'http://console.invalid');
  const isOurs = next.startsWith('/') && url?.host === 'console.invalid';
  return isOurs ? `${url.pathname}${url.search}${url.hash}` : '/overview';
}
