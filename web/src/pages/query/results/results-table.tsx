import { useVirtualizer } from '@tanstack/react-virtual';
import { type PointerEvent, useMemo, useRef, useState } from 'react';
import type { QueryPage } from '../../../../../src/server/api/query.ts';
import { EntityLink } from '../../../components/entity-link.tsx';
import type { ResultRow } from '../run/use-query-run.ts';
import {
  cellIn,
  columnsOf,
  flatRows,
  isNumeric,
  type ResultColumn,
  type Sorting,
  sortedRows,
  widthOf,
} from './cells.ts';
import classes from './results-table.module.css';
import { ScrollRegion } from './scroll-region.tsx';

const ROW_PX = 31;
/** Width of a character, and what is around the text of a cell. */
const CHARACTER_PX = 8;
const PADDING_PX = 28;
const LEAST_PX = 56;

interface ResultsTableProps {
  readonly head: Omit<QueryPage, 'rows' | 'cursor'>;
  readonly rows: readonly ResultRow[];
  /** Whether these are all rows, so that sorting them says something. */
  readonly isAll: boolean;
}

interface Column extends ResultColumn {
  readonly width: number;
  readonly isNumeric: boolean;
}

/** Rows as a table. Only those in sight are drawn, so that there may be many. */
export function ResultsTable({ head, rows, isAll }: ResultsTableProps) {
  const [sorting, setSorting] = useState<Sorting>();
  const [widths, setWidths] = useState<Readonly<Record<string, number>>>({});
  const scroll = useRef<HTMLElement>(null);
  const flat = useMemo(() => flatRows(head.shape, rows), [head.shape, rows]);
  const columns = useMemo((): readonly Column[] => {
    return columnsOf(head, flat).map((column) => ({
      ...column,
      width: Math.round(widthOf(column, flat) * CHARACTER_PX + PADDING_PX),
      isNumeric: isNumeric(column, flat),
    }));
  }, [head, flat]);
  const shown = useMemo(
    () => sortedRows(flat, isAll ? sorting : undefined),
    [flat, sorting, isAll],
  );
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const widthNow = ({ name, width }: Column) => widths[name] ?? width;
  const total = columns.reduce((sum, column) => sum + widthNow(column), 0);
  const sortBy = (column: string) =>
    setSorting((before) => {
      if (before?.column !== column) return { column, isDescending: false };
      return before.isDescending ? undefined : { column, isDescending: true };
    });

  return (
    <ScrollRegion className={classes['scroll']} ref={scroll} label="Rows of the answer">
      <table className={classes['table']} aria-rowcount={shown.length + 1} aria-label="Answer">
        <thead className={classes['block']}>
          <tr className={classes['head']}>
            {columns.map((column) => (
              <Header
                key={column.name}
                column={column}
                width={widthNow(column)}
                sorting={isAll ? sorting : undefined}
                isSortable={isAll}
                onSort={() => sortBy(column.name)}
                onResize={(width) => setWidths((before) => ({ ...before, [column.name]: width }))}
              />
            ))}
          </tr>
        </thead>
        <tbody className={classes['rows']} style={{ height: virtual.getTotalSize(), width: total }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <tr
              key={index}
              className={classes['row']}
              aria-rowindex={index + 2}
              style={{ transform: `translateY(${start}px)` }}
            >
              {columns.map((column) => (
                <CellView
                  key={column.name}
                  row={shown[index] ?? {}}
                  column={column}
                  width={widthNow(column)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Header({
  column: { name, isNumeric: isRight },
  width,
  sorting,
  isSortable,
  onSort,
  onResize,
}: {
  readonly column: Column;
  readonly width: number;
  readonly sorting: Sorting | undefined;
  readonly isSortable: boolean;
  readonly onSort: () => void;
  readonly onResize: (width: number) => void;
}) {
  const isSorted = sorting?.column === name;
  const direction = isSorted && sorting.isDescending ? 'descending' : 'ascending';
  const grip = useRef<{ readonly x: number; readonly width: number }>(undefined);
  const begin = (event: PointerEvent<HTMLSpanElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { x: event.clientX, width };
  };
  const move = (event: PointerEvent) => {
    if (grip.current === undefined) return;
    onResize(Math.max(LEAST_PX, grip.current.width + event.clientX - grip.current.x));
  };
  return (
    <th
      className={classes['column']}
      scope="col"
      aria-sort={isSorted ? direction : 'none'}
      style={{ width }}
    >
      <button
        type="button"
        className={isRight ? `${classes['sort']} ${classes['number']}` : classes['sort']}
        disabled={!isSortable}
        title={
          isSortable
            ? `Sort by ${name}`
            : `${name}. Load all rows to sort them here, or write ORDER BY.`
        }
        onClick={onSort}
      >
        {name}
        {isSorted && <span aria-hidden>{sorting.isDescending ? ' ▼' : ' ▲'}</span>}
      </button>
      <span
        className={classes['grip']}
        aria-hidden
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={() => {
          grip.current = undefined;
        }}
      />
    </th>
  );
}

function CellView({
  row,
  column,
  width,
}: {
  readonly row: ResultRow;
  readonly column: Column;
  readonly width: number;
}) {
  const { text, entity } = cellIn(row, column);
  return (
    <td
      className={column.isNumeric ? `${classes['cell']} ${classes['number']}` : classes['cell']}
      style={{ width }}
      title={text}
    >
      {entity === undefined ? <bdi>{text}</bdi> : <EntityLink id={entity}>{text}</EntityLink>}
    </td>
  );
}
