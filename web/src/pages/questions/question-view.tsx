import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ListedQuestion } from '../../../../src/server/api/questions.ts';
import { useIsAdministrator } from '../../api/session.ts';
import { PageLink } from '../../app/page-link.tsx';
import { useAt } from '../../app/use-at.ts';
import { ConfirmByName } from '../../components/confirm-by-name.tsx';
import { Panel } from '../../components/panel.tsx';
import { Results, type View } from '../query/results/results.tsx';
import { useQueryRun } from '../query/run/use-query-run.ts';
import { deleteQuestion, QUESTIONS } from './api.ts';
import { draftOf } from './draft.ts';
import { QuestionDialog } from './question-dialog.tsx';
import classes from './questions-page.module.css';

/** A question with its queries, which can be run where they stand. */
export function QuestionView({
  question,
  onGone,
}: {
  readonly question: ListedQuestion;
  readonly onGone: () => void;
}) {
  const isAdministrator = useIsAdministrator();
  const [times, setTimes] = useState(0);
  const { title, description, tags, queries, source, compliance = [] } = question;
  return (
    <Panel
      title={title}
      actions={
        <Group gap="xs" wrap="nowrap">
          {queries.length > 1 && (
            <Button size="compact-sm" onClick={() => setTimes(times + 1)}>
              Run all {queries.length} queries
            </Button>
          )}
          {isAdministrator && <Changes question={question} onGone={onGone} />}
        </Group>
      }
    >
      <Stack gap="md">
        {description !== undefined && <Text>{description}</Text>}
        <Group gap={6}>
          <Badge variant="outline" color="gray" tt="none">
            {source === 'own' ? 'Own question' : 'Library'}
          </Badge>
          {tags.map((tag) => (
            <Badge
              key={tag}
              component={PageLink}
              to={`/questions?tag=${encodeURIComponent(tag)}`}
              variant="light"
              tt="none"
              style={{ cursor: 'pointer' }}
            >
              {tag}
            </Badge>
          ))}
          {compliance.map(({ standard, requirements = [] }) => (
            <Text key={standard} size="xs" c="dimmed">
              {[standard, requirements.join(', ')].filter((part) => part !== '').join(' ')}
            </Text>
          ))}
        </Group>
        {queries.map((query, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: queries without a name are told apart by their place
          <QuestionQuery key={index} {...query} all={times} />
        ))}
      </Stack>
    </Panel>
  );
}

const MEANING = {
  GOOD: 'A result is good to have',
  BAD: 'A result is bad to have',
  INFORMATIVE: undefined,
  UNKNOWN: undefined,
} as const;

function QuestionQuery({
  name,
  query,
  resultsAre,
  all,
}: ListedQuestion['queries'][number] & {
  /** How often all queries of the question were run. */
  readonly all: number;
}) {
  const at = useAt();
  const [own, setOwn] = useState(0);
  const [view, setView] = useState<View>();
  const times = all + own;
  const asked = times === 0 ? undefined : { query, ...(at !== undefined && { at }) };
  const control = useQueryRun(asked, times, () => undefined);
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={3}>{name ?? 'Query'}</Title>
        <Group gap="xs">
          {MEANING[resultsAre] !== undefined && (
            <Text size="xs" c="dimmed">
              {MEANING[resultsAre]}
            </Text>
          )}
          <Button size="compact-sm" variant="default" onClick={() => setOwn(own + 1)}>
            Run it here
          </Button>
          <Button
            component={PageLink}
            to={`/query?q=${encodeURIComponent(query.trim())}`}
            size="compact-sm"
            variant="default"
          >
            Open in Query
          </Button>
        </Group>
      </Group>
      <pre className={classes['query']}>{query.trim()}</pre>
      {times > 0 && (
        <div className={classes['results']}>
          <Results {...control} view={view} onView={setView} />
        </div>
      )}
    </Stack>
  );
}

/** What an administrator may do with a question. */
function Changes({
  question,
  onGone,
}: {
  readonly question: ListedQuestion;
  readonly onGone: () => void;
}) {
  const [dialog, setDialog] = useState<'change' | 'copy' | 'delete'>();
  const close = () => setDialog(undefined);
  const cache = useQueryClient();
  const removal = useMutation({
    mutationFn: () => deleteQuestion(question),
    onSuccess: () => {
      onGone();
      void cache.invalidateQueries(QUESTIONS);
    },
  });
  const isOwn = question.source === 'own';
  return (
    <>
      {isOwn && (
        <Button size="compact-sm" variant="default" onClick={() => setDialog('change')}>
          Edit
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={() => setDialog('copy')}>
        Save a copy
      </Button>
      {isOwn && (
        <Button size="compact-sm" variant="default" onClick={() => setDialog('delete')}>
          Delete
        </Button>
      )}
      {dialog === 'change' && (
        <QuestionDialog draft={draftOf(question)} read={question} onClose={close} />
      )}
      {dialog === 'copy' && (
        <QuestionDialog
          draft={{ ...draftOf(question), title: `${question.title} (copy)` }}
          onClose={close}
        />
      )}
      <ConfirmByName
        isOpen={dialog === 'delete'}
        title="Delete the question"
        name={question.title}
        action="Delete the question"
        isPending={removal.isPending}
        error={removal.error}
        onConfirm={() => removal.mutate()}
        onClose={close}
      >
        The question and its file in the data folder will be gone, here and for the command line.
        What it asks about stays.
      </ConfirmByName>
    </>
  );
}
