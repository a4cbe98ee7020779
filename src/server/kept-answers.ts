import { AnswerCache } from '../app/answer-cache.ts';
import { pinnedVersion } from '../app/query.ts';
import type { GraphStore } from '../graph/index.ts';
import type { Services } from './app-types.ts';

/** Ages are counted from the last full quarter of an hour, so that an answer can be kept for so long. */
const STEP_MS = 15 * 60_000;
/** Time that one query of an answer may take, milliseconds. */
const TIMEOUT_MS = 20_000;

/** The version of the graph that an answer is about, and how long making it may take. */
export interface AnswerSubject {
  readonly store: GraphStore;
  readonly seq: number;
  /** Epoch milliseconds; what counts as now. */
  readonly now: number;
  /** Epoch milliseconds; undefined for the graph as it is. */
  readonly at: number | undefined;
  readonly options: { readonly signal: AbortSignal; readonly timeoutMs: number };
}

/** Answers about the graph, each made once for every version of it, for everybody who asks. */
export class KeptAnswers {
  readonly #graph: Services['graph'];
  readonly #clock: () => number;
  readonly #cache: AnswerCache;

  /** @param mostBytes memory for what is kept: answers about now, and about some times that people travel to */
  constructor({ graph, clock }: Pick<Services, 'graph' | 'clock'>, mostBytes: number) {
    this.#graph = graph;
    this.#clock = clock;
    this.#cache = new AnswerCache(mostBytes);
  }

  /**
   * The answer to a question.
   *
   * @param question says everything that the answer depends on besides the graph and the time
   * @param time ISO 8601; now when absent
   * @param gone aborts when whoever asks has left
   */
  of<Answer>(
    question: string,
    time: string | undefined,
    gone: AbortSignal,
    make: (subject: AnswerSubject) => Promise<Answer>,
  ): Promise<Answer> {
    const at = time === undefined ? undefined : Date.parse(time);
    const now = at ?? Math.floor(this.#clock() / STEP_MS) * STEP_MS;
    return this.#graph.use(async (store) => {
      const seq = await pinnedVersion(store, { at });
      return this.#cache.get(`${seq} ${now} ${question}`, gone, async (signal) => {
        const options = { signal, timeoutMs: TIMEOUT_MS };
        const value = await make({ store, seq, now, at, options });
        return { value, bytes: JSON.stringify(value).length };
      });
    }, gone);
  }
}
