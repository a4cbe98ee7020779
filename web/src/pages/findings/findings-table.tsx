import { Skeleton, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, useEffect, useRef, useState } from 'react';
import type { ListedFinding } from '../../../../src/server/api/findings.ts';
import { useEntityPanel } from '../../app/use-entity-panel.ts';
import { FINDING_COLUMNS, type FindingColumn } from './finding-columns.tsx';
import { type FindingsSearch, firstOrder } from './findings-search.ts';
import classes from './findings-table.module.css';
import { scrollLimit } from './scroll-limit.ts';
import type { FindingRows } from './use-finding-rows.ts';
import { useListKeys } from './use-list-keys.ts';

const ROW_PX = 32;
const GAP_PX = 12;

/** Rows that the table can show; a longer list is cut. */
export function mostRows(): number {
  return Math.floor(scrollLimit() / ROW_PX) - 1;
}

/** Rows of a list, of which only those in sight are there. `j` and `k` move, `Enter` opens. */
export function FindingsTable({
  rows,
  shown,
  search,
  onSort,
  onLook,
}: {
  readonly rows: FindingRows;
  /** Ids of the columns that are shown. */
  readonly shown: readonly string[];
  readonly search: FindingsSearch;
  readonly onSort: (sort: string, order: 'asc' | 'desc') => void;
  /** Told which rows are in sight. */
  readonly onLook: (first: number, last: number) => void;
}) {
  const { id: openId, open } = useEntityPanel();
  const scroll = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const count = Math.min(rows.total ?? 0, mostRows());
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    // The head is above the rows, and stays.
    scrollMargin: ROW_PX,
    scrollPaddingStart: ROW_PX,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => onLook(first, last), [first, last, onLook]);

  useListKeys({
    move: (step) => {
      const next = Math.max(0, Math.min(count - 1, active + step));
      setActive(next);
      virtual.scrollToIndex(next, { align: 'auto' });
      const row = rows.row(next);
      if (openId !== undefined && row !== undefined) open(row.id);
    },
    open: () => {
      const row = rows.row(active);
      if (row !== undefined) open(row.id);
    },
  });
  const list = JSON.stringify(search);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top
  useEffect(() => {
    setActive(0);
    scroll.current?.scrollTo({ top: 0 });
  }, [list]);

  const columns = FINDING_COLUMNS.filter(({ id }) => shown.includes(id));
  const minWidth = columns.reduce((sum, { width }) => sum + leastWidth(width) + GAP_PX, GAP_PX);
  const grid = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className={classes['scroll']} ref={scroll} tabIndex={0} aria-label="List of findings">
      <table
        className={classes['table']}
        style={{ minWidth }}
        aria-label="Findings"
        aria-rowcount={(rows.total ?? -2) + 1}
        aria-busy={rows.isLoading}
      >
        <thead className={classes['top']}>
          <tr aria-rowindex={1} className={classes['head']} style={grid}>
            {columns.map((column) => (
              <Head key={column.id} column={column} search={search} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody className={classes['inner']} style={{ height: count * ROW_PX }}>
          {rows.isLoading && <Waiting />}
          {items.map(({ index, start }) => {
            const finding = rows.row(index);
            return (
              <Row
                key={index}
                index={index}
                finding={finding}
                columns={columns}
                style={{ ...grid, transform: `translateY(${start - ROW_PX}px)` }}
                isActive={index === active}
                isOpen={finding !== undefined && finding.id === openId}
                onClick={(isLink) => {
                  setActive(index);
                  if (finding !== undefined && !isLink) open(finding.id);
                }}
              />
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** The place of the first rows. */
function Waiting() {
  return Array.from({ length: 12 }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rows without content are told apart by nothing else
    <tr key={row} className={classes['waiting']}>
      <td>
        <Skeleton height={10} radius="sm" width={`${85 - ((row * 13) % 40)}%`} />
      </td>
    </tr>
  ));
}

function Head({
  column: { title, sort, isNumber },
  search,
  onSort,
}: {
  readonly column: FindingColumn;
  readonly search: FindingsSearch;
  readonly onSort: (sort: string, order: 'asc' | 'desc') => void;
}) {
  const isSorted = sort !== undefined && search.sort === sort;
  const Arrow = search.order === 'asc' ? IconArrowUp : IconArrowDown;
  const other = search.order === 'asc' ? 'desc' : 'asc';
  return (
    <th
      scope="col"
      className={cellClass(isNumber)}
      {...(isSorted && { 'aria-sort': search.order === 'asc' ? 'ascending' : 'descending' })}
    >
      {sort === undefined ? (
        title
      ) : (
        <UnstyledButton
          className={classes['sort'] ?? ''}
          onClick={() => onSort(sort, isSorted ? other : firstOrder(sort))}
        >
          {title}
          {isSorted && <Arrow size={14} aria-hidden />}
        </UnstyledButton>
      )}
    </th>
  );
}

function Row({
  index,
  finding,
  columns,
  style,
  isActive,
  isOpen,
  onClick,
}: {
  readonly index: number;
  /** Undefined while it is on its way. */
  readonly finding: ListedFinding | undefined;
  readonly columns: readonly FindingColumn[];
  readonly style: Readonly<Record<string, string>>;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  /** Told whether a link was meant, which does something of its own. */
  readonly onClick: (isLink: boolean) => void;
}) {
  const isLink = ({ target }: MouseEvent) =>
    target instanceof Element && target.closest('a') !== null;
  return (
    <tr
      aria-rowindex={index + 2}
      className={classes['row']}
      style={style}
      onClick={(event) => onClick(isLink(event))}
      {...(isActive && { 'data-active': true })}
      {...(isOpen && { 'data-open': true, 'aria-current': true })}
    >
      {finding === undefined ? (
        <td style={{ gridColumn: '1 / -1' }}>
          <Skeleton height={10} radius="sm" width={`${85 - ((index * 13) % 40)}%`} />
        </td>
      ) : (
        columns.map(({ id, cell, isNumber }) => (
          <td key={id} className={cellClass(isNumber)}>
            {cell(finding)}
          </td>
        ))
      )}
    </tr>
  );
}

function cellClass(isNumber = false): string {
  return `${classes['cell']} ${isNumber ? classes['number'] : ''}`;
}

/** The least pixels of a track: `minmax(200px, 3fr)`, `64px`. */
function leastWidth(width: string): number {
  return Number(/(\d+)px/.exec(width)?.[1] ?? 0);
}
