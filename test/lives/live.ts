import { rm } from 'node:fs/promises';
import type { DataDir } from '../../src/app/data-dir.ts';
import { isReportedError } from '../../src/app/reported-error.ts';
import type { RunRecord } from '../../src/app/run-record.ts';
import {
  createSimulator,
  type Fault,
  type Simulator,
  type TruthOptions,
} from '../../src/simulator/index.ts';
import { graphOf, settingsFor, temporaryDataDir } from '../support/collected-graph.ts';
import { graphDifferences } from '../support/compare-graphs.ts';
import { collectInProcess } from '../support/in-process.ts';
import { happen } from './happen.ts';
import { historyOf, type StoredVersion } from './history.ts';
import { endedWithoutReason, endings, impossible, lost, nameOf, rewritten } from './invariants.ts';
import type { Chapter, Life } from './life.ts';
import { Death, Killed, type KillWish } from './mortal-run.ts';

/** What came of many lives: where something never happened, the test shows less than it says. */
export class Tally {
  readonly counts: Record<string, number> = {};

  /** Counts something. */
  add(what: string, count = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + count;
  }
}

/** Small pages: a small world has many of them then. */
const SETTINGS = {
  hostsPerChunk: 25,
  webAppsPerPage: 4,
  webAppsPerCall: 3,
  webAppFindingsPerPage: 20,
  qidsPerCall: 60,
};

const MOST_HEALING_RUNS = 4;

/** What a platform has at a moment. */
interface Moment {
  readonly at: number;
  readonly names: ReadonlySet<string>;
}

/** One life under way. */
class Living {
  readonly #simulator: Simulator;
  readonly #url: string;
  readonly #dir: DataDir;
  readonly #tally: Tally;
  readonly #moments: Moment[] = [];
  readonly #everFixed = new Set<string>();
  readonly #vanished = new Set<string>();
  #hosts = new Set<string>();
  #renewals = 0;
  /** Whether the platform may change in the middle of a run. */
  #isMoving = false;
  #severities: readonly number[] = [3, 4, 5];
  #history: readonly StoredVersion[] = [];
  readonly #problems: string[] = [];

  constructor(simulator: Simulator, url: string, dir: DataDir, tally: Tally) {
    this.#simulator = simulator;
    this.#url = url;
    this.#dir = dir;
    this.#tally = tally;
  }

  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Lets a chapter happen. */
  async chapter(chapter: Chapter): Promise<void> {
    for (const event of chapter.events) {
      happen(this.#simulator, event);
      this.#tally.add(`event ${event.kind}`);
    }
    this.#simulator.events.advanceHours(chapter.hours);
    this.#severities = chapter.severities;
    this.#simulator.setFaults(this.#faults(chapter.faults));
    this.#isMoving = chapter.faults.some(({ kind }) => kind === 'hostMoves');
    for (const kill of chapter.kills) {
      await this.#run({ isFull: chapter.isFull }, kill);
      this.#simulator.events.advanceHours(kill.hours);
    }
    const record = await this.#run({ isFull: chapter.isFull && chapter.kills.length === 0 });
    if (record?.held !== undefined && chapter.isAccepted) {
      const accepting = await this.#run({ acceptDeletions: record.runId });
      this.#tally.add(`accepting run ${accepting?.status}`);
    }
    this.#simulator.setFaults([]);
    this.#isMoving = false;
  }

  /** Undisturbed full runs until one has nothing to complain about; then the graph is the truth. */
  async heal(): Promise<void> {
    const { events } = this.#simulator;
    events.setLicensed('was', true);
    events.setLicensed('hostasset', true);
    this.#severities = [3, 4, 5];
    let held: string | undefined;
    for (let run = 1; run <= MOST_HEALING_RUNS; run += 1) {
      const record = await this.#run(
        held === undefined ? { isFull: true } : { acceptDeletions: held },
      );
      this.#tally.add(`healing run ${run} ${record?.status}`);
      held = record?.held === undefined ? undefined : record.runId;
      if (record?.status === 'complete') return await this.#compare();
      if (record?.status === 'failed' || record?.status === 'cancelled') {
        this.#problems.push(`healing run: ${JSON.stringify(record.failure)}`);
      }
      // A partial run that holds nothing has to say what is missing; the next one may know better.
      if (run === MOST_HEALING_RUNS) {
        this.#problems.push(`never complete: ${JSON.stringify(record?.endpoints)}`);
        this.#problems.push(`warnings: ${JSON.stringify(record?.warnings)}`);
      }
    }
  }

