import { useQueryClient } from '@tanstack/react-query';
import { useServerEvent } from '../../api/server-events.ts';
import { INTEGRATIONS } from './integration-queries.ts';

/** Asks for integrations and their runs again when the server says that something happened to them. */
export function useIntegrationEvents(): void {
  const queryClient = useQueryClient();
  const refresh = () => void queryClient.invalidateQueries({ queryKey: INTEGRATIONS.queryKey });
  useServerEvent('instances', refresh);
  useServerEvent('run', refresh);
}
