import { Anchor, Button, Menu, Pill, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconColumns3, IconDownload, IconFilter } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { FindingsFacets } from '../../../../src/server/api/findings.ts';
import { api, searchOf } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { useServerEvent } from '../../api/server-events.ts';
import { isBeforeTheGraph, NothingThen } from '../../app/nothing-then.tsx';
import { PageLink } from '../../app/page-link.tsx';
import { useAt } from '../../app/use-at.ts';
import { exactNumber } from '../../components/number-words.ts';
import { QueryLink } from '../../components/query-link.tsx';
import { Empty, Failed } from '../../components/states.tsx';
import { Facets } from './facets.tsx';
import { FINDING_COLUMNS, USUAL_COLUMNS } from './finding-columns.tsx';
import classes from './findings-page.module.css';
import {
  filterQuery,
  hasFilters,
  listQuery,
  withoutFilters,
  writeSearch,
} from './findings-search.ts';
import { FindingsTable, mostRows } from './findings-table.tsx';
import { SavedViews } from './saved-views.tsx';
import { SearchField } from './search-field.tsx';
import { useFindingRows } from './use-finding-rows.ts';
import { useFindingsSearch } from './use-findings-search.ts';

/** Every finding, filtered as one thinks, in a table of any length. */
export function FindingsPage() {
  const at = useAt();
  const { search, change, show } = useFindingsSearch();
  const [look, setLook] = useState({ first: 0, last: 0 });
  const onLook = useCallback((first: number, last: number) => setLook({ first, last }), []);
  const [shown, setShown] = useLocalStorage<readonly string[]>({
    key: 'graph-qualys.finding-columns',
    defaultValue: USUAL_COLUMNS,
    getInitialValueInEffect: false,
  });
  const [hasFacets, setHasFacets] = useLocalStorage({
    key: 'graph-qualys.finding-filters',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  const rows = useFindingRows(search, at, look.first, look.last);
  const asked = filterQuery(search, at);
  const facets = useQuery({
    queryKey: ['findings-facets', asked],
    queryFn: ({ signal }) =>
      api.get<FindingsFacets>('/api/findings/facets', { query: asked, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const client = useQueryClient();
  useServerEvent('graph', () => {
    if (at !== undefined) return;
    void client.invalidateQueries({ queryKey: ['findings'] });
    void client.invalidateQueries({ queryKey: ['findings-facets'] });
  });
  const { total } = rows;
  const isCut = total !== undefined && total > mostRows();

  if (rows.error instanceof Problem && rows.error.code === 'A_NO_DATA') {
    return (
      <Empty title="No findings yet">
        They are listed here once something is collected.{' '}
        <Anchor component={PageLink} inherit to="/integrations">
          Add an integration
        </Anchor>
        , or look at one that is there.
      </Empty>
    );
  }
  if (isBeforeTheGraph(rows.error)) return <NothingThen />;
  return (
    <div className={classes['page']}>
      <div className={classes['bar']}>
        <SavedViews current={writeSearch(new URLSearchParams(), search).toString()} onShow={show} />
        <SearchField
          label="QID, CVE or title"
          placeholder="QID, CVE or title"
          width={220}
          value={search.search}
          onChange={(text) => change({ search: text }, true)}
        />
        <SearchField
          label={
            search.kind === 'host' ? 'Host: name, address or range' : 'Web app: name or address'
          }
          placeholder={search.kind === 'host' ? 'Host, address, 10.0.0.0/8' : 'Web app or address'}
          width={200}
          value={search.on}
          onChange={(on) => change({ on }, true)}
        />
        {search.onId !== undefined && (
          <Pill
            withRemoveButton
            removeButtonProps={{ 'aria-label': 'Findings on everything' }}
            onRemove={() => change({ onId: undefined })}
          >
            on one {search.kind === 'host' ? 'host' : 'web app'} only
          </Pill>
        )}
        <Button
          variant="default"
          size="xs"
          leftSection={<IconFilter size={16} />}
          aria-pressed={hasFacets}
          onClick={() => setHasFacets(!hasFacets)}
        >
          Filters
        </Button>
        {hasFilters(search) && (
          <Button variant="subtle" size="xs" onClick={() => change(withoutFilters(search))}>
            Clear filters
          </Button>
        )}
        <div className={classes['answer']}>
          <Text size="sm" aria-live="polite">
            {total === undefined ? 'Counting …' : `${exactNumber(total)} findings`}
          </Text>
          {rows.query !== undefined && <QueryLink query={rows.query}>Query</QueryLink>}
          <ColumnChoice shown={shown} onChange={setShown} />
          <Button
            component="a"
            variant="default"
            size="xs"
            leftSection={<IconDownload size={16} />}
            href={`/api/findings.csv${searchOf(listQuery(search, at))}`}
            download
          >
            {total === undefined ? 'Export CSV' : `Export ${exactNumber(total)} as CSV`}
          </Button>
        </div>
      </div>
      <div className={classes['parts']} {...(!hasFacets && { 'data-alone': true })}>
        {hasFacets && (
          <div className={classes['filters']}>
            {facets.error !== null && facets.data === undefined ? (
              <Failed error={facets.error} onRetry={() => void facets.refetch()} />
            ) : (
              <Facets search={search} counts={facets.data} onChange={change} />
            )}
          </div>
        )}
        <div className={classes['list']}>
          {rows.error !== null ? (
            <Failed error={rows.error} onRetry={rows.retry} />
          ) : total === 0 ? (
            <Empty title="No finding matches">
              {hasFilters(search)
                ? 'Take a filter away, or clear all of them.'
                : 'Nothing of this kind was found so far.'}
            </Empty>
          ) : (
            <FindingsTable
              rows={rows}
              shown={shown}
              search={search}
              onLook={onLook}
              onSort={(sort, order) => change({ sort, order })}
            />
          )}
        </div>
      </div>
      {isCut && (
        <Text size="sm" c="dimmed">
          The table ends after {exactNumber(mostRows())} rows, which is as far as this browser
          scrolls. Filter, or export all of them.
        </Text>
      )}
    </div>
  );
}

function ColumnChoice({
  shown,
  onChange,
}: {
  readonly shown: readonly string[];
  readonly onChange: (shown: readonly string[]) => void;
}) {
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconColumns3 size={16} />}>
          Columns
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FINDING_COLUMNS.map(({ id, title }) => {
          const isShown = shown.includes(id);
          const isLast = isShown && shown.length === 1;
          return (
            <Menu.CheckboxItem
              key={id}
              checked={isShown}
              disabled={isLast}
              onChange={() =>
                onChange(isShown ? shown.filter((each) => each !== id) : [...shown, id])
              }
            >
              {title}
            </Menu.CheckboxItem>
          );
        })}
        <Menu.Divider />
        <Menu.Item onClick={() => onChange(USUAL_COLUMNS)}>Usual columns</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
