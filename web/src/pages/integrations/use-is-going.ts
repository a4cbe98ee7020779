import { useMutationState } from '@tanstack/react-query';

/** Names the deletion of an integration. */
export const goingKey = (id: string) => ['delete-integration', id];

/** Whether this page deletes the integration, or has: what is asked about it from then on is answered that there is none. */
export function useIsGoing(id: string): boolean {
  const states = useMutationState({
    filters: { mutationKey: goingKey(id) },
    select: ({ state }) => state.status,
  });
  return states.some((status) => status === 'pending' || status === 'success');
}
