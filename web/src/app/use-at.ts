import { useSearchParams } from 'react-router';

/**
 * The moment the pages look at: an ISO time from `?at=`, undefined for now. Every call that reads the graph passes it on, and
 * has it in its query key.
 */
export function useAt(): string | undefined {
  const [search] = useSearchParams();
  const at = search.get('at');
  return at !== null && !Number.isNaN(Date.parse(at)) ? at : undefined;
}
