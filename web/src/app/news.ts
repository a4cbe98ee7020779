import { useQueryClient } from '@tanstack/react-query';
import { useServerEvent } from '../api/server-events.ts';

/**
 * Shows nothing; marks what other pages have fetched as old when something has happened, so that they ask again when somebody comes back to
 * them. The page that is shown listens by itself, for what it shows.
 */
export function News(): null {
  const client = useQueryClient();
  const mark = () => void client.invalidateQueries({ type: 'inactive', refetchType: 'none' });
  useServerEvent('graph', mark);
  useServerEvent('run', mark);
  useServerEvent('instances', mark);
  return null;
}
