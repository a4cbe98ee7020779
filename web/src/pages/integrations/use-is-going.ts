import { useIsMutating } from '@tanstack/react-query';

/** Names the deletion of an integration. */
export const goingKey = (id: string) => ['delete-integration', id];

/** Whether this page is deleting the integration: what is asked about it from then on is answered that there is none. */
export function useIsGoing(id: string): boolean {
  return useIsMutating({ mutationKey: goingKey(id) }) > 0;
}
