import { Group, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { ListedQuestion, QuestionList } from '../../../../src/server/api/questions.ts';
import { exactNumber } from '../../components/number-words.ts';
import { Panel } from '../../components/panel.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { ScrollRegion } from '../query/results/scroll-region.tsx';
import { QUESTIONS } from './api.ts';
import { filterQuestions, type QuestionFilter, tagCounts } from './filter.ts';
import { QuestionView } from './question-view.tsx';
import classes from './questions-page.module.css';

/** What others ask: the library, and the questions of this installation. */
export function QuestionsPage() {
  const { data, error, refetch } = useQuery(QUESTIONS);
  if (data !== undefined) return <Questions list={data} />;
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  return <Loading rows={8} label="Loading the questions" />;
}

function filterIn(search: URLSearchParams): QuestionFilter {
  const source = search.get('source');
  return {
    words: search.get('search') ?? '',
    tag: search.get('tag') ?? undefined,
    source: source === 'own' || source === 'library' ? source : 'all',
  };
}

function Questions({ list: { questions, problems } }: { readonly list: QuestionList }) {
  const [search, setSearch] = useSearchParams();
  const filter = filterIn(search);
  const found = filterQuestions(questions, filter);
  const chosen = questions.find(({ id }) => id === search.get('question'));
  const change = (name: string, value: string | null) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === null || value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const tags = tagCounts(questions).map(([value, count]) => ({
    value,
    label: `${value} (${count})`,
  }));
  return (
    <div className={classes['columns']}>
      <Panel
        title={`${exactNumber(found.length)} of ${exactNumber(questions.length)} questions`}
        isFlush
      >
        <Stack gap="xs" p="md">
          <TextInput
            aria-label="Search in the questions"
            placeholder="Search in titles, tags and queries"
            leftSection={<IconSearch size={14} />}
            value={filter.words}
            onChange={({ currentTarget: { value } }) => change('search', value)}
          />
          <Group gap="xs" wrap="nowrap">
            <Select
              aria-label="Tag"
              placeholder="Any tag"
              clearable
              clearButtonProps={{ 'aria-label': 'Any tag' }}
              searchable
              data={tags}
              value={filter.tag ?? null}
              onChange={(value) => change('tag', value)}
            />
            <SegmentedControl
              size="xs"
              aria-label="Where they come from"
              data={[
                { value: 'all', label: 'All' },
                { value: 'own', label: 'Own' },
                { value: 'library', label: 'Library' },
              ]}
              value={filter.source}
              onChange={(value) => change('source', value === 'all' ? null : value)}
            />
          </Group>
          {problems.map(({ file, reason }) => (
            <Text key={file} size="sm" role="note">
              <b>Left out:</b> {file}, {reason}
            </Text>
          ))}
        </Stack>
        {found.length === 0 ? (
          <Empty title="No question fits">
            {filter.source === 'own' && questions.every(({ source }) => source !== 'own')
              ? 'Nobody has saved one yet. Write a query and save it as a question.'
              : 'Take a word, the tag or the source out of the filter.'}
          </Empty>
        ) : (
          <ScrollRegion className={classes['scroll']} label="Questions">
            <ul className={classes['list']}>
              {found.map((question) => (
                <Entry
                  key={question.id}
                  question={question}
                  search={search}
                  isCurrent={question === chosen}
                />
              ))}
            </ul>
          </ScrollRegion>
        )}
      </Panel>
      {chosen === undefined ? (
        <Panel>
          <Empty
            title={
              search.has('question') ? 'This question is not there any more' : 'Choose a question'
            }
          >
            Its queries run here, or in the query page, where they can be changed.
          </Empty>
        </Panel>
      ) : (
        <QuestionView
          key={`${chosen.id} ${chosen.etag}`}
          question={chosen}
          onGone={() => change('question', null)}
        />
      )}
    </div>
  );
}

function Entry({
  question: { id, title, source, tags },
  search,
  isCurrent,
}: {
  readonly question: ListedQuestion;
  readonly search: URLSearchParams;
  readonly isCurrent: boolean;
}) {
  const to = new URLSearchParams(search);
  to.set('question', id);
  to.delete('entity');
  return (
    <li>
      <Link className={classes['entry'] ?? ''} to={`?${to}`} aria-current={isCurrent}>
        {title}
        <span className={classes['facts']}>
          {[source === 'own' ? 'own' : undefined, ...tags]
            .filter((each) => each !== undefined)
            .join(' · ')}
        </span>
      </Link>
    </li>
  );
}
