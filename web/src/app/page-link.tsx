import { Link, type LinkProps, useSearchParams } from 'react-router';

/** The path with the moment that is looked at, which stays when one goes from page to page. */
export function withAt(path: string, at: string | null): string {
  if (at === null) return path;
  const [pathname = '', search = ''] = path.split('?');
  const params = new URLSearchParams(search);
  if (!params.has('at')) params.set('at', at);
  return `${pathname}?${params}`;
}

/** A link to another page of the console, at the same moment of time. */
export function PageLink({ to, ...props }: LinkProps & { readonly to: string }) {
  const [search] = useSearchParams();
  return <Link to={withAt(to, search.get('at'))} {...props} />;
}
