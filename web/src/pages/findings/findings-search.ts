/** Parts of an address; what is undefined is left out, lists repeat the name. */
type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the page shows, as it stands in its address. Lists that are empty and texts that are absent do not matter. */
export interface FindingsSearch {
  readonly kind: 'host' | 'web';
  readonly severity: readonly string[];
  readonly state: readonly string[];
  readonly search: string | undefined;
  readonly on: string | undefined;
  readonly onId: string | undefined;
  readonly tag: readonly string[];
  readonly since: string | undefined;
  readonly before: string | undefined;
  readonly kev: 'true' | 'false' | undefined;
  readonly qdsFrom: string | undefined;
  readonly qdsTo: string | undefined;
  readonly threat: readonly string[];
  readonly sort: string;
  readonly order: 'asc' | 'desc';
}

/** Names whose values have no commas and stand in one parameter: `severity=critical,high`. */
const JOINED = ['severity', 'state'] as const;
/** Names that are repeated. */
const REPEATED = ['tag', 'threat'] as const;
const SINGLE = ['search', 'on', 'onId', 'since', 'before', 'kev', 'qdsFrom', 'qdsTo'] as const;

const NAMES = ['kind', ...JOINED, ...REPEATED, ...SINGLE, 'sort', 'order'] as const;

/** Sort keys that begin with the largest value: of the others one looks for the smallest. */
const LARGEST_FIRST = ['severity', 'qds', 'firstFound', 'lastFound'];

/** What one sees when nothing is said: what needs attention, the worst first. */
export const FIRST_VIEW = 'state=open,reopened';

/** The order that a sort key begins with. */
export function firstOrder(sort: string): 'asc' | 'desc' {
  return LARGEST_FIRST.includes(sort) ? 'desc' : 'asc';
}

/** True if the address says nothing of findings. */
export function isUnsaid(params: URLSearchParams): boolean {
  return !NAMES.some((name) => params.has(name));
}

/** Reads an address. */
export function readSearch(params: URLSearchParams): FindingsSearch {
  const text = (name: (typeof SINGLE)[number]) => params.get(name)?.trim() || undefined;
  const joined = (name: (typeof JOINED)[number]) =>
    params
      .getAll(name)
      .flatMap((values) => values.split(','))
      .filter((value) => value !== '');
  const kev = params.get('kev');
  const sort = params.get('sort') ?? 'severity';
  const order = params.get('order');
  return {
    kind: params.get('kind') === 'web' ? 'web' : 'host',
    severity: joined('severity'),
    state: joined('state'),
    search: text('search'),
    on: text('on'),
    onId: text('onId'),
    tag: params.getAll('tag'),
    since: text('since'),
    before: text('before'),
    kev: kev === 'true' || kev === 'false' ? kev : undefined,
    qdsFrom: text('qdsFrom'),
    qdsTo: text('qdsTo'),
    threat: params.getAll('threat'),
    sort,
    order: order === 'asc' || order === 'desc' ? order : firstOrder(sort),
  };
}

/** The address with another search; what else it says stays. What is as it is anyway is left out. */
export function writeSearch(params: URLSearchParams, search: FindingsSearch): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const name of NAMES) next.delete(name);
  // It is said, even where nothing is chosen: otherwise the address would mean the first view.
  next.set('kind', search.kind);
  for (const name of JOINED) if (search[name].length > 0) next.set(name, search[name].join(','));
  for (const name of REPEATED) for (const value of search[name]) next.append(name, value);
  for (const name of SINGLE) {
    const value = search[name];
    if (value !== undefined && value !== '') next.set(name, value);
  }
  if (search.sort !== 'severity') next.set('sort', search.sort);
  if (search.order !== firstOrder(search.sort)) next.set('order', search.order);
  return next;
}

/** The search without its filters; the kind and the order stay. */
export function withoutFilters({ kind, sort, order }: FindingsSearch): FindingsSearch {
  return { ...readSearch(new URLSearchParams()), kind, sort, order };
}

/** True if something is filtered by. */
export function hasFilters(search: FindingsSearch): boolean {
  return (
    [...JOINED, ...REPEATED].some((name) => search[name].length > 0) ||
    SINGLE.some((name) => search[name] !== undefined)
  );
}

/** What the API is asked for the filter alone. */
export function filterQuery(search: FindingsSearch, at: string | undefined): Query {
  const { sort: _, order: __, ...filter } = search;
  return { ...filter, at };
}

/** What the API is asked for the list. */
export function listQuery(search: FindingsSearch, at: string | undefined): Query {
  return { ...search, at };
}
