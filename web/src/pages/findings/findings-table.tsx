import { Skeleton, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type ColumnDef, flexRender, getCoreRowModel, useReactTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ListedFinding } from '../../../../src/server/api/findings.ts';
import { useEntityPanel } from '../../app/use-entity-panel.ts';
import { FINDING_COLUMNS } from './finding-columns.tsx';
import { firstOrder, type FindingsSearch } from './findings-search.ts';
import classes from './findings-table.module.css';
import { scrollLimit } from './scroll-limit.ts';
import type { FindingRows } from './use-finding-rows.ts';

const ROW_PX = 32;

/** Rows that the table can show; a longer list is cut. */
export function mostRows(): number {
  return Math.floor(scrollLimit() / ROW_PX) - 1;
}

const COLUMNS: ColumnDef<ListedFinding>[] = FINDING_COLUMNS.map(({ id, title, cell }) => ({
  id,
  header: title,
  cell: ({ row }) => cell(row.original),
}));

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
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => onLook(first, last), [first, last, onLook]);

  const inSight = useMemo(() => {
    const found: ListedFinding[] = [];
    for (let index = first; index <= last; index += 1) {
      const row = rows.row(index);
      if (row !== undefined) found.push(row);
    }
    return found;
  }, [first, last, rows]);
  const table = useReactTable({
    data: inSight,
    columns: COLUMNS,
    getRowId: ({ id }) => id,
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    state: {
      columnVisibility: Object.fromEntries(FINDING_COLUMNS.map(({ id }) => [id, shown.includes(id)])),
    },
  });
  const byId = new Map(table.getRowModel().rows.map((row) => [row.id, row]));
  const visible = FINDING_COLUMNS.filter(({ id }) => shown.includes(id));
  const grid = { gridTemplateColumns: visible.map(({ width }) => width).join(' ') };

  const move = (index: number) => {
    const next = Math.max(0, Math.min(count - 1, index));
    setActive(next);
    virtual.scrollToIndex(next, { align: 'auto' });
    const row = rows.row(next);
    if (openId !== undefined && row !== undefined) open(row.id);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTakenByOthers(event.target)) return;
      const row = rows.row(active);
      const isOnLink = event.target instanceof HTMLAnchorElement || event.target instanceof HTMLButtonElement;
      if (event.key === 'j') move(active + 1);
      else if (event.key === 'k') move(active - 1);
      else if (event.key === 'Enter' && row !== undefined && !isOnLink) open(row.id);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  const list = JSON.stringify({ ...search });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top
  useEffect(() => {
    setActive(0);
    scroll.current?.scrollTo({ top: 0 });
  }, [list]);

  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a table cannot be placed freely
    <div
      className={classes['table']}
      role="grid"
      aria-label="Findings"
      aria-rowcount={(rows.total ?? 0) + 1}
      aria-colcount={visible.length}
      aria-busy={rows.isLoading}
    >
      <div role="rowgroup">
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: its buttons are */}
        <div role="row" aria-rowindex={1} className={classes['head']} style={grid}>
          {visible.map(({ id, title, sort, isNumber }) => {
            const isSorted = sort !== undefined && search.sort === sort;
            const Arrow = search.order === 'asc' ? IconArrowUp : IconArrowDown;
            return (
              // biome-ignore lint/a11y/useSemanticElements: see above
              // biome-ignore lint/a11y/useFocusableInteractive: its button is
              <div
                key={id}
                role="columnheader"
                className={`${classes['cell']} ${isNumber ? classes['number'] : ''}`}
                {...(isSorted && {
                  'aria-sort': search.order === 'asc' ? 'ascending' : 'descending',
                })}
              >
                {sort === undefined ? (
                  title
                ) : (
                  <UnstyledButton
                    className={classes['sort'] ?? ''}
                    onClick={() => {
                      const other = search.order === 'asc' ? 'desc' : 'asc';
                      onSort(sort, isSorted ? other : firstOrder(sort));
                    }}
                  >
                    {title}
                    {isSorted && <Arrow size={14} aria-hidden />}
                  </UnstyledButton>
                )}
              </div>
            );
          })}
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <div className={classes['scroll']} ref={scroll} role="rowgroup" tabIndex={0}>
        <div className={classes['inner']} style={{ height: virtual.getTotalSize() }} role="presentation">
          {items.map(({ index, start }) => {
            const finding = rows.row(index);
            const row = finding && byId.get(finding.id);
            return (
              // biome-ignore lint/a11y/useSemanticElements: see above
              // biome-ignore lint/a11y/useFocusableInteractive: its links are, and j and k move
              // biome-ignore lint/a11y/useKeyWithClickEvents: Enter does it
              <div
                key={index}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={finding !== undefined && finding.id === openId}
                className={classes['row']}
                style={{ ...grid, transform: `translateY(${start}px)` }}
                {...(index === active && { 'data-active': true })}
                {...(finding !== undefined && finding.id === openId && { 'data-open': true })}
                onClick={(event) => {
                  setActive(index);
                  const isLink = event.target instanceof Element && event.target.closest('a') !== null;
                  if (finding !== undefined && !isLink) open(finding.id);
                }}
              >
                {row === undefined ? (
                  // biome-ignore lint/a11y/useSemanticElements: see above
                  // biome-ignore lint/a11y/useFocusableInteractive: nothing is in it yet
                  <div role="gridcell" style={{ gridColumn: '1 / -1' }}>
                    <Skeleton height={10} radius="sm" width={`${85 - ((index * 13) % 40)}%`} />
                  </div>
                ) : (
                  row.getVisibleCells().map((cell) => (
                    // biome-ignore lint/a11y/useSemanticElements: see above
                    // biome-ignore lint/a11y/useFocusableInteractive: its links are
                    <div
                      key={cell.id}
                      role="gridcell"
                      className={`${classes['cell']} ${isNumber(cell.column.id) ? classes['number'] : ''}`}
                    >
                      {flexRender(cell.column.columnDef.cell, cell.getContext())}
                    </div>
                  ))
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function isNumber(column: string): boolean {
  return FINDING_COLUMNS.find(({ id }) => id === column)?.isNumber === true;
}

/** Fields have the keys that are typed into them; what is open above the page has all. */
function isTakenByOthers(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return true;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
