import type { FaultKind } from '../../src/simulator/index.ts';
import { COLUMNS, type ColumnName } from './columns.ts';

/**
 * What a run makes of a fault that hits one request. Whatever it is, the graph is the truth afterwards, but
 * for what `named` and `garbled` say is missing.
 */
export type Met =
  /** Asked again until it was whole. */
  | 'again'
  /** Read in halves, each of which came. */
  | 'halves'
  /** Taken as it came, bytes that mean nothing became U+FFFD, and the run says so. */
  | 'repaired'
  /** What came twice counts once. */
  | 'once'
  /** Taken as it came: nothing of it is wrong. */
  | 'taken'
  /** Partial; the run says which record it could not use, and nothing is taken for gone. */
  | 'garbled'
  /** Partial, the page is named as missing; the next run reads it. */
  | 'named'
  /** What the graph or a count knows of and the answer left out was asked for again, and came. */
  | 'leftOut'
  /** The run shows the platform as it was before the fault, and closes nothing; the next one as it is. */
  | 'next'
  /** The run ended, the graph is as it was; no further request was sent. */
  | 'stopped'
  /** There is nothing in such an answer that this fault could spoil. */
  | 'untouched';

/** A kind of fault, and what comes of it. */
export interface FaultRow {
  readonly kind: FaultKind;
  /** As in a script: the kind with its parameters. */
  readonly fault: string;
  readonly met: Readonly<Record<ColumnName, Met>>;
  /** Columns of one run each; by default all are hit in the same run. */
  readonly runs?: readonly (readonly ColumnName[])[];
  /** Which file of tests runs it. */
  readonly group: 'connections' | 'statuses' | 'contents' | 'changes' | 'refusals' | 'failing host';
  /** Whether it also comes with every request from one on, for good: then the pages are named. */
  readonly canLast: boolean;
}

/** Names of all columns. */
export const COLUMN_NAMES: readonly ColumnName[] = COLUMNS.map(({ name }) => name);

function row(
  kind: FaultKind,
  all: Met,
  options: {
    readonly parameters?: string;
    readonly but?: Partial<Record<ColumnName, Met>>;
    readonly runs?: FaultRow['runs'];
    readonly canLast?: boolean;
  } = {},
): Omit<FaultRow, 'group'> {
  const { parameters, but = {}, runs, canLast = false } = options;
  const met = Object.fromEntries(COLUMN_NAMES.map((name) => [name, but[name] ?? all]));
  return {
    kind,
    fault: `kind: ${kind}${parameters === undefined ? '' : `, ${parameters}`}`,
    met: met as Record<ColumnName, Met>,
    ...(runs === undefined ? {} : { runs }),
    canLast,
  };
}

const lasting = { canLast: true };

/** Documents without records that could be repeated. */
const NO_RECORDS: Partial<Record<ColumnName, Met>> = {
  'portal version': 'untouched',
  'web app count': 'untouched',
  'web app finding count': 'untouched',
};

