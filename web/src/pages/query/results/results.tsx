import { Button, Group, Menu, Tabs, Text } from '@mantine/core';
import { IconAffiliate, IconDownload } from '@tabler/icons-react';
import { PageLink } from '../../../app/page-link.tsx';
import { exactNumber } from '../../../components/number-words.ts';
import { Empty, Failed, Loading } from '../../../components/states.tsx';
import { exportLink } from '../run/export-link.ts';
import { MOST_ROWS, type QueryRun, type QueryRunControl } from '../run/use-query-run.ts';
import { JsonView } from './json-view.tsx';
import { PlanView } from './plan-view.tsx';
import classes from './results.module.css';
import { ResultsTable } from './results-table.tsx';
import type { Tree } from './tree.ts';
import { TreeView } from './tree-view.tsx';

/** How an answer is shown. */
export type View = 'table' | 'graph' | 'json' | 'plan';

interface ResultsProps extends QueryRunControl {
  readonly view: View | undefined;
  readonly onView: (view: View) => void;
}

function treeOf({ rows }: QueryRun): Tree {
  return (rows[0] as unknown as Tree | undefined) ?? { vertices: [], edges: [] };
}

function things(count: number, noun: string, nouns: string): string {
  return `${exactNumber(count)} ${count === 1 ? noun : nouns}`;
}

/** What is there so far, and whether it is everything. */
function told(run: QueryRun): string {
  const { state, head, rows, firstMs = 0, cursor } = run;
  if (state === 'cancelled') return 'Cancelled. The query was stopped on the server as well.';
  if (head === undefined) return state === 'running' ? 'Running …' : '';
  const { vertices, edges } = treeOf(run);
  const count =
    head.shape === 'tree'
      ? `${things(vertices.length, 'entity', 'entities')} and ${things(edges.length, 'relationship', 'relationships')}`
      : things(rows.length, 'row', 'rows');
  const time = `first ones after ${exactNumber(Math.round(firstMs))} ms`;
  if (state === 'running') return `${count} so far, more are coming …`;
  return cursor === undefined
    ? `${count}, all of them; ${time}`
    : `${count} so far, and there are more; ${time}`;
}

/** The answer of a query, in the form that is wanted. */
export function Results({ run, more, cancel, view, onView }: ResultsProps) {
  const { asked, head, rows, state, error } = run;
  if (asked === undefined) {
    return (
      <Empty title="Nothing was asked yet">
        Write a query and run it with Ctrl-Enter. The editor completes classes, types and properties
        that the graph has.
      </Empty>
    );
  }
  const isTree = head?.shape === 'tree';
  const shown = view ?? (isTree ? 'graph' : 'table');
  return (
    <Tabs
      value={shown}
      onChange={(value) => value !== null && onView(value as View)}
      keepMounted={false}
    >
      <div className={classes['bar']}>
        <Tabs.List className={classes['tabs'] ?? ''}>
          <Tabs.Tab value="table">Table</Tabs.Tab>
          <Tabs.Tab value="graph">Graph</Tabs.Tab>
          <Tabs.Tab value="json">JSON</Tabs.Tab>
          <Tabs.Tab value="plan">Plan</Tabs.Tab>
        </Tabs.List>
        <Group gap="xs" ml="auto" py={4} px="md" justify="flex-end">
          <Text size="sm" c="dimmed" role="status">
            {told(run)}
          </Text>
          {state === 'running' && (
            <Button size="compact-sm" variant="default" onClick={cancel}>
              Cancel the query
            </Button>
          )}
          {state === 'more' && rows.length < MOST_ROWS && (
            <>
              <Button size="compact-sm" variant="default" onClick={() => more(false)}>
                Load 250 more
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => more(true)}>
                Load all rows
              </Button>
            </>
          )}
          {head !== undefined && <ExportMenu run={run} />}
        </Group>
      </div>
      {head?.warnings.map((warning) => (
        <Text key={warning} size="sm" px="md" pt="xs" role="note">
          <b>Note:</b> {warning}
        </Text>
      ))}
      {state === 'more' && rows.length >= MOST_ROWS && (
        <Text size="sm" px="md" pt="xs" role="note">
          <b>Note:</b> A page holds {exactNumber(MOST_ROWS)} rows. Export the answer to have all of
          them.
        </Text>
      )}
      {state === 'failed' && shown !== 'plan' && (
        <div style={{ padding: 16 }}>
          <Failed error={error} {...(head !== undefined && { onRetry: () => more(false) })} />
        </div>
      )}
      {state === 'running' && head === undefined && shown !== 'plan' && (
        <Loading rows={6} label="Running the query" />
      )}
      <Tabs.Panel value="table">
        {head !== undefined &&
          (isTree ? (
            <Empty title="This answer is a graph">
              RETURN TREE gives entities and relationships. Give columns with RETURN to have a
              table.
            </Empty>
          ) : rows.length === 0 ? (
            <NoRows />
          ) : (
            <ResultsTable
              key={JSON.stringify(asked)}
              head={head}
              rows={rows}
              isAll={state === 'done'}
            />
          ))}
      </Tabs.Panel>
      <Tabs.Panel value="graph">
        {head !== undefined && (
          <>
            <Group px="md" pt="sm">
              <Button
                component={PageLink}
                to={`/graph?q=${encodeURIComponent(asked.query)}`}
                size="compact-sm"
                variant="default"
                leftSection={<IconAffiliate size={14} />}
              >
                Open in the graph
              </Button>
            </Group>
            {isTree && rows.length > 0 && treeOf(run).vertices.length > 0 && (
              <TreeView tree={treeOf(run)} />
            )}
            {isTree && treeOf(run).vertices.length === 0 && state !== 'running' && <NoRows />}
            {!isTree && (
              <Empty title="These are rows">
                End the query with RETURN TREE to see its paths here as branches, or open it in the
                graph.
              </Empty>
            )}
          </>
        )}
      </Tabs.Panel>
      <Tabs.Panel value="json">{head !== undefined && <JsonView rows={rows} />}</Tabs.Panel>
      <Tabs.Panel value="plan">
        <PlanView asked={asked} />
      </Tabs.Panel>
    </Tabs>
  );
}

function NoRows() {
  return (
    <Empty title="No rows">
      Nothing in the graph matches. Names count with their capitals: Host is a class,
      discovered_host a type.
    </Empty>
  );
}

function ExportMenu({ run: { asked, head } }: { readonly run: QueryRun }) {
  if (asked === undefined) return null;
  const formats =
    head?.shape === 'tree' ? (['json', 'ndjson'] as const) : (['csv', 'json', 'ndjson'] as const);
  const links = formats.map((format) => ({ format, link: exportLink(asked, format) }));
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconDownload size={14} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Every row of the answer, as a file</Menu.Label>
        {links.map(({ format, link }) =>
          link === undefined ? (
            <Menu.Item key={format} disabled>
              {format.toUpperCase()}: the query is too long for a link; use graph-qualys query
            </Menu.Item>
          ) : (
            <Menu.Item key={format} component="a" href={link} download>
              {format.toUpperCase()}
            </Menu.Item>
          ),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
