import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { DataDir } from '../../src/app/data-dir.ts';
import type { RunRecord } from '../../src/app/run-record.ts';
import { listRunRecords } from '../../src/app/run-records.ts';
import { createSimulator, type Simulator } from '../../src/simulator/index.ts';
import { Draws } from '../../src/simulator/random.ts';
import { historyOf, versionLine } from '../lives/history.ts';
import { graphOf, settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { type GraphObject, graphDifferences } from '../support/compare-graphs.ts';
import { askedPages, storedPages } from './asked-pages.ts';
import { RealRun, type RunEnd } from './real-run.ts';

const SEED = Number(process.env['KILL_SEED'] ?? 20_261_124);
const KILLS = Number(process.env['KILLS'] ?? 50);
const HOSTS = 2000;

/** A port that is free, so that the platforms of all rounds have the same address. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The same platform in every round: two days of it, bodies that take their time. */
async function platform(port: number): Promise<{ simulator: Simulator; url: string }> {
  const simulator = createSimulator({
    seed: SEED,
    hosts: HOSTS,
    detections: 6,
    limits: 'generous',
  });
  const { url } = await simulator.listen(port);
  simulator.setFaults([{ kind: 'slowBody', bytes: 100_000, pauseMs: 5, from: 1 }]);
  return { simulator, url };
}

function recordOf({ code, stdout, stderr }: RunEnd): RunRecord {
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as RunRecord;
}

/** What a graph is compared by: every object that is there, and every version that ever was. */
interface Outcome {
  readonly graph: GraphObject[];
  readonly history: string[];
}

async function outcomeOf(dir: DataDir): Promise<Outcome> {
  return { graph: await graphOf(dir), history: (await historyOf(dir)).map(versionLine) };
}

/** An undisturbed run: how many requests it makes, how long its apply takes, what comes of it. */
interface Undisturbed {
  readonly requests: number;
  readonly applyMs: number;
  readonly pages: number;
  readonly outcome: Outcome;
}

async function undisturbed(
  simulator: Simulator,
  dir: DataDir,
  settings: Record<string, string>,
): Promise<Undisturbed> {
  simulator.clearRequests();
  const run = new RealRun(dir.path, settings);
  while (!(run.isOver || run.stderr.includes('Applying'))) await delay(2);
  const applyingAt = performance.now();
  const record = recordOf(await run.ended());
  expect(record.status).toBe('complete');
  return {
    requests: simulator.requests.length,
    applyMs: performance.now() - applyingAt,
    pages: record.endpoints.reduce((sum, { pages }) => sum + pages, 0),
    outcome: await outcomeOf(dir),
  };
}

/** Where a process is killed: after so many of its requests, or in its apply; and a moment later. */
interface Point {
  readonly afterRequests: number | undefined;
  readonly laterMs: number;
}

function drawPoint(draws: Draws, { requests, applyMs }: Undisturbed): Point {
  return draws.chance(0.75)
    ? { afterRequests: draws.below(requests), laterMs: draws.below(60) }
    : { afterRequests: undefined, laterMs: draws.below(Math.ceil(applyMs)) };
}

/** Starts a run and kills it at a point. */
async function runAndKill(
  simulator: Simulator,
  dir: DataDir,
  settings: Record<string, string>,
  { afterRequests, laterMs }: Point,
): Promise<RunEnd> {
  const before = simulator.requests.length;
  const run = new RealRun(dir.path, settings);
  const isThere = () =>
    afterRequests === undefined
      ? run.stderr.includes('Applying')
      : simulator.requests.length - before > afterRequests;
  while (!(run.isOver || isThere())) await delay(1);
  await delay(laterMs);
  run.signal('SIGKILL');
  return run.ended();
}

/** A kill, as the request log and the ledger saw it. */
interface Kill {
  /** Requests of this run so far. */
  readonly requests: number;
  readonly stored: ReadonlySet<string>;
  readonly isInApply: boolean;
}

/** What to do to a run, and what would have become of it. */
interface Plan {
  readonly draws: Draws;
  readonly like: Undisturbed;
  readonly mostKills: number;
  /** Number of the run in its data folder, from 0. */
  readonly day: number;
}

/** The record of the run with a number; undefined while it is not written. */
async function recordOfDay(dir: DataDir, day: number): Promise<RunRecord | undefined> {
  const { records } = await listRunRecords(dir, 10);
  return records.toReversed()[day];
}

/** Kills and resumes one run until it comes to its end. */
async function runThrough(
  simulator: Simulator,
  dir: DataDir,
  settings: Record<string, string>,
  { draws, like, mostKills, day }: Plan,
): Promise<readonly Kill[]> {
  simulator.clearRequests();
  const kills: Kill[] = [];
  const point = () =>
    kills.length < mostKills
      ? drawPoint(draws, like)
      : { afterRequests: Number.POSITIVE_INFINITY, laterMs: 0 };
  for (;;) {
    const end = await runAndKill(simulator, dir, settings, point());
    const record = end.signal === 'SIGKILL' ? await recordOfDay(dir, day) : recordOf(end);
    // A process that was killed after its last word has come to its end too.
    if (record !== undefined) {
      expect(record.status).toBe('complete');
      expect(record.resumedPages).toBeGreaterThanOrEqual(kills.at(-1)?.stored.size ?? 0);
      return kills;
    }
    kills.push({
      requests: simulator.requests.length,
      stored: await storedPages(dir),
      isInApply: end.stderr.includes('Applying'),
    });
  }
}

/** Requests for pages that had been stored when they were made. */
function repeated(simulator: Simulator, kills: readonly Kill[]): string[] {
  const lines: string[] = [];
  for (const [position, page] of askedPages(simulator.requests).entries()) {
    const kill = kills.findLast(({ requests }) => requests <= position);
    if (page !== undefined && kill?.stored.has(page)) lines.push(page);
  }
  return lines;
}

/** The names of the pages are right only if all pages of a run that read everything are found by them. */
function expectAllNamed(simulator: Simulator, kills: readonly Kill[]): void {
  for (const { stored, requests, isInApply } of kills) {
    if (!isInApply) continue;
    const asked = askedPages(simulator.requests).slice(0, requests);
    expect(new Set(asked.filter((page) => page !== undefined))).toEqual(stored);
  }
}

test(`a run that is killed ${KILLS} times gives the graph of one that was left alone (seed ${SEED})`, async () => {
  const draws = new Draws(SEED);
  const port = await freePort();
  const days: Undisturbed[] = [];
  let settings: Record<string, string> = {};
  {
    const { simulator, url } = await platform(port);
    settings = settingsFor(simulator, url);
    const dir = temporaryDataDir('undisturbed');
    days.push(await undisturbed(simulator, dir, settings));
    simulator.advanceDays(1);
    days.push(await undisturbed(simulator, dir, settings));
    await simulator.close();
  }
  expect(days[0]?.pages).toBeGreaterThanOrEqual(40);
  expect(days[0]?.outcome.graph.length).toBeGreaterThan(10_000);

  const tally = { kills: 0, inApply: 0, atNothing: 0, withPages: 0, runs: 0 };
  while (tally.kills < KILLS) {
    const { simulator } = await platform(port);
    const dir = temporaryDataDir('killed');
    for (const [day, like] of days.entries()) {
      if (day > 0) simulator.advanceDays(1);
      const mostKills = Math.min(1 + draws.below(day === 0 ? 7 : 3), KILLS - tally.kills);
      const kills = await runThrough(simulator, dir, settings, { draws, like, mostKills, day });
      expect(repeated(simulator, kills)).toEqual([]);
      expectAllNamed(simulator, kills);
      const outcome = await outcomeOf(dir);
      expect(graphDifferences(like.outcome.graph, outcome.graph).slice(0, 20)).toEqual([]);
      expect(outcome.history.filter((line, at) => line !== like.outcome.history[at])).toEqual([]);
      expect(outcome.history).toHaveLength(like.outcome.history.length);
      tally.kills += kills.length;
      tally.inApply += kills.filter(({ isInApply }) => isInApply).length;
      tally.withPages += kills.filter(({ stored }) => stored.size > 0).length;
      tally.atNothing += kills.filter(({ stored }) => stored.size === 0).length;
      tally.runs += 1;
    }
    await simulator.close();
  }
  // biome-ignore lint/suspicious/noConsole: where the process was killed is the point of this test
  console.table(tally);
  // The points must lie everywhere, or the test shows less than it says.
  expect(tally.kills).toBe(KILLS);
  expect(tally.inApply).toBeGreaterThanOrEqual(KILLS / 10);
  expect(tally.withPages - tally.inApply).toBeGreaterThanOrEqual(KILLS / 3);
});
