import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/app/run-record.ts';
import { IdRanges } from '../../src/qualys/index.ts';
import type { LoggedRequest } from '../../src/simulator/index.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { COLUMNS, type ColumnName, faultText, requestsOf } from './columns.ts';
import type { FaultRow } from './kinds.ts';
import { identityOf, type Owner, Owners } from './owners.ts';
import { failedScopes, type SmallWorld } from './world.ts';

/** From which request on each column fails for good. */
type Script = Partial<Record<ColumnName, number>>;

/** Everything that is read by ids or does not decide what else is read. */
const PAGES: Script = {
  'portal version': 1,
  hosts: 3,
  'host assets': 2,
  'open detections': 2,
  'fixed detections': 2,
  'web app findings': 2,
  'web app finding count': 1,
  'knowledge base': 2,
};

/** The lists that say what there is. */
const LISTS: Script = { 'host ids': 1, 'web apps': 2, 'web app count': 1 };

/** Kinds with which the lists are tried too: a connection, a status, a document, a limit. */
const TRIED_WITH_LISTS = ['hangUp', 'internalError', 'otherRoot', 'rateLimit'];

/** What is missing, by column: ids of hosts, applications or QIDs; `true` for what has none. */
type Missing = Partial<Record<ColumnName, IdRanges | true>>;

/** What the failed pages of a run name, by column. */
function namedBy(record: RunRecord, wanted: Readonly<Record<string, IdRanges>>): Missing {
  const named: Missing = {};
  for (const scope of failedScopes(record)) {
    const [, endpoint = '', prefix = '', ranges = ''] =
      /^(\S+) (open_|fixed_)?([\d,-]+)$/.exec(scope) ?? [];
    const column = columnOf(scope, endpoint, prefix);
    if (ranges === '') named[column] = true;
    else {
      const before = named[column];
      const ids = wanted[column] ?? IdRanges.empty;
      const more = IdRanges.parse(ranges).within(ids);
      named[column] = before instanceof IdRanges ? before.with(more) : more;
    }
  }
  return named;
}

function columnOf(scope: string, endpoint: string, prefix: string): ColumnName {
  if (scope === 'portal-version versions') return 'portal version';
  if (scope === 'host-list ids') return 'host ids';
  if (/^web-apps count(?:-since-\d+)?$/.test(scope)) return 'web app count';
  if (scope.startsWith('web-app-findings count_')) return 'web app finding count';
  if (scope === 'web-apps page-2') return 'web apps';
  if (endpoint === 'host-detections') {
    return prefix === 'open_' ? 'open detections' : 'fixed detections';
  }
  const columns: Readonly<Record<string, ColumnName>> = {
    'host-list': 'hosts',
    'host-assets': 'host assets',
    'web-app-findings': 'web app findings',
    'knowledge-base': 'knowledge base',
  };
  const column = columns[endpoint];
  if (column === undefined) throw new Error(`no page should be called ${scope}`);
  return column;
}

/** The chunks of hosts that a full run reads. */
function chunksOf(world: SmallWorld): readonly IdRanges[] {
  return [...IdRanges.of([...world.simulator.world.hostIds()]).chunks(4)];
}

/** Ids of the applications that a run reads: those that were scanned. */
function appsOf(world: SmallWorld): number[] {
  return world
    .truth()
    .filter(({ _type }) => _type === 'web_app')
    .map(({ webAppId }) => Number(webAppId));
}

function union(parts: Iterable<IdRanges>): IdRanges {
  let all = IdRanges.empty;
  for (const part of parts) all = all.with(part);
  return all;
}

/** Ids that requests of a column name. */
function askedFor(name: ColumnName, log: readonly LoggedRequest[]): IdRanges[] {
  const column = COLUMNS.find((each) => each.name === name);
  if (column === undefined) throw new Error(`no column ${name}`);
  return requestsOf(column, log).map(({ parameters }) => {
    const body = /field="(?:webApp\.id|qwebHostId)"[^>]*>([\d,]+)</.exec(
      parameters['body'] ?? '',
    )?.[1];
    return IdRanges.parse(parameters['ids'] ?? body ?? '');
  });
}

interface Expected {
  readonly missing: Missing;
  /** Everything there is, by column. */
  readonly wanted: Readonly<Record<string, IdRanges>>;
}

