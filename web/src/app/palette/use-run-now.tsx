import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { RunBegun } from '../../../../src/server/api/runs.ts';
import { api } from '../../api/client.ts';
import { useIsAdministrator } from '../../api/session.ts';
import { INTEGRATIONS } from '../../pages/integrations/integration-queries.ts';
import type { Command } from './commands.tsx';

/** "Run now" for each integration, for who may; the page of the run opens. `error` says why the last one did not begin. */
export function useRunNow() {
  const navigate = useNavigate();
  const isAdministrator = useIsAdministrator();
  const { data } = useQuery({ ...INTEGRATIONS, enabled: isAdministrator });
  const { mutate, error, reset } = useMutation({
    mutationFn: (id: string) => api.post<RunBegun>(`/api/instances/${id}/runs`, {}),
    onSuccess: ({ runId }) => navigate(`/runs/${runId}`),
  });
  const commands = (data?.instances ?? [])
    .filter(({ isEnabled }) => isAdministrator && isEnabled)
    .map(
      ({ id, name }): Command => ({
        id: `run ${id}`,
        label: `Run now: ${name}`,
        words: 'collect poll',
        icon: <IconPlayerPlay size={18} stroke={1.75} />,
        run: () => mutate(id),
      }),
    );
  return { commands, error, forget: reset };
}
