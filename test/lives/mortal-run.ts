import { rename } from 'node:fs/promises';
import type { RunProgress } from '../../src/app/collect.ts';
import type { PageSegment, PageSpool } from '../../src/integration/run/page-spool.ts';
import type { RunSpool, StoredPage } from '../../src/spool/index.ts';

/** Places where a run waits, and can die. */
export const KILL_PLACES = [
  /** Before a request, retries included. */
  'request',
  /** Before the segment of a page is opened. */
  'begin',
  /** While a page is written. */
  'drain',
  /** All rows are there, and nothing is durable. */
  'commit',
  /** The page file is there, and the segment has not got its name. */
  'torn',
  /** The page is stored, and nobody knows it. */
  'committed',
  /** While the ledger of a resumed run is read. */
  'recall',
  /** Everything is read, and the graph has not been touched. */
  'applying',
  /** The graph has it, and the run has not been told. */
  'applied',
] as const;

/** The n-th time that a run comes to a place, it dies there. */
export interface KillWish {
  readonly place: (typeof KILL_PLACES)[number];
  readonly at: number;
  /** How long it lies there before it is started again. */
  readonly hours: number;
}

/** What ends a run that is killed: no error of ours, so that nobody handles it. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** Kills a run at a place. From then on nothing of it works any more, as in a process that is gone. */
export class Death {
  readonly #wish: KillWish | undefined;
  #times = 0;
  #isDead = false;

  constructor(wish: KillWish | undefined) {
    this.#wish = wish;
  }

  /** The run comes to a place. Throws if it dies there, or is dead. */
  at(place: KillWish['place']): void {
    if (this.comes(place)) throw new Killed(place);
  }

  /** Whether it dies there, or is dead. */
  comes(place: KillWish['place']): boolean {
    if (this.#isDead) return true;
    if (this.#wish?.place !== place) return false;
    // These two are met once in a run.
    const isOnce = place === 'applying' || place === 'applied';
    this.#times += 1;
    if (!isOnce && this.#times < this.#wish.at) return false;
    this.#isDead = true;
    return true;
  }

  /** A spool that dies. */
  spool(spool: RunSpool): PageSpool {
    return {
      pages: (verification) => spool.pages(verification),
      memoryOf: async (page) => {
        this.at('recall');
        return spool.memoryOf(page);
      },
      findingKeys: (page) => spool.findingKeys(page),
      beginPage: async (id) => {
        this.at('begin');
        return this.#segment(await spool.beginPage(id));
      },
    };
  }

  #segment(segment: Awaited<ReturnType<RunSpool['beginPage']>>): PageSegment {
    return {
      entity: (entity) => segment.entity(entity),
      relationship: (relationship) => segment.relationship(relationship),
      finding: (finding) => segment.finding(finding),
      target: (target) => segment.target(target),
      present: (ref) => segment.present(ref),
      covered: (ref, type, facts) => segment.covered(ref, type, facts),
      discard: () => segment.discard(),
      drain: async () => {
        this.at('drain');
        await segment.drain();
      },
      commit: async (facts) => {
        this.at('commit');
        const page: StoredPage = await segment.commit(facts);
        if (this.comes('torn')) {
          await rename(page.segment, `${page.segment}.tmp`);
          throw new Killed('torn');
        }
        this.at('committed');
        return page;
      },
    };
  }

  /** Listens to the progress of a run that dies at its apply. */
  progress(progress: RunProgress): void {
    if (progress.kind === 'applying' || progress.kind === 'applied') this.at(progress.kind);
  }
}