/** What must be missing: the requests from the given one on, and nothing else. */
function expectedFor(world: SmallWorld, script: Script, log: readonly LoggedRequest[]): Expected {
  const chunks = chunksOf(world);
  const hosts = union(chunks);
  const apps = IdRanges.of(appsOf(world));
  const qids = union(askedFor('knowledge base', log));
  const wanted: Record<string, IdRanges> = {
    hosts,
    'host assets': hosts,
    'open detections': hosts,
    'fixed detections': hosts,
    'web app findings': apps,
    'knowledge base': qids,
  };
  const missing: Missing = {};
  for (const [name, from] of Object.entries(script) as [ColumnName, number][]) {
    const all = wanted[name];
    if (all === undefined) missing[name] = true;
    // Who has no record there was asked for twice.
    else if (name === 'host assets') missing[name] = union(askedFor(name, log).slice(from - 1));
    else if (all === hosts) missing[name] = union(chunks.slice(from - 1));
    else {
      // What came first, came; the order of the others does not matter.
      missing[name] = all.without(union(askedFor(name, log).slice(0, from - 1)));
    }
  }
  return { missing, wanted };
}

/** Whether what somebody knows may be old because of what is missing. */
function isDisturbed(owner: Owner, missing: Missing, lastApp: string): boolean {
  const [what, id = ''] = owner.split(' ');
  const has = (name: ColumnName) => {
    const ids = missing[name];
    return ids instanceof IdRanges && ids.has(id);
  };
  switch (what) {
    case 'host':
      return (
        missing['host ids'] === true ||
        (['hosts', 'host assets', 'open detections', 'fixed detections'] as const).some(has)
      );
    case 'app':
      return has('web app findings') || (missing['web apps'] === true && id === lastApp);
    case 'qid':
      return has('knowledge base') || missing['host ids'] === true || missing['web apps'] === true;
    case 'cve':
      return true;
    default:
      return false;
  }
}

/** A run in which the columns of a script fail from some request on, after a good one and a day of changes. */
async function disturbAndHeal(world: SmallWorld, row: FaultRow, script: Script): Promise<void> {
  const { simulator } = world;
  const before = await world.graph();
  simulator.advanceDays(1);
  const [purged = 0] = simulator.world.hostIds();
  simulator.events.purgeHost(purged);
  const text = COLUMNS.filter(({ name }) => script[name] !== undefined)
    .map((column) => faultText(column, `${row.fault}, from: ${script[column.name]}`))
    .join('');
  world.disturb(text);
  const record = await world.run({ input: { isFull: true } });

  expect(record.status).toBe('partial');
  const { missing, wanted } = expectedFor(world, script, simulator.requests);
  expect(texts(namedBy(record, wanted))).toEqual(texts(missing));

  const truth = world.truth();
  const after = await world.graph();
  const owners = new Owners(truth, after, before);
  const lastApp = String(Math.max(...appsOf(world)));
  const disturbed = (all: readonly Owner[]) =>
    all.some((owner) => isDisturbed(owner, missing, lastApp));
  const differences = graphDifferences(truth, after);
  expect(differences.length).toBeGreaterThan(0);
  const wrong = differences.filter((line) => {
    const all = owners.ofDifference(line);
    // What the services count follows from the pages; they themselves are there.
    return line.includes(': expected ') && all[0] === 'service' ? false : !disturbed(all);
  });
  expect(wrong).toEqual([]);

  // Where a page is missing, nothing that was there has gone. Only what hangs on something that was read
  // may have: the end of a relationship, the last QID with a CVE.
  const found = new Set(after.map(identityOf));
  const real = new Set(truth.map(identityOf));
  const lost = before.map(identityOf).filter((identity) => {
    const all = owners.of(identity);
    const hangsOnOther = all.some((owner) => owner === 'cve' || !disturbed([owner]));
    return !found.has(identity) && disturbed(all) && (real.has(identity) || !hangsOnOther);
  });
  expect(lost).toEqual([]);

  world.calm();
  const isListMissing = missing['host ids'] === true;
  const healing = await world.run({ input: { isFull: isListMissing } });
  expect(healing.status).toBe('complete');
  expect(healing.mode).toBe(isListMissing ? 'full' : 'incremental');
  // The world stood still since: what an incremental run reads again is all that was old.
  expect(await world.differences()).toEqual([]);
}

function texts(missing: Missing): Record<string, string> {
  return Object.fromEntries(
    Object.entries(missing).map(([name, ids]) => [name, ids === true ? 'all' : ids.toString()]),
  );
}

/** Defines the tests of faults that stay: on a world whose graph is the truth so far. */
export function testLasting(row: FaultRow, worldOf: () => SmallWorld): void {
  describe('for good', () => {
    test('pages are named, nothing of them is lost, the next run reads them', async () => {
      await disturbAndHeal(worldOf(), row, PAGES);
    });
    if (TRIED_WITH_LISTS.includes(row.kind)) {
      test('lists are named, nothing goes without them, the next run reads them', async () => {
        await disturbAndHeal(worldOf(), row, LISTS);
      });
    }
  });
}
