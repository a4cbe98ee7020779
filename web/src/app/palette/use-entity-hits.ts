import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { SearchAnswer } from '../../../../src/server/api/search.ts';
import { api } from '../../api/client.ts';
import { useAt } from '../use-at.ts';

/** How long somebody may pause in a word, milliseconds. */
const PAUSE_MS = 150;
const SHORTEST = 2;
const MOST = 12;

/** Entities that fit what is typed. */
export function useEntityHits(text: string) {
  const [typed] = useDebouncedValue(text.trim(), PAUSE_MS);
  const at = useAt();
  const isWorthIt = typed.length >= SHORTEST && text.trim() !== '';
  const { data, error, isFetching } = useQuery({
    queryKey: ['search', typed, at],
    queryFn: ({ signal }) =>
      api.get<SearchAnswer>('/api/search', { query: { q: typed, limit: MOST, at }, signal }),
    enabled: isWorthIt,
    placeholderData: keepPreviousData,
  });
  return {
    hits: isWorthIt ? (data?.entities ?? []) : [],
    error,
    isPending: isWorthIt && (isFetching || typed !== text.trim()),
  };
}