  async #compare(): Promise<void> {
    const differences = graphDifferences(this.#truth(), await graphOf(this.#dir));
    this.#problems.push(...differences.slice(0, 20));
    const missing = endedWithoutReason(this.#history);
    this.#problems.push(...missing.slice(0, 20).map((name) => `${name} ended without a reason`));
    for (const { type, closedReason } of endings(this.#history)) {
      if (type.endsWith('_finding')) this.#tally.add(`ended as ${closedReason}`);
    }
  }

  #truth(options: TruthOptions = {}) {
    return this.#simulator.truth({ apiUrl: this.#url, ...options });
  }

  /** Faults that need a host get one that is there. */
  #faults(faults: readonly Fault[]): Fault[] {
    const ids = [...this.#simulator.world.hostIds()];
    return faults.map((fault) =>
      fault.host === undefined ? fault : { ...fault, host: ids[fault.host % ids.length] ?? 1 },
    );
  }

  /** Remembers what the platform has now. */
  #look(): void {
    const simulator = this.#simulator;
    const names = new Set<string>();
    for (const object of this.#truth({ severities: this.#severities })) {
      names.add(nameOf({ type: object._type, key: object._key }));
    }
    this.#moments.push({ at: simulator.now, names });
    for (const object of this.#truth({ severities: [1, 2, 3, 4, 5], fixedSinceDays: 10_000 })) {
      if ('closedReason' in object && object['closedReason'] === 'fixed') {
        this.#everFixed.add(nameOf({ type: object._type, key: object._key }));
      }
    }
    const hosts = new Set([...simulator.world.hostIds()].map(String));
    for (const id of this.#hosts) if (!hosts.has(id)) this.#vanished.add(id);
    this.#hosts = new Set([...this.#hosts, ...hosts]);
  }

  /** One run, to its end or to its death. */
  async #run(
    wish: { readonly isFull?: boolean; readonly acceptDeletions?: string },
    kill?: KillWish,
  ): Promise<RunRecord | undefined> {
    const death = new Death(kill);
    const first = this.#simulator.requests.length;
    this.#look();
    let isRemembered = false;
    let record: RunRecord | undefined;
    try {
      record = await collectInProcess(
        this.#dir,
        {
          ...settingsFor(this.#simulator, this.#url),
          VMDR_FINDING_SEVERITIES: this.#severities.join(','),
        },
        {
          settings: SETTINGS,
          spool: (spool) => death.spool(spool),
          onRequest: () => death.at('request'),
          input: {
            ...wish,
            clock: () => this.#simulator.now,
            onProgress: (progress) => death.progress(progress),
          },
        },
      );
    } catch (error) {
      if (error instanceof Killed) {
        this.#tally.add(`killed at ${error.message}`);
      } else if (isReportedError(error) && error.code === 'A_CREDENTIALS_REFUSED') {
        this.#tally.add('refused login remembered');
        isRemembered = true;
      } else {
        throw error;
      }
    }
    if (this.#isMoving) this.#look();
    if (record !== undefined) this.#note(record);
    if (isRemembered || this.#wasRefused(first)) this.#renewPassword();
    if (record === undefined && kill?.place !== 'applied') return undefined;
    await this.#check(record);
    return record;
  }

  #note(record: RunRecord): void {
    const { mode, status, held, merged, resumedPages, endpoints } = record;
    this.#tally.add(`run ${mode} ${status}`);
    if (held !== undefined) this.#tally.add('held');
    if (resumedPages > 0) this.#tally.add('resumed');
    this.#tally.add('merged hosts', merged);
    this.#tally.add(
      'retries',
      endpoints.reduce((sum, { retries }) => sum + retries, 0),
    );
    this.#tally.add(
      'failed pages',
      endpoints.reduce((sum, { failedPages }) => sum + failedPages.length, 0),
    );
  }

  /** Whether the classic API refused the login; the portal does with status 200, and the next run remembers it. */
  #wasRefused(first: number): boolean {
    return this.#simulator.requests.slice(first).some(({ status }) => status === 401);
  }

  #renewPassword(): void {
    const { requests, events } = this.#simulator;
    this.#tally.add('password expired');
    events.changePassword(`password-${requests.length}-${this.#renewals}`);
    this.#renewals += 1;
  }

  /** Looks at the whole history after an apply. */
  async #check(record: RunRecord | undefined): Promise<void> {
    const before = this.#history;
    this.#history = await historyOf(this.#dir).catch((error: unknown) => {
      // Without a graph there is no history: the first run has not come to its end.
      if (isReportedError(error) && error.code === 'A_NO_DATA') return [];
      throw error;
    });
    this.#problems.push(...rewritten(before, this.#history).slice(0, 20));
    const known = { everFixed: this.#everFixed, vanished: this.#vanished };
    this.#problems.push(...impossible(this.#history, known).slice(0, 20));
    const seq = Math.max(0, ...this.#history.flatMap((each) => [each.beginSeq, each.endSeq ?? 0]));
    const seen = Math.max(0, ...before.flatMap((each) => [each.beginSeq, each.endSeq ?? 0]));
    if (record === undefined || seq === seen) return;
    const startedAt = Date.parse(record.startedAt);
    const moments = this.#moments.filter(({ at }) => at >= startedAt).map(({ names }) => names);
    this.#problems.push(
      ...lost(this.#history, seq, moments)
        .slice(0, 20)
        .map((line) => `lost by ${record.runId} (${record.mode}): ${line}`),
    );
  }
}

/** Lives a life. @returns everything that went wrong in it, one line each */
export async function live(life: Life, tally: Tally): Promise<readonly string[]> {
  const simulator = createSimulator({
    seed: life.seed,
    hosts: life.hosts,
    detections: 6,
    webApps: 6,
    limits: 'generous',
  });
  const { url } = await simulator.listen();
  const dir = temporaryDataDir('life');
  try {
    const living = new Living(simulator, url, dir, tally);
    for (const chapter of life.chapters) {
      await living.chapter(chapter);
      if (living.problems.length > 0) return living.problems;
    }
    await living.heal();
    tally.add('lives');
    return living.problems;
  } finally {
    await simulator.close();
    await rm(dir.path, { recursive: true, force: true });
  }
}
