import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SmartClasses } from '../../../../src/server/api/smart-classes.ts';
import { api } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { useIsAdministrator } from '../../api/session.ts';
import { Panel } from '../../components/panel.tsx';
import { Failed, Loading } from '../../components/states.tsx';

const EXAMPLE = `smartClasses:
  - name: Exposed
    description: Hosts that can be reached from everywhere
    queries:
      - FIND Host WITH publicIpAddress != undefined
`;

/** Names for sets of entities, which queries use as \`#Name\`. */
export function SmartClassesTab() {
  const { data, error, refetch } = useQuery({
    queryKey: ['smart-classes'],
    queryFn: ({ signal }) => api.get<SmartClasses>('/api/smart-classes', { signal }),
    // What is being typed must not be replaced.
    refetchOnWindowFocus: false,
  });
  return (
    <Panel title="Smart classes">
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading rows={8} label="Loading" />}
      {data !== undefined && <Editor saved={data} />}
    </Panel>
  );
}

/** What is there now, as an answer to a change tells it that came too late. */
function currentOf(error: unknown): SmartClasses | undefined {
  if (!(error instanceof Problem) || error.code !== 'H_CHANGED_MEANWHILE') return undefined;
  return error.body['current'] as SmartClasses;
}

function Editor({ saved }: { readonly saved: SmartClasses }) {
  const client = useQueryClient();
  const isAdministrator = useIsAdministrator();
  const [text, setText] = useState(saved.text);
  const save = useMutation({
    // The tag names the text that the person has seen.
    mutationFn: (etag: string) =>
      api.put<SmartClasses>('/api/smart-classes', { text }, { headers: { 'if-match': etag } }),
    onSuccess: (answer) => client.setQueryData(['smart-classes'], answer),
  });
  const current = currentOf(save.error);
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        A smart class is a name for the entities that its queries find; queries use it as #Name.
      </Text>
      {saved.problem !== undefined && save.error === null && (
        <Alert color="red" title="The text that is saved cannot be used">
          {saved.problem}. Queries that use a smart class fail until it is corrected.
        </Alert>
      )}
      <Textarea
        label="Definitions (YAML)"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        autosize
        minRows={14}
        maxRows={30}
        spellCheck={false}
        readOnly={!isAdministrator}
        placeholder={EXAMPLE}
        classNames={{ input: 'gq-mono' }}
      />
      {save.error !== null && (
        <Failed error={save.error}>
          {current !== undefined && (
            <>
              <span>Your text is still here. This is what was saved meanwhile:</span>
              <pre>{current.text}</pre>
            </>
          )}
        </Failed>
      )}
      {isAdministrator && (
        <Group justify="flex-end">
          <Button
            variant="default"
            disabled={text === saved.text}
            onClick={() => {
              setText((current ?? saved).text);
              save.reset();
            }}
          >
            Discard changes
          </Button>
          <Button
            loading={save.isPending}
            disabled={text === (current ?? saved).text}
            onClick={() => save.mutate((current ?? saved).etag)}
          >
            {current === undefined ? 'Save smart classes' : 'Save mine in place of these'}
          </Button>
        </Group>
      )}
      <span className="gq-hidden" role="status">
        {save.isSuccess && text === saved.text ? 'Saved' : ''}
      </span>
    </Stack>
  );
}
