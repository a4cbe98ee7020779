import {
  Button,
  Group,
  Modal,
  Select,
  Stack,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { ListedQuestion } from '../../../../src/server/api/questions.ts';
import { Problem } from '../../api/problem.ts';
import { DialogButtons } from '../../components/dialog-buttons.tsx';
import { Failed } from '../../components/states.tsx';
import { COMPLETION, checkQuery } from '../query/api.ts';
import { J1qlEditor } from '../query/editor/j1ql-editor.tsx';
import { QUESTIONS, saveQuestion } from './api.ts';
import { draftOf, keepQuestionDraft, keptDraft, sentDraft, type WrittenQuestion } from './draft.ts';

interface QuestionDialogProps {
  /** What the form begins with. */
  readonly draft: WrittenQuestion;
  /** The question that is changed; a new one is made without it. */
  readonly read?: ListedQuestion;
  readonly onClose: () => void;
}

const RESULTS = [
  { value: 'INFORMATIVE', label: 'Informative' },
  { value: 'GOOD', label: 'Good to have' },
  { value: 'BAD', label: 'Bad to have' },
  { value: 'UNKNOWN', label: 'Unknown' },
];

/** The form of a question. What was typed is there again when it was closed without saving. */
export function QuestionDialog({ draft, read, onClose }: QuestionDialogProps) {
  const [kept] = useState(() => keptDraft(read?.id));
  const [written, setWritten] = useState(draft);
  const [current, setCurrent] = useState(read);
  const cache = useQueryClient();
  const change = (part: Partial<WrittenQuestion>) => {
    const next = { ...written, ...part };
    setWritten(next);
    keepQuestionDraft(read?.id, next);
  };
  const save = useMutation({
    mutationFn: () => saveQuestion(sentDraft(written), current),
    onSuccess: () => {
      keepQuestionDraft(read?.id, undefined);
      void cache.invalidateQueries(QUESTIONS);
      onClose();
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const changed =
    save.error instanceof Problem && save.error.code === 'H_CHANGED_MEANWHILE'
      ? (save.error.body['current'] as ListedQuestion)
      : undefined;
  const isKept = kept !== undefined && JSON.stringify(kept) !== JSON.stringify(written);
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={read === undefined ? 'Save a question' : 'Change the question'}
    >
      <form onSubmit={onSubmit}>
        <Stack>
          {isKept && written === draft && (
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm">The last time you left this form without saving.</Text>
              <Button size="compact-sm" variant="default" onClick={() => setWritten(kept)}>
                Take up what was typed
              </Button>
            </Group>
          )}
          <TextInput
            label="Title"
            description="A question as people ask it"
            required
            maxLength={300}
            data-autofocus
            value={written.title}
            onChange={({ currentTarget: { value } }) => change({ title: value })}
          />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxLength={5000}
            value={written.description ?? ''}
            onChange={({ currentTarget: { value } }) => change({ description: value })}
          />
          <QueryFields queries={written.queries} onChange={(queries) => change({ queries })} />
          <TagsInput
            label="Tags"
            description="Enter after each"
            maxTags={20}
            value={written.tags}
            onChange={(tags) => change({ tags })}
          />
          {save.error !== null && (
            <Failed error={save.error}>
              {changed !== undefined && (
                <Group gap="xs">
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => {
                      setCurrent(changed);
                      change(draftOf(changed));
                      save.reset();
                    }}
                  >
                    Take the other version into the form
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => {
                      setCurrent(changed);
                      save.reset();
                    }}
                  >
                    Keep mine, to save it over the other one
                  </Button>
                </Group>
              )}
            </Failed>
          )}
          <DialogButtons action="Save the question" onCancel={onClose} isPending={save.isPending} />
        </Stack>
      </form>
    </Modal>
  );
}

type Queries = WrittenQuestion['queries'];

function QueryFields({
  queries,
  onChange,
}: {
  readonly queries: Queries;
  readonly onChange: (queries: Queries) => void;
}) {
  const changeOne = (index: number, part: Partial<Queries[number]>) =>
    onChange(queries.map((query, other) => (other === index ? { ...query, ...part } : query)));
  return (
    <Stack gap="sm">
      {queries.map((query, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a query of a form is nothing but its place
        <Stack key={index} gap={6}>
          <Group gap="sm" align="flex-end">
            {queries.length > 1 && (
              <TextInput
                label={`Name of query ${index + 1}`}
                value={query.name ?? ''}
                onChange={({ currentTarget: { value } }) => changeOne(index, { name: value })}
              />
            )}
            <Select
              label="A result is"
              data={RESULTS}
              allowDeselect={false}
              value={query.resultsAre ?? 'INFORMATIVE'}
              onChange={(value) => changeOne(index, { resultsAre: value as 'INFORMATIVE' })}
            />
            {queries.length > 1 && (
              <Button
                variant="default"
                onClick={() => onChange(queries.filter((_, other) => other !== index))}
              >
                Remove query {index + 1}
              </Button>
            )}
          </Group>
          <div style={{ border: '1px solid var(--gq-line)', borderRadius: 4 }}>
            <J1qlEditor
              label={queries.length > 1 ? `Query ${index + 1} in J1QL` : 'Query of the question'}
              value={query.query}
              source={COMPLETION}
              check={checkQuery}
              onChange={(value) => changeOne(index, { query: value })}
            />
          </div>
        </Stack>
      ))}
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onChange([...queries, { query: '' }])}
        >
          Add a query
        </Button>
      </Group>
    </Stack>
  );
}
