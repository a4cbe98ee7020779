import { Anchor, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { api } from '../../api/client.ts';
import { exactNumber } from '../../components/number-words.ts';
import { Panel } from '../../components/panel.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { ScrollRegion } from '../query/results/scroll-region.tsx';
import {
  type ApiDocument,
  byTag,
  findOperations,
  type Operation,
  operationsOf,
} from './api-document.ts';
import classes from './api-page.module.css';
import { OperationView } from './operation-view.tsx';

const ADDRESS = '/api/openapi.json';

/** The HTTP API, as the server describes itself: what can be asked, by whom, and what is answered. */
export function ApiPage() {
  const { data, error, refetch } = useQuery({
    queryKey: ['openapi'],
    queryFn: ({ signal }) => api.get<ApiDocument>(ADDRESS, { signal }),
  });
  if (data !== undefined) return <Reference document={data} />;
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  return <Loading rows={8} label="Loading the description of the API" />;
}

function Reference({ document }: { readonly document: ApiDocument }) {
  const [search, setSearch] = useSearchParams();
  const operations = operationsOf(document);
  const words = search.get('search') ?? '';
  const found = findOperations(operations, words);
  const chosen = operations.find(({ id }) => id === search.get('operation'));
  const look = (value: string) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        after.delete('search');
        if (value !== '') after.set('search', value);
        return after;
      },
      { replace: true },
    );
  return (
    <div className={classes['columns']}>
      <Panel
        title={`${exactNumber(found.length)} of ${exactNumber(operations.length)} operations`}
        isFlush
      >
        <Stack gap="xs" p="md">
          <TextInput
            aria-label="Search in the API"
            placeholder="Path, purpose, permission or parameter"
            leftSection={<IconSearch size={14} />}
            value={words}
            onChange={({ currentTarget: { value } }) => look(value)}
          />
        </Stack>
        {found.length === 0 ? (
          <Empty title="No operation fits">Take a word out of the search.</Empty>
        ) : (
          <ScrollRegion className={classes['scroll']} label="Operations">
            {byTag(found).map(([tag, those]) => (
              <section key={tag} aria-label={tag}>
                <h3 className={classes['tag']}>{tag}</h3>
                <ul className={classes['list']}>
                  {those.map((each) => (
                    <Entry
                      key={each.id}
                      operation={each}
                      search={search}
                      isCurrent={each === chosen}
                    />
                  ))}
                </ul>
              </section>
            ))}
          </ScrollRegion>
        )}
      </Panel>
      {chosen === undefined ? (
        <About document={document} isUnknown={search.has('operation')} />
      ) : (
        <OperationView operation={chosen} schemas={document.components.schemas} />
      )}
    </div>
  );
}

function Entry({
  operation: { id, summary },
  search,
  isCurrent,
}: {
  readonly operation: Operation;
  readonly search: URLSearchParams;
  readonly isCurrent: boolean;
}) {
  const to = new URLSearchParams(search);
  to.set('operation', id);
  return (
    <li>
      <Link className={classes['entry'] ?? ''} to={`?${to}`} aria-current={isCurrent}>
        {summary}
        <span className={classes['name']}>{id}</span>
      </Link>
    </li>
  );
}

/** What holds for every operation. */
function About({
  document: { info },
  isUnknown,
}: {
  readonly document: ApiDocument;
  readonly isUnknown: boolean;
}) {
  return (
    <Panel title={isUnknown ? 'There is no such operation' : 'How to ask'}>
      <Stack gap="sm" maw={720}>
        <Text>{info.description}</Text>
        <Text>
          A program sends an API token of its user as <code>Authorization: Bearer …</code>; tokens
          are made under Settings. A browser has the cookie of its session, and sends the header{' '}
          <code>x-csrf-token</code> with everything that is not GET; <code>GET /api/session</code>{' '}
          tells its value.
        </Text>
        <Text>
          An error has a code, says what happened, and what to do. Choose an operation to see what
          it takes and answers; its address can be kept and sent to others.
        </Text>
        <Text size="sm" c="dimmed">
          Version {info.version}. For tools there is the same as{' '}
          <Anchor href={ADDRESS}>OpenAPI 3.1 document</Anchor>.
        </Text>
      </Stack>
    </Panel>
  );
}
