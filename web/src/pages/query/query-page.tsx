import { Button, Checkbox, Group, Kbd, Stack, Text, TextInput } from '@mantine/core';
import { IconDeviceFloppy, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { Problem } from '../../api/problem.ts';
import { useIsAdministrator, useUser } from '../../api/session.ts';
import { useAt } from '../../app/use-at.ts';
import { exactNumber } from '../../components/number-words.ts';
import { Panel } from '../../components/panel.tsx';
import { QuestionDialog } from '../questions/question-dialog.tsx';
import { COMPLETION, checkQuery } from './api.ts';
import { type EditorError, J1qlEditor } from './editor/j1ql-editor.tsx';
import { HistoryMenu } from './history-menu.tsx';
import { CopyButton } from './results/copy-button.tsx';
import { Results, type View } from './results/results.tsx';
import {
  type AskedQuery,
  askedIn,
  typedValue,
  valueAsTyped,
  withAsked,
} from './run/asked-query.ts';
import {
  draftQuery,
  keepDraft,
  type RememberedQuery,
  rememberedQueries,
  rememberQuery,
} from './run/remembered.ts';
import { type QueryRun, useQueryRun } from './run/use-query-run.ts';

/** How long nobody has typed before it is looked for placeholders, milliseconds. */
const READ_MS = 350;

/** The place of an error of the query, if it has one. */
function placeOf({ error, state }: QueryRun): EditorError | undefined {
  if (state !== 'failed' || !(error instanceof Problem)) return undefined;
  const { line, column, length } = error.body;
  if (typeof line !== 'number' || typeof column !== 'number') return undefined;
  return { line, column, length: typeof length === 'number' ? length : 1, message: error.message };
}

/** The text some moments after the last change of it. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), READ_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Names of the placeholders in a text; none while it cannot be read. */
function usePlaceholders(text: string): readonly string[] {
  const settled = useSettled(text);
  const { data } = useQuery({
    queryKey: ['query', 'placeholders', settled],
    queryFn: async () => (await checkQuery(settled))?.placeholders ?? [],
    enabled: /\$\{|\{\{/.test(settled),
  });
  return data ?? [];
}

/** How a run ended, in a word. */
function outcome({ state, rows, error, head, cursor }: QueryRun): string {
  if (state === 'failed') return error instanceof Problem ? error.code : 'no answer';
  if (head?.shape === 'tree') return 'a graph';
  return `${exactNumber(rows.length)}${cursor === undefined ? '' : '+'} rows`;
}

/** Asks anything of the graph. */
export function QueryPage() {
  const [search, setSearch] = useSearchParams();
  const at = useAt();
  const user = useUser();
  const isAdministrator = useIsAdministrator();
  const asked = askedIn(search, at);
  const [text, setText] = useState(() => asked?.query ?? draftQuery());
  const [includeDeleted, setIncludeDeleted] = useState(asked?.includeDeleted === true);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(
      Object.entries(asked?.parameters ?? {}).map(([name, value]) => [name, valueAsTyped(value)]),
    ),
  );
  const [times, setTimes] = useState(0);
  const [remembered, setRemembered] = useState(() => rememberedQueries(user.id));
  const [isSaving, setSaving] = useState(false);
  const placeholders = usePlaceholders(text);
  const remember = (entry: Omit<RememberedQuery, 'at'>) =>
    setRemembered(rememberQuery(user.id, { ...entry, at: Date.now() }));
  const control = useQueryRun(asked, times, (run) => {
    if (run.asked !== undefined) remember({ query: run.asked.query, result: outcome(run) });
  });

  // A link, a question or Back brings another query: what was typed and not asked yet stays in the history.
  const [last, setLast] = useState(asked?.query);
  if (asked?.query !== last) {
    setLast(asked?.query);
    if (asked !== undefined && asked.query !== text) setText(asked.query);
  }
  const arrived = asked?.query;
  useEffect(() => {
    const draft = draftQuery();
    if (arrived === undefined || draft.trim() === '' || draft === arrived) return;
    const known = rememberedQueries(user.id);
    if (!known.some(({ query }) => query === draft)) {
      setRemembered(rememberQuery(user.id, { query: draft, at: Date.now() }));
    }
    keepDraft(arrived);
  }, [arrived, user.id]);

  const onChange = (query: string) => {
    setText(query);
    keepDraft(query);
  };
  const run = () => {
    if (text.trim() === '') return;
    const parameters = Object.fromEntries(
      placeholders
        .filter((name) => (typed[name] ?? '') !== '')
        .map((name) => [name, typedValue(typed[name] ?? '')]),
    );
    const wanted: AskedQuery = { query: text, includeDeleted, parameters };
    setSearch((before) => withAsked(before, wanted));
    setTimes(times + 1);
  };
  const view = search.get('view') as View | null;
  const isRunning = control.run.state === 'running';

  return (
    <Stack gap="md">
      <Panel
        title="Query in J1QL"
        isFlush
        actions={
          <Group gap="xs">
            <HistoryMenu
              entries={remembered}
              onChoose={onChange}
              onForget={() => setRemembered([])}
              user={user.id}
            />
            {asked !== undefined && <CopyButton text={() => location.href}>Copy link</CopyButton>}
            {isAdministrator && (
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconDeviceFloppy size={14} />}
                disabled={text.trim() === ''}
                onClick={() => setSaving(true)}
              >
                Save as question
              </Button>
            )}
          </Group>
        }
      >
        <J1qlEditor
          label="Query in J1QL"
          value={text}
          source={COMPLETION}
          check={checkQuery}
          error={placeOf(control.run)}
          onChange={onChange}
          onRun={run}
        />
        {placeholders.length > 0 && (
          <Group px="md" pt="xs" align="flex-end">
            {placeholders.map((name) => (
              <TextInput
                key={name}
                size="xs"
                label={`Value of ${name}`}
                placeholder="text, 443, true or a, b"
                value={typed[name] ?? ''}
                onChange={({ currentTarget: { value } }) => setTyped({ ...typed, [name]: value })}
              />
            ))}
          </Group>
        )}
        <Group px="md" py="xs" gap="md">
          <Button
            size="compact-md"
            leftSection={<IconPlayerPlay size={14} />}
            disabled={text.trim() === ''}
            loading={isRunning && control.run.head === undefined}
            onClick={run}
          >
            Run the query
          </Button>
          <Text size="xs" c="dimmed">
            <Kbd size="xs">Ctrl</Kbd> <Kbd size="xs">Enter</Kbd>
          </Text>
          <Checkbox
            size="xs"
            label="Also what was deleted"
            checked={includeDeleted}
            onChange={({ currentTarget }) => setIncludeDeleted(currentTarget.checked)}
          />
        </Group>
      </Panel>
      <Panel isFlush>
        <Results
          {...control}
          view={view ?? undefined}
          onView={(next) =>
            setSearch(
              (before) => {
                const after = new URLSearchParams(before);
                after.set('view', next);
                return after;
              },
              { replace: true },
            )
          }
        />
      </Panel>
      {isSaving && (
        <QuestionDialog
          draft={{ title: '', queries: [{ query: text }], tags: [] }}
          onClose={() => setSaving(false)}
        />
      )}
    </Stack>
  );
}
