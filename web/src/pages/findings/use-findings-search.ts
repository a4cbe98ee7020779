import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import {
  FIRST_VIEW,
  type FindingsSearch,
  isUnsaid,
  readSearch,
  writeSearch,
} from './findings-search.ts';

/** The filters of the page, which stand in its address. */
export interface FindingsSearchControl {
  readonly search: FindingsSearch;
  /** Changes some of them. A text that is being typed takes the place of the address before it. */
  change(change: Partial<FindingsSearch>, isTyped?: boolean): void;
  /** Shows a view: filters as they stand in an address. */
  show(view: string): void;
}

/** See {@link FindingsSearchControl}. */
export function useFindingsSearch(): FindingsSearchControl {
  const [params, setParams] = useSearchParams();
  const said = isUnsaid(params) ? FIRST_VIEW : params.toString();
  const search = useMemo(() => readSearch(new URLSearchParams(said)), [said]);
  return {
    search,
    change: (change, isTyped = false) =>
      setParams(
        (before) => {
          const now = readSearch(isUnsaid(before) ? new URLSearchParams(FIRST_VIEW) : before);
          return writeSearch(before, { ...now, ...change });
        },
        { replace: isTyped },
      ),
    show: (view) =>
      setParams((before) => writeSearch(before, readSearch(new URLSearchParams(view)))),
  };
}