const ROWS: readonly Omit<FaultRow, 'group'>[] = [
  row('hangUp', 'again', lasting),
  row('reset', 'again'),
  row('reset', 'again', { parameters: 'bytes: 100' }),
  row('truncate', 'again', { parameters: 'bytes: 100', canLast: true }),
  row('cut', 'again', { parameters: 'bytes: 100' }),
  row('slowBody', 'taken', { parameters: 'bytes: 150, pauseMs: 10' }),
  row('stall', 'again'),
  row('stall', 'again', { parameters: 'bytes: 100' }),
  row('wrongStatus', 'again', { parameters: 'status: 502' }),
  row('gatewayTimeout', 'again', lasting),
  row('maintenance', 'again', lasting),
  row('genericReturn', 'again'),
  row('processing', 'again'),
  row('unavailable', 'again'),
  row('internalError', 'again', lasting),
  row('busy', 'again'),
  row('rateLimit', 'again', lasting),
  row('conflict', 'again', { parameters: 'code: 1965, tells: header, seconds: 40' }),
  row('conflict', 'again', { parameters: 'code: 1965, tells: body, seconds: 40' }),
  row('conflict', 'again', { parameters: 'code: 1965, tells: neither' }),
  row('conflict', 'again', { parameters: 'code: 1920', canLast: true }),
  row('tooManyRequests', 'again'),
  row('tooManyRequests', 'again', { parameters: 'tells: neither' }),
  row('otherRoot', 'named', {
    but: {
      hosts: 'halves',
      'host assets': 'halves',
      'open detections': 'halves',
      'fixed detections': 'halves',
      'knowledge base': 'halves',
    },
    runs: [
      // A list that is missing keeps other requests from being made.
      COLUMN_NAMES.filter((name) => !['host ids', 'web apps', 'web app findings'].includes(name)),
      ['host ids', 'web app findings'],
      ['web apps'],
    ],
    canLast: true,
  }),
  row('controlCharacters', 'repaired'),
  row('invalidBytes', 'repaired'),
  row('garbageRecord', 'garbled', { but: { ...NO_RECORDS, 'host ids': 'untouched' } }),
  row('cursorStall', 'once', {
    but: { ...NO_RECORDS, 'knowledge base': 'untouched', 'host ids': 'taken' },
  }),
  row('duplicates', 'once', {
    but: { ...NO_RECORDS, 'host ids': 'taken', 'host assets': 'taken', 'knowledge base': 'taken' },
  }),
  row('changedCount', 'named', {
    parameters: 'by: 1',
    but: {
      'portal version': 'untouched',
      'host ids': 'untouched',
      hosts: 'untouched',
      'open detections': 'untouched',
      'fixed detections': 'untouched',
      'knowledge base': 'untouched',
    },
    runs: [
      // Where the list itself is short, nobody compares it with a count.
      COLUMN_NAMES.filter((name) => !name.endsWith('count')),
      ['web app count', 'web app finding count'],
    ],
  }),
  row('shortKeepAlive', 'taken', { parameters: 'idleMs: 0' }),
  row('clockSkew', 'taken', { parameters: 'seconds: 900' }),
];

/** Faults of records that a graph has to know of before: in the second run. */
const CHANGES: readonly Omit<FaultRow, 'group'>[] = [
  row('gaps', 'leftOut', { but: NO_RECORDS }),
  row('hostMoves', 'next', { but: { 'host ids': 'taken' } }),
];

const REFUSALS: readonly Omit<FaultRow, 'group'>[] = [
  row('passwordExpires', 'stopped'),
  row('registration', 'stopped'),
];

const NOT_OF_HOSTS: Partial<Record<ColumnName, Met>> = {
  ...NO_RECORDS,
  'host ids': 'untouched',
  'web apps': 'untouched',
  'web app findings': 'untouched',
  'knowledge base': 'untouched',
};

const FAILING_HOST: readonly Omit<FaultRow, 'group'>[] = [
  row('failingHost', 'named', { but: NOT_OF_HOSTS }),
  row('failingHost', 'named', { parameters: 'answer: stall', but: NOT_OF_HOSTS }),
];

const CONNECTIONS: readonly FaultKind[] = [
  'hangUp',
  'reset',
  'truncate',
  'cut',
  'slowBody',
  'stall',
  'shortKeepAlive',
];
const CONTENTS: readonly FaultKind[] = [
  'otherRoot',
  'controlCharacters',
  'invalidBytes',
  'garbageRecord',
  'cursorStall',
  'duplicates',
  'changedCount',
  'clockSkew',
  'maintenance',
  'genericReturn',
];

function groupOf(kind: FaultKind): FaultRow['group'] {
  if (CONNECTIONS.includes(kind)) return 'connections';
  return CONTENTS.includes(kind) ? 'contents' : 'statuses';
}

/** A row for every kind of fault. */
export const FAULT_ROWS: readonly FaultRow[] = [
  ...ROWS.map((each) => ({ ...each, group: groupOf(each.kind) })),
  ...CHANGES.map((each) => ({ ...each, group: 'changes' as const })),
  ...REFUSALS.map((each) => ({ ...each, group: 'refusals' as const })),
  ...FAILING_HOST.map((each) => ({ ...each, group: 'failing host' as const })),
];

/** The rows of a group. */
export function rowsOf(group: FaultRow['group']): readonly FaultRow[] {
  return FAULT_ROWS.filter((row) => row.group === group);
}
