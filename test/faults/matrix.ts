import { beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/app/run-record.ts';
import type { QualysEvent } from '../../src/qualys/index.ts';
import type { LoggedRequest } from '../../src/simulator/index.ts';
import type { GraphObject } from '../support/compare-graphs.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { timeoutsOf } from '../support/in-process.ts';
import { COLUMNS, type Column, type ColumnName, faultText, requestsOf } from './columns.ts';
import { COLUMN_NAMES, type FaultRow, type Met } from './kinds.ts';
import { testLasting } from './lasting.ts';
import { failedScopes, SmallWorld, warningsOf, withoutMarks } from './world.ts';

/** Names of the pages that fail in a column, where its first request fails for good. */
const FIRST_PAGE: Partial<Record<ColumnName, RegExp>> = {
  'portal version': /^portal-version versions$/,
  'host ids': /^host-list ids$/,
  'host assets': /^host-assets \d+-\d+(?:,\d+(?:-\d+)?)*$/,
  'web apps': /^web-apps page-1$/,
  'web app count': /^web-apps count$/,
  'web app finding count': /^web-app-findings count_\d+-\d+$/,
  'web app findings': /^web-app-findings (\d+)-\1$/,
};

/** What came of a run with faults, beside the same run without. */
interface Disturbed {
  readonly record: RunRecord;
  readonly log: readonly LoggedRequest[];
  readonly graph: readonly GraphObject[];
  readonly truth: readonly GraphObject[];
  /** By endpoint: how long the longest request took, milliseconds of real time. */
  readonly longest: ReadonlyMap<string, number>;
  readonly calmLog: readonly LoggedRequest[];
}

let calm: Promise<readonly LoggedRequest[]> | undefined;

/** The requests of the run that nothing disturbs. */
function calmRun(): Promise<readonly LoggedRequest[]> {
  calm ??= (async () => {
    const world = await SmallWorld.open();
    const { status } = await world.run();
    expect(status).toBe('complete');
    expect(await world.differences()).toEqual([]);
    const log = [...world.simulator.requests];
    await world.close();
    return log;
  })();
  return calm;
}

/** Patience with a platform that stalls, milliseconds; the shortest that a slow machine does not meet by accident. */
const SHORT_PATIENCE_MS = 1500;

function optionsOf(row: FaultRow) {
  return row.kind === 'stall' ? { timeouts: timeoutsOf(SHORT_PATIENCE_MS) } : {};
}

/** A first run in which the first request of each of these columns meets the fault. */
async function disturbedRun(
  world: SmallWorld,
  row: FaultRow,
  columns: readonly Column[],
): Promise<Disturbed> {
  const calmLog = await calmRun();
  const selection = row.kind === 'clockSkew' || row.kind === 'shortKeepAlive' ? '' : ', at: 1';
  world.disturb(columns.map((column) => faultText(column, row.fault + selection)).join(''));
  const started = new Map<string, number>();
  const longest = new Map<string, number>();
  const onEvent = (event: QualysEvent) => {
    if (event.type === 'request-started') started.set(event.endpoint, performance.now());
    if (event.type !== 'request-finished') return;
    const took = performance.now() - (started.get(event.endpoint) ?? 0);
    longest.set(event.endpoint, Math.max(took, longest.get(event.endpoint) ?? 0));
  };
  const record = await world.run({ ...optionsOf(row), onEvent });
  const graph = await world.graph();
  const log = [...world.simulator.requests];
  return { record, log, graph, truth: world.truth(), longest, calmLog };
}

/** Asserts that the fault met the column, and that the run says of it what it should. */
function expectMet(met: Met, row: FaultRow, column: Column, run: Disturbed): void {
  const { record } = run;
  const now = requestsOf(column, run.log);
  const before = requestsOf(column, run.calmLog);
  const told = warningsOf(record, column.endpoint);
  const isSpoilt = now[0]?.bytes !== before[0]?.bytes;
  const named = failedScopes(record).filter((scope) =>
    FIRST_PAGE[column.name as ColumnName]?.test(scope),
  );
  if (met !== 'named') expect(named).toEqual([]);
  switch (met) {
    case 'again':
      expect(now.length).toBeGreaterThan(before.length);
      return;
    case 'halves':
      // The whole of it failed once, then both halves came.
      expect(now.length).toBe(before.length + 2);
      return;
    case 'repaired':
      expect(isSpoilt).toBe(true);
      expect(told).toContain('repaired-text');
      return;
    case 'once':
      expect(isSpoilt).toBe(true);
      if (column.endpoint !== 'host-assets') expect(told).toContain('repeated');
      return;
    case 'garbled':
      expect(isSpoilt).toBe(true);
      expect(told).toContain('bad-records');
      return;
    case 'named':
      expect(named).toHaveLength(1);
      return;
    case 'untouched':
      expect(now.map(({ bytes }) => bytes)).toEqual(before.map(({ bytes }) => bytes));
      return;
    case 'taken':
      if (row.kind === 'slowBody') expect(run.longest.get(column.endpoint)).toBeGreaterThan(9);
      if (row.kind === 'duplicates') expect(isSpoilt).toBe(true);
      expect(failedScopes(record).filter((name) => name.startsWith(column.endpoint))).toEqual([]);
      return;
    default:
      throw new Error(`${met} is tested elsewhere`);
  }
}

/** What a partial run may leave out of the two services: what a missing page would make wrong. */
function isLeftOutOfService(difference: string): boolean {
  return (
    /^qualys_(?:vulnerability_manager|web_app_scanner|account) /.test(difference) &&
    difference.endsWith('found undefined')
  );
}

/** How the graph of a first run may differ from the truth, when these columns are missing their first page. */
function isExcused(difference: string, missing: readonly ColumnName[]): boolean {
  if (isLeftOutOfService(difference)) return true;
  if (!difference.startsWith('missing: ')) return false;
  // Without the ids nobody knows a host; without the first page of applications none of these.
  if (missing.includes('host ids')) return true;
  return (
    missing.some((name) => name === 'web apps' || name === 'web app findings') &&
    /web_app|qualys_vuln |cve /.test(difference)
  );
}

/** Defines the tests of a row: one for each column, and one for the graph. */
export function testRow(row: FaultRow): void {
  for (const [position, names] of (row.runs ?? [COLUMN_NAMES]).entries()) {
    const columns = COLUMNS.filter(({ name }) => names.includes(name));
    const suffix = row.runs === undefined ? '' : ` (${names.length} columns)`;
    describe(`${row.fault}${suffix}`, () => {
      let world: SmallWorld;
      let run: Disturbed;
      beforeAll(async () => {
        world = await SmallWorld.open();
        run = await disturbedRun(world, row, columns);
        return () => world.close();
      });
      const missing = names.filter((name) => row.met[name] === 'named');
      const isPartial = missing.length > 0 || names.some((name) => row.met[name] === 'garbled');

      test.each(columns)('$name', (column) => {
        expectMet(row.met[column.name], row, column, run);
      });

      test(
        isPartial ? 'the graph lacks what is named, and no more' : 'the graph is the truth',
        () => {
          const { record, truth, graph } = run;
          expect(record.status).toBe(isPartial ? 'partial' : 'complete');
          expect(failedScopes(record)).toHaveLength(missing.length);
          const differences = graphDifferences(
            row.kind === 'controlCharacters' || row.kind === 'invalidBytes'
              ? withoutMarks(truth)
              : truth,
            row.kind === 'controlCharacters' || row.kind === 'invalidBytes'
              ? withoutMarks(graph)
              : graph,
          );
          if (!isPartial) expect(differences).toEqual([]);
          else expect(differences.filter((each) => !isExcused(each, missing))).toEqual([]);
        },
      );

      if (isPartial) {
        test('the next run heals it', async () => {
          world.calm();
          const record = await world.run();
          expect(record.status).toBe('complete');
          expect(await world.differences()).toEqual([]);
        });
      }

      if (row.canLast && position === 0) testLasting(row, () => world);
    });
  }
}
